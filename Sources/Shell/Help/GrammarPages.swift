// How things are typed.
extension HelpPage {
  static let grammar = [
    calls, numbers, strings, structures, variables, subjects, expectations, operators, byNumber,
  ]

  private static let calls = HelpPage(
    ["typing", "grammar", "syntax", "words", "named arguments", "arguments"], "the two ways to write a call",
    [
      .sentence(
        "A call is typed as words, or as in C and as strace prints it. Both mean the same, and a line pasted from strace runs as it stands."
      ),
      .sentence(
        "What is left out at the end is filled in: buffers are supplied and shown, flags are 0, other pointers NULL, a length follows from its text. What has no sensible default is asked for by name."
      ),
      .sentence(
        "As in C, arguments may have names, in any order; set names on shows every call that way."),
    ],
    examples: [
      HelpExample("fd = open \"/etc/hostname\" O_RDONLY", "words"),
      HelpExample("open(\"/etc/hostname\", O_RDONLY|O_CLOEXEC)", "C"),
      HelpExample("open(pathname=\"/etc/hostname\", flags=O_RDONLY)", "names"),
      HelpExample("read fd", "the buffer is supplied"),
    ], related: ["numbers", "strings", "structures", "expectations", "pasting"])

  private static let numbers = HelpPage(
    ["numbers", "number", "integers", "flags", "constants"], "numbers, flags and sums of them",
    [
      .row("64  -1", "decimal"),
      .row("0x40", "hexadecimal"),
      .row("0644", "octal, as everywhere in C: a 0 in front"),
      .row("4*PAGE  1<<20", "sums with + - * << >> & | ~ and parentheses; C's order"),
      .row("O_CREAT|O_EXCL", "flags joined by |; help O_CREAT explains one, TAB lists them"),
      .row("PAGE KB MB GB NULL", "4096, 1024, 1048576, 1073741824, 0"),
      .row("_", "the last result"),
    ],
    examples: [
      HelpExample("p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"),
      HelpExample("mprotect p+PAGE PAGE PROT_NONE"),
    ], related: ["variables", "PAGE"])

  private static let strings = HelpPage(
    ["strings", "string", "text", "texts", "escapes", "paths"], "texts and their escapes",
    [
      .sentence("A text stands in double quotes, with C's escapes:"),
      .row("\\n \\t \\\\ \\\"", "newline, tab, backslash, quote"),
      .row("\\0  \\x41  \\101", "a byte by its number"),
      .sentence(
        "A path that begins with / . or ~/ may go without quotes. A text in a call stands in the process's memory with a NUL behind it; its length is not counted with that."
      ),
      .row("\"abc\"...", "the beginning of a longer text, as strace cuts it: set strings 200 shows more"),
    ],
    examples: [HelpExample("fd = open \"note\" O_RDWR|O_CREAT"), HelpExample("write fd \"a\\tb\\n\"")],
    related: ["strings setting", "numbers"])

  private static let structures = HelpPage(
    ["structures", "structure", "arrays", "lists", "struct"], "structures, lists and sets",
    [
      .row("{tv_sec=1, tv_nsec=0}", "a structure with its members; what is missing is 0"),
      .row("{1, 0}", "the same, in the order of the members"),
      .row("[3, 4]", "a list"),
      .row("[INT TERM]", "a set of signals; ~[KILL] is all others"),
      .row("htons(80)", "a number in network order; help htons lists such words"),
      .sentence(
        "An address works wherever a structure does: the structure is then taken from the process's own memory. help sockaddr_in, help timespec and so on list members."
      ),
    ],
    examples: [
      HelpExample("nanosleep {tv_sec=0, tv_nsec=1000}"),
      HelpExample("s = socket AF_INET SOCK_STREAM"),
      HelpExample("bind(s, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16)"),
    ], related: ["sockaddr_in", "htons", "poke"])

