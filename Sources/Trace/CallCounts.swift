import SyscallTable

/// How often a program and its children made each call, how often it failed, and the time that passed in it.
public struct CallCounts: Equatable, Sendable {
  /// What was counted of one call.
  public struct Count: Equatable, Sendable {
    /// Begun calls: one that has not returned, like exit_group, is among them.
    public var calls: UInt64 = 0
    /// Returned with a value in -4095 ... -1: the kernel's own restart codes (ERESTARTSYS, -512) are among them, as
    /// in strace.
    public var errors: UInt64 = 0
    /// Wall-clock time between entry and return, waiting included.
    public var nanoseconds: UInt64 = 0

    public init(calls: UInt64 = 0, errors: UInt64 = 0, nanoseconds: UInt64 = 0) {
      self.calls = calls
      self.errors = errors
      self.nanoseconds = nanoseconds
    }

    static func + (left: Count, right: Count) -> Count {
      Count(
        calls: left.calls + right.calls, errors: left.errors + right.errors,
        nanoseconds: left.nanoseconds + right.nanoseconds)
    }
  }

  /// Which of the two ways counted.
  public enum Method: Equatable, Sendable {
    case bpf
    /// By ptrace, and why not by BPF.
    case stops(because: String)
  }

  public var method: Method
  /// Only what was made at least once.
  public var counts: [Call: Count] = [:]
  /// Events that passed uncounted because the kernel was running the counting program on that CPU already.
  public var missed: UInt64 = 0
  /// Threads and processes that were not followed because there were more at once than the table of them holds.
  public var lost: UInt64 = 0

  public init(method: Method, counts: [Call: Count] = [:]) {
    self.method = method
    self.counts = counts
  }

  /// A call at its entry.
  mutating func begin(_ call: Call) {
    counts[call, default: Count()].calls += 1
  }

  /// The same at its exit.
  mutating func end(_ call: Call, isError: Bool, nanoseconds: UInt64) {
    counts[call, default: Count()].nanoseconds += nanoseconds
    if isError { counts[call, default: Count()].errors += 1 }
  }

  public var total: Count {
    counts.values.reduce(Count(), +)
  }

  public subscript(name: String) -> Count {
    SyscallTable.standard[name].map(\.number).flatMap { counts[.native($0)] } ?? Count()
  }
}

/// A call by its number. The same number is another call when a program makes it as 32-bit code does (int 0x80), so the
/// two are kept apart.
public enum Call: Hashable, Comparable, Sendable {
  case native(Int)
  case compatible(Int)
  /// A number that no kernel gave a call.
  case unknown

  /// Numbers under this are told apart; the kernel's highest is 469 in Linux 6.18.
  static let limit = 512
  static let execve = 59
  /// One place for each case, for tables indexed by number.
  static let places = 2 * limit + 1

  init(place: Int) {
    switch place {
    case 0..<Self.limit: self = .native(place)
    case Self.limit..<2 * Self.limit: self = .compatible(place - Self.limit)
    default: self = .unknown
    }
  }

  init(number: UInt64, compatible: Bool) {
    guard number < UInt64(Self.limit) else {
      self = .unknown
      return
    }
    self = compatible ? .compatible(Int(number)) : .native(Int(number))
  }

  public var name: String {
    switch self {
    case .native(let number): SyscallTable.standard[number: number]?.name ?? "syscall_\(number)"
    case .compatible(let number): "i386_syscall_\(number)"
    case .unknown: "unknown_number"
    }
  }
}
