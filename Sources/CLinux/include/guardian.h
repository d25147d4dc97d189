// Processes that were let go: how their end is seen, and who ends them when the shell is gone.
#pragma once
#include <sys/types.h>

// A descriptor that becomes readable when the process ends (man 2 pidfd_open), close-on-exec; or -errno. In C because
// older C libraries have no wrapper.
int sysh_pidfd_open(pid_t pid);

enum { SYSH_END_NOT_YET = 0, SYSH_END_KNOWN = 1, SYSH_END_UNKNOWN = 2 };
// Whether the process behind `pidfd` has ended. Its wait status (man 2 wait) is taken from waitpid when it is our child,
// which buries it; otherwise from /proc/PID/stat while it is a zombie, or from PIDFD_GET_INFO (6.15) afterwards.
int sysh_pidfd_ended(int pidfd, pid_t pid, int *status);

// Forks a process of this name that lives beside the shell, in a session of its own, with all signals blocked and nothing
// open but its end of `channel` as descriptor 0, and runs `work` in it. Its pid, or -errno. `channel` is close-on-exec and
// the caller's.
pid_t sysh_aside_start(int *channel, const char *name, void (*work)(void));

// Forks the guardian: a process that waits until every copy of `channel` is closed, which the kernel does when the shell
// ends, however it ends. Then it kills the processes that it watches, their descendants, and what is left of their
// sessions, and exits. Its pid, or -errno. `channel` is close-on-exec and the caller's. In C: it lives on after a fork
// without exec, where only async-signal-safe code may run.
pid_t sysh_guardian_start(int *channel);
// Puts a process under its care: 0, or -errno. When this returns the guardian holds a pidfd.
int sysh_guardian_watch(int channel, pid_t pid);
