import SyscallTable

// `--explain`: a sentence behind each line. Behind `#`, so that the line can still be given to sysh.
extension Follower {
  /// At the entry of a call: what its descriptors are, since afterwards they may be closed, or others.
  func prepareExplanation(_ thread: FollowedThread) {
    guard options.explains else { return }
    thread.descriptorNames = [:]
    // With -y the line itself has them.
    guard options.names == 0, let row = thread.plain?.row ?? thread.printer?.row else { return }
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

  /// The sentence for a call, of which `rest` follows on its beginning; empty where none is wanted.
  func explanation(_ thread: FollowedThread, rest: [UInt8], result: [UInt8]) -> String {
    guard options.explains else { return "" }
    let text = thread.beginning + rest + Array(" = ".utf8) + result
    guard let line = CallLine(String(decoding: text, as: UTF8.self)) else { return "" }
    let names = thread.descriptorNames
    return CallExplainer(line, table: table) { names[$0] }.sentence
  }

  /// The same as it stands at the end of the line.
  func remark(_ thread: FollowedThread, rest: [UInt8], result: [UInt8]) -> [UInt8] {
    options.explains ? Array(Self.remark(explanation(thread, rest: rest, result: result)).utf8) : []
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
