import Glibc

/// Something that could not be done with a file: a sentence.
public struct FileProblem: Error, Hashable, Sendable {
  public let message: String

  /// `Could not open lesson.md: No such file or directory.`, from `errno`.
  static func failed(_ what: String, _ path: String) -> FileProblem {
    FileProblem(message: "Could not \(what) \(path): \(String(cString: strerror(errno))).")
  }
}

/// Whole text files, by the C library alone.
enum TextFile {
  /// Lessons and progress are small; a bound, because a path may name anything.
  private static let largest = 4 << 20

  static func read(_ path: String) -> Result<String, FileProblem> {
    bytes(path).flatMap { bytes in
      if let text = String(validating: bytes, as: UTF8.self) { return .success(text) }
      return .failure(FileProblem(message: "\(path) is no UTF-8 text."))
    }
  }

  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// The permissions of a file, to be kept when it is replaced.
  static func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o644
  }

  static func bytes(_ path: String) -> Result<[UInt8], FileProblem> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(.failed("open", path)) }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return .success(all) }
      if count > 0 {
        all += buffer.prefix(count)
        guard all.count <= largest else { return .failure(FileProblem(message: "\(path) is larger than 4 MiB.")) }
      } else if errno != EINTR {
        return .failure(.failed("read", path))
      }
    }
  }

  /// Replaces a file so that a reader, or a crash, sees the old content or the new, and nothing between.
  static func replace(_ path: String, with text: String, mode: mode_t) throws(FileProblem) {
    let temporary = "\(path).new-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw .failed("write", temporary) }
    var written = write(Array(text.utf8), to: descriptor)
    if written, fsync(descriptor) != 0 { written = false }
    let problem = FileProblem.failed("write", temporary)
    close(descriptor)
    guard written else {
      unlink(temporary)
      throw problem
    }
    guard rename(temporary, path) == 0 else {
      let problem = FileProblem.failed("replace", path)
      unlink(temporary)
      throw problem
    }
    // The new name itself is on disk only when its directory is.
    let directory = open(FilePath.directory(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
    }
    return true
  }
}
