import Glibc
import Inspect
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
    let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let parent = given.isEmpty ? "/tmp" : given
    let prefix = "sysh-\(getuid())-"
    RemovedTree.removeAbandoned(in: parent, prefix: prefix)
    // Another shell may take the new directory for an abandoned one before it is locked: then there is another.
    for _ in 0..<100 {
      var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw LabError.noDirectory(parent, Errno(rawValue: errno)) }
      let made = template.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
      let file = Glibc.open(made, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard file >= 0 else { continue }
      var status = stat()
      if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &status) == 0, status.st_nlink > 0,
        let real = realpath(made, nil)
      {
        (path, realPath, lock) = (made, String(cString: real), file)
        free(real)
        return
      }
      close(file)
    }
    throw LabError.noDirectory(parent, .busy)
  }

  deinit {
    RemovedTree.remove(realPath)
    close(lock)
  }

  /// Gives its owner the permission to enter it back.
  func open() {
    var status = stat()
    if fstat(lock, &status) == 0, status.st_mode & 0o700 != 0o700 { fchmod(lock, status.st_mode & 0o7777 | 0o700) }
  }

  /// How many bytes of disk are taken by what is in it; when they come to more than `most`, or are in more than 10,000
  /// places, no more is looked at.
  func bytesUsed(atMost most: UInt64) -> UInt64 {
    var total: UInt64 = 0
    var seen = 0
    var left = [realPath]
    while let place = left.popLast(), total <= most, seen < 10_000 {
      for entry in (try? DirectoryListing.entries(of: place, limit: 10_000)) ?? [] {
        let path = "\(place)/\(entry.name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        seen += 1
        // A file with several names is counted for each: no matter, when nobody has made millions of bytes of them.
        total += UInt64(status.st_blocks) * 512
        if status.st_mode & S_IFMT == S_IFDIR { left.append(path) }
      }
    }
    return total
  }

  /// Makes it another user's, who may then write to it.
  func give(to owner: UInt32) {
    fchown(lock, owner, owner)
  }

  /// Removes everything in it, for a new start.
  public func empty() {
    RemovedTree.empty(lock)
  }
}

/// Why the lab cannot do something, as a sentence for the learner.
public enum LabError: Error, Hashable, Sendable {
  case noDirectory(String, Errno)
  case launch(step: String, Errno, refused: Bool)
  /// The sentence says why there is no sandbox and what may be done about it.
  case noSandbox(String)
  /// The request makes no sense now; the sentence says why and what to do.
  case refused(String)
}
