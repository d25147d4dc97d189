import Glibc
import SyscallTable

// Why execve did not take a file that is there.
extension Explanation {
  /// ENOEXEC: the first bytes of the file decide (`fs/exec.c`, search_binary_handler).
  func badFormat() -> [String] {
    guard let path = executedPath else { return [] }
    let bytes = firstBytes(of: path)
    guard !bytes.isEmpty else {
      return ["\(Escapes.harmless(path)) is empty: there is neither #! nor the header of a program in it."]
    }
    if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
      return ["\(Escapes.harmless(path)) begins with \\177ELF, but is no program for this processor, or is damaged."]
    }
    if bytes.starts(with: Array("#!".utf8)) {
      return ["\(Escapes.harmless(path)) begins with #!, but no interpreter's path follows on that line."]
    }
    let shown = Escapes.quoted(Array(bytes.prefix(8)))
    return [
      "\(Escapes.harmless(path)) begins with \(shown): the kernel runs files that begin with \\177ELF or with #! and the path of an interpreter. A shell that gets this error runs such a file itself, as a script; the kernel does not."
    ]
  }

  /// EACCES for a file with no x at all: that stops root too (`fs/namei.c`, generic_permission). nil when that is not the
  /// reason.
  func executableByNobody() -> [String]? {
    guard let path = executedPath else { return nil }
    var status = stat()
    guard stat(subject.pathFromOutside(path), &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_mode & 0o111 == 0
    else { return nil }
    let mode = "0" + String(status.st_mode & 0o7777, radix: 8)
    return [
      "\(Escapes.harmless(path)) has mode \(mode): nobody has x on it, and without one x even root may not run a file."
    ]
  }

  /// ETXTBSY: a program's file and a writer exclude each other.
  func textBusy() -> [String] {
    guard let path = executedPath else { return [] }
    var status = stat()
    guard stat(subject.pathFromOutside(path), &status) == 0 else { return [] }
    let writers = lab.descriptors.descriptions.values.filter { $0.canWrite && $0.file?.inode == UInt64(status.st_ino) }
      .flatMap { lab.descriptors.members(of: $0.label) }.sorted { ($0.subject, $0.fd) < ($1.subject, $1.fd) }
    let who = writers.map { "\($0.subject) fd \($0.fd)" }.joined(separator: ", ")
    return [
      "\(Escapes.harmless(path)) is open for writing (\(who.isEmpty ? "by a process outside the lab" : who)), and a file that somebody may be changing is not run."
    ]
  }

  /// ENOENT for a file that exists: it is its interpreter that does not. nil when that is not the reason.
  func missingInterpreter() -> [String]? {
    guard let path = executedPath,
      access(subject.pathFromOutside(path), F_OK) == 0
    else { return nil }
    let bytes = firstBytes(of: path)
    guard bytes.starts(with: Array("#!".utf8)) else { return nil }
    let line = bytes.dropFirst(2).prefix { $0 != 0x0a }
    let words = line.split { $0 == 0x20 || $0 == 0x09 }
    guard let first = words.first else { return nil }
    let interpreter = String(decoding: first, as: UTF8.self)
    guard access(subject.pathFromOutside(interpreter), F_OK) != 0 else { return nil }
    return [
      "\(Escapes.harmless(path)) exists. It is a script, and its first line names the interpreter \(Escapes.harmless(interpreter)), which does not: the error is about that file."
    ]
  }

  private var executedPath: String? {
    guard row.name == "execve" else { return nil }
    let bytes = subject.bytes(at: words[0], atMost: 4096).prefix { $0 != 0 }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private func firstBytes(of path: String) -> [UInt8] {
    let file = open(subject.pathFromOutside(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(0, count)))
  }
}
