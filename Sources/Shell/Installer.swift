import CLinux
import Curriculum
import Glibc
import Render
import SyscallTable

/// Copies the program with what belongs to it, and takes exactly that away again.
public struct Installer {
  /// A text that goes to a path below the prefix.
  public struct Document: Sendable {
    let path: String
    let text: String

    public init(_ path: String, _ text: String) {
      self.path = path
      self.text = text
    }
  }

  private struct Failure: Error {
    let message: String

    init(_ doing: String, _ path: String) {
      message = "\(Escapes.harmless(path)) cannot be \(doing): \(String(cString: strerror(errno)))."
    }
  }

  private let prefix: String
  private let root: String
  private let documents: [Document]
  private static let lessons = "share/sysh/lessons"

  /// `prefix` is absolute; DESTDIR is put in front of it.
  public init(prefix: String, documents: [Document]) {
    self.prefix = prefix
    root = (getenv("DESTDIR").map { String(cString: $0) } ?? "") + prefix
    self.documents = documents
  }

  public func install(_ options: Options) -> ExitStatus {
    let output = StandardOutput(theme: options.theme)
    guard let lessons = StatePaths.lessons(options.lessons) else {
      complain("No lessons were found to install. --lessons names their directory.")
      return .failed
    }
    do throws(Failure) {
      try copy("/proc/self/exe", to: "\(root)/bin/sysh", mode: 0o755)
      output.show([StyledLine("\(root)/bin/sysh")])
      let files = try lessonFiles(lessons)
      for file in files { try copy("\(lessons)/\(file)", to: "\(root)/\(Self.lessons)/\(file)", mode: 0o644) }
      output.show([StyledLine("\(root)/\(Self.lessons)  \(files.count) files")])
      for document in documents {
        try write(Array(document.text.utf8), to: "\(root)/\(document.path)", mode: 0o644)
        output.show([StyledLine("\(root)/\(document.path)")])
      }
    } catch {
      complain(error.message)
      return .failed
    }
    if BuildFacts.isDebug {
      output.show([
        StyledLine(
          "This is a debug build, which needs Swift on the machine. swift build -c release --static-swift-stdlib makes one that stands alone.",
          .changed)
      ])
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    if !path.split(separator: ":").contains("\(prefix)/bin") {
      output.show([StyledLine("\(prefix)/bin is not in PATH yet.", .changed)])
    }
    return .done
  }

  /// What is not there any more is no mistake; what install did not put there stays.
  public func remove(_ options: Options) -> ExitStatus {
    let output = StandardOutput(theme: options.theme)
    var paths = ["\(root)/bin/sysh"] + documents.map { "\(root)/\($0.path)" }
    let lessons = "\(root)/\(Self.lessons)"
    // Only names that lessons have: a directory of that name may be somebody else's.
    paths += ((try? lessonFiles(lessons)) ?? []).map { "\(lessons)/\($0)" }
    var removed = 0
    for path in paths {
      if unlink(path) == 0 {
        removed += 1
      } else if errno != ENOENT, errno != ENOTDIR {
        complain(Failure("removed", path).message)
        return .failed
      }
    }
    for directory in ["\(lessons)/teaching", lessons, "\(root)/share/sysh"] { rmdir(directory) }
    output.show([StyledLine("\(removed) files removed below \(root).")])
    return .done
  }

  /// The files that belong to a directory of lessons, by their paths below it.
  private func lessonFiles(_ directory: String) throws(Failure) -> [String] {
    guard let library = try? LessonLibrary(path: directory) else { throw Failure("read", directory) }
    let names = library.entries.compactMap { $0.file.split(separator: "/").last.map(String.init) }
    let page = "teaching/README.md"
    return names + (access("\(directory)/\(page)", R_OK) == 0 ? [page] : [])
  }

  // MARK: Files

  private func copy(_ source: String, to path: String, mode: mode_t) throws(Failure) {
    let file = open(source, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("read", source) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw Failure("read", source) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let found = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + count }, $0.count - count) }
      guard found > 0 || found < 0 && errno == EINTR else { throw Failure("read", source) }
      count += max(0, found)
    }
    try write(bytes, to: path, mode: mode)
  }

  /// Whole, and in one step: a program that runs keeps its old file.
  private func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Failure) {
    try makeDirectory(of: path)
    let temporary = "\(path).new-\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw Failure("written", path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        let failure = Failure("written", path)
        unlink(temporary)
        throw failure
      }
    }
    guard fchmod(file, mode) == 0, rename(temporary, path) == 0 else {
      let failure = Failure("written", path)
      unlink(temporary)
      throw failure
    }
  }

  private func makeDirectory(of path: String) throws(Failure) {
    var made = ""
    for part in path.split(separator: "/").dropLast() {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS else {
        throw Failure("made", made)
      }
    }
  }
}
