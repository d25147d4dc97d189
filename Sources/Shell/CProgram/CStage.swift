/// The part of a saved program that is the same in all of them: the stage on which its processes act.
///
/// A supervisor starts what was P1, gives each step its turn, waits for what came of it, compares and prints. So the
/// processes themselves make the session's calls and futex, nothing else: they neither print nor open anything, and a
/// closed descriptor 1 or a full table of descriptors is theirs alone. Turn and results lie in memory that all share.
///
/// Pieces that a session does not need are left out, for gcc warns of functions that nobody calls.
enum CStage {
  struct Piece {
    /// The names that it defines. It is in the program when the rest mentions one of them.
    let names: [String]
    let text: String
    var headers: [String] = []
  }

  /// What every program includes.
  static let headers = [
    "errno.h", "fcntl.h", "ftw.h", "limits.h", "linux/futex.h", "sched.h", "signal.h", "stdatomic.h", "stdio.h",
    "stdlib.h", "string.h", "sys/ioctl.h", "sys/mman.h", "sys/stat.h", "sys/syscall.h", "sys/types.h", "sys/wait.h",
    "time.h", "unistd.h",
  ]

  /// What the processes share; `%SHARED%` stands for the session's variables that cross from one to another.
  static let shared = #"""
    /* What all processes share: whose turn it is, and what came of each step. */
    enum outcome { NOTHING, NUMBER, ERROR, PROCESS, ADDRESS, ANYTHING };

    static struct stage {
        atomic_int turn;
        struct {
            pid_t pid;            /* as its maker knows it */
            atomic_int thread;    /* as /proc and the supervisor know it */
        } process[PROCESSES];
        struct {
            const char *text;
            atomic_int begun, done;
            enum outcome expected;
            long value, wanted;
            int error;
            const char *differs;
        } step[STEPS + 1];
    %SHARED%} *stage;

    """#

  /// The side of the processes.
  static let actors: [Piece] = [
    Piece(
      names: ["step"],
      text: #"""
        /* Waits for the turn of a step. */
        static void step(int number, const char *text)
        {
            int turn;

            while ((turn = atomic_load(&stage->turn)) != number)
                syscall(SYS_futex, &stage->turn, FUTEX_WAIT, turn, NULL, NULL, 0);
            stage->step[number].text = text;
            atomic_store(&stage->step[number].begun, 1);
        }

        """#),
    Piece(
      names: ["filtered_step"],
      text: #"""
        /* The same without a call, for a process under a seccomp filter. */
        static void filtered_step(int number, const char *text)
        {
            while (atomic_load(&stage->turn) != number)
                ;
            stage->step[number].text = text;
            atomic_store(&stage->step[number].begun, 1);
        }

        """#),
    Piece(
      names: ["enter"],
      text: #"""
        /* In a pid namespace a process does not know the number by which others know it; the link in /proc does. */
        static void enter(int who)
        {
            char link[64] = "";
            const char *number;

            if (readlink("/proc/thread-self", link, sizeof link - 1) > 0 && (number = strrchr(link, '/')) != NULL)
                atomic_store(&stage->process[who].thread, atoi(number + 1));
            else
                atomic_store(&stage->process[who].thread, syscall(SYS_gettid));
        }

        """#),
    Piece(
      names: ["rest"],
      text: #"""
        /* The session says no more of this process: it stays until the end. */
        static _Noreturn void rest(void)
        {
            for (;;)
                syscall(SYS_futex, &stage->turn, FUTEX_WAIT, atomic_load(&stage->turn), NULL, NULL, 0);
        }

        """#),
    Piece(
      names: ["filtered_rest"],
      text: #"""
        static _Noreturn void filtered_rest(void)
        {
            for (;;)
                (void)atomic_load(&stage->turn);
        }

        """#),
    Piece(
      names: ["record"],
      text: #"""
        static void record(int number, long value, enum outcome expected, long wanted)
        {
            int error = errno;

            stage->step[number].error = value == -1 ? error : 0;
            stage->step[number].value = value;
            stage->step[number].expected = expected;
            stage->step[number].wanted = wanted;
            atomic_store(&stage->step[number].done, 1);
        }

