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

/// One flat JSON object, its members in the order in which they were added (RFC 8259).
public struct JSONObject {
  private var members = ""

  public init() {}

  public var text: String { "{\(members)}" }

  public mutating func add(_ name: String, _ value: String) { add(name, raw: Self.quoted(value)) }
  public mutating func add(_ name: String, _ value: Int) { add(name, raw: String(value)) }
  public mutating func add(_ name: String, _ value: Bool) { add(name, raw: value ? "true" : "false") }
  mutating func add(_ name: String, _ values: [UInt64]) {
    add(name, raw: "[\(values.map { String($0) }.joined(separator: ","))]")
  }
  public mutating func add(_ name: String, _ values: [String]) {
    add(name, raw: "[\(values.map(Self.quoted).joined(separator: ","))]")
  }
  /// A time in seconds.
  mutating func add(_ name: String, nanoseconds: Int64) {
    add(name, raw: "\(nanoseconds / 1_000_000_000).\(Moment.digits(nanoseconds % 1_000_000_000, 9))")
  }

  private mutating func add(_ name: String, raw: String) {
    members += "\(members.isEmpty ? "" : ",")\"\(name)\":\(raw)"
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
