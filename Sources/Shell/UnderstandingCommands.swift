// Commands that explain what has happened.
extension Command {
  static var understanding: [Command] {
    []
  }
}
