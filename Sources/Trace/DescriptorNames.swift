import Glibc
import SyscallTable

/// What is behind a thread's descriptors, as strace's `-y` writes it: `</etc/hostname>`, `<pipe:[4711]>`.
struct DescriptorNames: Sendable {
  let thread: Int32

  /// `-100` asks for the working directory.
  func text(_ fd: Int32) -> String {
    guard let target = target(fd) else { return "" }
    // The kernel's remark stands behind the bracket, so that a file of that name is not taken for it.
    let deleted = " (deleted)"
    if target.hasSuffix(deleted), target.hasPrefix("/") {
      return "<\(Self.escaped(target.dropLast(deleted.count)))>(deleted)"
    }
    return "<\(Self.escaped(target[...]))>"
  }

  /// The path of an open file, nil for what has none.
  func path(_ fd: Int32) -> String? {
    target(fd).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// The text of /proc/TID/fd/N.
  func target(_ fd: Int32) -> String? {
    guard fd >= 0 || fd == -100 else { return nil }
    let link = fd == -100 ? "/proc/\(thread)/cwd" : "/proc/\(thread)/fd/\(fd)"
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer -> String? in
      guard let start = buffer.baseAddress else { return nil }
      let count = readlink(link, start, buffer.count)
      return count > 0 ? String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self) : nil
    }
  }

  /// Brackets inside a name are escaped too.
  private static func escaped(_ name: Substring) -> String {
    let quoted = Escapes.quoted(Array(name.utf8)).dropFirst().dropLast()
    guard quoted.utf8.contains(where: { $0 == 0x3c || $0 == 0x3e }) else { return String(quoted) }
    return quoted.reduce(into: "") { $0 += $1 == "<" ? "\\74" : $1 == ">" ? "\\76" : String($1) }
  }
}
