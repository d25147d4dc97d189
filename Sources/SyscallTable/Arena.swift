/// Memory in a subject from which arguments are supplied: it is handed out downwards from `top`, and what has to be
/// written there before the call is collected.
public struct Arena: Sendable {
  /// The most that can be supplied for one call, in bytes.
  public static let limit: UInt64 = 1 << 20

  public let top: UInt64
  /// The lowest address handed out so far.
  public private(set) var bottom: UInt64
  /// Contents to be written, by address.
  public private(set) var contents: [(address: UInt64, bytes: [UInt8])] = []

  public init(top: UInt64) {
    self.top = top & ~15
    bottom = top & ~15
  }

  /// How much has been handed out, in bytes.
  public var used: UInt64 {
    top - bottom
  }

  /// Memory for `size` bytes, aligned to 16; nil when it would be more than a call can be supplied with.
  mutating func reserve(_ size: UInt64) -> UInt64? {
    guard size <= Self.limit, used + size + 16 <= Self.limit, bottom > size + 16 else { return nil }
    bottom = (bottom - size) & ~15
    return bottom
  }

  /// Memory that holds `bytes` when the call is made.
  mutating func place(_ bytes: [UInt8]) -> UInt64? {
    guard let address = reserve(UInt64(max(bytes.count, 1))) else { return nil }
    contents.append((address, bytes))
    return address
  }
}
