import SyscallTable

/// Words of C that stand for a number or a form of argument, as strace prints them.
enum Notations {
  /// How each is written, and what it means.
  static let all: [String: (form: String, meaning: String)] = [
    "htons": ("htons(80)", "a number of two bytes in network order, highest byte first: ports"),
    "htonl": ("htonl(5)", "a number of four bytes in network order"),
    "ntohs": ("ntohs(80)", "two bytes in network order, as a number"),
    "ntohl": ("ntohl(5)", "four bytes in network order, as a number"),
    "inet_addr": ("inet_addr(\"127.0.0.1\")", "an IPv4 address in network order"),
    "inet_pton": ("inet_pton(AF_INET6, \"::1\", &sin6_addr)", "an IPv6 address in the member sin6_addr"),
    "if_nametoindex": ("if_nametoindex(\"lo\")", "the number of a network device"),
    "makedev": ("makedev(0x8, 0x1)", "a device number from its major and minor part"),
    "QCMD": ("QCMD(Q_GETQUOTA, USRQUOTA)", "a quota command and whose quota it is about"),
    "IOPRIO_PRIO_VALUE": ("IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)", "a class of disk priority and a level in it"),
    "_IOC": ("_IOC(_IOC_READ, 0x54, 0x1, 0x4)", "an ioctl command without a name, by its parts"),
    "KERNEL_VERSION": ("KERNEL_VERSION(6, 18, 0)", "a kernel's version as a number"),
    "BPF_STMT": ("BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)", "an instruction of a filter"),
    "BPF_JUMP": ("BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x27, 0, 1)", "a conditional jump in a filter"),
    "WIFEXITED": ("{WIFEXITED(s) && WEXITSTATUS(s) == 3}", "a wait status: the child called exit"),
    "WEXITSTATUS": ("{WIFEXITED(s) && WEXITSTATUS(s) == 3}", "in a wait status: the status that it exited with"),
    "WIFSIGNALED": ("{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}", "a wait status: a signal ended the child"),
    "WTERMSIG": ("{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}", "in a wait status: the signal that ended it"),
    "WCOREDUMP": (
      "{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}", "in a wait status: it left a core file"
    ),
    "WIFSTOPPED": ("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}", "a wait status: a signal stopped the child"),
    "WSTOPSIG": ("{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}", "in a wait status: the signal that stopped it"),
    "WIFCONTINUED": ("{WIFCONTINUED(s)}", "a wait status: the child goes on after a stop"),
    "or": ("0 or 3", "strace's word for what may be either"),
    "pid": ("= <pid:x>", "a placeholder for a process id; help expectations"),
    "addr": ("= <addr:x>", "a placeholder for an address; help expectations"),
    "any": ("= <any>", "a placeholder for any success; help expectations"),
    "blocked": ("= blocked", "expected to not come back yet; help expectations"),
    "exited": ("= exited 3", "expected to end the process; help expectations"),
    "killed": ("= killed SIGSEGV", "expected to be ended by a signal; help expectations"),
    "replaced": ("= replaced", "expected to run another program; help expectations"),
    "AT_FDCWD": ("AT_FDCWD", "the working directory, where a directory's descriptor is wanted (-100)"),
    "resumed": ("<... read resumed>", "the end of a call whose beginning stood above in the log"),
    "unfinished": ("<unfinished ...>", "a call that is interrupted by lines of other processes"),
  ]

  /// What the names mean that every expression knows.
  static let standard: [String: String] = [
    "NULL": "the address 0: no pointer", "PAGE": "the size of a page in bytes", "KB": "1024", "MB": "1024 KB",
    "GB": "1024 MB", "true": "1", "false": "0",
  ]
}
