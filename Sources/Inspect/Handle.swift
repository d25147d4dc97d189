import Glibc
import LinuxABI

/// An open descriptor of ours, closed when it goes out of scope.
struct Handle: ~Copyable {
  let number: Int32
  let path: String

  init(path: String, flags: Int32) throws(InspectError) {
    let opened = open(path, flags | O_CLOEXEC)
    guard opened >= 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    self.number = opened
    self.path = path
  }

  deinit {
    close(number)
  }

  /// Everything up to the end of the file. Files of /proc tell no size, so the buffer grows until a read gives nothing.
  borrowing func contents() throws(InspectError) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = 4096
    while true {
      var failure: Int32 = 0
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        var result: Int
        repeat { result = read(number, buffer.baseAddress, chunk) } while result < 0 && errno == EINTR
        failure = result < 0 ? errno : 0
        count = max(result, 0)
      }
      guard failure == 0 else { throw .unreadable(path: path, Errno(rawValue: failure)) }
      if part.isEmpty { return all }
      if part.count == chunk { chunk = min(chunk * 2, 1 << 20) }
      all += part
    }
  }
}

/// The text of the symbolic link `name` in the directory `directory` (AT_FDCWD with a whole path), or nil with errno
/// set. Bytes that are not UTF-8 are repaired.
func linkText(_ directory: Int32, _ name: UnsafePointer<CChar>) -> String? {
  // Links below /proc are cut off at a page by the kernel (fs/proc/base.c, do_proc_readlink).
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer -> String? in
    guard let start = buffer.baseAddress else { return nil }
    let length = readlinkat(directory, name, start, buffer.count)
    guard length >= 0 else { return nil }
    return buffer.prefix(length).withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }
}
