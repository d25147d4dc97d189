#define _GNU_SOURCE
#include "include/program.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/seccomp.h>

static _Noreturn void give_up(int report) {
  int error = errno;
  ssize_t ignored = write(report, &error, sizeof error);
  (void)ignored;
  _exit(127);
}

static _Noreturn void child(const struct sysh_program *what, int open, int report) {
  char byte;
  // End of file without a byte: whoever started us is gone, or has given up.
  if (read(open, &byte, 1) != 1) _exit(127);
  // A handler has no meaning in the new program, and what was ignored stays so (man 2 execve): only SIGPIPE, which the
  // shell ignores for itself, is put back.
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (what->without_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) give_up(report);
  if (what->filter != NULL && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, what->filter) < 0) give_up(report);
  if (what->stops) raise(SIGSTOP);
  execve(what->path, what->arguments, what->environment);
  give_up(report);
}

struct sysh_gate sysh_program_start(const struct sysh_program *what) {
  int open[2], report[2];
  if (pipe2(open, O_CLOEXEC) < 0) return (struct sysh_gate){-errno, -1, -1};
  if (pipe2(report, O_CLOEXEC) < 0) {
    int error = errno;
    close(open[0]);
    close(open[1]);
    return (struct sysh_gate){-error, -1, -1};
  }
  pid_t pid = fork();
  if (pid == 0) {
    close(open[1]);
    close(report[0]);
    child(what, open[0], report[1]);
  }
  int error = errno;
  close(open[0]);
  close(report[1]);
  if (pid < 0) {
    close(open[1]);
    close(report[0]);
    return (struct sysh_gate){-error, -1, -1};
  }
  return (struct sysh_gate){pid, open[1], report[0]};
}

void sysh_program_go(struct sysh_gate *gate) {
  // It cannot fail: the reader is there, or dead, which its end tells; SIGPIPE is ignored by then.
  ssize_t ignored = write(gate->open, "", 1);
  (void)ignored;
  close(gate->open);
  gate->open = -1;
}

int sysh_program_result(struct sysh_gate *gate) {
  int error = 0;
  ssize_t count;
  do count = read(gate->report, &error, sizeof error);
  while (count < 0 && errno == EINTR);
  close(gate->report);
  gate->report = -1;
  return count == (ssize_t)sizeof error ? -error : 0;
}

void sysh_program_stop(struct sysh_gate *gate) {
  close(gate->open);
  close(gate->report);
  gate->open = gate->report = -1;
  kill(gate->pid, SIGKILL);
  while (waitpid(gate->pid, NULL, __WALL) < 0 && errno == EINTR) {
  }
}
