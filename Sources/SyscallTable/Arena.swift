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

  /// How much can be handed out here, in bytes.
  public let limit: UInt64

  public init(top: UInt64, limit: UInt64 = Arena.limit) {
    self.top = top & ~15
    self.limit = limit
    bottom = top & ~15
  }

  /// How much has been handed out, in bytes.
  public var used: UInt64 {
    top - bottom
  }

  /// Memory for `size` bytes, aligned to 16 and of an address of its own; nil when it would be more than a call can be
  /// supplied with.
  mutating func reserve(_ size: UInt64) -> UInt64? {
    guard size <= limit, used + size + 16 <= limit, bottom > size + 16 else { return nil }
    bottom = (bottom - max(size, 1)) & ~15
    return bottom
  }

  /// The same, holding zeroes when it is to be `filled`.
  mutating func reserve(_ size: UInt64, filled: Bool) -> UInt64? {
    guard let address = reserve(size) else { return nil }
    if filled { contents.append((address, [UInt8](repeating: 0, count: Int(size)))) }
    return address
  }

  /// Memory that holds `bytes` when the call is made.
  mutating func place(_ bytes: [UInt8]) -> UInt64? {
    guard let address = reserve(UInt64(bytes.count)) else { return nil }
    contents.append((address, bytes))
    return address
  }
}

extension UInt64 {
  /// Its bytes as memory holds them.
  var littleEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * UInt64($0))) }
  }
}
