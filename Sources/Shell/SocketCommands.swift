extension Command {
  /// Views and commands of sockets and of waiting for several descriptors.
  static var sockets: [Command] { [] }
}
