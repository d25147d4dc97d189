import Lab
import LinuxABI
import SyscallTable
import Tracer

extension Renderer {
  /// A call as an object (`--json`). Its members that `sysh trace --json` has too mean the same there.
  public func object(_ report: CallReport, descriptors: DescriptorModel) -> JSONObject {
    let tables = DescriptorTables(descriptors)
    var object = JSONObject()
    // Without a row and a text something happened to the subject by itself: a signal, its end.
    object.add("type", report.row == nil && report.text.isEmpty ? "event" : "call")
    object.add("subject", report.subject)
    object.add("pid", report.pid)
    if let row = report.row {
      object.add("call", row.name)
      object.add("number", row.number)
      object.add("arguments", Array(report.arguments.prefix(row.parameters.count)))
    }
    let (call, result) = Self.parts(ofCall: report.text, report.outcome)
    if !call.isEmpty { object.add("text", call) }
    if let result { object.add("printed", result) }
    add(report.outcome, to: &object)
    if let blocked = report.blockedFor {
      object.add("late", true)
      object.add("blocked_seconds", nanoseconds: blocked)
    }
    if let time = report.time { object.add("seconds", nanoseconds: time) }
    if let waiting = report.waiting {
      var member = JSONObject()
      if let channel = waiting.channel { member.add("in", channel) }
      member.add("state", "\(waiting.state)")
      member.add("advice", waiting.advice)
      object.add("waiting", member)
    }
    if let alias = report.alias { object.add("alias", alias.name) }
    if let started = report.started { object.add("started", started) }
    if !report.details.isEmpty { object.add("details", report.details) }
    add(report.signals, report.changes, report.death, tables, report.subject, to: &object)
    if let exec = report.exec { object.add("exec", Self.unbounded.exec(exec).map { [$0].plainText }) }
    if !report.reasons.isEmpty { object.add("reasons", report.reasons) }
    return object
  }

  /// Loads and stores of a subject as an object.
  public func object(_ report: MemoryReport, descriptors: DescriptorModel) -> JSONObject {
    let tables = DescriptorTables(descriptors)
    var object = JSONObject()
    object.add("type", "memory")
    object.add("subject", report.subject)
    let (work, address, length) = report.work.figures
    object.add("work", work)
    object.add("address", address)
    object.add("length", length)
    if !report.bytes.isEmpty { object.add("bytes", report.bytes) }
    add(report.outcome, to: &object)
    object.add("minor_faults", report.minorFaults)
    object.add("major_faults", report.majorFaults)
    if let started = report.started { object.add("started", started) }
    add(report.signals, report.changes, report.death, tables, report.subject, to: &object)
    return object
  }

  /// Wide enough for every sentence to be one line.
  private static var unbounded: Renderer { Renderer(width: .max / 2) }

  private func add(_ outcome: CallOutcome, to object: inout JSONObject) {
    switch outcome {
    case .returned(let value):
      object.add("outcome", "returned")
      object.add("result", Int64(bitPattern: value))
    case .failed(let errno):
      object.add("outcome", "failed")
      object.add("result", -1)
      object.add("error", errno.name)
      object.add("errno", errno.rawValue)
      object.add("message", errno.message)
    case .blocked: object.add("outcome", "blocked")
    case .killed(let signal):
      object.add("outcome", "killed")
      object.add("signal", signal.name)
    case .exited(let status):
      object.add("outcome", "exited")
      object.add("status", status)
    case .replaced: object.add("outcome", "replaced")
    }
  }

  private func add(
    _ signals: [SignalDelivery], _ changes: [Change], _ death: Death?, _ tables: DescriptorTables, _ subject: String,
    to object: inout JSONObject
  ) {
    if !signals.isEmpty { object.add("signals", signals.map { self.object($0, to: subject) }) }
    if !changes.isEmpty { object.add("changes", changes.map { self.object($0, tables: tables, of: subject) }) }
    guard let death else { return }
    var member = JSONObject()
    member.add("subject", death.subject)
    add(death.how, to: &member)
    if let cause = death.cause { member.add("cause", cause) }
    if death.coreDumped { member.add("core_dumped", true) }
    if !death.threads.isEmpty { member.add("threads", death.threads) }
    if !death.orphans.isEmpty { member.add("orphans", death.orphans.map(\.name)) }
    object.add("death", member)
  }

  private func object(_ delivery: SignalDelivery, to subject: String) -> JSONObject {
    var object = JSONObject()
    object.add("signal", delivery.signal.name)
    object.add("code", delivery.code)
    object.add("text", Self.unbounded.signals([delivery], to: subject, prefix: nil).plainText)
    if delivery.sender != 0 { object.add("sender", delivery.sender) }
    if let name = delivery.senderName { object.add("sender_name", name) }
    if delivery.handlerRun != nil { object.add("handler_ran", true) }
    return object
  }
}

extension MemoryWork {
  fileprivate var figures: (name: String, address: UInt64, length: UInt64) {
    switch self {
    case .peek(let address, let count): ("peek", address, count)
    case .poke(let address, let bytes): ("poke", address, UInt64(bytes.count))
    case .fill(_, let address, let count): ("fill", address, count)
    case .touch(let address, let count): ("touch", address, count)
    }
  }
}