        """#),
    Piece(
      names: ["returned"],
      text: #"""
        static void returned(int number, long value, long wanted)
        {
            record(number, value, NUMBER, wanted);
        }

        """#),
    Piece(
      names: ["failed"],
      text: #"""
        static void failed(int number, long value, int error)
        {
            record(number, value, ERROR, error);
        }

        """#),
    Piece(
      names: ["is_process"],
      text: #"""
        /* Process ids differ from run to run; whose id it is does not. */
        static void is_process(int number, long value, int who)
        {
            record(number, value, PROCESS, who);
        }

        """#),
    Piece(
      names: ["made_process"],
      text: #"""
        static void made_process(int number, long value, int who)
        {
            if (value > 0)
                stage->process[who].pid = value;
            record(number, value, PROCESS, who);
        }

        """#),
    Piece(
      names: ["is_address"],
      text: #"""
        static void is_address(int number, const void *value, const void *wanted)
        {
            record(number, (long)value, ADDRESS, (long)wanted);
        }

        """#),
    Piece(
      names: ["succeeded"],
      text: #"""
        /* A value that differs from run to run. */
        static void succeeded(int number, long value)
        {
            record(number, value, ANYTHING, 0);
        }

        """#),
    Piece(
      names: ["did"],
      text: #"""
        static void did(int number)
        {
            record(number, 0, NOTHING, 0);
        }

        """#),
    Piece(
      names: ["pid_of"],
      text: #"""
        static pid_t pid_of(int who)
        {
            return stage->process[who].pid ? stage->process[who].pid : stage->process[who].thread;
        }

        """#),
    Piece(
      names: ["same_bytes"],
      text: #"""
        /* Loads byte by byte, as the session did. */
        static void same_bytes(int number, const void *from, const char *wanted, size_t length)
        {
            const volatile char *byte = from;

            for (size_t i = 0; i < length; i++)
                if (byte[i] != wanted[i])
                    stage->step[number].differs = "the bytes";
        }

        """#),
    Piece(
      names: ["same_number"],
      text: #"""
        static void same_number(int number, const char *what, long value, long wanted)
        {
            if (value != wanted)
                stage->step[number].differs = what;
        }

        """#),
    Piece(
      names: ["load"],
      text: #"""
        static void load(const void *from, size_t length)
        {
            const volatile char *byte = from;

            for (size_t i = 0; i < length; i++)
                (void)byte[i];
        }

        """#),
    Piece(
      names: ["store"],
      text: #"""
        static void store(void *to, const char *bytes, size_t length)
        {
            volatile char *byte = to;

            for (size_t i = 0; i < length; i++)
                byte[i] = bytes[i];
        }

        """#),
    Piece(
      names: ["fill"],
      text: #"""
        static void fill(void *to, char value, size_t length)
        {
            volatile char *byte = to;

            for (size_t i = 0; i < length; i++)
                byte[i] = value;
        }

        """#),
    Piece(
      names: ["touch"],
      text: #"""
        /* One store to each page, which leaves its content as it was. */
        static void touch(void *to, size_t length)
        {
            char *page = (char *)((unsigned long)to & ~4095UL);

            for (; page < (char *)to + length; page += 4096)
                __atomic_fetch_or(page, 0, __ATOMIC_SEQ_CST);
        }

        """#),
    Piece(
      names: ["set_of"],
      text: #"""
        /* A set of signals; 0 ends the list. */
        static sigset_t set_of(int first, ...)
        {
            sigset_t set;
            va_list list;

            sigemptyset(&set);
            va_start(list, first);
            for (int number = first; number != 0; number = va_arg(list, int))
                sigaddset(&set, number);
            va_end(list);
            return set;
        }

        """#, headers: ["stdarg.h"]),
    Piece(
      names: ["handler"],
      text: #"""
        static void handler(int number)
        {
            (void)number;
        }

        """#),
    Piece(
      names: ["restorer"],
      text: #"""
        /* Where the kernel's own form of sigaction lets a handler return to. */
        void restorer(void);
        __asm__(".text\nrestorer:\n\tmov $15, %eax\n\tsyscall\n");

        """#),
  ]
}
