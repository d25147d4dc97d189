import Foundation
import LinuxABI
import SyscallTable

/// Scenes that make calls fail, from the files in Fixtures/Why: lines of sysh, and behind `=>` which error each gives and
/// what its reason says.
///
/// `--- TITLE` begins another scene in a fresh lab, in which the lines of `setup.scene` have been typed. A subject that is
/// root becomes an ordinary user first, so that a scene is the same whoever runs the tests; in a scene `as root` it stays
/// what it is. What else a title says of whom the scene takes, or what of the machine, `lack` of the suite knows.
struct WhyScene {
  struct Line {
    let text: String
    /// The file and the line, for messages.
    let place: String
    /// Nil for a line that sets the scene.
    let failure: (errno: Errno, word: String)?

    /// The name of the call that is typed.
    var call: String {
      let line = text.replacing(/^(P[0-9]+: )?([a-z0-9]+ = )?/, with: "")
      return line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.first.map(String.init) ?? ""
    }
  }

  let title: String
  var lines: [Line] = []

  var isForRoot: Bool { title.contains("as root") }

  /// What it provokes, as far as the lines tell. The call that `interrupt` or another subject's line ends stands in the
  /// line before, so both are counted there.
  var pairs: [WhyPair] {
    lines.enumerated().flatMap { index, line -> [WhyPair] in
      guard let errno = line.failure?.errno else { return [] }
      let mayEndAnother = line.text.hasPrefix("interrupt") || line.text.hasPrefix("P2: ")
      let calls = mayEndAnother && index > 0 ? [line, lines[index - 1]] : [line]
      return calls.map { WhyPair(call: $0.call, errno: errno) }
    }
  }

  static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures/Why")

  static func text(_ name: String) throws -> [Substring] {
    try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// All scenes of the directory but for the setup, file by file.
  static func all() throws -> [WhyScene] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".scene") && $0 != "setup.scene" }.sorted()
    return try names.flatMap { try scenes(in: $0) }
  }

  static func setup() throws -> [String] {
    try text("setup.scene").filter { !$0.isEmpty && !$0.hasPrefix("#") }.map(String.init)
  }

  private static func scenes(in name: String) throws -> [WhyScene] {
    var scenes: [WhyScene] = []
    for (index, line) in try text(name).enumerated() where !line.isEmpty && !line.hasPrefix("#") {
      if line.hasPrefix("--- ") {
        scenes.append(WhyScene(title: String(line.dropFirst(4))))
        continue
      }
      let place = "\(name):\(index + 1)"
      let parts = line.components(separatedBy: " => ")
      guard parts.count == 2 else {
        scenes[scenes.count - 1].lines.append(Line(text: String(line), place: place, failure: nil))
        continue
      }
      let (name, word) = parts[1].split(separator: " ", maxSplits: 1).map(String.init).pair
      guard let errno = Errno(named: name) else { throw UnknownErrno(name: name, place: place) }
      scenes[scenes.count - 1].lines.append(Line(text: parts[0], place: place, failure: (errno, word)))
    }
    return scenes
  }

  struct UnknownErrno: Error {
    let name: String
    let place: String
  }
}

extension [String] {
  fileprivate var pair: (String, String) { (first ?? "", count > 1 ? self[1] : "") }
}

/// An error of a row, as the table lists it.
struct WhyPair: Hashable, CustomStringConvertible {
  let call: String
  let errno: Errno

  var description: String { "\(call) \(errno.name)" }

  static var all: [WhyPair] {
    SyscallTable.standard.rows.flatMap { row in row.errors.map { WhyPair(call: row.name, errno: $0.errno) } }
  }
}
