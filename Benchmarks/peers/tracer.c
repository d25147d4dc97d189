// The least that a tracer with two stops a call costs: a program of one thread run from stop to stop, tracer and program
// on one CPU, each stop looked at with PTRACE_GET_SYSCALL_INFO, and the data of read and write fetched with
// process_vm_readv. It prints nothing, so this is the floor that `sysh trace` is held against.
//
// usage: tracer PROGRAM [ARGUMENT]...    prints on standard error how many stops there were
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void fetch(pid_t child, unsigned long long address, size_t count) {
  char data[32];
  struct iovec here = {data, count < sizeof data ? count : sizeof data}, there = {(void *)address, here.iov_len};
  if (here.iov_len > 0) process_vm_readv(child, &here, 1, &there, 1, 0);
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((unsigned)sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) fail("sched_setaffinity");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    raise(SIGSTOP);
    execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, WUNTRACED) < 0) fail("waitpid");
  if (ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD) < 0) fail("PTRACE_SEIZE");
  kill(child, SIGCONT);

  long stops = 0;
  struct __ptrace_syscall_info info;
  unsigned long long address = 0, length = 0, number = 0;
  while (waitpid(child, &status, __WALL) >= 0 && WIFSTOPPED(status)) {
    int signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      stops++;
      if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) < 0) fail("PTRACE_GET_SYSCALL_INFO");
      if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        number = info.entry.nr;
        address = info.entry.args[1];
        length = info.entry.args[2];
        if (number == SYS_write) fetch(child, address, length);
      } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && number == SYS_read && info.exit.rval > 0) {
        fetch(child, address, (size_t)info.exit.rval);
      }
    } else if (status >> 16 == 0) {
      signal = WSTOPSIG(status);
    }
    if (ptrace(PTRACE_SYSCALL, child, 0, signal) < 0) break;
  }
  fprintf(stderr, "%ld stops\n", stops);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
