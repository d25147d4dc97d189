import CLinux

/// A seccomp filter by which the kernel stops a program only at the calls that are wanted; all others run as if nobody
/// looked (`man 2 seccomp`, SECCOMP_RET_TRACE).
enum CallFilter {
  /// Whether it can serve: some calls are not wanted. Children inherit it, and one without a tracer would have ENOSYS
  /// from every call that the filter names: so all are followed, silently where nobody asked for them.
  static func serves(_ options: TraceOptions) -> Bool {
    !options.calls.isEverything && options.calls != .none && options.tampering.isEmpty && options.counts == .no
  }

  /// Of `linux/seccomp.h`.
  private enum Action {
    static let trace: UInt32 = 0x7ff0_0000
    static let allow: UInt32 = 0x7fff_0000
  }

  /// Classic BPF over `struct seccomp_data`: the architecture, then the number by ranges. Calls of another table are
  /// stopped at, so that they are told.
  static func code(for calls: CallSet) -> [sock_filter] {
    let load: UInt16 = 0x20
    let equal: UInt16 = 0x15
    let atLeast: UInt16 = 0x35
    let above: UInt16 = 0x25
    let give: UInt16 = 0x06
    let x86_64: UInt32 = 0xc000_003e
    var code = [
      sock_filter(code: load, jt: 0, jf: 0, k: 4),
      sock_filter(code: equal, jt: 1, jf: 0, k: x86_64),
      sock_filter(code: give, jt: 0, jf: 0, k: Action.trace),
      sock_filter(code: load, jt: 0, jf: 0, k: 0),
    ]
    for range in ranges(calls) {
      code += [
        sock_filter(code: atLeast, jt: 0, jf: 2, k: range.lowerBound),
        sock_filter(code: above, jt: 1, jf: 0, k: range.upperBound),
        sock_filter(code: give, jt: 0, jf: 0, k: Action.trace),
      ]
    }
    return code + [sock_filter(code: give, jt: 0, jf: 0, k: Action.allow)]
  }

  /// The wanted numbers as ranges without a gap. An open set has all those behind the table too.
  static func ranges(_ calls: CallSet) -> [ClosedRange<UInt32>] {
    var found: [ClosedRange<UInt32>] = []
    for number in 0..<UInt32(CallSet.end) where calls.contains(Int(number)) {
      if let last = found.last, last.upperBound == number - 1 {
        found[found.count - 1] = last.lowerBound...number
      } else {
        found.append(number...number)
      }
    }
    return calls.isOpen ? found + [UInt32(CallSet.end)...UInt32.max] : found
  }
}

extension CallSet {
  /// With these numbers too.
  func union(_ more: Set<Int>) -> CallSet {
    CallSet(numbers: isOpen ? numbers.subtracting(more) : numbers.union(more), isOpen: isOpen)
  }
}
