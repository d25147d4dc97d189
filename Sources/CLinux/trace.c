#define _GNU_SOURCE
#include "include/trace.h"
#include <errno.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int result(long value) { return value < 0 ? -errno : (int)value; }

int sysh_ptrace_resume_syscall(pid_t pid, int signal) { return result(ptrace(PTRACE_SYSCALL, pid, 0, signal)); }
int sysh_ptrace_resume(pid_t pid, int signal) { return result(ptrace(PTRACE_CONT, pid, 0, signal)); }
int sysh_ptrace_listen(pid_t pid) { return result(ptrace(PTRACE_LISTEN, pid, 0, 0)); }
int sysh_ptrace_interrupt(pid_t pid) { return result(ptrace(PTRACE_INTERRUPT, pid, 0, 0)); }
int sysh_ptrace_detach(pid_t pid, int signal) { return result(ptrace(PTRACE_DETACH, pid, 0, signal)); }

int sysh_ptrace_get_registers(pid_t pid, struct user_regs_struct *out) {
  return result(ptrace(PTRACE_GETREGS, pid, 0, out));
}

int sysh_ptrace_set_registers(pid_t pid, const struct user_regs_struct *in) {
  return result(ptrace(PTRACE_SETREGS, pid, 0, in));
}

int sysh_ptrace_syscall_stop(pid_t pid, struct sysh_syscall_stop *out) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0) return -errno;
  uint64_t value = info.op == PTRACE_SYSCALL_INFO_EXIT ? (uint64_t)info.exit.rval : info.entry.nr;
  *out = (struct sysh_syscall_stop){info.op, info.instruction_pointer, value};
  return 0;
}

int sysh_ptrace_event_message(pid_t pid, unsigned long *out) { return result(ptrace(PTRACE_GETEVENTMSG, pid, 0, out)); }

int sysh_ptrace_signal_mask(pid_t pid, uint64_t *out) {
  return result(ptrace(PTRACE_GETSIGMASK, pid, sizeof *out, out));
}

// include/uapi/linux/ptrace.h, which cannot be included beside the C library's.
int sysh_ptrace_rseq(pid_t pid, struct sysh_rseq *out) {
  struct {
    uint64_t pointer;
    uint32_t size, signature, flags, padding;
  } found;
  enum { get_rseq_configuration = 0x420f };
  if (ptrace(get_rseq_configuration, pid, sizeof found, &found) < 0) return -errno;
  *out = (struct sysh_rseq){found.pointer, found.size, found.signature};
  return 0;
}

static struct sysh_signal_info parts(siginfo_t info) {
  struct sysh_signal_info out = {info.si_signo, info.si_code, info.si_errno, 0, 0, 0, 0, 0};
  int fault = info.si_signo == SIGSEGV || info.si_signo == SIGBUS || info.si_signo == SIGILL ||
              info.si_signo == SIGFPE || info.si_signo == SIGTRAP;
  if (fault && info.si_code > 0) {
    out.address = (uint64_t)info.si_addr;
  } else {
    out.sender = info.si_pid;
    out.user = info.si_uid;
    if (info.si_signo == SIGCHLD && info.si_code > 0) out.status = info.si_status;
    // Otherwise the same bytes are the child's status and times.
    if (info.si_code == SI_QUEUE || info.si_code == SI_TIMER) out.value = (uint64_t)info.si_ptr;
  }
  return out;
}

int sysh_ptrace_signal_info(pid_t pid, struct sysh_signal_info *out) {
  siginfo_t info;
  if (ptrace(PTRACE_GETSIGINFO, pid, 0, &info) < 0) return -errno;
  *out = parts(info);
  return 0;
}

int sysh_ptrace_pending(pid_t pid, int shared, uint64_t *out) {
  siginfo_t found[16];
  struct __ptrace_peeksiginfo_args where = {
      .off = 0, .flags = shared ? PTRACE_PEEKSIGINFO_SHARED : 0, .nr = sizeof found / sizeof *found};
  *out = 0;
  for (;;) {
    long count = ptrace(PTRACE_PEEKSIGINFO, pid, &where, found);
    if (count < 0) return -errno;
    for (long i = 0; i < count; i++) *out |= 1ull << (found[i].si_signo - 1);
    if (count < where.nr) return 0;
    where.off += (uint64_t)count;
  }
}

int sysh_ptrace_pending_info(pid_t pid, int shared, struct sysh_signal_info *out, int count) {
  siginfo_t found[16];
  int wanted = count < 16 ? count : 16;
  struct __ptrace_peeksiginfo_args where = {
      .off = 0, .flags = shared ? PTRACE_PEEKSIGINFO_SHARED : 0, .nr = wanted};
  long got = ptrace(PTRACE_PEEKSIGINFO, pid, &where, found);
  if (got < 0) return -errno;
  for (long i = 0; i < got; i++) out[i] = parts(found[i]);
  return (int)got;
}

int sysh_wait_now(pid_t pid, int *status) {
  // __WNOTHREAD: only children of this thread, which is the tracer. Never -1 for the pid: that would take the statuses
  // of children that somebody else waits for.
  return result(waitpid(pid, status, WNOHANG | __WALL | __WNOTHREAD));
}

pid_t sysh_thread_id(void) { return (pid_t)syscall(SYS_gettid); }

int sysh_is_thread_of(pid_t process, pid_t thread) {
  // Who is asked about is looked up in the group before permission is (kernel/signal.c, do_send_specific).
  return syscall(SYS_tgkill, process, thread, 0) == 0 || errno == EPERM;
}

int sysh_sleep_until_child(int64_t nanoseconds) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  return sigtimedwait(&set, NULL, &limit) == SIGCHLD;
}

ssize_t sysh_memory_read(pid_t pid, uint64_t address, void *to, size_t count) {
  struct iovec here = {to, count}, there = {(void *)address, count};
  ssize_t done = process_vm_readv(pid, &here, 1, &there, 1, 0);
  return done < 0 ? -errno : done;
}

ssize_t sysh_memory_write(pid_t pid, uint64_t address, const void *from, size_t count) {
  struct iovec here = {(void *)from, count}, there = {(void *)address, count};
  ssize_t done = process_vm_writev(pid, &here, 1, &there, 1, 0);
  return done < 0 ? -errno : done;
}
