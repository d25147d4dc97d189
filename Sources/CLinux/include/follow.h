// Following whole programs with ptrace, as a tracer that has no other children: what `sysh trace` needs besides trace.h.
// Every function returns 0 or a value of at least 0 on success and -errno on failure.
#pragma once
#include "trace.h"
#include <sched.h>

enum { SYSH_OPTION_SECCOMP = 1 << 7 };

// PTRACE_GET_SYSCALL_INFO whole (man 2 ptrace).
struct sysh_call_stop {
  int op;                      // SYSH_STOP_...
  int is_native;               // AUDIT_ARCH_X86_64; otherwise the number is one of the 32-bit table
  uint64_t instruction, stack;
  uint64_t number;             // at an entry
  uint64_t arguments[6];       // at an entry
  int64_t result;              // at an exit
  int is_error;                // at an exit: result is -errno
};
int sysh_follow_stop(pid_t pid, struct sysh_call_stop *out);

int sysh_follow_seize(pid_t pid, uint64_t options);
// The next stop or end of any tracee or child; sleeps for it. -EINTR where a signal came in between. `yields`: the
// tracee shares our CPU and was resumed a moment ago. Letting it have the CPU first is cheaper than to sleep and be
// woken, where its call is a short one.
pid_t sysh_follow_wait(int *status, int yields);
// The siginfo_t of a signal stop whole, 128 bytes.
int sysh_follow_signal_bytes(pid_t pid, void *out);
// What rax, or at an entry orig_rax, is for a call that is tampered with.
int sysh_follow_set_result(pid_t pid, int64_t result);
int sysh_follow_set_number(pid_t pid, uint64_t number);

// The tracer's own signals. From sysh_follow_begin on, those that end programs are noted instead, and a timer ticks
// every `tick` microseconds so that a wait never outlasts a note by more than that, and output never grows old.
// `passes_keys`: ^Z is for the program, which has it from the terminal too.
void sysh_follow_begin(int passes_keys, long tick);
// Signals as they were, and no timer.
void sysh_follow_end(void);
// The signal that asks the tracer to end, 0 where none came.
int sysh_follow_asked(void);
// Whether the timer ticked since the last question.
int sysh_follow_ticked(void);
// Goes on in a child: the descriptor to which it writes the program's wait status (an int) when that has ended. The parent
// stays in front of it in the meantime, passes signals on, stops and continues with it, and then ends as the program did;
// the child may outlive it. Where nothing was written the parent exits as the child does. -errno, in the parent, where
// there can be no child. In C because it forks, which Swift must not.
int sysh_follow_behind(void);
// Writes the status there, and leaves what the parent may have handed to others: 0, 1 and 2 lead to /dev/null from here
// on, so that nobody waits for their end.
void sysh_follow_alone(int report, int status);

// CPU masks of threads, 0 for ourselves (man 2 sched_setaffinity).
int sysh_affinity_get(pid_t pid, cpu_set_t *out);
int sysh_affinity_set(pid_t pid, const cpu_set_t *mask);
// Only the CPU that the caller runs on now.
void sysh_affinity_here(cpu_set_t *out);
int sysh_affinity_count(const cpu_set_t *mask);
// Whether every CPU of `wanted` is in `mask`.
int sysh_affinity_allows(const cpu_set_t *mask, const cpu_set_t *wanted);
