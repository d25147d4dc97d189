// Help on commands that show something.
extension CommandHelp {
  static let views: [String: CommandHelp] = [
    "fds": CommandHelp(
      [.sentence("A letter stands for an open file description: descriptors with one letter share offset and flags.")],
      [HelpExample("fds"), HelpExample("copy = dup 1"), HelpExample("fds")], see: ["files", "dup", "fcntl"]),
    "files": CommandHelp(
      [
        .sentence(
          "Three columns: the descriptors of each subject, the open file descriptions that they lead to, and the files behind those. Which descriptors share a description is asked of the kernel (kcmp), never guessed."
        )
      ],
      [HelpExample("r, w = pipe"), HelpExample("fork"), HelpExample("files")], see: ["fds", "sockets", "kcmp"]),
    "maps": CommandHelp(
      [
        .sentence(
          "A line a mapping: addresses, size, permissions, p for private or s for shared, and what is behind it.")
      ],
      [HelpExample("p = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS"), HelpExample("maps")],
      see: ["pages", "smaps", "mmap"]),
    "pages": CommandHelp(
      [.sentence("Without LENGTH the whole mapping in which the address lies.")],
      [
        HelpExample("p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"),
        HelpExample("touch p 2*PAGE"),
        HelpExample("pages p"),
      ], see: ["signs", "cow", "faults", "maps"]),
    "cow": CommandHelp(
      [],
      [
        HelpExample("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"), HelpExample("touch p"),
        HelpExample("fork"), HelpExample("P2: touch p"), HelpExample("cow"),
      ], see: ["pages", "fork", "faults"]),
    "faults": CommandHelp(
      [.sentence("Minor faults found the page in memory or made one, major ones read it from a disk.")],
      [HelpExample("faults")], see: ["pages", "touch", "getrusage"]),
    "smaps": CommandHelp(
      [], [HelpExample("smaps"), HelpExample("smaps $rsp", "of the stack")], see: ["maps", "mem", "pages"]),
    "regs": CommandHelp(
      [.sentence("set registers on shows them at each call, on both sides of the boundary.")],
      [HelpExample("getpid"), HelpExample("regs")], see: ["registers setting", "operators"]),
    "tree": CommandHelp([], [HelpExample("fork"), HelpExample("tree")], see: ["ps", "status", "wait4"]),
    "signals": CommandHelp(
      [], [HelpExample("signals"), HelpExample("signals P1"), HelpExample("signals SIGTERM SIGCHLD")],
      see: ["sigaction", "kill", "SIGTERM"]),
    "status": CommandHelp([], [HelpExample("status"), HelpExample("status P1")], see: ["tree", "subjects", "ps"]),
    "vars": CommandHelp([], [HelpExample("size = 4*PAGE"), HelpExample("vars")], see: ["variables"]),
    "cat": CommandHelp(
      [
        .sentence(
          "Through the subject's own root and working directory, so that what it sees in its namespaces is shown.")
      ],
      [HelpExample("cat /proc/self/limits"), HelpExample("cat /etc/hostname")], see: ["read", "!"]),
    "sockets": CommandHelp(
      [], [HelpExample("s = socket AF_INET SOCK_STREAM"), HelpExample("sockets")], see: ["files", "epoll", "socket"]),
    "epoll": CommandHelp(
      [], [HelpExample("e = epoll_create1"), HelpExample("epoll e")], see: ["epoll_ctl", "epoll_wait", "sockets"]),
    "plot": CommandHelp(
      [.sentence("plot fork 8 goes up to 8 MiB only.")],
      [HelpExample("plot"), HelpExample("plot fork 2"), HelpExample("plot table")], see: ["bench"]),
  ]

  static let memory: [String: CommandHelp] = [
    "peek": CommandHelp(
      [
        .sentence(
          "16 bytes without LENGTH. A fault is the subject's own: an address without memory ends it by SIGSEGV.")
      ],
      [HelpExample("peek $rsp 32")], see: ["poke", "strings"]),
    "poke": CommandHelp(
      [],
      [
        HelpExample("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"),
        HelpExample("poke p \"hi\\n\""),
        HelpExample("poke p 70000 4", "a number as four bytes"), HelpExample("poke p [1, 2, 3]"),
      ], see: ["peek", "fill", "touch"]),
    "fill": CommandHelp(
      [],
      [
        HelpExample("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"),
        HelpExample("fill p 0x41 PAGE"),
      ], see: ["poke", "touch"]),
    "touch": CommandHelp(
      [.sentence("One page without LENGTH.")],
      [
        HelpExample("p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"),
        HelpExample("touch p 4*PAGE"),
      ], see: ["pages", "faults", "poke"]),
    "bench": CommandHelp(
      [.sentence("The subject repeats the call in a loop of its own, so that tracing costs nothing.")],
      [HelpExample("bench getpid")], see: ["plot", "times setting"]),
  ]
}
