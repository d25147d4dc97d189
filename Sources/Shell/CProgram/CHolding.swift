/// The supervisor's way to hold a program before its first instruction, where the session did something between an
/// execve and the program's first step: by ptrace, as sysh holds it. Its own descendants it may trace under every setting
/// of Yama but the two strictest (`man 2 ptrace`, ptrace_scope).
extension CStage {
  static let holding: [Piece] = [
    Piece(names: ["held"], text: "static int held[PROCESSES];\n", headers: ["sys/ptrace.h", "sys/user.h"]),
    Piece(names: ["next_stop"], text: nextStop),
    Piece(names: ["becomes_held"], text: becomesHeld),
    Piece(names: ["continues"], text: continues),
    Piece(names: ["held_call"], text: heldCall),
    Piece(names: ["dies_held"], text: diesHeld),
  ]

  private static let nextStop = #"""
    /* The next stop of a traced process; 0 when it has ended. Signals on their way to it are passed on. */
    static int next_stop(int who, int number)
    {
        int status;

        for (long i = 0; i < 80000; i++) {
            pid_t found = waitpid(thread_of(who), &status, __WALL | WNOHANG);

            if (found < 0 || (found > 0 && !WIFSTOPPED(status)))
                return 0;
            if (found > 0) {
                if (status >> 16 == PTRACE_EVENT_EXEC || WSTOPSIG(status) == (SIGTRAP | 0x80))
                    return status;
                ptrace(PTRACE_CONT, thread_of(who), NULL, status >> 16 ? 0 : WSTOPSIG(status));
            } else if (number != 0 && atomic_load(&stage->step[number].done)) {
                return 0;
            }
            wait_a_little();
        }
        give_up(who, number, "does not stop");
        return 0;
    }

    """#

  private static let becomesHeld = #"""
    /* execve: the process runs another program, which is held before its first instruction. */
    static void becomes_held(int who, int number)
    {
        wait_for_entry(who);
        if (ptrace(PTRACE_SEIZE, thread_of(who), NULL, PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD) < 0)
            give_up(who, number, "cannot be held here (ptrace)");
        give_turn(number);
        if (!next_stop(who, number)) {
            differences++;
            if (atomic_load(&stage->step[number].done))
                tell(who, number);
            printf("      DIFFERENT: in the session the program was replaced.\n");
            return;
        }
        /* On to the end of execve itself. */
        ptrace(PTRACE_SYSCALL, thread_of(who), NULL, 0);
        next_stop(who, 0);
        held[who] = 1;
        say(who, number);
        printf("  replaces the program, which is held\n");
    }

    """#

  private static let continues = #"""
    static void continues(int who)
    {
        if (held[who])
            ptrace(PTRACE_DETACH, thread_of(who), NULL, 0);
        held[who] = 0;
    }

    """#

  private static let heldCall = #"""
    /* Lets a program that is held make a call: its registers and two bytes of its code are changed, and put back. */
    static long held_call(int who, int number, const char *text, long call, long first, long second, long third)
    {
        struct user_regs_struct before, now;
        long code;
        pid_t thread = thread_of(who);

        stage->step[number].text = text;
        errno = ESRCH;
        if (!held[who] || ptrace(PTRACE_GETREGS, thread, NULL, &before) < 0)
            return -1;
        code = ptrace(PTRACE_PEEKTEXT, thread, (void *)before.rip, NULL);
        ptrace(PTRACE_POKETEXT, thread, (void *)before.rip, (void *)((code & ~0xffffL) | 0x050f));
        now = before;
        now.rax = call;
        now.rdi = first;
        now.rsi = second;
        now.rdx = third;
        ptrace(PTRACE_SETREGS, thread, NULL, &now);
        for (int i = 0; i < 2; i++) {
            ptrace(PTRACE_SYSCALL, thread, NULL, 0);
            if (!next_stop(who, 0)) {
                held[who] = 0;
                return 0;
            }
        }
        ptrace(PTRACE_GETREGS, thread, NULL, &now);
        ptrace(PTRACE_POKETEXT, thread, (void *)before.rip, (void *)code);
        ptrace(PTRACE_SETREGS, thread, NULL, &before);
        if ((long)now.rax < 0 && (long)now.rax > -4096) {
            errno = -(long)now.rax;
            return -1;
        }
        return now.rax;
    }

    """#

  private static let diesHeld = #"""
    static void dies_held(int who, int number, const char *text, long call, long first, long second, int wanted)
    {
        held_call(who, number, text, call, first, second, 0);
        say(who, number);
        printf("\n");
        ends(who, wanted);
    }

    """#
}
