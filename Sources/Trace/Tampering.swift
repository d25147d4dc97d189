import LinuxABI
import SyscallTable

/// A call that is made to fail, to return something else, to take longer or to bring a signal: the language of strace's
/// `--inject` and `-e fault=`.
public struct Tampering: Sendable, Hashable {
  public var calls: CallSet
  /// What the call returns without being made: -errno, or a value.
  public var result: Int64?
  /// Sent to the program when it enters the call.
  public var signal: Int32?
  /// The call that is made instead.
  public var replacement: Int?
  /// Nanoseconds before the call is made, and before the program goes on after it.
  public var delayBefore: Int64 = 0
  public var delayAfter: Int64 = 0
  /// Of each process's calls of a name: the first and the last that is meant, and how many lie between.
  public var first = 1
  public var last = Int.max
  public var step = 1

  /// Whether the `count`th call is meant, counted from 1.
  func meets(_ count: Int) -> Bool {
    count >= first && count <= last && (step == 0 ? count == first : (count - first) % step == 0)
  }

  /// `openat:error=ENOENT:when=3+2`. With `fault` an error is meant where nothing else is said.
  ///
  /// Throws what in the text means nothing.
  public init(
    _ text: String, fault: Bool = false, table: SyscallTable = .standard
  ) throws(CallSet.Mistake) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    calls = try CallSet(parts.first ?? "", table: table)
    for part in parts.dropFirst() { try take(part, table) }
    if fault, result == nil { result = -38 }
    guard result != nil || signal != nil || replacement != nil || delayBefore > 0 || delayAfter > 0 else {
      throw CallSet.Mistake(
        word: text, problem: "Nothing is to happen to \(parts.first ?? "the call")",
        advice: "Add :error=ENOENT, :retval=0, :signal=SIGTERM, :delay_enter=1000 or :syscall=getpid.")
    }
    if result != nil, replacement != nil {
      throw CallSet.Mistake(
        word: text, problem: "A call cannot be replaced and not be made", advice: "Leave out syscall=, or the result.")
    }
  }

  private mutating func take(_ part: String, _ table: SyscallTable) throws(CallSet.Mistake) {
    let pieces = part.split(separator: "=", maxSplits: 1).map(String.init)
    guard pieces.count == 2 else { throw Self.unknown(part) }
    let value = pieces[1]
    switch pieces[0] {
    case "error":
      if let errno = Errno(named: value.uppercased()) {
        result = -Int64(errno.rawValue)
      } else if let number = Int64(value), (1...4095).contains(number) {
        result = -number
      } else {
        throw CallSet.Mistake(
          word: value, problem: "There is no error called \(value)",
          advice: "Give its name, as ENOENT, or its number, at most 4095.")
      }
    case "retval":
      guard let number = Self.number(value) else {
        throw CallSet.Mistake(word: value, problem: "\(value) is no number", advice: "A result is a number, as 0.")
      }
      result = number
    case "signal":
      guard let found = Signal(named: value.uppercased()) ?? Int32(value).map(Signal.init(rawValue:)),
        (1...64).contains(found.rawValue)
      else {
        throw CallSet.Mistake(
          word: value, problem: "There is no signal called \(value)", advice: "Give its name, as SIGTERM.")
      }
      signal = found.rawValue
    case "syscall":
      guard let row = table[value] else {
        throw CallSet.Mistake(
          word: value, problem: "There is no syscall called \(value)", advice: "sysh syscalls lists the names.")
      }
      replacement = row.number
    case "delay_enter": delayBefore = try Self.duration(value)
    case "delay_exit": delayAfter = try Self.duration(value)
    case "when": try takeWhen(value)
    default: throw Self.unknown(part)
    }
  }

  private static func unknown(_ part: String) -> CallSet.Mistake {
    CallSet.Mistake(
      word: part, problem: "\(part.isEmpty ? "An empty part" : part) is nothing that can be done to a call",
      advice: "There are error=, retval=, signal=, syscall=, delay_enter=, delay_exit= and when=.")
  }

  /// `3`, `3..5`, `3+`, `3+2`, `3..9+2`.
  private mutating func takeWhen(_ text: String) throws(CallSet.Mistake) {
    let mistake = CallSet.Mistake(
      word: text, problem: "when=\(text) says no calls", advice: "Write FIRST, FIRST+, FIRST+STEP or FIRST..LAST.")
    let plus = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    var bounds = plus[0][...]
    var end: Substring?
    if let dots = bounds.firstIndex(of: "."), bounds[dots...].hasPrefix("..") {
      end = bounds[dots...].dropFirst(2)
      bounds = bounds[..<dots]
    }
    guard let start = Int(bounds), start > 0 else { throw mistake }
    first = start
    last = start
    step = 1
    if plus.count == 2 {
      last = .max
      guard plus[1].isEmpty || Int(plus[1]) ?? 0 > 0 else { throw mistake }
      step = Int(plus[1]) ?? 1
    }
    if let end {
      guard let number = Int(end), number >= start else { throw mistake }
      last = number
    }
  }

  private static func number(_ text: String) -> Int64? {
    text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
  }

  /// Microseconds, or with a unit: s, ms, us, ns. In nanoseconds.
  private static func duration(_ text: String) throws(CallSet.Mistake) -> Int64 {
    let units: [(String, Int64)] = [("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("", 1000)]
    for (unit, size) in units where text.hasSuffix(unit) {
      if let count = Int64(text.dropLast(unit.count)), count >= 0, count < 1_000_000_000 { return count * size }
    }
    throw CallSet.Mistake(
      word: text, problem: "\(text) is no time", advice: "Give microseconds, or a unit: 500, 20ms, 1s.")
  }
}
