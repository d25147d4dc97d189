import Glibc
import LinuxABI
import SyscallTable

/// The learner's own settings, kept in a file of `set` lines that the prompt reads when it opens. Scripts and `sysh check`
/// do not read it: they are the same for everybody.
enum SettingsFile {
  /// `$XDG_CONFIG_HOME/sysh/sysh.rc`, by default in ~/.config; nil where there is no home.
  static var path: String? {
    let configured = getenv("XDG_CONFIG_HOME").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = getenv("HOME").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (configured ?? home.map { $0 + "/.config" }).map { $0 + "/sysh/sysh.rc" }
  }

  /// The longest file that is read, in bytes: what is longer is no list of settings.
  private static let limit = 64 << 10

  /// What the file says, and a sentence for each mistake in it; nil where there is none.
  static func read(_ path: String) -> (settings: Settings, problems: [String])? {
    let shown = Escapes.harmless(path)
    // A pipe in its place shall not keep the prompt waiting.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      return (Settings(), ["\(shown) cannot be read: \(String(cString: strerror(errno)))."])
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
      return (Settings(), ["\(shown) is no list of settings: it is no regular file, or a very long one."])
    }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { return (Settings(), ["\(shown) cannot be read: \(String(cString: strerror(errno)))."]) }
    return parse(String(decoding: bytes[..<count], as: UTF8.self), from: shown)
  }

  static func parse(_ text: String, from shown: String) -> (settings: Settings, problems: [String]) {
    var settings = Settings()
    var problems: [String] = []
    for (index, line) in text.lines(keepingEmpty: true).enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      guard !words.isEmpty else { continue }
      do throws(CommandProblem) {
        guard words.count == 3, words[0] == "set" else {
          throw CommandProblem("Only lines such as \"set strings 80\" may stand here.")
        }
        try settings.set(words[1], words[2])
      } catch {
        problems.append("\(shown) line \(index + 1): \(error.message)\(error.advice.map { " \($0)" } ?? "")")
      }
    }
    if problems.count > 3 {
      let more = problems.count - 3
      problems =
        problems.prefix(3) + ["There \(more == 1 ? "is one more mistake" : "are \(more) more mistakes") in it."]
    }
    return (settings, problems)
  }
}
