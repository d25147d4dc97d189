// Programs of the learner's, started to be traced or counted: a fork that waits at a gate until everything is set up
// around it, then makes its execve. In C because only async-signal-safe code may run between fork and exec, which
// Swift's runtime cannot promise.
#pragma once
#include <linux/filter.h>
#include <stdint.h>
#include <sys/types.h>

struct sysh_program {
  const char *path;                  // what is executed, found by the caller
  char *const *arguments;            // argv, NULL-terminated
  char *const *environment;          // envp, NULL-terminated
  const struct sock_fprog *filter;   // a seccomp filter that it installs before the exec, or NULL
  int without_new_privileges;        // set no_new_privs first: an unprivileged filter needs it (man 2 seccomp)
  int stops;                         // it raises SIGSTOP between the filter and the exec, for a tracer
};

// A program at the gate. It inherits the caller's descriptors but those that are close-on-exec; no signal is
// blocked in it, and the dispositions that were ignored stay ignored, but for SIGPIPE.
struct sysh_gate {
  pid_t pid;   // the child, ours to wait for; or -errno
  int open;    // write end: sysh_program_go or sysh_program_stop closes it
  int report;  // read end: says why no exec was made
};
struct sysh_gate sysh_program_start(const struct sysh_program *what);
// Opens the gate. The exec follows at once, or the SIGSTOP.
void sysh_program_go(struct sysh_gate *gate);
// After the exec, or the end without one: 0 where the program was executed, or -errno of what failed. Closes `report`.
// Waits for the exec: a tracer asks only when it has seen the exec stop or the end.
int sysh_program_result(struct sysh_gate *gate);
// Gives up on a program at the gate: it ends without an exec, and is reaped.
void sysh_program_stop(struct sysh_gate *gate);
