#define _GNU_SOURCE
#include "include/follow.h"
#include "include/bpf.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int result(long value) { return value < 0 ? -errno : (int)value; }

int sysh_follow_stop(pid_t pid, struct sysh_call_stop *out) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0) return -errno;
  out->op = info.op;
  out->is_native = info.arch == AUDIT_ARCH_X86_64;
  out->instruction = info.instruction_pointer;
  out->stack = info.stack_pointer;
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
    out->result = info.exit.rval;
    out->is_error = info.exit.is_error;
  } else if (info.op != PTRACE_SYSCALL_INFO_NONE) {
    // The layout of an entry and of a seccomp stop begins alike.
    out->number = info.entry.nr;
    for (int i = 0; i < 6; i++) out->arguments[i] = info.entry.args[i];
  }
  return 0;
}

int sysh_follow_seize(pid_t pid, uint64_t options) { return result(ptrace(PTRACE_SEIZE, pid, 0, options)); }

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

enum { FIRST_PAUSE = 100000000, LONGEST_PAUSE = 1600000000, ENOUGH_SHORT_ONES = 1000 };

pid_t sysh_follow_wait(int *status, int yields) {
  // Where others want the CPU too, yielding gives our share of it away, milliseconds each time (6.18), so that it is
  // given up for a while when it took long, and for longer each time in a row.
  static int64_t yields_from, pause = FIRST_PAUSE;
  static int short_ones;
  if (yields) {
    int64_t before = now();
    if (before >= yields_from) {
      sched_yield();
      if (now() - before > 500000) {
        yields_from = before + pause;
        if (pause < LONGEST_PAUSE) pause *= 2;
        short_ones = 0;
      } else if (++short_ones == ENOUGH_SHORT_ONES) {
        pause = FIRST_PAUSE;
      }
      pid_t pid = waitpid(-1, status, __WALL | WNOHANG);
      if (pid != 0) return result(pid);
    }
  }
  return result(waitpid(-1, status, __WALL));
}

int sysh_follow_signal_bytes(pid_t pid, void *out) { return result(ptrace(PTRACE_GETSIGINFO, pid, 0, out)); }

int sysh_follow_set_result(pid_t pid, int64_t value) {
  return result(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), value));
}

int sysh_follow_set_number(pid_t pid, uint64_t number) {
  return result(ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), number));
}

// A handler can only leave a note, and only in something global.
static volatile sig_atomic_t asked, ticked;
static void note(int signal) { asked = signal; }
static void tick(int signal) {
  (void)signal;
  ticked = 1;
}

static const int taken[] = {SIGCHLD, SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGTTOU, SIGPIPE, SIGALRM};
enum { TAKEN = sizeof taken / sizeof *taken };
static struct sigaction earlier[TAKEN];
static sigset_t earlier_mask;

void sysh_follow_begin(int passes_keys, long microseconds) {
  for (int i = 0; i < TAKEN; i++) sigaction(taken[i], NULL, &earlier[i]);
  // Without SA_RESTART: a wait is to come back.
  struct sigaction noting = {.sa_handler = note}, ticking = {.sa_handler = tick}, ignoring = {.sa_handler = SIG_IGN};
  const int ending[] = {SIGHUP, SIGTERM, SIGINT, SIGQUIT};
  for (int i = 0; i < 4; i++) sigaction(ending[i], &noting, NULL);
  // A stopped tracer would leave the program in a stop that nobody ends; output to a terminal from the background is
  // allowed all the same.
  if (passes_keys) sigaction(SIGTSTP, &ignoring, NULL);
  sigaction(SIGTTOU, &ignoring, NULL);
  sigaction(SIGPIPE, &ignoring, NULL);
  sigaction(SIGALRM, &ticking, NULL);
  // Nobody waits for SIGCHLD, and its sending at every stop costs time.
  struct sigaction quiet = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP};
  sigaction(SIGCHLD, &quiet, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, &earlier_mask);
  struct itimerval every = {{microseconds / 1000000, microseconds % 1000000}, {0, 0}};
  every.it_value = every.it_interval;
  setitimer(ITIMER_REAL, &every, NULL);
}

void sysh_follow_end(void) {
  struct itimerval never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &never, NULL);
  for (int i = 0; i < TAKEN; i++) sigaction(taken[i], &earlier[i], NULL);
  sigprocmask(SIG_SETMASK, &earlier_mask, NULL);
}

int sysh_follow_asked(void) {
  int signal = asked;
  asked = 0;
  return signal;
}

int sysh_follow_ticked(void) {
  int was = ticked;
  ticked = 0;
  return was;
}

int sysh_affinity_get(pid_t pid, cpu_set_t *out) { return result(sched_getaffinity(pid, sizeof *out, out)); }
int sysh_affinity_set(pid_t pid, const cpu_set_t *mask) { return result(sched_setaffinity(pid, sizeof *mask, mask)); }

void sysh_affinity_here(cpu_set_t *out) {
  CPU_ZERO(out);
  CPU_SET(sched_getcpu(), out);
}

int sysh_affinity_count(const cpu_set_t *mask) { return CPU_COUNT(mask); }

int sysh_affinity_allows(const cpu_set_t *mask, const cpu_set_t *wanted) {
  cpu_set_t both;
  CPU_AND(&both, mask, wanted);
  return CPU_EQUAL(&both, wanted);
}

static pid_t behind;
static void pass_on(int signal) { kill(behind, signal); }
static void wake(int signal) { (void)signal; }

// Until the child has written a status, or is gone.
static _Noreturn void stay_in_front(int report) {
  struct sigaction ignoring = {.sa_handler = SIG_IGN}, passing = {.sa_handler = pass_on}, waking = {.sa_handler = wake};
  const int keys[] = {SIGINT, SIGQUIT, SIGTSTP}, others[] = {SIGHUP, SIGTERM};
  for (int i = 0; i < 3; i++) sigaction(keys[i], &ignoring, NULL);
  for (int i = 0; i < 2; i++) sigaction(others[i], &passing, NULL);
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  sigaction(SIGCHLD, &waking, NULL);
  sigdelset(&before, SIGCHLD);
  for (;;) {
    struct pollfd source = {report, POLLIN, 0};
    int status;
    // What was written comes before an end that may follow it at once.
    if (ppoll(&source, 1, NULL, &before) > 0 && read(report, &status, sizeof status) == (ssize_t)sizeof status) {
      if (WIFSIGNALED(status)) sysh_die_by(WTERMSIG(status));
      _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    }
    pid_t changed = waitpid(behind, &status, WUNTRACED | WNOHANG);
    if (changed == behind && WIFSTOPPED(status)) {
      kill(getpid(), SIGSTOP);
    } else if (changed == behind || (changed < 0 && errno == ECHILD)) {
      _exit(changed < 0 || WIFSIGNALED(status) ? 1 : WEXITSTATUS(status));
    }
  }
}

int sysh_follow_behind(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  behind = fork();
  if (behind < 0) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    return -error;
  }
  if (behind > 0) {
    close(ends[1]);
    stay_in_front(ends[0]);
  }
  close(ends[0]);
  return ends[1];
}

void sysh_follow_alone(int report, int status) {
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd <= 2 && nothing >= 0; fd++) dup2(nothing, fd);
  if (nothing > 2) close(nothing);
  // The parent cannot be gone without us: it waits for this.
  ssize_t ignored = write(report, &status, sizeof status);
  (void)ignored;
  close(report);
}
