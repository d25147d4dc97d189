#define _GNU_SOURCE
#include "include/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int sysh_terminal_open(int rows, int columns, int *master, int *slave) {
  int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  char name[64];
  int error = 0;
  if (grantpt(fd) < 0 || unlockpt(fd) < 0) error = errno;
  else error = ptsname_r(fd, name, sizeof name);
  if (!error) {
    *slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*slave < 0) error = errno;
  }
  if (error) {
    close(fd);
    return -error;
  }
  error = -sysh_terminal_resize(fd, rows, columns);
  if (error) {
    close(*slave);
    close(fd);
    return -error;
  }
  *master = fd;
  return 0;
}

int sysh_terminal_open_in(int terminals, uid_t owner, int rows, int columns, int *master, int *slave) {
  int fd = openat(terminals, "ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  int error = 0, none = 0, peer = -1;
  if (ioctl(fd, TIOCSPTLCK, &none) < 0) error = errno;
  // Not by its name, which may be another's in the caller's mounts (man 2 TIOCGPTPEER).
  else if ((peer = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) error = errno;
  else if (owner && fchown(peer, owner, owner) < 0) error = errno;
  else error = -sysh_terminal_resize(fd, rows, columns);
  if (error) {
    if (peer >= 0) close(peer);
    close(fd);
    return -error;
  }
  *master = fd;
  *slave = peer;
  return 0;
}

int sysh_terminal_resize(int fd, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(fd, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

int sysh_terminal_size(int fd, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -errno;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

int sysh_signals_open(void) {
  sigset_t set;
  sigemptyset(&set);
  int wanted[] = {SIGCHLD, SIGINT, SIGWINCH, SIGTERM, SIGHUP, SIGQUIT};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    sigaddset(&set, wanted[i]);
    // An inherited SIG_IGN (nohup, a background job) would throw the signal away before the descriptor sees it.
    // A handler is left alone: it may pass SIGCHLD on to the thread that reads the descriptor.
    struct sigaction had;
    if (wanted[i] == SIGCHLD && sigaction(SIGCHLD, NULL, &had) == 0 && had.sa_handler == SIG_IGN) signal(SIGCHLD, SIG_DFL);
  }
  // Both are errors of write to us: nobody reads, or the file may not grow (RLIMIT_FSIZE).
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
  int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

static sigset_t stop_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  sigaddset(&set, SIGCONT);
  return set;
}

int sysh_signals_open_stopping(void) {
  int fd = sysh_signals_open();
  if (fd < 0) return fd;
  sigset_t wanted = stop_signals();
  if (sigprocmask(SIG_BLOCK, &wanted, NULL) < 0) return -errno;
  int others[] = {SIGCHLD, SIGINT, SIGWINCH, SIGTERM, SIGHUP, SIGQUIT};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) sigaddset(&wanted, others[i]);
  return signalfd(fd, &wanted, 0) < 0 ? -errno : fd;
}

void sysh_signals_allow_stop(int allowed) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTSTP);
  sigprocmask(allowed ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
}

void sysh_stop_self(void) {
  // It stays pending until it is let through, and is dropped then when nobody could continue us.
  raise(SIGTSTP);
  sysh_signals_allow_stop(1);
  sysh_signals_allow_stop(0);
}

int sysh_signals_next(int fd) {
  struct signalfd_siginfo info;
  return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

static cpu_set_t earlier;
static int pinned, chosen = -1;

// The CPU that SYSH_CPU names, where we may use it: two labs at work on one CPU wait for each other's time slices at
// every stop, which makes both many times slower than one alone.
static int wished_cpu(void) {
  const char *wish = getenv("SYSH_CPU");
  cpu_set_t allowed;
  if (!wish || !*wish || sched_getaffinity(0, sizeof allowed, &allowed) < 0) return -1;
  char *end;
  long cpu = strtol(wish, &end, 10);
  return !*end && cpu >= 0 && cpu < CPU_SETSIZE && CPU_ISSET((unsigned)cpu, &allowed) ? (int)cpu : -1;
}

int sysh_cpu_pin(void) {
  if (chosen < 0) chosen = wished_cpu();
  if (chosen < 0) chosen = sched_getcpu();
  if (chosen < 0) return -errno;
  if (!pinned && sched_getaffinity(0, sizeof earlier, &earlier) < 0) return -errno;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((unsigned)chosen, &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) return -errno;
  pinned = 1;
  return chosen;
}

int sysh_cpu_unpin(void) {
  if (!pinned) return 0;
  pinned = 0;
  return sched_setaffinity(0, sizeof earlier, &earlier) < 0 ? -errno : 0;
}

// Another program has clean signals and all of our CPUs.
static pid_t spawn(const char *path, posix_spawn_file_actions_t *actions, char *const arguments[]) {
  posix_spawnattr_t attributes;
  sigset_t none, every;
  sigemptyset(&none);
  sigfillset(&every);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &every);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  int was_pinned = pinned;
  sysh_cpu_unpin();
  pid_t pid;
  int error = posix_spawn(&pid, path, actions, &attributes, arguments, environ);
  if (was_pinned) sysh_cpu_pin();
  posix_spawnattr_destroy(&attributes);
  return error ? -error : pid;
}

pid_t sysh_run_captured(char *const arguments[], const char *directory, int *output) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  posix_spawn_file_actions_addchdir_np(&actions, directory);
  pid_t pid = spawn("/proc/self/exe", &actions, arguments);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  *output = ends[0];
  if (pid < 0) close(ends[0]);
  return pid;
}

int sysh_run_command(const char *command) {
  char *arguments[] = {"sh", "-c", (char *)command, NULL};
  pid_t pid = spawn("/bin/sh", NULL, arguments);
  if (pid < 0) return pid;
  // The signals that ask us to end are blocked, and a terminal that vanishes tells its session's leader alone: the
  // command hears of it from us.
  int process = (int)syscall(SYS_pidfd_open, pid, 0);
  int status, asked = 0;
  while (process >= 0) {
    struct pollfd ended = {.fd = process, .events = POLLIN};
    if (poll(&ended, 1, asked ? 1000 : 200) > 0) break;
    if (asked) {
      close(process);
      return -EINTR;
    }
    sigset_t pending;
    if (sigpending(&pending) < 0) continue;
    asked = sigismember(&pending, SIGHUP) == 1 ? SIGHUP : sigismember(&pending, SIGTERM) == 1 ? SIGTERM : 0;
    if (asked) kill(pid, asked);
  }
  if (process >= 0) close(process);
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -errno;
  return status;
}
