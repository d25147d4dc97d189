import LinuxABI
import SyscallTable

// The log as JSON, one object a line.
extension Follower {
  /// A call that has no result: it is the thread's last.
  func writeLastObject(_ thread: FollowedThread) {
    rest = [0x29]
    resultText = [0x3f]
    writeObject(thread, nil, isError: false, took: 0)
    thread.printer = nil
    thread.plain = nil
  }

  func writeObject(_ thread: FollowedThread, _ result: Int64?, isError: Bool, took: Int64) {
    guard let row = thread.plain?.row ?? thread.printer?.row else { return }
    var object = JSONObject()
    object.add("type", "call")
    addIdentity(&object, thread)
    object.add("call", row.name)
    object.add("number", thread.number)
    object.add("arguments", Array(thread.arguments.prefix(row.parameters.count)))
    object.add("text", String(decoding: thread.beginning + rest, as: UTF8.self))
    if let result { object.add("result", Int(result)) }
    if let result, isError {
      object.add("error", Restart(result) == nil ? Errno(rawValue: Int32(-result)).name : "restart")
    }
    object.add("printed", String(decoding: resultText, as: UTF8.self))
    if result != nil { object.add("seconds", nanoseconds: took) }
    if let stack = thread.stack { object.add("stack", stack.map { String($0.dropFirst(3)) }) }
    addExplanation(&object, explanation(thread, rest: rest, result: resultText))
    thread.log.line("", object.text)
  }

  func writeEventObject(_ thread: FollowedThread, _ kind: String, _ number: Int32, _ explanation: String) {
    var object = JSONObject()
    object.add("type", kind)
    addIdentity(&object, thread)
    if kind == "exited" {
      object.add("status", Int(number))
    } else {
      object.add("signal", Signal(rawValue: number).name)
    }
    addExplanation(&object, explanation)
    thread.log.line("", object.text)
  }

  private func addExplanation(_ object: inout JSONObject, _ explanation: String) {
    if !explanation.isEmpty { object.add("explanation", explanation) }
  }

  private func addIdentity(_ object: inout JSONObject, _ thread: FollowedThread) {
    object.add("pid", Int(thread.process))
    object.add("tid", Int(thread.pid))
    object.add("time", nanoseconds: Moment.now().real)
  }
}
