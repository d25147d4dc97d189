#define _GNU_SOURCE
#include "include/guardian.h"
#include "directory_entry.h"
#include "launching.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int sysh_pidfd_open(pid_t pid) {
  long fd = syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : (int)fd;
}

// The fields of /proc/PID/stat that are needed here (man 5 proc_pid_stat).
struct facts {
  char state;
  long parent, session;
  unsigned long long started;
  long exit_code;
};

static char *decimal(char *to, long value) {
  char digits[24];
  int count = 0;
  do digits[count++] = (char)('0' + value % 10);
  while (value /= 10);
  while (count) *to++ = digits[--count];
  return to;
}

// Reads without stdio, which is not async-signal-safe. 0, or -1 when there is no such process.
static int read_facts(pid_t pid, struct facts *facts) {
  char path[48] = "/proc/", text[2048];
  memcpy(decimal(path + 6, pid), "/stat", 6);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return -1;
  text[size] = 0;
  // The name may hold anything, parentheses too.
  char *at = strrchr(text, ')');
  if (!at || !at[1]) return -1;
  at += 2;
  for (int field = 3; *at; field++) {
    long sign = *at == '-' ? -1 : 1;
    unsigned long long value = 0;
    for (char *digit = at + (sign < 0); *digit >= '0' && *digit <= '9'; digit++)
      value = value * 10 + (unsigned)(*digit - '0');
    if (field == 3) facts->state = *at;
    if (field == 4) facts->parent = sign * (long)value;
    if (field == 6) facts->session = sign * (long)value;
    if (field == 22) facts->started = value;
    if (field == 52) {
      facts->exit_code = (long)value;
      return 0;
    }
    while (*at && *at != ' ') at++;
    if (*at) at++;
  }
  return -1;
}

// linux/pidfd.h, which has it since 6.13: older headers do not.
struct pidfd_facts {
  uint64_t mask, cgroup;
  uint32_t ids[11];
  int32_t exit_code;
};
#define SYSH_PIDFD_GET_INFO _IOWR(0xFF, 11, struct pidfd_facts)
#define SYSH_PIDFD_INFO_EXIT (1ull << 3)

int sysh_pidfd_ended(int pidfd, pid_t pid, int *status) {
  struct pollfd one = {.fd = pidfd, .events = POLLIN};
  if (poll(&one, 1, 0) <= 0) return SYSH_END_NOT_YET;
  pid_t reaped;
  do reaped = waitpid(pid, status, WNOHANG | __WALL | __WNOTHREAD);
  while (reaped < 0 && errno == EINTR);
  if (reaped == pid) return WIFSTOPPED(*status) ? SYSH_END_NOT_YET : SYSH_END_KNOWN;
  struct facts facts;
  // The signal proves that the number is still this process's: a zombie takes it, nobody else has this descriptor.
  if (read_facts(pid, &facts) == 0 && facts.state == 'Z' && syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) == 0) {
    *status = (int)facts.exit_code;
    return SYSH_END_KNOWN;
  }
  struct pidfd_facts info = {.mask = SYSH_PIDFD_INFO_EXIT};
  if (ioctl(pidfd, SYSH_PIDFD_GET_INFO, &info) == 0 && info.mask & SYSH_PIDFD_INFO_EXIT) {
    *status = info.exit_code;
    return SYSH_END_KNOWN;
  }
  return SYSH_END_UNKNOWN;
}

// MARK: The guardian

enum { MOST = 512 };

struct watched {
  pid_t pid;
  int pidfd;
  long session;
  unsigned long long leader_started;  // 0: the leader had gone before
};

// Static because memory must not be allocated in a fork's child.
static struct watched watched[MOST];
static int watched_count;
static pid_t known[1 << 15];
static int known_count;

static int is_over(int pidfd) {
  struct pollfd one = {.fd = pidfd, .events = POLLIN};
  return poll(&one, 1, 0) > 0;
}

