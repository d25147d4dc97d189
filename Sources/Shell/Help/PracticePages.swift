// Working with the shell.
extension HelpPage {
  static let practice = [
    pasting, history, scripts, settings, guardPage, limits, sandbox, lessons, teaching, ioctls, capabilities,
    namespaces,
    traceSets, json, files, trouble,
  ]

  private static let pasting = HelpPage(
    ["pasting", "paste", "strace", "logs", "log"], "lines of strace, run and explained",
    [
      .sentence(
        "A line of strace runs as it stands, with process, time stamp and result. From the second one on it is a log: its descriptors, addresses and processes are those of the log, and sysh keeps what each is here."
      ),
      .sentence(
        "explain LINE runs nothing: it says what each argument means and what the result does. sysh explain < FILE does so for a log; sysh trace --explain COMMAND follows a program with a sentence behind each line."
      ),
    ],
    examples: [
      HelpExample("openat(AT_FDCWD, \"/etc/hostname\", O_RDONLY|O_CLOEXEC) = 3"),
      HelpExample("explain mprotect(0x7f1234560000, 4096, PROT_READ) = 0"),
    ], related: ["explain", "trace", "expectations"])

  private static let history = HelpPage(
    ["histories", "undoing"], "history, and taking back",
    [
      .sentence(
        "Lines typed are kept for the Up key, from session to session. history lists those of this session that changed something; undo takes the last one back by doing all others again in fresh processes, and says what it cannot take back: files outside the lab, signals sent elsewhere, what is on the screen."
      ),
      .sentence("save FILE keeps the session; reset begins again."),
    ],
    examples: [HelpExample("fd = dup 0"), HelpExample("history"), HelpExample("undo")],
    related: ["history", "undo", "save", "reset"])

  private static let scripts = HelpPage(
    ["scripts", "script", "batch", "exit status", "pipes"], "scripts, -c and exit status",
    [
      .row("sysh FILE", "runs a file of lines, as if typed"),
      .row("sysh -c 'CMD; CMD'", "runs these"),
      .row("... | sysh", "runs what comes through the pipe"),
      .sentence(
        "Nothing waits for a key there. A call that still blocks at the end is reported as = blocked and ended, and calls that reach outside the lab are refused unless --unguarded is given."
      ),
      .row("0", "done"),
      .row("1", "an expectation or a check did not hold, or something could not be done"),
      .row("2", "the input could not be understood"),
      .row("3", "the machine refuses: no ptrace; sysh doctor tells why"),
      .row("130", "interrupted"),
    ], related: ["expectations", "save", "guard", "settings"])

  private static let settings = HelpPage(
    ["settings", "sysh.rc", "rc", "configuration", "options"], "settings, and how to keep them",
    [
      .sentence(
        "set lists all settings, set NAME shows one, set NAME VALUE changes it for this session. reset and lessons go back to what they were at the start."
      ),
      .sentence(
        "To keep some, write them into ~/.config/sysh/sysh.rc (or $XDG_CONFIG_HOME/sysh/sysh.rc), one to a line and with # for comments: set strings 80. Only the prompt reads it, never a script or a check, and nothing but set may stand there. A mistake in it is named when sysh starts."
      ),
    ], examples: [HelpExample("set"), HelpExample("set times on"), HelpExample("getpid")],
    related: ["set", "strings setting"])

  private static let guardPage = HelpPage(
    ["guard", "safety", "unguarded", "outside"], "what is asked before a call reaches outside",
    [
      .sentence(
        "Every call is real. Subjects start in a directory of their own that is removed at the end. Before a call that would change something outside of it, sysh says what it would do and asks; so for files outside, signals to other processes, mounts, the clock, the host name and so on. Reading is not asked for."
      ),
      .sentence(
        "In a script nobody can answer, so the call is refused. sysh --unguarded makes all calls without a question. A lesson that did not come with sysh is guarded more: programs that it would run are asked for too."
      ),
    ],
    examples: [
      HelpExample("unlink \"/etc/hostname\"", "asked before it is made", .mistake),
      HelpExample("mkdir \"mine\"", "inside"),
    ], related: ["limits", "sandbox", "teaching"])

  private static let limits = HelpPage(
    ["limiting", "resource limits", "rlimits"], "limits of subjects",
    [
      .sentence(
        "limits shows the resource limits of a subject, how much of each it uses and what happens at the limit; help RLIMIT_NOFILE explains one. setrlimit and prlimit change them, in one subject or in another. cgroup limits whole groups of processes."
      )
    ],
    examples: [
      HelpExample("setrlimit RLIMIT_NOFILE {rlim_cur=4, rlim_max=4}"), HelpExample("dup 0"),
      HelpExample("dup 0", "fails: the limit is reached", .mistake), HelpExample("limits"),
    ], related: ["limits", "setrlimit", "cgroup"])

  private static let sandbox = HelpPage(
    ["sandbox", "isolation", "containers", "container"], "namespaces as a fence",
    [
      .sentence(
        "A subject can go into namespaces of its own, and what it does there stays there: unshare CLONE_NEWUSER makes it root of a world of its own, without any right outside."
      ),
      .sentence("ns shows who shares which; idmap writes the maps that make ids mean something inside."),
    ], related: ["ns", "idmap", "unshare", "guard", "namespaces"])

