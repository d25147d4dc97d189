extension Command {
  /// Views and commands of measurements that are drawn.
  static var plots: [Command] { [] }
}
