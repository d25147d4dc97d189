// Commands that explain what has happened.
extension Command {
  static var understanding: [Command] {
    [
      Command(
        "explain", "[LINE]", .line, .nothing,
        "Explains a line of strace, argument by argument, without running it; alone, the last call."
      ) { try $0.explain($1) }
    ]
  }
}
