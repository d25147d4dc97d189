extension Command {
  /// Views and commands of namespaces, capabilities and mounts.
  static var namespaces: [Command] { [] }
}