  private static let variables = HelpPage(
    ["variables", "variable", "results", "assignment"], "names for results",
    [
      .row("fd = open ...", "names the result of a call"),
      .row("r, w = pipe", "names several: both ends of a pipe"),
      .row("size = 4*PAGE", "names a number"),
      .row("_", "the last result, without a name of its own"),
      .sentence("A name that stands for a call, a command or a constant cannot be a variable. vars lists them."),
    ],
    examples: [
      HelpExample("r, w = pipe"), HelpExample("write w \"hi\""), HelpExample("read r _"), HelpExample("vars"),
    ],
    related: ["vars", "numbers"])

  private static let subjects = HelpPage(
    ["subjects", "subject", "processes", "$"], "the processes that make the calls",
    [
      .sentence(
        "The shell makes no call of yours itself. P1 is a real process that does, and fork, clone and vfork make P2, P3 and so on; threads are P1.2, P1.3."
      ),
      .row("P2: close 3", "runs one call in P2"),
      .row("switch P2", "makes P2 the one to which calls go"),
      .row("kill P2 SIGTERM", "its name stands for its process id where one is wanted"),
      .row("$P2", "its process id anywhere; $rsp is a register of the current subject"),
      .sentence(
        "A call that blocks says so and gives the prompt back; its result comes later by itself. Subjects end with the shell, however it ends."
      ),
    ],
    examples: [HelpExample("fork"), HelpExample("P2: getpid"), HelpExample("kill $P2 SIGKILL"), HelpExample("tree")],
    related: ["switch", "interrupt", "await", "tree", "status"])

  private static let expectations = HelpPage(
    ["expectations", "expectation", "placeholders", "placeholder", "="],
    "what should come out, for scripts and lessons",
    [
      .sentence("A call may say behind = what it should give; sysh says so when the kernel gives something else."),
      .row("= 3", "this result"),
      .row("= -1 ENOENT", "this errno"),
      .row("= blocked", "it does not come back yet"),
      .row("= exited 3", "the process ends with this status"),
      .row("= killed SIGSEGV", "a signal ends the process"),
      .row("= replaced", "another program takes the process's place"),
      .row("= <fd:x>", "any descriptor; where <fd:x> stands again it is the same one"),
      .row("= <pid:x> = <addr:x>", "the same for process ids and addresses"),
      .row("= <any>", "any success"),
    ],
    examples: [
      HelpExample("close 99 = -1 EBADF"), HelpExample("open \"/etc/hostname\" = <fd:x>"),
      HelpExample("close 3 = <any>"),
    ], related: ["scripts", "lessons", "teaching"])

  private static let operators = HelpPage(
    ["operators", "operator", "signs in lines", ";", "#", "_", "|", "\\", "$P2", "$rsp", "/*"],
    "; # _ $ and other signs in a line",
    [
      .row("a; b", "two commands in one line; the second is left out when the first fails"),
      .row("# ...", "a comment up to the end of the line; /* ... */ one in the middle"),
      .row("name = CALL", "names the result;  CALL = 3  says what it should be"),
      .row("P2: CALL", "runs it in P2"),
      .row("_", "the last result"),
      .row("$P2  $rsp", "a process id, a register"),
      .row("A|B  ~A  a&b", "flags together, all bits but these, bits in both"),
      .row("\"...\"  {...}  [...]", "a text, a structure, a list"),
      .row("!COMMAND", "runs it in your own shell, outside the lab"),
    ],
    examples: [HelpExample("getpid; getppid   # two calls"), HelpExample("dup 0"), HelpExample("close _")],
    related: ["numbers", "strings", "structures", "variables", "subjects", "!"])

  private static let byNumber = HelpPage(
    ["syscall", "by number", "raw"], "any call by its number",
    [
      .row("syscall NUMBER ARGUMENT...", "makes any call by its number, known or not"),
      .sentence(
        "Numbers and addresses go into the registers as they stand; texts are placed in memory and passed by address. help 39 tells which call a number is, sysh syscalls lists all."
      ),
    ], examples: [HelpExample("syscall 39"), HelpExample("syscall 1 1 \"hi\\n\" 3")], related: ["numbers", "regs"])
}
