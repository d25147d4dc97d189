// The least that an injected call costs with two stops: getpid run in a stopped child by SETREGS, PTRACE_SYSCALL to the
// entry stop, PTRACE_SYSCALL to the exit stop and GETREGS, tracer and tracee on one CPU. Nothing is checked that a real
// tracer has to check, so this is the floor that the engine is held against.
//
// usage: floor [CALLS]    prints calls per second
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void pin(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((unsigned)sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) fail("sched_setaffinity");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Lets the child run to its next syscall stop.
static void step(pid_t child) {
  int status;
  if (ptrace(PTRACE_SYSCALL, child, 0, 0) < 0) fail("PTRACE_SYSCALL");
  if (waitpid(child, &status, __WALL) < 0) fail("waitpid");
  if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) {
    fprintf(stderr, "unexpected status %x\n", (unsigned)status);
    exit(1);
  }
}

int main(int count, char **arguments) {
  long calls = count > 1 ? atol(arguments[1]) : 200000;
  pin();
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0)
    for (;;) syscall(SYS_getppid);
  if (ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD) < 0) fail("PTRACE_SEIZE");
  if (ptrace(PTRACE_INTERRUPT, child, 0, 0) < 0) fail("PTRACE_INTERRUPT");
  int status;
  if (waitpid(child, &status, __WALL) < 0) fail("waitpid");

  // Come to rest in an exit stop. The instruction pointer is then right behind a `syscall` instruction.
  struct __ptrace_syscall_info info;
  do {
    step(child);
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) < 0) fail("PTRACE_GET_SYSCALL_INFO");
  } while (info.op != PTRACE_SYSCALL_INFO_EXIT);

  struct user_regs_struct call, after;
  if (ptrace(PTRACE_GETREGS, child, 0, &call) < 0) fail("PTRACE_GETREGS");
  call.rip -= 2;
  call.rax = SYS_getpid;
  call.orig_rax = (unsigned long long)-1;

  double start = now();
  for (long i = 0; i < calls; i++) {
    if (ptrace(PTRACE_SETREGS, child, 0, &call) < 0) fail("PTRACE_SETREGS");
    step(child);
    step(child);
    if (ptrace(PTRACE_GETREGS, child, 0, &after) < 0) fail("PTRACE_GETREGS");
    if ((pid_t)after.rax != child) {
      fprintf(stderr, "getpid gave %lld\n", (long long)after.rax);
      return 1;
    }
  }
  printf("%.0f\n", (double)calls / (now() - start));
  return 0;
}