  private static let lessons = HelpPage(
    [
      "lessons", "lesson", "learning", "progress", "next", "back", "again", "hint", "solution", "goal", "skip",
      "player",
    ], "lessons and the quiz",
    [
      .row("learn", "lists the lessons with your progress; learn tour plays the first"),
      .row("Enter", "types the lesson's next line; anything else is run as always"),
      .row("hint  solution", "a hint for your turn; the solution"),
      .row("goal  again", "what is asked and still missing; the step from its beginning"),
      .row("back  skip", "one step back; on without solving it"),
      .row("quit", "leaves the lesson; your place is kept"),
      .sentence(
        "quiz asks what an interviewer asks, and the kernel proves each answer. sysh check plays lessons as tests. Progress is kept in ~/.local/state/sysh."
      ),
    ], examples: [HelpExample("learn tour", "", .prompt), HelpExample("quiz Q4", "", .prompt)],
    related: ["learn", "quiz", "teaching"])

  private static let teaching = HelpPage(
    ["teaching", "teachers", "writing lessons", "fences", "predict", "try", "question"],
    "how to write and share a lesson",
    [
      .sentence(
        "A lesson is one Markdown file; sysh check FILE plays it and says what is wrong and where. The page for teachers is \(TeachersPage.place): the format with every fence, a whole example that passes, common mistakes, and what a learner is asked who plays a lesson of yours."
      ),
      .row("sysh check FILE", "tries every result, prediction, solution and wrong answer"),
      .row("sysh check --update FILE", "fills in results"),
      .row("sysh learn --lessons DIR NAME", "plays one from your own directory"),
    ], related: ["lessons", "expectations", "guard", "save"])

  private static let ioctls = HelpPage(
    ["ioctls", "ioctl commands"], "commands of ioctl and fcntl",
    [
      .sentence(
        "ioctl and fcntl are many calls in one: the second argument says which, and what the third one is follows from it. help TIOCGWINSZ or help F_GETFL explains one, help ioctl lists all."
      )
    ],
    examples: [HelpExample("ioctl 0 TIOCGWINSZ"), HelpExample("fcntl 0 F_GETFL")],
    related: ["ioctl", "fcntl", "TCGETS"])

  private static let capabilities = HelpPage(
    ["capabilities", "capability", "root", "privileges"], "what root may, in pieces",
    [
      .sentence(
        "Root's power is cut into capabilities, a bit each. caps shows those of a subject and which calls they allow; help CAP_SYS_ADMIN explains one. A process gives them up by capset, and an execve can give some."
      )
    ],
    examples: [HelpExample("caps")], related: ["caps", "capset", "CAP_SYS_PTRACE", "PR_SET_NO_NEW_PRIVS"])

  private static let namespaces = HelpPage(
    ["namespaces", "namespace"], "the eight kinds of namespace",
    [
      .row("mnt", "CLONE_NEWNS: mounts"), .row("pid", "CLONE_NEWPID: process ids"),
      .row("net", "CLONE_NEWNET: devices, addresses, ports"), .row("user", "CLONE_NEWUSER: users and capabilities"),
      .row("uts", "CLONE_NEWUTS: the host name"), .row("ipc", "CLONE_NEWIPC: shared memory, queues, semaphores"),
      .row("cgroup", "CLONE_NEWCGROUP: the root of the control groups"),
      .row("time", "CLONE_NEWTIME: clocks since boot"),
      .sentence("ns shows those of every subject; clone, unshare and setns make and change them."),
    ], examples: [HelpExample("ns")], related: ["ns", "unshare", "setns", "sandbox"])

  private static let traceSets = HelpPage(
    ["sets", "trace sets"], "sets of calls for trace",
    [
      .sentence(
        "trace on and sysh trace -e take names of calls and sets of them, with commas; ! in front means all others."),
      .row("%file", "takes a file name"), .row("%desc", "has to do with descriptors"),
      .row("%process", "makes, ends or waits for processes"), .row("%network", "sockets"),
      .row("%signal", "signals"), .row("%memory", "mappings"), .row("%ipc", "System V IPC"),
    ], examples: [HelpExample("trace on %file,%process"), HelpExample("trace off")], related: ["trace"])

  private static let json = HelpPage(
    ["json", "--json"], "outcomes for programs",
    [
      .sentence(
        "With --json, sysh writes one JSON object an outcome, a line each, for graders and front ends. help json lists the objects, help json schema is all of it as a JSON Schema."
      )
    ], related: ["scripts"])

  private static let files = HelpPage(
    ["places", "environment", "history file", "directories"], "files and variables that sysh uses",
    [
      .row("~/.local/state/sysh", "history and progress ($XDG_STATE_HOME)"),
      .row("~/.config/sysh/sysh.rc", "settings ($XDG_CONFIG_HOME)"),
      .row("SYSH_LESSONS", "where lessons are looked for; also --lessons"),
      .row("TMPDIR", "where the lab's directory is made, /tmp if not set"),
      .row("NO_COLOR, TERM", "colours; help colours"),
      .row("SYSH_CPU", "the number of the CPU that shell and subjects share"),
    ], related: ["settings", "lessons", "colours"])

  private static let trouble = HelpPage(
    ["trouble", "doctor", "machine", "version"], "when something does not work here",
    [
      .sentence(
        "sysh doctor looks at the machine: what it offers, what does not work without it, and how to get it. sysh --version tells version, kernel and build."
      )
    ], related: ["scripts", "guard"])
}

/// Where the page for teachers is.
enum TeachersPage {
  /// In a checkout, and beside the lessons where sysh is installed.
  static let place = "Lessons/teaching/README.md"
}
