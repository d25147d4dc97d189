// hide RULE... -- PROGRAM ARGUMENT...: runs a program for which files are not there, or cannot be opened, or are others.
// RULE is PATTERN=ERRNO or PATTERN=@FILE; the pattern is a shell's, and * matches slashes too. A parent answers the
// program's look-ups of paths (seccomp user notification, man 2 seccomp_unotify), so it needs no privilege and no
// namespace, and holds for all that the program starts.
#define _GNU_SOURCE
#include "hide.h"
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND (1UL << 1)
#endif

// The calls that look up a path, and which argument it is.
static const struct {
  unsigned number;
  int argument;
} lookups[] = {
    {SYS_open, 0},   {SYS_stat, 0},       {SYS_lstat, 0},    {SYS_access, 0}, {SYS_readlink, 0},   {SYS_statfs, 0},
    {SYS_openat, 1}, {SYS_newfstatat, 1}, {SYS_readlinkat, 1}, {SYS_statx, 1},  {SYS_faccessat, 1}, {439, 1},
};
enum { LOOKUPS = sizeof lookups / sizeof *lookups };

static int listen_to_lookups(void) {
  struct sock_filter filter[LOOKUPS + 3] = {{BPF_LD | BPF_W | BPF_ABS, 0, 0, 0}};
  for (int i = 0; i < LOOKUPS; i++)
    filter[1 + i] =
        (struct sock_filter){BPF_JMP | BPF_JEQ | BPF_K, (unsigned char)(LOOKUPS - i), 0, lookups[i].number};
  filter[LOOKUPS + 1] = (struct sock_filter){BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
  filter[LOOKUPS + 2] = (struct sock_filter){BPF_RET | BPF_K, 0, 0, SECCOMP_RET_USER_NOTIF};
  struct sock_fprog program = {LOOKUPS + 3, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

// The path that a thread asks for; empty where it cannot be read, which is then the kernel's to say.
static void read_path(pid_t thread, uint64_t address, char path[4096]) {
  size_t size = 0;
  while (size < 4095) {
    // Page by page: the next one need not be there.
    size_t piece = 4096 - (address + size) % 4096;
    if (piece > 4095 - size) piece = 4095 - size;
    struct iovec here = {path + size, piece}, there = {(void *)(uintptr_t)(address + size), piece};
    ssize_t count = process_vm_readv(thread, &here, 1, &there, 1, 0);
    if (count <= 0) break;
    if (memchr(path + size, 0, (size_t)count)) return;
    size += (size_t)count;
  }
  path[size] = 0;
}

static void answer(int listener, const struct seccomp_notif *request, char **rules) {
  struct seccomp_notif_resp response = {.id = request->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
  char path[4096] = "";
  int argument = 0;
  for (int i = 0; i < LOOKUPS; i++)
    if ((unsigned)request->data.nr == lookups[i].number) argument = lookups[i].argument;
  read_path((pid_t)request->pid, request->data.args[argument], path);
  for (; *path && strcmp(*rules, "--"); rules++) {
    char pattern[4096];
    const char *end = strrchr(*rules, '=');
    if (!end || (size_t)(end - *rules) >= sizeof pattern) continue;
    memcpy(pattern, *rules, (size_t)(end - *rules));
    pattern[end - *rules] = 0;
    if (fnmatch(pattern, path, 0) != 0) continue;
    if (end[1] != '@') {
      response.flags = 0;
      response.error = -atoi(end + 1);
    } else if (request->data.nr == SYS_openat || request->data.nr == SYS_open) {
      int file = open(end + 2, O_RDONLY | O_CLOEXEC);
      struct seccomp_notif_addfd given = {
          .id = request->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (unsigned)file, .newfd_flags = O_CLOEXEC};
      int sent = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &given);
      close(file);
      if (sent >= 0) return;
    }
    break;
  }
  ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void serve(int listener, char **rules) {
  struct pollfd one = {listener, POLLIN, 0};
  // POLLHUP: the last one under the filter has gone.
  while (poll(&one, 1, -1) > 0 || errno == EINTR) {
    if (!(one.revents & POLLIN)) return;
    struct seccomp_notif request;
    memset(&request, 0, sizeof request);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) == 0) answer(listener, &request, rules);
  }
}

static int pass(int channel, int file) {
  char byte = 0;
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof file)];
  } control = {0};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  control.header = (struct cmsghdr){CMSG_LEN(sizeof file), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &file, sizeof file);
  return sendmsg(channel, &message, 0) == 1 ? 0 : -1;
}

static int receive(int channel) {
  char byte;
  int file = -1;
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof file)];
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_type == SCM_RIGHTS) memcpy(&file, CMSG_DATA(header), sizeof file);
  return file;
}

// The program is the parent, so that whoever started us sees its end; the one that answers is its child, and ends with
// the filter's last user.
int hide(char **words) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return 98;
  pid_t server = fork();
  if (server < 0) return 98;
  if (server == 0) {
    // Out of sight: what waits for children, or ends a process group, does not meet it.
    if (fork() != 0) _exit(0);
    setsid();
    for (int fd = 0; fd < 3; fd++) close(fd);
    close(ends[1]);
    int listener = receive(ends[0]);
    close(ends[0]);
    if (listener >= 0) serve(listener, words);
    _exit(0);
  }
  while (waitpid(server, NULL, 0) < 0 && errno == EINTR) continue;
  // Yama lets only ancestors read another's memory.
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  int listener = listen_to_lookups();
  if (listener < 0 || pass(ends[1], listener) < 0) return 98;
  close(listener);
  close(ends[1]);
  close(ends[0]);
  while (*words && strcmp(*words, "--")) words++;
  if (*words && words[1]) execv(words[1], words + 1);
  return 99;
}
