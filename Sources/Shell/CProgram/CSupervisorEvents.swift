/// What the supervisor does with one event of the session.
extension CStage {
  static let start = #"""
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

  static let tells = #"""
    static void tells(int who, const char *text)
    {
        printf("%-5s %s\n", names[who], text);
    }

    """#

  static let runs = #"""
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

  static let blocks = #"""
    /* The call blocks: the next step comes when the kernel says that the process sleeps. */
    static void blocks(int who, int number)
    {
        int asleep = 0, status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (long i = 0; asleep < (thread_of(who) < 0 ? 2000 : 20); i++) {
            char state = state_of(who, &status);

            if (atomic_load(&stage->step[number].done)) {
                tell(who, number);
                differences++;
                printf("      DIFFERENT: in the session it blocked.\n");
                return;
            }
            asleep = strchr("SDT?", state) ? asleep + 1 : 0;
            if (i > 80000)
                give_up(who, number, "neither sleeps nor comes back");
            wait_a_little();
        }
        say(who, number);
        printf("  blocks\n");
    }

    """#

  static let mayBlock = #"""
    /* The call blocked, and came back without another step: a program that runs decides how soon that is. */
    static void may_block(int who, int number)
    {
        int asleep = 0, status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (long i = 0; i < 80000 && asleep < 20; i++) {
            if (atomic_load(&stage->step[number].done))
                return;
            asleep = strchr("SDT?", state_of(who, &status)) ? asleep + 1 : 0;
            wait_a_little();
        }
    }

    """#

  static let returns = #"""
    /* A call that blocked comes back now. */
    static void returns(int who, int number)
    {
        wait_until(&stage->step[number].done, who, number, 60);
        tell(who, number);
    }

    """#

  static let stillBlocked = #"""
    static void still_blocked(int who, int number)
    {
        if (!atomic_load(&stage->step[number].done))
            return;
        tell(who, number);
        differences++;
        printf("      DIFFERENT: in the session it was blocked to the end.\n");
    }

    """#

  static let ended = #"""
    /* A process has ended, or ends now; nobody looks how. */
    static void ended(int who)
    {
        int status;

        for (long i = 0; !has_ended(who, &status) && thread_of(who) >= 0; i++) {
            if (i > 80000)
                give_up(who, 0, "does not end");
            wait_a_little();
        }
        printf("%-5s ends\n", names[who]);
    }

    """#

  static let ends = #"""
    /* A process ends with this wait status. Its parent may have fetched it before we look: then nobody can tell. */
    static void ends(int who, int wanted)
    {
        int status = 0;

        for (long i = 0; !has_ended(who, &status); i++) {
            if (thread_of(who) < 0) {
                printf("%-5s ends, where it cannot be seen\n", names[who]);
                return;
            }
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

  static let dies = #"""
    /* The step is the process's last: it ends with this wait status. */
    static void dies(int who, int number, int wanted)
    {
        int status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (long i = 0; !has_ended(who, &status) && (thread_of(who) >= 0 || i < 2000); i++) {
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

  static let settles = #"""
    /* A program that was let go has time until it ends or sleeps. */
    static void settles(int who)
    {
        int asleep = 0, status;

        for (long i = 0; i < 80000 && asleep < 1000 && !has_ended(who, &status); i++) {
            asleep = strchr("S?", state_of(who, &status)) ? asleep + 1 : 0;
            wait_a_little();
        }
    }

    """#

  static let becomes = #"""
    /* execve: the process runs another program from here on. */
    static void becomes(int who, int number)
    {
        char path[40], now[PATH_MAX], own[PATH_MAX];
        ssize_t length, size = readlink("/proc/self/exe", own, sizeof own);
        int status;

        give_turn(number);
        wait_until(&stage->step[number].begun, who, number, 20);
        for (long i = 0;; i++) {
            if (atomic_load(&stage->step[number].done)) {
                tell(who, number);
                differences++;
                printf("      DIFFERENT: in the session the program was replaced.\n");
                return;
            }
            snprintf(path, sizeof path, "/proc/%d/exe", thread_of(who));
            length = readlink(path, now, sizeof now);
            if (has_ended(who, &status) || (i > 2000 && thread_of(who) < 0))
                break;
            if (length > 0 && (length != size || memcmp(now, own, size) != 0))
                break;
            wait_a_little();
        }
        say(who, number);
        printf("  replaces the program\n");
    }

    """#

  static let interrupts = #"""
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

  static let types = #"""
    static void types(const char *bytes, size_t length)
    {
        if (write(terminals[terminal_count - 1], bytes, length) != (ssize_t)length)
            give_up(nobody, 0, "the terminal takes no input");
        for (int i = 0; i < 200; i++)
            wait_a_little();
    }

    """#
}
