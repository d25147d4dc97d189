import LinuxABI
import SyscallTable

/// A blocked call that came back after its command was over, or a subject that ended by itself.
public struct LateEnd: Hashable, Sendable {
  public let subject: String
  /// The call's name, nil where a subject ended outside any call.
  public let call: String?
  public let outcome: CallOutcome
  /// The subject is no more.
  public let isDeath: Bool
  /// Nanoseconds of the monotonic clock, when the lab noticed.
  public let time: Int64
}

extension Lab {
  /// What ended late since it was last asked, in order.
  public func takeLateEnds() -> [LateEnd] {
    defer { lateEnds = [] }
    return lateEnds
  }

  func noteLateEnd(of subject: LabSubject, _ call: String?, _ outcome: CallOutcome) {
    lateEnds.append(
      LateEnd(
        subject: subject.name, call: call, outcome: outcome, isDeath: subject.end != nil, time: Self.now()))
  }
}
