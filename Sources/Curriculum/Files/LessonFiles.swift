import Glibc

/// Which files of a directory are lessons, and which have no business there.
struct LessonFiles {
  /// In the order of their names, which is that of their numbers.
  var lessons: [String] = []
  var orphans: [LessonResult] = []

  /// A directory's files, or the file itself when the path names one.
  static func list(_ path: String) -> Result<LessonFiles, FileProblem> {
    guard let directory = opendir(path) else {
      if errno == ENOTDIR { return .success(LessonFiles(lessons: [path])) }
      return .failure(.failed("open", path))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    var listing = LessonFiles()
    // 27-tools comes before 27-tools-io, which with the ending it would not.
    for name in names.sorted(by: { stem($0) < stem($1) }) {
      let file = FilePath.join(path, name)
      if isLesson(name) {
        listing.lessons.append(file)
      } else if !isDirectory(file) {
        // A directory beside the lessons may hold what belongs to them: the page for teachers does.
        listing.orphans.append(orphan(file))
      }
    }
    return .success(listing)
  }

  private static func stem(_ name: String) -> Substring {
    name.hasSuffix(".md") ? name.dropLast(3) : name[...]
  }

  /// Whether a name has the form `NN-name.md`.
  static func isLesson(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.count > 6, name.hasSuffix(".md"), bytes[2] == UInt8(ascii: "-") else { return false }
    return bytes.prefix(2).allSatisfy { (48...57).contains($0) }
      && bytes[3..<(bytes.count - 3)].allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func orphan(_ file: String) -> LessonResult {
    let place = Place(file: file, line: 1, column: 1)
    let message = "This file is no lesson: lessons are called NN-name.md. Rename it or move it elsewhere."
    return LessonResult(file: file, id: nil, verdict: .failed([LessonDiagnostic(place, message)]))
  }
}
