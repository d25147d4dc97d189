import SyscallTable

// `--explain`: a sentence behind each line. Behind `#`, so that the line can still be given to sysh.
extension Follower {
  /// At the entry of a call: what its descriptors are, since afterwards they may be closed, or others.
  func prepareExplanation(_ thread: FollowedThread, _ row: Syscall) {
    guard options.explains else { return }
    thread.descriptorNames = [:]
    // With -y the line itself has them.
    guard options.names == 0 else { return }
    let names = DescriptorNames(thread: thread.pid)
    for (index, parameter) in row.parameters.enumerated() where thread.arguments.indices.contains(index) {
      switch parameter.type {
      case .descriptor, .directory:
        let fd = Int32(truncatingIfNeeded: thread.arguments[index])
        if fd >= 0 { thread.descriptorNames[fd] = names.target(fd) }
      default: break
      }
    }
  }

  /// The sentence for a call; empty where none is wanted.
  func explanation(_ thread: FollowedThread, call: String, result: String) -> String {
    guard options.explains, let line = CallLine("\(call) = \(result)") else { return "" }
    let names = thread.descriptorNames
    return CallExplainer(line, table: table) { names[$0] }.sentence
  }

  /// The sentence for a signal, a stop or an end.
  func explanation(_ thread: FollowedThread, ofEvent text: String) -> String {
    guard options.explains else { return "" }
    return SignalExplainer.sentence(text, isThread: thread.pid != thread.process)
  }

  /// As it stands at the end of a line.
  static func remark(_ explanation: String) -> String {
    explanation.isEmpty ? "" : " # \(explanation)"
  }
}
