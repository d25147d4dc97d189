// What Inspect needs of the kernel and Swift cannot call: kcmp has no wrapper in the C library, and syscall() and
// ioctl() are variadic, which Swift's Glibc module does not import.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What two processes are compared by: KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS and KCMP_SIGHAND of linux/kcmp.h.
enum sysh_kcmp_type {
  SYSH_KCMP_FILE = 0,
  SYSH_KCMP_VM = 1,
  SYSH_KCMP_FILES = 2,
  SYSH_KCMP_FS = 3,
  SYSH_KCMP_SIGHAND = 4,
};

// 0 equal, 1 less, 2 greater, 3 different but without order; -errno on failure. first and second are descriptors for
// SYSH_KCMP_FILE and are not looked at for the others.
int sysh_kcmp(pid_t first_process, pid_t second_process, enum sysh_kcmp_type type, int first, int second);

// A range of pages that have the same categories.
struct sysh_page_region {
  uint64_t start, end;
  uint64_t categories;  // SYSH_PAGE_ bits
};

// PAGE_IS_PFNZERO and PAGE_IS_HUGE of linux/fs.h, which has them since 6.7: older headers do not.
enum { SYSH_PAGE_ZERO = 1 << 5, SYSH_PAGE_HUGE = 1 << 6 };

// Finds at most `count` regions of pages in memory or in swap between two page boundaries, through an open
// /proc/PID/pagemap (PAGEMAP_SCAN, Documentation/admin-guide/mm/pagemap.rst): how many, or -errno; ENOTTY where the
// kernel has no such call. `next` is where to go on. In C because ioctl is variadic.
int sysh_pagemap_scan(
    int pagemap, uint64_t start, uint64_t end, struct sysh_page_region *regions, size_t count, uint64_t *next);

// An extended attribute of the file that a path leads to (man 2 getxattr, which Swift's Glibc module leaves out): how many
// bytes it has, or -errno.
ssize_t sysh_attribute(const char *path, const char *name, void *out, size_t size);
// The names of all of them that the caller may see, each with a NUL (man 2 listxattr).
ssize_t sysh_attribute_names(const char *path, void *out, size_t size);

// A descriptor of ours for the open file description behind one of another process (pidfd_getfd, which has no wrapper in
// the C library; since Linux 5.6; it needs ptrace access): its number, to be closed, or -errno.
int sysh_borrow(pid_t pid, int fd);

// What a socket says of itself through a borrowed descriptor, in whatever network namespace it is. In C because ioctl is
// variadic and because of struct tcp_info.
struct sysh_socket_facts {
  int domain, type, protocol, listens;
  int state;                  // of TCP, TCP_ESTABLISHED and so on; otherwise -1
  uint32_t waiting, backlog;  // of a TCP socket that listens
  int receive, send;          // SIOCINQ and SIOCOUTQ in bytes; -1 where there is no such thing
  uint32_t local_length, remote_length;  // 0: none
  uint8_t local[128], remote[128];
};

// 0 or -errno; ENOTSOCK for what is none.
int sysh_probe_socket(pid_t pid, int fd, struct sysh_socket_facts *facts);

// Whether a descriptor of another process is ready now: the events of poll(2), or -errno. It asks the file, and no epoll
// list loses anything by it.
int sysh_poll_of(pid_t pid, int fd, short events);

// SO_SNDBUF of the socket behind a descriptor of another process, in bytes, or -errno.
int sysh_send_buffer(pid_t pid, int fd);

// How many bytes wait in the pipe behind a descriptor of another process, and how many it has room for (FIONREAD,
// F_GETPIPE_SZ): 0 or -errno. In C because both calls are variadic.
int sysh_pipe_fill(pid_t pid, int fd, int *held, int *capacity);

// Whether `fd` of the first process leads to what the epoll descriptor `epoll` of the second waits for under the number
// `target` (KCMP_EPOLL_TFD; since Linux 4.13): 0 for yes, and as sysh_kcmp. `offset` counts entries of that number.
int sysh_kcmp_epoll(pid_t first, int fd, pid_t second, int epoll, int target, unsigned offset);

// A sock_diag socket in the network namespace of another process, or -errno: EPERM without CAP_SYS_ADMIN there, which
// whoever made the user namespace has. A child that shares our descriptors enters the namespace and makes it, since a
// process with threads cannot enter a user namespace.
int sysh_diagnostics_in(pid_t pid);

// The type of the file system behind an open descriptor (statfs's f_type, man 2 statfs), or -errno. Swift's Glibc module
// leaves statfs out, and statvfs tells no type.
long sysh_file_system_type(int descriptor);

// The host name in another UTS namespace (man 2 uname), found by a short-lived child that enters it; in C because setns
// needs a process of its own. `user` is the user namespace that owns it, or -1 to stay in one's own. 0 or -errno; `out`
// ends in a NUL.
int sysh_host_name(int user, int uts, char *out, size_t size);

// A file of /proc as a process of the IPC namespace of `pid` reads it (/proc/sysvipc and /proc/sys/kernel show the
// reader's): how many bytes, or -errno. It and the two below send a child that enters the namespace, for /proc has no
// other way; EPERM without CAP_SYS_ADMIN there, which whoever made the user namespace has.
ssize_t sysh_ipc_file(pid_t pid, const char *path, void *out, size_t size);

// How many bytes the message queue `id` takes at once (msg_qbytes, man 2 msgctl), or -errno.
long sysh_ipc_queue_room(pid_t pid, int id);

// The values of a set's semaphores (GETALL, man 2 semctl): how many there are, or -errno; E2BIG for more than `count`.
int sysh_ipc_semaphores(pid_t pid, int id, uint16_t *values, size_t count);

// The POSIX message queue behind a descriptor of another process (man 3 mq_getattr).
struct sysh_mqueue {
  long most, size, held;  // messages it has room for, bytes of one at most, messages that wait
};

// 0 or -errno; EBADF for what is no queue, EACCES where its permissions keep us out.
int sysh_mqueue(pid_t pid, int fd, struct sysh_mqueue *found);

// The process that mq_notify is to tell of the next message, 0 for none, or -errno.
int sysh_mqueue_notified(pid_t pid, int fd);
