/// The supervisor's side of a saved program.
extension CStage {
  /// What gives turns and tells what came of them.
  static let supervisor: [Piece] =
    [Piece(names: [], text: basis)] + commands + holding + [Piece(names: ["finish"], text: finish)]

  private static let commands: [Piece] = [
    Piece(names: ["start"], text: start),
    Piece(names: ["tells"], text: tells),
    Piece(names: ["runs"], text: runs),
    Piece(names: ["blocks"], text: blocks),
    Piece(names: ["returns"], text: returns),
    Piece(names: ["still_blocked"], text: stillBlocked),
    Piece(names: ["ended"], text: ended),
    Piece(names: ["ends"], text: ends),
    Piece(names: ["dies"], text: dies),
    Piece(names: ["settles"], text: settles),
    Piece(names: ["becomes"], text: becomes),
    Piece(names: ["interrupts"], text: interrupts),
    Piece(names: ["types"], text: types),
  ]

  private static let basis = #"""
    /* The supervisor's own: where the session's terminal and directory are, and what was different. */
    static char directory[PATH_MAX];
    static int terminals[ROOTS], terminal_count;
    static char *printed;
    static size_t printed_length;
    static int differences;
    static volatile sig_atomic_t interrupted;

    static void give_up(int who, int number, const char *why);

    static void take_output(void)
    {
        char bytes[4096];
        ssize_t count;

        for (int i = 0; i < terminal_count; i++)
            while ((count = read(terminals[i], bytes, sizeof bytes)) > 0) {
                char *longer = realloc(printed, printed_length + count);

                if (longer == NULL)
                    return;
                memcpy(longer + printed_length, bytes, count);
                printed = longer;
                printed_length += count;
            }
    }

    static void note_interrupt(int number)
    {
        interrupted = number;
    }

    /* A short sleep. There are 10,000 in a second, or a few less. */
    static void wait_a_little(void)
    {
        struct timespec pause = { .tv_nsec = 100000 };

        nanosleep(&pause, NULL);
        take_output();
        if (interrupted)
            give_up(nobody, 0, "was interrupted");
    }

    static pid_t thread_of(int who)
    {
        return atomic_load(&stage->process[who].thread);
    }

    /* What /proc says of a process: R, S, D, T, Z, or X when it is gone; and its wait status, which only a zombie has. */
    static char state_of(int who, int *status)
    {
        char path[40], text[1024];
        const char *after;
        ssize_t length = 0;
        int file;

        if (thread_of(who) == 0)
            return 'R';
        snprintf(path, sizeof path, "/proc/%d/stat", thread_of(who));
        file = open(path, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            length = read(file, text, sizeof text - 1);
            close(file);
        }
        if (length <= 0)
            return 'X';
        text[length] = '\0';
        after = strrchr(text, ')');
        if (after == NULL || after[1] != ' ')
            return 'X';
        *status = atoi(strrchr(text, ' ') + 1);
        return after[2];
    }

    /* A process that was just made may not have run yet. */
    static void wait_for_entry(int who)
    {
        for (int i = 0; i < 20000 && thread_of(who) == 0; i++)
            wait_a_little();
    }

    static int has_ended(int who, int *status)
    {
        char state = state_of(who, status);

        return state == 'Z' || state == 'X';
    }

