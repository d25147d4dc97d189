import SyscallTable

/// Every object that `--json` writes.
enum OutcomeSchema {
  typealias Member = ObjectShape.Member

  private static let outcome: [Member] = [
    Member(
      "outcome", .oneOf(["returned", "failed", "blocked", "killed", "exited", "replaced"]),
      "How it ended. blocked: it has not; replaced: an execve went through."),
    Member("result", .integer, "The result register as a signed number, -1 for a failure.", optional: true),
    Member("error", .string, "The errno's name.", optional: true),
    Member("errno", .integer, "Its number.", optional: true),
    Member("message", .string, "Its meaning.", optional: true),
    Member("signal", .string, "The signal that killed.", optional: true),
    Member("status", .integer, "The exit status.", optional: true),
  ]

  private static let description: [Member] = [
    Member("label", .string, "The letter of the open file description."),
    Member("target", .string, "What /proc/PID/fd says it leads to."),
    Member("flags", .integer, "Access mode and status flags as open takes them."),
    Member("offset", .integer, "In bytes; of files that have one.", optional: true),
    Member("inode", .integer, "The file's inode.", optional: true),
    Member("file", .string, "What kind of file it is.", optional: true),
  ]

  private static let mapping: [Member] = [
    Member("start", .integer, "The first address."),
    Member("end", .integer, "The first address behind it."),
    Member("permissions", .string, "As /proc/PID/maps writes them."),
    Member("offset", .integer, "Where in the file it begins, in bytes."),
    Member("inode", .integer, "The file's inode, 0 without a file."),
    Member("path", .string, "The file, a name in brackets, or nothing."),
  ]

  private static let change: [Member] = [
    Member("kind", .string, "opened, closed, redirected, offset, mapping, child, disposition and others."),
    Member("text", .string, "The line that the screen has for it."),
    Member("subject", .string, "Whose it is.", optional: true),
    Member("fd", .integer, "A descriptor.", optional: true),
    Member("close_on_exec", .boolean, "Its flag.", optional: true),
    Member("description", .object(description), "The open file description that it leads to now.", optional: true),
    Member("label", .string, "A description's letter.", optional: true),
    Member("target", .string, "What it leads to.", optional: true),
    Member("shared", .boolean, "Others lead to the description too.", optional: true),
    Member("last", .boolean, "Nothing leads to the description any more.", optional: true),
    Member("by_exec", .boolean, "execve closed it.", optional: true),
    Member("mapped", .boolean, "A mapping of the file is left.", optional: true),
    Member("received", .boolean, "It came by SCM_RIGHTS.", optional: true),
    Member("receiver", .string, "The socket in which it waits.", optional: true),
    Member("inode", .integer, "A file.", optional: true),
    Member("from", .any, "The state before: a number, a word, a list of signals or a mapping.", optional: true),
    Member("to", .any, "The state after.", optional: true),
    Member("change", .oneOf(["added", "removed", "resized", "changed"]), "What became of a mapping.", optional: true),
    Member("pid", .integer, "A process.", optional: true),
    Member("parent", .string, "Who made it.", optional: true),
    Member("event", .string, "fork, vfork or clone.", optional: true),
    Member("pages_shared", .integer, "Private pages that it has together with its parent.", optional: true),
    Member("shares", .list(.string), "What it has together with its maker for good.", optional: true),
    Member("program", .string, "What execve runs.", optional: true),
    Member("mappings", .integer, "How many its memory has.", optional: true),
    Member("held", .boolean, "It is held at its first instruction.", optional: true),
    Member("signal", .string, "A signal.", optional: true),
    Member("sender", .string, "The subject that sent it.", optional: true),
    Member("waiting", .integer, "How many of it are pending.", optional: true),
    Member("state", .string, "A socket's state.", optional: true),
    Member("local", .string, "Its address.", optional: true),
    Member("remote", .string, "Its peer's.", optional: true),
    Member("receive_queue", .integer, "Bytes, or connections of a listening socket.", optional: true),
    Member("namespace", .string, "Which of the eight.", optional: true),
    Member("for_children", .boolean, "Only children will be in it.", optional: true),
    Member("point", .string, "Where a mount stands.", optional: true),
    Member("type", .string, "Its file system.", optional: true),
    Member("source", .string, "Its source.", optional: true),
  ]

