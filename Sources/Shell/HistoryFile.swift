import CLinux
import Glibc

/// The file that keeps typed lines, one a line. Several shells write it at once, and any of them may be killed at any
/// moment: each line is appended as a whole under a lock, a line that was cut off is closed by the next one, and the file is
/// shortened by putting another one into its place. What is no text in it is passed over.
struct HistoryFile {
  /// Why lines cannot be kept: a sentence.
  struct Problem: Error {
    let message: String
  }

  let path: String
  /// How many lines are kept; the file grows by a fifth before it is cut back to that.
  static let limit = 10_000
  /// A line that is longer is not kept: it was pasted, and would push out everything else. In bytes.
  static let longestLine = 1 << 16
  /// Of a larger file only the end is read. In bytes.
  private static let longestFile = 4 << 20

  // MARK: Reading

  /// The lines that are kept, the latest last. Of a file that cannot be read there are none.
  func lines() -> [String] {
    let found = read()
    if found.isTooLong { shorten() }
    return Array(found.lines.suffix(Self.limit))
  }

  private func read() -> (lines: [String], isTooLong: Bool) {
    // A FIFO in its place is not waited for.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return ([], false) }
    defer { close(file) }
    guard let size = Self.size(file) else { return ([], false) }
    let start = max(0, size - Self.longestFile)
    var bytes = [UInt8](repeating: 0, count: size - start)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, start) }
    guard count > 0 else { return ([], false) }
    var parts = bytes[..<count].split(separator: 0x0a, omittingEmptySubsequences: true)
    // The first one of a cut file is the end of a line.
    if start > 0, !parts.isEmpty { parts.removeFirst() }
    let lines = parts.compactMap(Self.text)
    return (lines, start > 0 || lines.count > Self.limit * 6 / 5)
  }

  /// A line as it can be typed: no control characters, which a terminal would obey.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes.count <= longestLine, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The size of a regular file, nil of anything else.
  private static func size(_ file: Int32) -> Int? {
    var status = stat()
    return fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? status.st_size : nil
  }

  // MARK: Writing

  /// Appends a line. It is in the kernel's hands when this returns, so that a killed shell loses nothing.
  ///
  /// A line that would not be read again is not written. Throws a sentence; the file is then as it was.
  func append(_ line: String) throws(Problem) {
    guard Self.text(Array(line.utf8)[...]) != nil else { return }
    let lock = Lock(path)
    defer { lock.release() }
    let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
    guard file >= 0 else { throw problem() }
    defer { close(file) }
    let size = Self.size(file)
    var last: UInt8 = 0x0a
    if let size, size > 0 { pread(file, &last, 1, size - 1) }
    let bytes = (last == 0x0a ? [] : [0x0a]) + Array(line.utf8) + [0x0a]
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      // A full disk takes some of it first and says so at the next write.
      if count >= 0 { errno = ENOSPC }
      let problem = problem()
      if let size, count > 0 { ftruncate(file, size) }
      throw problem
    }
  }

  private func problem() -> Problem {
    Problem(
      message: "What you type cannot be kept for the next session: \(path): \(String(cString: strerror(errno))).")
  }

  /// Puts a file with the last lines into the place of a long one. Whatever fails, the long one stays.
  private func shorten() {
    let lock = Lock(path)
    defer { lock.release() }
    guard lock.isHeld, let real = realpath(path, nil) else { return }
    defer { free(real) }
    let target = String(cString: real)
    let found = read()
    guard found.isTooLong else { return }
    let temporary = "\(target).new-\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    let bytes = Array(found.lines.suffix(Self.limit).map { $0 + "\n" }.joined().utf8)
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count != bytes.count || fsync(file) != 0 || rename(temporary, target) != 0 { unlink(temporary) }
  }

  /// A lock in a file of its own: the history itself is another file after it was shortened. It is waited for only briefly,
  /// because whoever holds it may be stopped; appending is whole without it too.
  private struct Lock {
    private let file: Int32
    private(set) var isHeld = false

    init(_ path: String) {
      file = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
      guard file >= 0 else { return }
      for _ in 0..<50 {
        if flock(file, LOCK_EX | LOCK_NB) == 0 {
          isHeld = true
          return
        }
        usleep(2_000)
      }
    }

    func release() {
      if file >= 0 { close(file) }
    }
  }
}
