// Commands that explain what has happened.
extension Command {
  static var understanding: [Command] {
    [
      Command(
        "why", "[COMMAND NUMBER | SUBJECT | ERRNO | CALL]", .text, .subjects,
        "Explains the last failure, wait or end at length: the cause, which commands led there, what would work."
      ) { try $0.why($1) },
      Command(
        "explain", "[LINE]", .line, .line,
        "Explains a line of strace, argument by argument, without running it; alone, the last call."
      ) { try $0.explain($1) },
    ]
  }
}
