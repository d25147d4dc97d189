// The lab's terminal, signals as a descriptor, CPU pinning: calls that take ioctl's variadic pointer or macros.
// Every function returns 0 or a descriptor on success and -errno on failure.
#pragma once
#include <stdint.h>
#include <sys/types.h>

// A new pseudo-terminal (man 7 pty); both descriptors are close-on-exec, the master non-blocking.
int sysh_terminal_open(int rows, int columns, int *master, int *slave);
// One of the terminals in another directory of them (man 4 pts), which belongs to `owner` unless that is 0.
int sysh_terminal_open_in(int terminals, uid_t owner, int rows, int columns, int *master, int *slave);
int sysh_terminal_resize(int fd, int rows, int columns);
// Size of the terminal behind fd.
int sysh_terminal_size(int fd, int *rows, int *columns);

// Blocks SIGCHLD, SIGINT, SIGWINCH, SIGTERM, SIGHUP and SIGQUIT in this thread and gives a non-blocking signalfd for
// them, so that one poll() sees them all. SIGPIPE and SIGXFSZ are ignored: write() gives EPIPE and EFBIG.
int sysh_signals_open(void);
// The same with SIGTSTP and SIGCONT, for a shell that puts its terminal in order before it stops.
int sysh_signals_open_stopping(void);
// Lets SIGTSTP stop this process at once, or keeps it for the descriptor.
void sysh_signals_allow_stop(int allowed);
// Stops this process as Ctrl-Z does by default; returns when it goes on. In an orphaned process group, where nobody could
// continue it, the kernel drops the signal (man 3 setpgid).
void sysh_stop_self(void);
// The next signal number from the descriptor, 0 when there is none.
int sysh_signals_next(int fd);

// Pins this thread to the CPU on which it was first pinned, at first the one it runs on, and returns it. The earlier mask
// is kept for sysh_cpu_unpin.
int sysh_cpu_pin(void);
// Gives this thread its earlier CPU mask back.
int sysh_cpu_unpin(void);

// Starts `/bin/sh -c command` in the foreground with clean signals and the earlier CPU mask, and waits for it: its wait
// status, or -errno. A SIGHUP or SIGTERM that waits for this process is passed on to the command, which has a second then:
// -EINTR when it does not end.
int sysh_run_command(const char *command);

// Starts this program again with other arguments in `directory`, without input; what it writes to 1 and 2 comes from
// `output`, which is the caller's. Its pid, to be waited for, or -errno.
pid_t sysh_run_captured(char *const arguments[], const char *directory, int *output);
