extension Command {
  /// Views and commands of the whole machine and of its processes.
  static var system: [Command] { [] }
}