static int watch(pid_t pid) {
  struct facts facts, leader;
  int pidfd = sysh_pidfd_open(pid);
  if (pidfd < 0) return pidfd;
  if (watched_count == MOST) {
    // An ended process may have left others of its session behind; the place of one whose session is watched by
    // another is free.
    for (int i = 0; i < watched_count; i++) {
      int other = 0;
      for (int j = 0; j < watched_count; j++) other |= j != i && watched[j].session == watched[i].session;
      if (!other || !is_over(watched[i].pidfd)) continue;
      close(watched[i].pidfd);
      watched[i] = watched[--watched_count];
      break;
    }
  }
  if (watched_count == MOST || read_facts(pid, &facts) < 0) {
    close(pidfd);
    return watched_count == MOST ? -EMFILE : -ESRCH;
  }
  unsigned long long started = read_facts((pid_t)facts.session, &leader) == 0 ? leader.started : 0;
  watched[watched_count++] = (struct watched){pid, pidfd, facts.session, started};
  return 0;
}

static int is_known(pid_t pid) {
  for (int i = 0; i < known_count; i++)
    if (known[i] == pid) return 1;
  return 0;
}

// Whether a process is in a session of the watched. The number of a session is free again when all of its processes
// have gone, and the new leader is younger than the old one.
static int is_of_session(const struct facts *facts) {
  for (int i = 0; i < watched_count; i++) {
    if (watched[i].session != facts->session || facts->session <= 0) continue;
    struct facts leader;
    if (read_facts((pid_t)facts->session, &leader) < 0) return 1;
    if (watched[i].leader_started != 0 && leader.started == watched[i].leader_started) return 1;
  }
  return 0;
}

// Kills what belongs to the watched and was not killed yet: how many were found alive.
static int kill_round(void) {
  int found = 0;
  for (int i = 0; i < watched_count; i++) {
    if (is_over(watched[i].pidfd)) continue;
    if (!is_known(watched[i].pid) && known_count < (int)(sizeof known / sizeof *known))
      known[known_count++] = watched[i].pid;
  }
  int directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return 0;
  static char entries[1 << 15] __attribute__((aligned(8)));
  long size;
  while ((size = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size;) {
      struct directory_entry *entry = (struct directory_entry *)(entries + at);
      at += entry->length;
      pid_t pid = 0;
      for (char *digit = entry->name; *digit >= '0' && *digit <= '9'; digit++) pid = pid * 10 + (*digit - '0');
      if (pid <= 1 || pid == getpid()) continue;
      // First the descriptor: what is read then is either of the process behind it or of none.
      int pidfd = sysh_pidfd_open(pid);
      if (pidfd < 0) continue;
      struct facts facts;
      if (read_facts(pid, &facts) == 0 && facts.state != 'Z' && facts.state != 'X' &&
          (is_known(pid) || is_known((pid_t)facts.parent) || is_of_session(&facts))) {
        if (!is_known(pid) && known_count < (int)(sizeof known / sizeof *known)) known[known_count++] = pid;
        if (syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) == 0) found++;
      }
      close(pidfd);
    }
  }
  close(directory);
  return found;
}

pid_t sysh_aside_start(int *channel, const char *name, void (*work)(void)) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
  pid_t pid = fork();
  if (pid == 0) {
    sigset_t every;
    sigfillset(&every);
    sigprocmask(SIG_SETMASK, &every, NULL);
    prctl(PR_SET_NAME, name);
    // Out of the reach of whatever ends the shell's process group.
    setsid();
    if (dup2(ends[1], 0) != 0) _exit(1);
    sysh_close_from(1);
    work();
    _exit(0);
  }
  int error = errno;
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    return -error;
  }
  *channel = ends[0];
  return pid;
}

static void guard(void) {
  for (;;) {
    pid_t pid;
    ssize_t size = recv(0, &pid, sizeof pid, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size != (ssize_t)sizeof pid) break;
    int answer = watch(pid);
    if (send(0, &answer, sizeof answer, MSG_NOSIGNAL) < 0) break;
  }
  // Rounds, because a process can fork between being seen and being killed. Two without a find end it.
  const struct timespec pause = {0, 2000000};
  for (int round = 0, quiet = 0; round < 500 && quiet < 2; round++) {
    quiet = kill_round() ? 0 : quiet + 1;
    nanosleep(&pause, NULL);
  }
}

pid_t sysh_guardian_start(int *channel) { return sysh_aside_start(channel, "sysh-guardian", guard); }

int sysh_guardian_watch(int channel, pid_t pid) {
  int answer;
  ssize_t size;
  if (send(channel, &pid, sizeof pid, MSG_NOSIGNAL) < 0) return -errno;
  do size = recv(channel, &answer, sizeof answer, 0);
  while (size < 0 && errno == EINTR);
  if (size < 0) return -errno;
  return size == (ssize_t)sizeof answer ? answer : -EPIPE;
}