    static void give_turn(int number)
    {
        atomic_store(&stage->turn, number);
        syscall(SYS_futex, &stage->turn, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    }

    static void wait_until(atomic_int *flag, int who, int number, int seconds)
    {
        int status;

        for (long i = 0; !atomic_load(flag); i++) {
            if (i > 10 && has_ended(who, &status) && !atomic_load(flag))
                give_up(who, number, "has ended");
            if (i / 8000 >= seconds)
                give_up(who, number, "does not come to its end");
            wait_a_little();
        }
    }

    static void say(int who, int number)
    {
        printf("%-5s %s", names[who], stage->step[number].text ? stage->step[number].text : "?");
    }

    static void print_process(long pid)
    {
        for (int who = 1; who < PROCESSES; who++)
            if (thread_of(who) == pid || stage->process[who].pid == pid) {
                printf("%s", names[who]);
                return;
            }
        printf("%ld", pid);
    }

    /* Prints what came of a step, and what the session saw where that was something else. */
    static void tell(int who, int number)
    {
        long value = stage->step[number].value, wanted = stage->step[number].wanted;
        int error = stage->step[number].error, same = 1;
        const char *differs = stage->step[number].differs;

        if (stage->step[number].expected == PROCESS && error == 0)
            wait_for_entry(wanted);
        say(who, number);
        if (stage->step[number].expected == NOTHING)
            ;
        else if (error != 0)
            printf("  = -1 %s", strerrorname_np(error) ? strerrorname_np(error) : "unknown");
        else if (stage->step[number].expected == PROCESS)
            printf("  = "), print_process(value);
        else if (stage->step[number].expected == ADDRESS)
            printf("  = an address");
        else if (stage->step[number].expected == ANYTHING)
            printf("  = a value");
        else
            printf("  = %ld", value);
        switch (stage->step[number].expected) {
        case NOTHING:
            break;
        case ERROR:
            same = error == wanted;
            break;
        case PROCESS:
            same = error == 0 && (value == thread_of(wanted) || value == stage->process[wanted].pid);
            break;
        case ADDRESS:
        case NUMBER:
            same = error == 0 && value == wanted;
            break;
        case ANYTHING:
            same = error == 0;
            break;
        }
        if (!same || differs != NULL) {
            differences++;
            printf("    DIFFERENT: the session saw ");
            if (same)
                printf("other contents (%s)", differs);
            else if (stage->step[number].expected == ERROR)
                printf("-1 %s", strerrorname_np(wanted) ? strerrorname_np(wanted) : "unknown");
            else if (stage->step[number].expected == PROCESS)
                printf("the id of %s", names[wanted]);
            else if (stage->step[number].expected == NUMBER)
                printf("%ld", wanted);
            else
                printf("%s", stage->step[number].expected == ADDRESS ? "another address" : "no error");
        }
        printf("\n");
    }

    """#

  private static let start = #"""
    /* Starts a process as sysh does: leader of a session whose terminal is 0, 1 and 2, in the fresh directory. */
    static void start(int who, void (*body)(void))
    {
        int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        struct winsize size = { .ws_row = 24, .ws_col = 80 };
        pid_t child;

        if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0)
            give_up(who, 0, "gets no terminal");
        ioctl(terminal, TIOCSWINSZ, &size);
        fflush(stdout);
        child = fork();
        if (child < 0)
            give_up(who, 0, "could not be started");
        if (child == 0) {
            sigset_t none;
            int slave;

            setsid();
            slave = open(ptsname(terminal), O_RDWR);
            if (slave < 0 || dup2(slave, 0) < 0 || dup2(slave, 1) < 0 || dup2(slave, 2) < 0 || chdir(directory) < 0)
                _exit(127);
            for (int fd = 3; fd < 4096; fd++)
                close(fd);
            for (int number = 1; number < 65; number++)
                signal(number, SIG_DFL);
            sigemptyset(&none);
            sigprocmask(SIG_SETMASK, &none, NULL);
            body();
        }
        stage->process[who].pid = child;
        atomic_store(&stage->process[who].thread, child);
        terminals[terminal_count++] = terminal;
    }

    """#

  private static let tells = #"""
    static void tells(int who, const char *text)
    {
        printf("%-5s %s\n", names[who], text);
    }

    """#

  private static let runs = #"""
    /* The process makes these steps, and each comes to its end. */
    static void runs(int who, int first, int last)
    {
        for (int number = first; number <= last; number++) {
            give_turn(number);
            wait_until(&stage->step[number].done, who, number, 20);
            tell(who, number);
        }
    }

    """#

  private static let blocks = #"""
    /* The call blocks: the next step comes when the kernel says that the process sleeps. */
    static void blocks(int who, int number)
    {
        int asleep = 0, status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (long i = 0; asleep < 20; i++) {
            char state = state_of(who, &status);

            if (atomic_load(&stage->step[number].done)) {
                tell(who, number);
                differences++;
                printf("      DIFFERENT: in the session it blocked.\n");
                return;
            }
            asleep = state == 'S' || state == 'D' || state == 'T' ? asleep + 1 : 0;
            if (i > 80000)
                give_up(who, number, "neither sleeps nor comes back");
            wait_a_little();
        }
        say(who, number);
        printf("  blocks\n");
    }

    """#

  private static let returns = #"""
    /* A call that blocked comes back now. */
    static void returns(int who, int number)
    {
        wait_until(&stage->step[number].done, who, number, 60);
        tell(who, number);
    }

    """#

  private static let stillBlocked = #"""
    static void still_blocked(int who, int number)
    {
        if (!atomic_load(&stage->step[number].done))
            return;
        tell(who, number);
        differences++;
        printf("      DIFFERENT: in the session it was blocked to the end.\n");
    }

    """#

  private static let ended = #"""
    /* A process has ended, or ends now; nobody looks how. */
    static void ended(int who)
    {
        int status;

        for (long i = 0; !has_ended(who, &status); i++) {
            if (i > 80000)
                give_up(who, 0, "does not end");
            wait_a_little();
        }
        printf("%-5s ends\n", names[who]);
    }

    """#

  private static let ends = #"""
    /* A process ends with this wait status. Its parent may have fetched it before we look: then nobody can tell. */
    static void ends(int who, int wanted)
    {
        int status = 0;

        for (long i = 0; !has_ended(who, &status); i++) {
            if (i > 160000)
                give_up(who, 0, "does not end");
            wait_a_little();
        }
        if (WIFSIGNALED(wanted))
            printf("%-5s is killed by %s", names[who], strsignal(WTERMSIG(wanted)));
        else
            printf("%-5s ends with exit status %d", names[who], WEXITSTATUS(wanted));
        if (state_of(who, &status) == 'Z' && (status & ~0x80) != wanted) {
            differences++;
            printf("    DIFFERENT: its wait status is 0x%x here, and was 0x%x in the session", status, wanted);
        }
        printf("\n");
    }

