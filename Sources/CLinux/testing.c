#define _GNU_SOURCE
#include "include/testing.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void clean_signals(void) {
  const uint64_t plain[4] = {0}, none = 0;
  for (int signal = 1; signal < 65; signal++) syscall(SYS_rt_sigaction, signal, plain, NULL, sizeof none);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}

pid_t sysh_spawn_on_terminal(int terminal, char *const arguments[], char *const environment[]) {
  int errors[2], error = 0;
  if (pipe2(errors, O_CLOEXEC) < 0) return -errno;
  pid_t pid = fork();
  if (pid == 0) {
    // Both out of the way of 0, 1 and 2.
    int report = fcntl(errors[1], F_DUPFD_CLOEXEC, 3);
    if (setsid() >= 0 && ioctl(terminal, TIOCSCTTY, 0) >= 0 && dup2(terminal, 0) >= 0 && dup2(terminal, 1) >= 0 &&
        dup2(terminal, 2) >= 0) {
      int kept = dup3(report, 3, O_CLOEXEC);
      if (kept >= 0) report = kept;
      syscall(SYS_close_range, (unsigned)report + 1, ~0u, 0u);
      clean_signals();
      execve(arguments[0], arguments, environment);
    }
    error = errno;
    ssize_t ignored = write(report, &error, sizeof error);
    (void)ignored;
    _exit(127);
  }
  if (pid < 0) error = errno;
  close(errors[1]);
  if (pid > 0) {
    ssize_t count;
    do count = read(errors[0], &error, sizeof error);
    while (count < 0 && errno == EINTR);
    if (count > 0) waitpid(pid, NULL, 0);
  }
  close(errors[0]);
  return error ? -error : pid;
}

pid_t sysh_fork_tracer(const struct sysh_launch *what, uint64_t ptrace_options, pid_t *subject) {
  int news[2];
  if (pipe2(news, O_CLOEXEC) < 0) return -errno;
  *subject = 0;
  pid_t pid = fork();
  if (pid == 0) {
    clean_signals();
    pid_t launched = sysh_launch(what, ptrace_options).pid;
    ssize_t ignored = write(news[1], &launched, sizeof launched);
    (void)ignored;
    for (;;) pause();
  }
  int error = errno;
  close(news[1]);
  if (pid > 0) {
    ssize_t count;
    do count = read(news[0], subject, sizeof *subject);
    while (count < 0 && errno == EINTR);
  }
  close(news[0]);
  return pid < 0 ? -error : pid;
}

int sysh_adopt_orphans(int on) { return prctl(PR_SET_CHILD_SUBREAPER, on, 0, 0, 0) < 0 ? -errno : 0; }
