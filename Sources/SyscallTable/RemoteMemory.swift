/// Memory of some process, or bytes standing for it in a test.
public protocol RemoteMemory {
  /// The bytes from `address` on, at most `count`: fewer, or none, where the memory ends or cannot be read.
  func bytes(at address: UInt64, atMost count: Int) -> [UInt8]

  /// The bytes of a NUL-terminated string without the NUL, at most `limit`; nil when nothing can be read. `ended` is
  /// false where the limit or unreadable memory came before the NUL.
  func string(at address: UInt64, limit: Int) -> (bytes: [UInt8], ended: Bool)?

  /// Fills `buffer` with the bytes from `address` on: how many were there.
  func copy(from address: UInt64, to buffer: UnsafeMutableRawBufferPointer) -> Int
}

extension RemoteMemory {
  /// Exactly `count` bytes, or nil when some cannot be read.
  public func exactly(_ count: Int, at address: UInt64) -> [UInt8]? {
    let found = bytes(at: address, atMost: count)
    return found.count == count ? found : nil
  }

  public func copy(from address: UInt64, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let found = bytes(at: address, atMost: buffer.count)
    buffer.copyBytes(from: found)
    return found.count
  }

  /// As above, with all of it read at once.
  public func string(at address: UInt64, limit: Int) -> (bytes: [UInt8], ended: Bool)? {
    let found = bytes(at: address, atMost: limit)
    guard !found.isEmpty else { return nil }
    guard let end = found.firstIndex(of: 0) else { return (found, false) }
    return (Array(found[..<end]), true)
  }

  /// A string of a pathname's length at most (PATH_MAX).
  public func string(at address: UInt64) -> (bytes: [UInt8], ended: Bool)? {
    string(at: address, limit: 4096)
  }
}
