/// What names mean at the moment: variables and subjects.
public protocol ValueResolver {
  /// The value of a variable.
  func value(ofVariable name: String) -> UInt64?
  /// The process id of a subject.
  func process(named name: String) -> UInt64?
  /// A register of the current subject, `rsp`, as its last call left it.
  func register(named name: String) -> UInt64?
  /// The index of a network device.
  func interface(named name: String) -> UInt64?
  /// All names of variables and subjects, for suggestions.
  var names: [String] { get }
}

extension ValueResolver {
  public func register(named name: String) -> UInt64? { nil }
  /// The loopback device has the same index everywhere (`drivers/net/loopback.c`).
  public func interface(named name: String) -> UInt64? { name == "lo" ? 1 : nil }
}

/// Numbers that every expression knows.
public enum StandardNames {
  public static let values: [String: UInt64] = [
    "NULL": 0, "PAGE": 4096, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "true": 1, "false": 0,
  ]
}
