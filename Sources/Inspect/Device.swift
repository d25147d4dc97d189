/// A device number as the kernel splits it (`man 3 makedev`).
public struct Device: Hashable, Sendable {
  public let major: UInt32
  public let minor: UInt32

  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// From the 32 bits of the kernel's `new_encode_dev` (`include/linux/kdev_t.h`), and so from st_dev and st_rdev while
  /// major numbers have 12 bits.
  public init(encoded: UInt64) {
    major = UInt32(truncatingIfNeeded: (encoded >> 8) & 0xfff)
    minor = UInt32(truncatingIfNeeded: (encoded & 0xff) | ((encoded >> 12) & 0xfff00))
  }
}

extension Device: CustomStringConvertible {
  /// `8:1`.
  public var description: String { "\(major):\(minor)" }
}