  private static let delivery: [Member] = [
    Member("signal", .string, "Its name."),
    Member("code", .integer, "si_code."),
    Member("text", .string, "The lines that the screen has for it."),
    Member("sender", .integer, "The process that sent it, or the child that it is about.", optional: true),
    Member("sender_name", .string, "The subject that sent it.", optional: true),
    Member("handler_ran", .boolean, "A handler ran and returned.", optional: true),
  ]

  private static let death =
    [Member("subject", .string, "Who ended.")] + outcome + [
      Member("cause", .string, "Which instruction did it, or who.", optional: true),
      Member("core_dumped", .boolean, "An image of its memory was left.", optional: true),
      Member("threads", .list(.string), "Threads that ended with it.", optional: true),
      Member("orphans", .list(.string), "Children that live on.", optional: true),
    ]

  private static let effects: [Member] = [
    Member("signals", .list(.object(delivery)), "Signals that were delivered.", optional: true),
    Member("changes", .list(.object(change)), "What changed, read from the kernel before and after.", optional: true),
    Member("death", .object(death), "The end of a subject.", optional: true),
  ]

  private static let call: [Member] =
    [
      Member("subject", .string, "Who made it."),
      Member("pid", .integer, "Its process id."),
      Member("call", .string, "The call's name.", optional: true),
      Member("number", .integer, "The call's number.", optional: true),
      Member("arguments", .list(.integer), "The argument registers, unsigned.", optional: true),
      Member("text", .string, "The call as strace prints it, without its result.", optional: true),
      Member("printed", .string, "The result as strace prints it.", optional: true),
    ] + outcome + [
      Member("late", .boolean, "It was blocked, and has come back now.", optional: true),
      Member("blocked_seconds", .number, "For how long.", optional: true),
      Member("seconds", .number, "Time in the kernel, with set times on.", optional: true),
      Member(
        "waiting",
        .object([
          Member("in", .string, "The kernel function that it sleeps in.", optional: true),
          Member("state", .string, "Its state."),
          Member("advice", .string, "What would end the wait."),
        ]), "Why it is blocked.", optional: true),
      Member("alias", .string, "The C library's name by which it was asked for.", optional: true),
      Member("started", .string, "A new subject had to be started first.", optional: true),
      Member("details", .list(.string), "More of what it gave: directory entries.", optional: true),
      Member("exec", .list(.string), "What an execve kept and reset.", optional: true),
      Member("reasons", .list(.string), "Why it failed, from the state of the subject.", optional: true),
    ] + effects

