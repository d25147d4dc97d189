/// Answers to names that belong to other programs, shells and the C library: what is there in their place. They are asked
/// only about names that are no call and no command of sysh, or that are typed as a function's.
enum ForeignHabits {
  /// A sentence that leads on; nil for a name of no other home.
  static func advice(for name: String) -> String? {
    if let found = advices[name] { return found }
    if programs.contains(name) { return "Programs run with !: try !\(name)" }
    if CDeclaration.isType(name) {
      return
        "Nothing is declared here: a name becomes a variable when it gets a value, fd = open \"notes\". Buffers and structures are supplied, so read fd 64 needs none."
    }
    return nil
  }

  /// Programs that people have in their fingers.
  static let programs: Set<String> = [
    "ls", "ll", "grep", "vi", "vim", "nano", "emacs", "less", "more", "rm", "cp", "mv", "ln", "head", "tail", "wc",
    "sort",
    "uniq", "find", "sed", "awk", "xargs", "top", "htop", "df", "du", "date", "who", "whoami", "id", "which",
    "make",
    "gcc", "cc", "clang", "python", "python3", "perl", "node", "java", "go", "cargo", "swift", "git", "ssh", "curl",
    "wget",
    "tar", "apt", "dnf", "brew", "systemctl", "service", "docker", "podman", "kubectl", "tmux", "screen", "lsof",
    "netstat",
    "ss", "ip", "ifconfig", "ping", "nc", "telnet", "diff", "xxd", "hexdump", "od", "lsblk", "dmesg", "bash", "sh",
    "zsh",
    "fish", "env", "printenv", "pgrep", "pkill", "killall", "pmap", "vmstat", "iostat", "sar", "mpstat", "perf", "seq",
    "yes",
    "true", "false", "dd", "test", "su", "crontab", "objdump", "readelf", "nm", "ldd", "ulimit",
  ]

  private static let mapping = "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"

