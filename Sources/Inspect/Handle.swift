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

/// Calls `body` with the name of each entry of the directory at `path` that is a number.
func forEachNumber(in path: String, _ body: (Int32) -> Void) throws(InspectError) {
  guard let stream = opendir(path) else { throw .unreadable(path: path, Errno(rawValue: errno)) }
  defer { closedir(stream) }
  while true {
    errno = 0
    guard let entry = readdir(stream) else {
      guard errno == 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
      return
    }
    if let number = decimal(entry) { body(number) }
  }
}

private func decimal(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
  // A C string of 256 bytes, which Swift would copy as a tuple; strtol would take "12x" and " 12".
  withUnsafePointer(to: &entry.pointee.d_name) { tuple in
    tuple.withMemoryRebound(to: UInt8.self, capacity: 256) { name in
      var value: Int32 = 0
      var index = 0
      while name[index] != 0 {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(name[index]) else { return nil }
        let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(Int32(name[index] - UInt8(ascii: "0")))
        guard !tooLarge, !carried else { return nil }
        value = sum
        index += 1
      }
      return index > 0 ? value : nil
    }
  }
}
