import Glibc
import Inspect
import SyscallTable

/// What is behind a thread's descriptors, as strace's `-y` writes it: `</etc/hostname>`, `<pipe:[4711]>`; with `sockets`
/// as `-yy` does: `</dev/null<char 1:3>>`, `<pid:4711>`.
struct DescriptorNames: Sendable {
  let thread: Int32
  var sockets: SocketNames?

  /// `-100` asks for the working directory.
  func text(_ fd: Int32) -> String {
    guard let target = target(fd) else { return "" }
    // The kernel's remark stands behind the bracket, so that a file of that name is not taken for it.
    let deleted = " (deleted)"
    if target.hasSuffix(deleted), target.hasPrefix("/") {
      return "<\(Self.escaped(target.dropLast(deleted.count)))\(device(fd))>(deleted)"
    }
    if target.hasPrefix("/") { return "<\(Self.escaped(target[...]))\(device(fd))>" }
    return "<\(special(fd, target) ?? Self.escaped(target[...]))>"
  }

  /// The numbers of a device (`-yy`).
  private func device(_ fd: Int32) -> String {
    guard sockets != nil, fd >= 0 else { return "" }
    var status = stat()
    guard stat("/proc/\(thread)/fd/\(fd)", &status) == 0 else { return "" }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFCHR || kind == S_IFBLK else { return "" }
    let number = status.st_rdev
    // `man 3 makedev`, whose macros are none for Swift.
    let major = (number >> 8) & 0xfff | (number >> 32) & 0xffff_f000
    let minor = number & 0xff | (number >> 12) & 0xffff_ff00
    return "<\(kind == S_IFCHR ? "char" : "block") \(major):\(minor)>"
  }

  /// Sockets and pidfds (`-yy`).
  private func special(_ fd: Int32, _ target: String) -> String? {
    guard let sockets, fd >= 0 else { return nil }
    if target.hasPrefix("socket:["), let inode = UInt64(target.dropFirst(8).dropLast()) {
      return sockets.text(of: fd, in: thread, inode: inode)
    }
    guard target == "anon_inode:[pidfd]", let bytes = try? Proc().bytes(thread, "fdinfo/\(fd)"),
      let info = try? DescriptorInfo(parsing: bytes), let pid = info["Pid"], pid != "-1"
    else { return nil }
    return "pid:\(pid)"
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
