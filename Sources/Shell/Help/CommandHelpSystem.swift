// Help on commands about namespaces, limits and the whole machine.
extension CommandHelp {
  static let system: [String: CommandHelp] = [
    "ns": CommandHelp([], [HelpExample("ns")], see: ["namespaces", "unshare", "setns"]),
    "mounts": CommandHelp([], [HelpExample("mounts")], see: ["mount", "CLONE_NEWNS", "MS_PRIVATE"]),
    "idmap": CommandHelp(
      [.sentence("After unshare CLONE_NEWUSER ids mean nothing until the maps are written.")],
      [
        HelpExample("unshare CLONE_NEWUSER", "where the machine allows user namespaces", .root),
        HelpExample("idmap", "its ids are 0 inside", .root),
      ], see: ["CLONE_NEWUSER", "ns", "caps"]),
    "veth": CommandHelp(
      [],
      [
        HelpExample("fork", "", .root), HelpExample("unshare CLONE_NEWNET", "", .root),
        HelpExample("P2: unshare CLONE_NEWNET", "", .root), HelpExample("veth P1 P2 10.9.0.1 10.9.0.2", "", .root),
      ], see: ["CLONE_NEWNET", "sockets", "ns"]),
    "deny": CommandHelp(
      [.sentence("It cannot be taken back in that subject; reset begins with a new one.")],
      [HelpExample("deny getppid EPERM"), HelpExample("getppid", "refused", .mistake)],
      see: ["seccomp", "SECCOMP_SET_MODE_FILTER", "PR_SET_NO_NEW_PRIVS"]),
    "limits": CommandHelp([], [HelpExample("limits")], see: ["limiting", "setrlimit", "RLIMIT_NOFILE"]),
    "caps": CommandHelp([], [HelpExample("caps")], see: ["capabilities", "capset", "idmap"]),
    "mem": CommandHelp([], [HelpExample("mem")], see: ["smaps", "free", "pages"]),
    "free": CommandHelp([], [HelpExample("free")], see: ["mem", "sysinfo"]),
    "load": CommandHelp([], [HelpExample("load")], see: ["interrupts", "ps"]),
    "interrupts": CommandHelp([], [HelpExample("interrupts")], see: ["load"]),
    "sysctl": CommandHelp(
      [.sentence("Writing is asked for before it is done, unless it is in a namespace of the subject's own.")],
      [HelpExample("sysctl kernel.pid_max"), HelpExample("sysctl kernel.random")], see: ["cat", "guard"]),
    "ps": CommandHelp(
      [.sentence("all shows kernel threads too, tree who made whom.")], [HelpExample("ps"), HelpExample("ps tree")],
      see: ["tree", "status"]),
    "cgroup": CommandHelp(
      [
        .row("cgroup make NAME", "makes a group below the lab's own"),
        .row("cgroup enter SUBJECT NAME", "moves a subject into it"),
        .row("cgroup set NAME FILE VALUE", "writes one of its files, memory.max for one"),
        .row("cgroup stat NAME  events NAME", "shows what it counts"),
        .row("cgroup leave  remove NAME", "moves a subject back; removes the group"),
      ], [HelpExample("cgroup")], see: ["limits", "namespaces"]),
  ]
}
