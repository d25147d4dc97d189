// What Inspect needs of the kernel and Swift cannot call: kcmp has no wrapper in the C library, and syscall() is
// variadic, which Swift's Glibc module does not import.
#pragma once
#include <sys/types.h>

// What two processes are compared by: KCMP_FILE, KCMP_VM and KCMP_FILES of linux/kcmp.h.
enum sysh_kcmp_type { SYSH_KCMP_FILE = 0, SYSH_KCMP_VM = 1, SYSH_KCMP_FILES = 2 };

// 0 equal, 1 less, 2 greater, 3 different but without order; -errno on failure. first and second are descriptors for
// SYSH_KCMP_FILE and are not looked at for the others.
int sysh_kcmp(pid_t first_process, pid_t second_process, enum sysh_kcmp_type type, int first, int second);
