import Glibc
import LinuxABI

/// The fresh directory in which subjects start. It is made below TMPDIR, held by a lock for as long as the lab lives,
/// and removed with everything in it at the end; what a killed shell left behind is removed by the next one.
public final class LabDirectory {
  public let path: String
  /// The same without symbolic links, as the kernel names it.
  public let realPath: String
  private let lock: Int32

  /// Throws the errno of the call that failed.
  public init() throws(LabError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let prefix = "sysh-\(getuid())-"
    Self.removeAbandoned(in: parent, prefix: prefix)
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw LabError.noDirectory(parent, Errno(rawValue: errno)) }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    let real = realpath(path, nil)
    realPath = real.map { String(cString: $0) } ?? path
    free(real)
    lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if lock >= 0 { _ = flock(lock, LOCK_EX | LOCK_NB) }
  }

  deinit {
    Self.remove(path)
    if lock >= 0 { close(lock) }
  }

  /// Removes everything in it, for a new start.
  public func empty() {
    for name in Self.entries(of: path) { Self.remove("\(path)/\(name)") }
  }

  private static func removeAbandoned(in parent: String, prefix: String) {
    for name in entries(of: parent) where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      let fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard fd >= 0 else { continue }
      defer { close(fd) }
      var status = stat()
      // Only a directory of our own that nobody holds: a living shell has it locked.
      guard fstat(fd, &status) == 0, status.st_uid == getuid(), flock(fd, LOCK_EX | LOCK_NB) == 0 else { continue }
      remove(path)
    }
  }

  private static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a tree without ever following a symbolic link and without leaving its file system: a learner may have
  /// mounted something there.
  private static func remove(_ path: String, device: dev_t? = nil) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let device, device != status.st_dev { return }
    // A learner may have taken the permission to list or change it away.
    if status.st_mode & 0o700 != 0o700 { chmod(path, 0o700) }
    for name in entries(of: path) { remove("\(path)/\(name)", device: status.st_dev) }
    rmdir(path)
  }
}

/// Why the lab cannot do something, as a sentence for the learner.
public enum LabError: Error, Hashable, Sendable {
  case noDirectory(String, Errno)
  case launch(step: String, Errno, refused: Bool)
  /// The request makes no sense now; the sentence says why and what to do.
  case refused(String)
}