    """#

  private static let dies = #"""
    /* The step is the process's last: it ends with this wait status. */
    static void dies(int who, int number, int wanted)
    {
        int status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        while (!has_ended(who, &status)) {
            if (atomic_load(&stage->step[number].done)) {
                tell(who, number);
                differences++;
                printf("      DIFFERENT: in the session the process ended here.\n");
                return;
            }
            wait_a_little();
        }
        say(who, number);
        printf("\n");
        ends(who, wanted);
    }

    """#

  private static let settles = #"""
    /* A program that was let go has time until it ends or sleeps. */
    static void settles(int who)
    {
        int asleep = 0, status;

        for (long i = 0; i < 80000 && asleep < 1000 && !has_ended(who, &status); i++) {
            asleep = state_of(who, &status) == 'S' ? asleep + 1 : 0;
            wait_a_little();
        }
    }

    """#

  private static let becomes = #"""
    /* execve: the process runs another program from here on. */
    static void becomes(int who, int number)
    {
        char path[40], now[PATH_MAX], own[PATH_MAX];
        ssize_t length, size = readlink("/proc/self/exe", own, sizeof own);
        int status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (;;) {
            if (atomic_load(&stage->step[number].done)) {
                tell(who, number);
                differences++;
                printf("      DIFFERENT: in the session the program was replaced.\n");
                return;
            }
            snprintf(path, sizeof path, "/proc/%d/exe", thread_of(who));
            length = readlink(path, now, sizeof now);
            if (has_ended(who, &status) || (length > 0 && (length != size || memcmp(now, own, size) != 0)))
                break;
            wait_a_little();
        }
        say(who, number);
        printf("  replaces the program\n");
    }

    """#

  private static let interrupts = #"""
    /* Breaks a call off, as sysh's interrupt does: by a signal with a handler that does nothing. */
    static void interrupts(int who, int number)
    {
        for (long i = 0; !atomic_load(&stage->step[number].done) && i < 50; i++) {
            syscall(SYS_tkill, thread_of(who), INTERRUPT);
            for (int j = 0; !atomic_load(&stage->step[number].done) && j < 1000; j++)
                wait_a_little();
        }
        wait_until(&stage->step[number].done, who, number, 1);
        tell(who, number);
    }

    """#

  private static let types = #"""
    static void types(const char *bytes, size_t length)
    {
        if (write(terminals[terminal_count - 1], bytes, length) != (ssize_t)length)
            give_up(nobody, 0, "the terminal takes no input");
        for (int i = 0; i < 200; i++)
            wait_a_little();
    }

    """#

  private static let finish = #"""
    static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
    {
        (void)status;
        (void)place;
        if (kind == FTW_DNR)
            chmod(path, 0700);
        remove(path);
        return 0;
    }

    /* Ends all that was started and has not ended. */
    static void end_all(void)
    {
        int status;

        for (int who = 1; who < PROCESSES; who++)
            if (thread_of(who) > 1 && !has_ended(who, &status))
                kill(thread_of(who), SIGKILL);
        while (waitpid(-1, NULL, __WALL) > 0)
            ;
        chmod(directory, 0700);
        nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }

    static int finish(void)
    {
        for (int i = 0; i < 50; i++)
            wait_a_little();
        end_all();
        take_output();
        if (printed_length > 0) {
            printf("\nOn the terminal:\n");
            for (size_t i = 0; i < printed_length; i++)
                if (printed[i] == '\n' || (printed[i] >= ' ' && printed[i] <= '~'))
                    putchar(printed[i]);
            if (printed[printed_length - 1] != '\n')
                putchar('\n');
        }
        if (OMITTED > 0)
            printf("\n%d statements of the session are not in this program: its first lines say which.", OMITTED);
        if (differences == 0)
            printf("\nAll %d steps gave what the session saw.\n", STEPS);
        else
            printf("\n%d of %d steps gave something else than the session saw.\n", differences, STEPS);
        return differences != 0;
    }

    static void give_up(int who, int number, const char *why)
    {
        printf("%-5s ", names[who]);
        if (number != 0)
            printf("at step %d (%s) ", number, stage->step[number].text ? stage->step[number].text : "not begun");
        printf("%s.\n", why);
        interrupted = 0;
        end_all();
        exit(1);
    }

    static void prepare(void)
    {
        const char *parent = getenv("TMPDIR");
        struct sigaction action = { .sa_handler = note_interrupt };

        setvbuf(stdout, NULL, _IOLBF, 0);
        stage = mmap(NULL, sizeof *stage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        snprintf(directory, sizeof directory, "%s/prog-%d-XXXXXX", parent && *parent ? parent : "/tmp", getuid());
        if (stage == MAP_FAILED || mkdtemp(directory) == NULL) {
            perror("The session cannot begin");
            exit(3);
        }
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
    }

    """#
}
