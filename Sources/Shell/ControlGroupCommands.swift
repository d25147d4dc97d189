extension Command {
  /// Views and commands of control groups.
  static var controlGroups: [Command] { [] }
}
