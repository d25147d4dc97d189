// ptrace, waiting and remote memory. Swift imports neither ptrace() (variadic) nor its constants nor process_vm_*.
// Every function returns 0 or a value of at least 0 on success and -errno on failure.
#pragma once
#include <signal.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/user.h>

enum {
  SYSH_OPTION_SYSGOOD = 1,
  SYSH_OPTION_FORK = 1 << 1,
  SYSH_OPTION_VFORK = 1 << 2,
  SYSH_OPTION_CLONE = 1 << 3,
  SYSH_OPTION_EXEC = 1 << 4,
  SYSH_OPTION_VFORK_DONE = 1 << 5,
  SYSH_OPTION_EXITKILL = 1 << 20,
};

// PTRACE_GET_SYSCALL_INFO's op.
enum { SYSH_STOP_NONE = 0, SYSH_STOP_ENTRY = 1, SYSH_STOP_EXIT = 2, SYSH_STOP_SECCOMP = 3 };

int sysh_ptrace_resume_syscall(pid_t pid, int signal);
int sysh_ptrace_resume(pid_t pid, int signal);
int sysh_ptrace_listen(pid_t pid);
int sysh_ptrace_interrupt(pid_t pid);
int sysh_ptrace_detach(pid_t pid, int signal);
int sysh_ptrace_get_registers(pid_t pid, struct user_regs_struct *out);
int sysh_ptrace_set_registers(pid_t pid, const struct user_regs_struct *in);

// What PTRACE_GET_SYSCALL_INFO tells of a syscall stop: one request instead of that and PTRACE_GETREGS.
struct sysh_syscall_stop {
  int op;                // SYSH_STOP_...
  uint64_t instruction;  // the instruction pointer, behind the `syscall`
  uint64_t value;        // the number at an entry, the result at an exit
};
int sysh_ptrace_syscall_stop(pid_t pid, struct sysh_syscall_stop *out);
int sysh_ptrace_event_message(pid_t pid, unsigned long *out);
int sysh_ptrace_signal_mask(pid_t pid, uint64_t *out);

// The registered area of restartable sequences (man 2 rseq): its address, 0 where none is registered, and the signature.
struct sysh_rseq {
  uint64_t address;
  uint32_t size;
  uint32_t signature;
};
// PTRACE_GET_RSEQ_CONFIGURATION of a stopped tracee: 0 or -errno.
int sysh_ptrace_rseq(pid_t pid, struct sysh_rseq *out);

// The parts of siginfo_t that are needed; Swift cannot import its union members, which are macros.
struct sysh_signal_info {
  int signal, code, error, status;
  pid_t sender;
  uid_t user;
  uint64_t address;
  uint64_t value;  // what a sigqueue brought along
};
int sysh_ptrace_signal_info(pid_t pid, struct sysh_signal_info *out);
// The signals waiting for this thread (shared = 0) or its whole process (1), as a set of bits.
int sysh_ptrace_pending(pid_t pid, int shared, uint64_t *out);
// The same signals with what came with each, at most `count`: how many, or -errno.
int sysh_ptrace_pending_info(pid_t pid, int shared, struct sysh_signal_info *out, int count);

// The calling thread's id, which Swift's Glibc module does not import.
pid_t sysh_thread_id(void);

// Whether `thread` is a thread of `process` (man 2 tgkill with signal 0).
int sysh_is_thread_of(pid_t process, pid_t thread);

// A stop or an end of exactly this child if there is one by now: its pid, 0 if there is none.
int sysh_wait_now(pid_t pid, int *status);
// Sleeps until SIGCHLD (which must be blocked) arrives or the time is over: 1 or 0.
int sysh_sleep_until_child(int64_t nanoseconds);

ssize_t sysh_memory_read(pid_t pid, uint64_t address, void *to, size_t count);
ssize_t sysh_memory_write(pid_t pid, uint64_t address, const void *from, size_t count);
