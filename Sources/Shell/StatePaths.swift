import Curriculum
import Glibc

/// Where the shell keeps what outlives it, after the XDG base directory specification.
enum StatePaths {
  private static var environment: [String: String] {
    var found: [String: String] = [:]
    for name in ["XDG_STATE_HOME", "HOME"] {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }

  static var progress: String? {
    ProgressStore.standardPath(environment: environment)
  }

  /// The history file, its directory made; nil when there is no place for it.
  static func history() -> String? {
    guard let progress else { return nil }
    let directory = String(progress.dropLast("/progress".count))
    var path = ""
    for part in directory.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o700)
    }
    return directory + "/history"
  }

  /// The directory of lessons: the one asked for, or the first that exists.
  static func lessons(_ asked: String?) -> String? {
    if let asked { return asked }
    var candidates: [String] = []
    if let path = getenv("SYSH_LESSONS") { candidates.append(String(cString: path)) }
    candidates.append("Lessons")
    return (candidates + bundled).first { access($0, R_OK | X_OK) == 0 }
  }

  /// Whether a lesson file came with sysh: it lies in a directory of these, wherever links lead.
  static func isBundled(_ file: String) -> Bool {
    guard let path = real(file), let slash = path.lastIndex(of: "/") else { return false }
    return bundled.contains { real($0) == String(path[..<slash]) }
  }

  private static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// The directories in which sysh brings its lessons.
  private static var bundled: [String] {
    var candidates: [String] = []
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    if count > 0 {
      let executable = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if let slash = executable.lastIndex(of: "/") {
        candidates.append(executable[..<slash] + "/../share/sysh/lessons")
      }
    }
    // Sources/Shell/StatePaths.swift of the checkout that built this.
    let source = #filePath
    candidates.append(source.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Lessons")
    return candidates
  }
}
