// Help on commands that steer subjects, and on those of the shell itself.
extension CommandHelp {
  static let subjects: [String: CommandHelp] = [
    "switch": CommandHelp(
      [], [HelpExample("fork"), HelpExample("switch P2"), HelpExample("getpid")], see: ["subjects", "tree"]),
    "await": CommandHelp(
      [.sentence("A blocked call comes back by itself too; await only keeps the prompt until it does.")],
      [
        HelpExample("fork"), HelpExample("P2: nanosleep {tv_sec=0, tv_nsec=300000000}"), HelpExample("await P2"),
      ], see: ["interrupt", "subjects"]),
    "interrupt": CommandHelp(
      [], [HelpExample("fork"), HelpExample("P2: pause"), HelpExample("interrupt P2", "gives EINTR")],
      see: ["await", "pause", "EINTR"]),
    "step": CommandHelp(
      [],
      [HelpExample("execve \"/bin/true\" [\"true\"] []"), HelpExample("step"), HelpExample("step P1 3")],
      see: ["cont", "trace", "execve"]),
    "cont": CommandHelp(
      [
        .sentence(
          "After execve the new program is held before its first instruction, so that what survived can be looked at.")
      ],
      [HelpExample("fork"), HelpExample("P2: execve \"/bin/echo\" [\"echo\", \"hi\"] []"), HelpExample("cont P2")],
      see: ["step", "trace", "args", "execve"]),
    "detach": CommandHelp(
      [.sentence("What the lab lets subjects use it still counts, but for processor time.")],
      [HelpExample("fork"), HelpExample("P2: execve \"/bin/true\" [\"true\"] []"), HelpExample("detach P2")],
      see: ["cont", "ptrace"]),
    "args": CommandHelp(
      [], [HelpExample("execve \"/bin/echo\" [\"echo\", \"hi\"] [\"LANG=C\"]"), HelpExample("args")],
      see: ["execve", "cont", "peek"]),
    "trace": CommandHelp(
      [
        .row("trace on", "shows every call of programs from now on"),
        .row("trace on %file,close", "only these; help sets lists them"), .row("trace off", "shows none any more"),
        .row("trace -f COMMAND", "as sysh trace does: follows a program of your own, outside the lab"),
      ],
      [
        HelpExample("trace on %file"), HelpExample("fork"), HelpExample("P2: execve \"/bin/true\" [\"true\"] []"),
        HelpExample("cont P2"),
      ], see: ["cont", "step", "sets", "explain"]),
    "type": CommandHelp(
      [.sentence("The subjects' standard input is that terminal, so read 0 gets what was typed.")],
      [HelpExample("type \"hello\\n\""), HelpExample("read 0")], see: ["key", "keys", "read"]),
    "key": CommandHelp(
      [.row("^C ^\\ ^Z", "send SIGINT, SIGQUIT, SIGTSTP to the foreground"), .row("^D", "ends the input")],
      [HelpExample("key ^D"), HelpExample("read 0", "gets 0: the end")], see: ["type", "keys", "SIGINT"]),
    "reset": CommandHelp(
      [], [HelpExample("fd = dup 0"), HelpExample("reset"), HelpExample("fds")], see: ["undo", "quit"]),
    "undo": CommandHelp([], [HelpExample("fd = dup 0"), HelpExample("undo")], see: ["history", "reset", "histories"]),
    "history": CommandHelp([], [HelpExample("getpid"), HelpExample("history")], see: ["undo", "save", "histories"]),
  ]

  static let shell: [String: CommandHelp] = [
    "save": CommandHelp(
      [
        .sentence(
          "The ending of the file's name says in which form. A file that is there is kept unless replace follows.")
      ],
      [HelpExample("getpid"), HelpExample("save session.sysh", "a script, which sysh session.sysh runs", .writesFile)],
      see: ["scripts", "history"]),
    "learn": CommandHelp(
      [], [HelpExample("learn", "", .prompt), HelpExample("learn tour", "", .prompt)], see: ["lessons", "quiz"]),
    "quiz": CommandHelp(
      [],
      [
        HelpExample("quiz", "", .prompt), HelpExample("quiz Q4", "", .prompt), HelpExample("quiz exam 10", "", .prompt),
      ],
      see: ["lessons", "learn"]),
    "help": CommandHelp(
      [
        .row("help NAME", "anything that can be typed: a call, a command, an errno, a flag, a sign"),
        .row("help open flags", "one argument of a call"),
        .row("help sockaddr_in", "a structure, or one of its members"),
        .row("help calls", "all system calls; help commands all commands"),
        .row("help 13", "what the number is as an errno, a signal, a call"),
      ], [HelpExample("help open flags"), HelpExample("help EACCES")], see: ["man", "explain", "learn"]),
    "why": CommandHelp(
      [
        .row("why", "the last failure, wait or end"),
        .row("why 12", "the command to which history gives this number"), .row("why P2", "that of a subject"),
        .row("why EACCES", "the last failure with this error"), .row("why close", "the last failure of this call"),
      ], [HelpExample("close 99", "", .mistake), HelpExample("why")], see: ["explain", "history", "help"]),
    "explain": CommandHelp(
      [
        .sentence(
          "Nothing is run. All that follows on the line belongs to it, ; and # too. Without a line the last call is explained."
        )
      ],
      [
        HelpExample("explain openat(AT_FDCWD, \"/etc/hostname\", O_RDONLY|O_CLOEXEC) = 3"),
        HelpExample("explain --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_status=1} ---"),
        HelpExample("close 99", "", .mistake), HelpExample("explain", "the call before"),
      ], see: ["help", "pasting", "trace"]),
    "man": CommandHelp(
      [
        .row("man open", "the page of a call: section 2"), .row("man 7 pipe", "a page of another section"),
        .sentence("Names of the kernel's lead to the page that tells of them: man rt_sigaction opens sigaction(2)."),
      ], [HelpExample("man open", "", .prompt), HelpExample("man 7 pipe", "", .prompt)], see: ["help"]),
    "set": CommandHelp(
      [.sentence("help settings tells how to keep them.")],
      [HelpExample("set"), HelpExample("set names on"), HelpExample("set strings")], see: ["settings"]),
    "!": CommandHelp(
      [.sentence("In the directory and as the user from which sysh was started; no subject is touched.")],
      [HelpExample("!uname -r")], see: ["cat", "trace"]),
    "quit": CommandHelp(
      [.sentence("Ctrl-D on an empty line does the same. In a lesson it leaves the lesson first.")],
      [HelpExample("quit")], see: ["reset", "keys"]),
  ]
}
