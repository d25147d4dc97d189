/// Names that programs know from the C library, and the syscalls that run for them. An alias only renames: its
/// arguments stand as they are, so functions that rearrange theirs (sleep, isatty, creat's cousins) are not here.
let libraryAliases: [Alias] = [
  Alias(
    "exit", "exit_group", "glibc's exit() ends in exit_group, which ends all threads; the raw exit, number 60, ends one"
  ),
  Alias(
    "_exit", "exit_group", "glibc's _exit() is exit_group, which ends all threads; the raw exit, number 60, ends one"),
  Alias(
    "_Exit", "exit_group", "glibc's _Exit() is exit_group, which ends all threads; the raw exit, number 60, ends one"),
  Alias("wait", "wait4", "glibc's wait() is wait4 for any child, pid -1"),
  Alias("waitpid", "wait4", "glibc's waitpid() is wait4 without rusage"),
  Alias("prlimit", "prlimit64", "the kernel's name says that limits have 64 bits on every processor"),
  Alias("sigaction", "rt_sigaction", "the older call of that name had sets of 32 signals; x86-64 has this one alone"),
  Alias("sigprocmask", "rt_sigprocmask", "the older call of that name had sets of 32 signals"),
  Alias("sigpending", "rt_sigpending", "the older call of that name had sets of 32 signals"),
  Alias("sigsuspend", "rt_sigsuspend", "the older call of that name had sets of 32 signals"),
  Alias("sigtimedwait", "rt_sigtimedwait", "it came with the real-time signals, and had no older form"),
  Alias("sbrk", "brk", "glibc's sbrk() keeps the current end of the heap and asks brk for the end that it wants"),
  Alias("nice", "setpriority", "glibc's nice() asks getpriority where the process is and sets what that makes"),
  Alias("pread", "pread64", "the kernel's name has kept the 64 of the time when offsets grew from 32 bits"),
  Alias("pwrite", "pwrite64", "the kernel's name has kept the 64 of the time when offsets grew from 32 bits"),
  Alias("fstatat", "newfstatat", "x86-64 calls it newfstatat, after the structure that replaced an older stat"),
  Alias(
    "posix_fadvise", "fadvise64",
    "glibc's posix_fadvise() is fadvise64, and returns the error number instead of setting errno"),
  Alias(
    "readdir", "getdents64",
    "glibc's readdir() hands out, one by one, the entries that getdents64 fetches many at a time"),
]
