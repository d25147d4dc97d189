import CLinux
import Glibc

/// Lines of a file descriptor, read by `read(2)` so that nothing is taken from it that belongs to somebody else.
struct LineReader {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var atEnd = false
  /// A longer line is cut here: it can only be a mistake.
  private static let longest = 1 << 20

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The next line without its newline, nil at the end. Bytes that are no UTF-8 are repaired.
  mutating func next() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0a) {
        let line = buffer[..<end]
        buffer.removeSubrange(...end)
        return String(decoding: line, as: UTF8.self)
      }
      if atEnd || buffer.count > Self.longest {
        guard !buffer.isEmpty else { return nil }
        let line = buffer
        buffer = []
        return String(decoding: line, as: UTF8.self)
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        buffer += chunk[..<count]
      } else if count == 0 || errno != EINTR {
        atEnd = true
      }
    }
  }
}
