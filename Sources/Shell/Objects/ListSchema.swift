// Objects of the commands that are no session: check, lessons, syscalls, count, quiz, trace.
extension OutcomeSchema {
  static let lists: [ObjectShape] = [
    ObjectShape(
      "verdict", "sysh check has played a lesson.",
      [
        Member("file", .string, "The lesson's file."),
        Member("lesson", .string, "Its id, where it could be read.", optional: true),
        Member("verdict", .oneOf(["passed", "failed", "skipped"]), "What came of it."),
        Member("reason", .string, "Why it was skipped.", optional: true),
        Member("problems", .list(.string), "What failed: file, line, column, sentence.", optional: true),
      ]),
    ObjectShape(
      "summary", "The last object of sysh check.",
      [
        Member("passed", .integer, "How many passed."),
        Member("failed", .integer, "How many failed."),
        Member("skipped", .integer, "How many were skipped."),
      ]),
    ObjectShape(
      "lesson", "sysh lessons lists one.",
      [
        Member("file", .string, "Its file."),
        Member("lesson", .string, "Its id.", optional: true),
        Member("title", .string, "Its title.", optional: true),
        Member("minutes", .integer, "How long it takes, about.", optional: true),
        Member("steps", .integer, "How many steps it has.", optional: true),
        Member("steps_done", .integer, "How many of them are done.", optional: true),
        Member("finished", .boolean, "All are.", optional: true),
        Member("problems", .list(.string), "Why the file is no lesson.", optional: true),
      ]),
    ObjectShape(
      "syscall", "sysh syscalls lists one.",
      [
        Member("number", .integer, "Its number."),
        Member("call", .string, "Its name."),
        Member("parameters", .list(.string), "Their names."),
        Member("summary", .string, "What it does."),
        Member("errors", .list(.string), "Errors that one meets."),
      ]),
    ObjectShape(
      "count", "sysh count: a row of its table.",
      [Member("call", .string, "The call.")] + counts),
    ObjectShape(
      "total", "sysh count: the last object.",
      counts + [Member("notes", .list(.string), "How it was counted.")]),
  ]

  /// `sysh quiz --json`.
  static let quiz: [ObjectShape] = [
    ObjectShape(
      "asks", "sysh quiz asks a question.",
      [
        Member("question", .string, "Its id."),
        Member("text", .string, "The question."),
        Member("box", .integer, "How well it is known; the higher, the later it comes back.", optional: true),
      ]),
    ObjectShape("choices", "Its answers, the first one is 1.", [Member("choices", .list(.string), "They.")]),
    ObjectShape(
      "answered", "It was answered.",
      [
        Member("question", .string, "Its id."),
        Member("choice", .integer, "The answer that was chosen.", optional: true),
        Member("manner", .oneOf(["not sure", "head"]), "Not sure, or answered without choices.", optional: true),
        Member("right", .boolean, "Whether it was."),
      ]),
    ObjectShape(
      "practice", "The questions of today are over.",
      [
        Member("known", .list(.string), "Ids of those that were known."),
        Member("missed", .list(.string), "Ids of those that were not."),
        Member("stale", .list(.string), "Ids of those that the kernel here answers otherwise."),
      ]),
    ObjectShape(
      "exam", "An exam is over.",
      [
        Member("questions", .integer, "How many it had."),
        Member("answered", .integer, "How many were answered."),
        Member("right", .integer, "How many rightly."),
        Member("percent", .integer, "Of all."),
        Member("passed", .boolean, "Whether that is enough."),
        Member("seconds", .integer, "How long it took."),
        Member("missed", .list(.string), "Ids of those that were not known."),
        Member("revise", .list(.string), "Lessons that help."),
      ]),
    ObjectShape("notice", "Something about the file of progress.", [Member("text", .string, "It.")]),
    ObjectShape(
      "question", "sysh quiz --list lists one.",
      [
        Member("question", .string, "Its id."),
        Member("asks", .string, "The question."),
        Member("choices", .list(.string), "Its answers."),
        Member("revise", .string, "The lesson that helps."),
        Member("box", .integer, "How well it is known.", optional: true),
        Member("due", .string, "The day on which it comes back.", optional: true),
        Member("asked", .integer, "How often it was asked.", optional: true),
        Member("missed", .integer, "How often it was missed.", optional: true),
      ]),
  ]

  private static let identity: [Member] = [
    Member("pid", .integer, "The process."),
    Member("tid", .integer, "The thread."),
    Member("time", .number, "Seconds since 1970."),
  ]

  private static let explanation = Member("explanation", .string, "With --explain: what it did.", optional: true)

  /// `sysh trace --json`: programs outside a session.
  static let trace: [ObjectShape] = [
    ObjectShape(
      "call", "A call of the program.",
      identity + [
        Member("call", .string, "Its name."),
        Member("number", .integer, "Its number."),
        Member("arguments", .list(.integer), "The argument registers, unsigned."),
        Member("text", .string, "The call as strace prints it, without its result."),
        Member("result", .integer, "The result register; a call that ends its thread has none.", optional: true),
        Member("error", .string, "The errno's name; restart where the kernel makes the call again.", optional: true),
        Member("printed", .string, "The result as strace prints it."),
        Member("seconds", .number, "Time in the call.", optional: true),
        Member("stack", .list(.string), "With -k: who called it.", optional: true), explanation,
      ]),
    ObjectShape("signal", "A signal was delivered.", identity + [Member("signal", .string, "Its name."), explanation]),
    ObjectShape("stopped", "A signal stopped it.", identity + [Member("signal", .string, "Its name."), explanation]),
    ObjectShape("killed", "A signal ended it.", identity + [Member("signal", .string, "Its name."), explanation]),
    ObjectShape("exited", "It has ended.", identity + [Member("status", .integer, "Its exit status."), explanation]),
  ]

  private static let counts: [Member] = [
    Member("calls", .integer, "How many began."),
    Member("errors", .integer, "How many failed."),
    Member("seconds", .number, "Wall-clock time in them."),
  ]
}
