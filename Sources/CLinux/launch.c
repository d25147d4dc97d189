// The launch handshake. In C: between fork and exec only async-signal-safe calls are allowed.
#define _GNU_SOURCE
#include "include/sandbox.h"
#include "launching.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct report {
  enum sysh_launch_step step;
  int error;
};

static _Noreturn void give_up(int pipe, enum sysh_launch_step step) {
  struct report report = {step, errno};
  ssize_t ignored = write(pipe, &report, sizeof report);
  (void)ignored;
  _exit(127);
}

// Runs in the child. `go` gives end of file without a byte when the parent died or could not seize us: then nothing
// may survive. The image and the report pipe are close-on-exec.
_Noreturn void sysh_launch_child(const struct sysh_launch *what, int go, int report) {
  char byte;
  if (read(go, &byte, 1) != 1) _exit(127);
  if (setsid() < 0) give_up(report, SYSH_LAUNCH_SESSION);
  if (ioctl(what->terminal, TIOCSCTTY, 0) < 0) give_up(report, SYSH_LAUNCH_TERMINAL);
  if (chdir(what->directory) < 0) give_up(report, SYSH_LAUNCH_DIRECTORY);

  // The descriptors that must live until the exec are first brought out of the way of 0, 1 and 2.
  int image = fcntl(what->image, F_DUPFD_CLOEXEC, 10);
  int errors = fcntl(report, F_DUPFD_CLOEXEC, 10);
  int terminal = fcntl(what->terminal, F_DUPFD_CLOEXEC, 10);
  if (image < 0 || errors < 0 || terminal < 0) give_up(report, SYSH_LAUNCH_TERMINAL);
  for (int fd = 0; fd <= 2; fd++)
    if (dup2(terminal, fd) < 0) give_up(errors, SYSH_LAUNCH_TERMINAL);
  for (unsigned fd = 3; fd < 10; fd++) close((int)fd);
  int last = image > errors ? image : errors;
  if (terminal > last) last = terminal;
  for (int fd = 10; fd < last; fd++)
    if (fd != image && fd != errors) close(fd);
  sysh_close_from((unsigned)last + 1);

  // The kernel's own call: the C library's refuses 32 and 33, which it keeps for its threads. All zero is SIG_DFL.
  const uint64_t plain[4] = {0};
  for (int signal = 1; signal < 65; signal++) syscall(SYS_rt_sigaction, signal, plain, NULL, (size_t)8);
  umask(022);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);

  char *arguments[] = {"subject", NULL};
  char *environment[] = {NULL};
  syscall(SYS_execveat, image, "", arguments, environment, AT_EMPTY_PATH);
  give_up(errors, SYSH_LAUNCH_EXEC);
}

static int read_report(int pipe, struct report *report) {
  ssize_t count;
  do count = read(pipe, report, sizeof *report);
  while (count < 0 && errno == EINTR);
  return count == (ssize_t)sizeof *report;
}

struct sysh_launch_result sysh_launch(const struct sysh_launch *what, uint64_t ptrace_options) {
  int go[2], errors[2];
  if (pipe2(go, O_CLOEXEC) < 0) return (struct sysh_launch_result){0, SYSH_LAUNCH_FORK, errno};
  if (pipe2(errors, O_CLOEXEC) < 0) {
    int error = errno;
    close(go[0]);
    close(go[1]);
    return (struct sysh_launch_result){0, SYSH_LAUNCH_FORK, error};
  }
  pid_t pid = what->sandbox < 0 ? fork() : sysh_sandbox_fork(what->sandbox, what->terminal, go[0], errors[1]);
  if (pid == 0) {
    close(go[1]);
    close(errors[0]);
    sysh_launch_child(what, go[0], errors[1]);
  }
  int fork_error = what->sandbox < 0 ? errno : -pid;
  close(go[0]);
  close(errors[1]);
  struct sysh_launch_result result = {pid, SYSH_LAUNCH_OK, 0};
  if (pid < 0) {
    result = (struct sysh_launch_result){0, SYSH_LAUNCH_FORK, fork_error};
  } else if (ptrace(PTRACE_SEIZE, pid, 0, ptrace_options) < 0) {
    result = (struct sysh_launch_result){0, SYSH_LAUNCH_SEIZE, errno};
  } else {
    struct report report;
    if (write(go[1], "", 1) != 1) result = (struct sysh_launch_result){0, SYSH_LAUNCH_FORK, errno};
    // The exec closes the pipe: no report means that the image runs, or rather stands at its exec stop.
    else if (read_report(errors[0], &report))
      result = (struct sysh_launch_result){0, report.step, report.error};
  }
  close(go[1]);
  close(errors[0]);
  if (result.step != SYSH_LAUNCH_OK && pid > 0) {
    kill(pid, SIGKILL);
    // A stop that came before the kill may be reported first.
    int status = 0;
    pid_t reaped;
    do reaped = waitpid(pid, &status, __WALL);
    while (reaped < 0 ? errno == EINTR : WIFSTOPPED(status));
  }
  return result;
}
