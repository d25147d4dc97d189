// For tests only: processes that Swift cannot make, because only async-signal-safe code may run between fork and exec.
#pragma once
#include "subject.h"

// Starts a program as leader of a new session with `terminal` as its controlling terminal and as 0, 1 and 2, no other
// descriptor, and clean signals: its pid, or -errno.
pid_t sysh_spawn_on_terminal(int terminal, char *const arguments[], char *const environment[]);

// Forks a process that launches a subject with `ptrace_options` and then sleeps: its pid, and the subject's in `subject`
// (0 where the launch failed); or -errno.
pid_t sysh_fork_tracer(const struct sysh_launch *what, uint64_t ptrace_options, pid_t *subject);

// Whether descendants whose parent has ended become children of this process, rather than of init (man 2const
// PR_SET_CHILD_SUBREAPER): 0, or -errno. In C because prctl is variadic.
int sysh_adopt_orphans(int on);
