import Glibc
import SyscallTable

/// A file of the learner's own, outside the lab: written whole or not at all.
enum OwnFile {
  /// Writes a new file, or with `replacing` puts it into the place of one that is there, in one step (`man 2 rename`).
  /// `command` is what writes it, for the advice: `plot save`. `isProgram`: whoever may read it may run it.
  ///
  /// Throws a sentence; no half-written file is left then.
  static func write(
    _ text: String, to path: String, replacing: Bool, by command: String, isProgram: Bool = false
  ) throws(CommandProblem) {
    let shown = Escapes.harmless(path)
    var status = stat()
    let exists = lstat(path, &status) == 0
    guard !exists || status.st_mode & S_IFMT == S_IFREG else {
      throw CommandProblem("\(shown) is there already and is no regular file, so it is left alone.")
    }
    if exists, !replacing {
      throw CommandProblem("\(shown) is there already.", advice: "\(command) \(shown) replace writes over it.")
    }
    let target = exists ? "\(path).new-\(getpid())" : path
    let file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, isProgram ? 0o777 : 0o666)
    guard file >= 0 else { throw problem(shown) }
    defer { close(file) }
    if exists { fchmod(file, status.st_mode & 0o777) }
    // A disk that is full may say so only when it has to write.
    guard writeAll(Array(text.utf8), file), fsync(file) == 0, target == path || rename(target, path) == 0 else {
      let problem = problem(shown)
      unlink(target)
      throw problem
    }
  }

  /// From errno.
  private static func problem(_ path: String) -> CommandProblem {
    CommandProblem("\(path) cannot be written: \(String(cString: strerror(errno))).")
  }

  private static func writeAll(_ bytes: [UInt8], _ file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if count == 0 || errno != EINTR { return false }
    }
    return true
  }
}
