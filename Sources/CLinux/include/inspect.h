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

// The type of the file system behind an open descriptor (statfs's f_type, man 2 statfs), or -errno. Swift's Glibc module
// leaves statfs out, and statvfs tells no type.
long sysh_file_system_type(int descriptor);

// The host name in another UTS namespace (man 2 uname), found by a short-lived child that enters it; in C because setns
// needs a process of its own. `user` is the user namespace that owns it, or -1 to stay in one's own. 0 or -errno; `out`
// ends in a NUL.
int sysh_host_name(int user, int uts, char *out, size_t size);
