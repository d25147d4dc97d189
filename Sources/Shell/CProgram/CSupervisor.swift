/// The supervisor's side of a saved program.
extension CStage {
  /// What gives turns and tells what came of them.
  static let supervisor: [Piece] =
    [Piece(names: [], text: basis)] + commands + holding + [Piece(names: ["finish"], text: finish)]

  static let commands: [Piece] = [
    Piece(names: ["start"], text: start),
    Piece(names: ["tells"], text: tells),
    Piece(names: ["runs"], text: runs),
    Piece(names: ["blocks"], text: blocks),
    Piece(names: ["may_block"], text: mayBlock),
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

  static let basis = #"""
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

    static char read_state(pid_t thread, int *parent, int *status)
    {
        char path[40], text[1024], state;
        const char *after;
        ssize_t length = 0;
        int file;

        snprintf(path, sizeof path, "/proc/%d/stat", thread);
        file = open(path, O_RDONLY | O_CLOEXEC);
        if (file >= 0) {
            length = read(file, text, sizeof text - 1);
            close(file);
        }
        text[length > 0 ? length : 0] = '\0';
        after = strrchr(text, ')');
        if (after == NULL || sscanf(after + 1, " %c %d", &state, parent) != 2)
            return 'X';
        *status = atoi(strrchr(text, ' ') + 1);
        return state;
    }

    /* The number of a process; 0 before it has entered, -1 where it has a /proc of its own and knows none that is good
       here. Only what descends from us is ours to look at and to end. */
    static pid_t thread_of(int who)
    {
        static pid_t known[PROCESSES];
        pid_t thread = atomic_load(&stage->process[who].thread);
        int parent = thread, status;

        if (known[who] != 0 || thread == 0)
            return known[who];
        while (parent > 1 && parent != getpid())
            if (read_state(parent, &parent, &status) == 'X')
                parent = 0;
        return known[who] = parent == getpid() ? thread : -1;
    }

    /* What /proc says of a process: R, S, D, T, Z, X when it is gone, ? when it cannot be seen; and its wait status, which
       only a zombie has. */
    static char state_of(int who, int *status)
    {
        pid_t thread = thread_of(who);
        int parent;

        return thread == 0 ? 'R' : thread < 0 ? '?' : read_state(thread, &parent, status);
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
            printf("\nStatements of the session that are not in this program: %d. Its first lines say which.", OMITTED);
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