  private static let advices: [String: String] = [
    // Shells.
    "cd": "chdir \"/tmp\" changes the subject's working directory.",
    "pwd": "getcwd tells the subject's working directory.",
    "echo": "write 1 \"hello\\n\" writes to the subject's terminal; !echo hello is the program.",
    "export":
      "Subjects have no environment until a program gets one: execve \"/usr/bin/env\" [\"env\"] [\"NAME=value\"] hands it over.",
    "alias": "A name can stand for a value, size = 4*PAGE, but not for a command.",
    "source": "A script is run by sysh FILE, from another shell.",
    "sudo": "sysh makes calls as the user who started it; !sudo sysh opens another one as root.",
    "jobs": "tree shows every subject and what it does.",
    "fg": "A call that blocks gives the prompt back; await P1 waits until it comes back.",
    "bg": "A call that blocks gives the prompt back by itself; tree shows what each subject does.",
    "clear": "Ctrl-L clears the screen.",
    "logout": "quit or Ctrl-D leaves.",
    "bye": "quit or Ctrl-D leaves.",
    "q": "quit or Ctrl-D leaves.",
    "let": "x = 3 gives a variable a value.",
    "print": "vars lists the variables, and help NAME shows one.",
    // Debuggers.
    "strace": "trace COMMAND shows a program's calls as strace does; trace on shows those of programs in subjects.",
    "ltrace": "trace COMMAND shows a program's calls to the kernel; those to libraries are not seen here.",
    "gdb": "A subject is held between calls as gdb would hold it: regs, maps and peek look into it, and step goes on.",
    // Memory.
    "malloc": "It is the C library's; it gets memory by brk and mmap: \(mapping)",
    "calloc": "It is the C library's; it gets memory by brk and mmap, whose pages are zero already: \(mapping)",
    "realloc": "It is the C library's; it moves large blocks by mremap.",
    "free": "It is the C library's; it gives memory back by munmap, or keeps it for later: munmap p PAGE",
    "memcpy": "Memory is written by poke p \"text\" and read by peek p 16.",
    "memmove": "Memory is written by poke p \"text\" and read by peek p 16.",
    "strcpy": "Memory is written by poke p \"text\" and read by peek p 16.",
    "memset": "fill p 0 64 stores the same byte all over a range.",
    "bzero": "fill p 0 64 stores the same byte all over a range.",
    "memcmp": "peek p 16 shows what is there.",
    "strlen": "Lengths follow from their texts: write 1 \"hello\" knows that it is 5.",
    "sizeof": "Lengths follow from what they belong to: read fd 64, write 1 \"hello\".",
    // Input and output of the C library.
    "printf": "It is the C library's; it formats and then makes one write: write 1 \"hello\\n\"",
    "fprintf": "It is the C library's; it formats and then makes one write: write 2 \"hello\\n\"",
    "puts": "It is the C library's; it ends in a write: write 1 \"hello\\n\"",
    "putchar": "It is the C library's; it collects bytes for one write: write 1 \"h\"",
    "fputs": "It is the C library's; it collects bytes for one write: write 1 \"hello\\n\"",
    "scanf": "It is the C library's; it begins with a read: read 0, and type \"42\\n\" types into the terminal.",
    "getchar": "It is the C library's; it begins with a read: read 0, and type \"x\\n\" types into the terminal.",
    "gets": "It is the C library's; it begins with a read: read 0, and type \"hello\\n\" types into the terminal.",
    "fgets": "It is the C library's; it begins with a read: read 0, and type \"hello\\n\" types into the terminal.",
    "getline": "It is the C library's; it begins with a read: read 0, and type \"hello\\n\" types into the terminal.",
    "fopen": "It is the C library's; underneath is open: fd = open \"notes\" O_RDWR|O_CREAT",
    "fdopen": "It is the C library's; the kernel knows descriptors alone: fd = open \"notes\"",
    "fread": "It is the C library's; it reads ahead by read: read fd 4096",
    "fwrite": "It is the C library's; it collects bytes for write: write fd \"hello\"",
    "fclose": "It is the C library's; it writes what is left and makes one close: close fd",
    "fflush": "It is the C library's; it makes the write that was put off: write 1 \"hello\"",
    "fseek": "It is the C library's; underneath is lseek: lseek fd 0 SEEK_SET",
    "rewind": "It is the C library's; underneath is lseek: lseek fd 0 SEEK_SET",
    "opendir":
      "It is the C library's; it opens the directory: fd = open \".\" O_DIRECTORY, and getdents64 fd reads it.",
    "closedir": "It is the C library's; it makes one close: close fd",
    "remove": "It is the C library's; for a file it is unlink, for a directory rmdir: unlink \"notes\"",
    "mkstemp": "It is the C library's; it tries names with open \"notes\" O_RDWR|O_CREAT|O_EXCL until one is new.",
    "isatty": "It is the C library's; it asks for the terminal's settings, which only a terminal has: ioctl 0 TCGETS",
    "tcgetattr": "It is the C library's: ioctl 0 TCGETS",
    // Errors.
    "perror": "Every call shows its errno by name and the reason below; help ENOENT tells more about one.",
    "strerror": "Every call shows its errno by name and in words; help ENOENT tells more about one.",
    "errno": "Every call that fails shows its errno behind the result; why tells more about the last failure.",
    // Processes and threads.
    "system":
      "It is the C library's: a fork, an execve of /bin/sh in the child, and a wait4. !COMMAND runs one outside.",
    "popen": "It is the C library's: a pipe, a fork and an execve of /bin/sh in the child: r, w = pipe",
    "execvp": "It is the C library's; it looks along PATH and makes execve: execve \"/bin/ls\" [\"ls\"]",
    "execlp": "It is the C library's; it looks along PATH and makes execve: execve \"/bin/ls\" [\"ls\"]",
    "execl": "It is the C library's; underneath is execve: execve \"/bin/ls\" [\"ls\"]",
    "execv": "It is the C library's; underneath is execve: execve \"/bin/ls\" [\"ls\"]",
    "posix_spawn": "It is the C library's: a clone with CLONE_VM and CLONE_VFORK, and execve in the child: vfork",
    "abort": "It is the C library's; it sends its own thread SIGABRT: kill P1 SIGABRT",
    "raise": "It is the C library's; it sends its own thread a signal by tgkill: kill P1 SIGUSR1",
    "signal": "It is the C library's; underneath is rt_sigaction: sigaction SIGUSR1 handler",
    "sigemptyset": "Sets of signals are written as strace shows them: sigprocmask SIG_BLOCK [INT TERM]",
    "sigaddset": "Sets of signals are written as strace shows them: sigprocmask SIG_BLOCK [INT TERM]",
    "sleep": "It is the C library's; underneath is nanosleep: nanosleep {tv_sec=1, tv_nsec=0}",
    "usleep": "It is the C library's; underneath is nanosleep: nanosleep {tv_sec=0, tv_nsec=500000000}",
    "pthread_create":
      "It is the C library's; underneath is clone: clone CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD",
    "pthread_join": "It is the C library's; it waits by futex until the kernel clears the thread's id at its end.",
    "pthread_mutex_lock": "It is the C library's; it calls the kernel only where it has to wait, by futex.",
    "getenv": "It is the C library's: the environment lies on the stack of a program, and args shows it after execve.",
    "setenv":
      "It is the C library's: it changes memory of the program alone. A new program gets its environment by execve.",
    "atexit": "It is the C library's: exit runs such functions before it makes exit_group.",
    "getaddrinfo": "It is the C library's: it reads files and asks name servers. connect takes addresses.",
    "inet_ntoa": "Addresses are shown as text already: getpeername fd",
    // C.
    "if": control, "else": control, "while": control, "for": control, "do": control, "return": control, "goto": control,
    "case": control, "main": control, "function": control, "then": control, "fi": control, "done": control,
    "typedef": control, "assert": "A result that is expected stands behind the call: close 9 = -1 EBADF",
  ]

  private static let control =
    "There is no control flow: each line is one call or command, and a script is a list of such lines."
}