  /// In the order in which help shows them.
  static let shapes: [ObjectShape] =
    [
      ObjectShape(
        "statement", "A call or command begins; what follows, up to the next, came of it.",
        [
          Member("statement", .integer, "Counts from 1."),
          Member("text", .string, "As it was typed."),
        ]),
      ObjectShape("call", "A call was made, or a blocked one has come back.", call),
      ObjectShape("event", "Something happened to a subject by itself.", call),
      ObjectShape(
        "memory", "A subject loaded or stored.",
        [
          Member("subject", .string, "Who."),
          Member("work", .oneOf(["peek", "poke", "fill", "touch"]), "What it did."),
          Member("address", .integer, "Where."),
          Member("length", .integer, "Bytes."),
          Member("bytes", .list(.integer), "What peek loaded.", optional: true),
        ] + outcome + [
          Member("minor_faults", .integer, "Page faults without a disk."),
          Member("major_faults", .integer, "Page faults with one."),
          Member("started", .string, "A new subject had to be started first.", optional: true),
        ] + effects),
      ObjectShape(
        "expectation", "A result was written behind a call.",
        [
          Member("expected", .string, "What was written."),
          Member("result", .string, "What came."),
          Member("holds", .boolean, "Whether they agree."),
        ]),
      ObjectShape(
        "view", "A command showed something.",
        [
          Member("command", .string, "Its name."),
          Member("lines", .list(.string), "What the screen has."),
          Member(
            "data", .object(data), "The figures, of fds, files, maps, pages, tree and vars.", optional: true),
        ]),
      ObjectShape(
        "problem", "A line was not understood, or not done.",
        [
          Member("kind", .oneOf(["misunderstood", "refused"]), "Which of the two."),
          Member("message", .string, "What is wrong."),
          Member("advice", .string, "What to do.", optional: true),
          Member("line", .string, "The line.", optional: true),
          Member("start", .integer, "The first byte of the mistake in it.", optional: true),
          Member("end", .integer, "The first byte behind it.", optional: true),
        ]),
      ObjectShape(
        "terminal", "Subjects wrote to the lab's terminal.", [Member("lines", .list(.string), "What they wrote.")]),
      ObjectShape(
        "traced", "A program made a call while it ran (trace on).",
        [
          Member("subject", .string, "Which program."),
          Member("text", .string, "The call and its result."),
        ]),
      ObjectShape(
        "unfinished", "At the end of the input something had not ended, and was ended.",
        [
          Member("subject", .string, "Who."),
          Member("text", .string, "The call.", optional: true),
          Member("outcome", .oneOf(["blocked", "running"]), "A call that blocked, or a program that ran."),
        ]),
      ObjectShape(
        "note", "Something was said that belongs to no command.", [Member("lines", .list(.string), "It.")]),
      ObjectShape("end", "The last object of a session.", [Member("status", .integer, "The exit status.")]),
    ] + lists + quiz

  private static let data: [Member] = [
    Member(
      "descriptors",
      .list(
        .object([
          Member("subject", .string, "Whose."),
          Member("fd", .integer, "The descriptor."),
          Member("close_on_exec", .boolean, "Its flag."),
          Member("label", .string, "The letter of its description."),
        ])), "Rows of descriptor tables.", optional: true),
    Member("descriptions", .list(.object(description)), "Open file descriptions.", optional: true),
    Member("mappings", .list(.object(mapping)), "A memory map.", optional: true),
    Member("start", .integer, "The first address of pages.", optional: true),
    Member("end", .integer, "The first address behind them.", optional: true),
    Member("page_size", .integer, "Bytes.", optional: true),
    Member(
      "rows",
      .list(
        .object([
          Member("subject", .string, "Whose pages."),
          Member("present", .integer, "How many are in memory or swapped."),
          Member(
            "pages",
            .list(
              .object([
                Member("address", .integer, "Where."),
                Member("kind", .string, "What it is, as pages says it."),
                Member("changed", .boolean, "The last command changed it.", optional: true),
              ])), "Those, the first 4096."),
        ])), "The subject and its relatives.", optional: true),
    Member(
      "costs",
      .list(
        .object([
          Member("kind", .string, "call, vdso, function, loop, held or loads."),
          Member("call", .string, "The call.", optional: true),
          Member("what", .string, "What is done."),
          Member("least_picoseconds", .integer, "The least of all rounds."),
          Member("median_picoseconds", .integer, "Their median."),
          Member("bytes", .integer, "What each pass moves.", optional: true),
        ])), "What bench measured.", optional: true),
    Member("processes", .list(.any), "The tree: subject, pid, state, children and so on.", optional: true),
    Member(
      "variables",
      .list(
        .object([
          Member("name", .string, "Its name."),
          Member("kind", .string, "descriptor, address, process or number."),
          Member("value", .integer, "Its value, signed."),
          Member("subject", .string, "In whom it means something.", optional: true),
          Member("length", .integer, "Bytes that an address covers.", optional: true),
        ])), "The variables.", optional: true),
  ]
}
