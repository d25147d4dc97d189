import Glibc
import Inspect
import Lab
import SyscallTable

/// Names of files, as a subject sees them or as the shell does, in whatever way the place of the cursor writes them.
struct PathCompleter {
  typealias Candidate = Completion.Candidate

  /// How a name is written.
  enum Writing {
    /// Between double quotes, with the escapes of C.
    case escaped
    /// As it is, up to the end of the line.
    case verbatim
    /// For /bin/sh.
    case shell
  }

  /// Where a directory as it was typed is found from here.
  private let place: (String) -> String
  private let programsOnly: Bool
  /// More names than anybody looks through; a directory may have millions.
  private static let limit = 5000

  /// What `subject` sees. `directory` is the descriptor to which a path without a slash at its front is relative.
  init(subject: LabSubject, directory: Int32? = nil, programsOnly: Bool = false) {
    self.programsOnly = programsOnly
    place = { typed in
      guard let directory, !typed.hasPrefix("/") else { return subject.pathFromOutside(typed) }
      return "/proc/\(subject.pid)/fd/\(directory)/\(typed)"
    }
  }

  /// What the shell sees.
  init(programsOnly: Bool = false) {
    self.programsOnly = programsOnly
    place = { typed in
      if typed.hasPrefix("~/"), let home = getenv("HOME") { return String(cString: home) + typed.dropFirst() }
      return typed.isEmpty ? "." : typed
    }
  }

  /// A file between quotes: the whole text between them up to the cursor, as it goes on. A name that ends is followed by
  /// the closing quote and `next`.
  func quoted(_ typed: String, isClosed: Bool, next: String) -> [Candidate] {
    let (directory, name) = Self.split(typed)
    guard let directoryBytes = Self.unescaped(directory), let prefix = Self.unescaped(name) else { return [] }
    return entries(String(decoding: directoryBytes, as: UTF8.self), prefix).map { entry in
      candidate(entry, directory, .escaped, ending: isClosed ? .nothing : .text("\"" + next))
    }
  }

  /// A path without quotes. What cannot be written so gets them.
  func bare(_ typed: String) -> [Candidate] {
    let (directory, name) = Self.split(typed)
    return entries(directory, Array(name.utf8)).map { entry in
      var plain = candidate(entry, directory, .verbatim, ending: .next)
      let escaped = candidate(entry, directory, .escaped, ending: .next).text
      let needsQuotes = escaped != plain.text || plain.text.utf8.contains { $0 <= 0x20 || ",)]};".utf8.contains($0) }
      // A name alone would be a variable.
      if needsQuotes || directory.isEmpty {
        plain.key = plain.text
        plain.text = "\"" + escaped + (entry.isDirectory ? "" : "\"")
      }
      return plain
    }
  }

  /// A path as a word of a command.
  func word(_ typed: String, _ writing: Writing, ending: Candidate.Ending = .nothing) -> [Candidate] {
    let (directory, name) = Self.split(typed)
    let plain = { (text: String) in writing == .shell ? text.filter { $0 != "\\" } : text }
    return entries(plain(directory), Array(plain(name).utf8)).map { candidate($0, directory, writing, ending: ending) }
  }

  // MARK: Entries

  private struct Entry {
    let name: [UInt8]
    let isDirectory: Bool
  }

  private func entries(_ directory: String, _ prefix: [UInt8]) -> [Entry] {
    let path = place(directory)
    guard let found = try? DirectoryListing.rawEntries(of: path, prefix: prefix, limit: Self.limit) else { return [] }
    // Hidden names are shown to who begins one.
    let shown = found.filter { prefix.first == 0x2e || $0.name.first != 0x2e }
    let entries = shown.compactMap { entry -> Entry? in
      if !programsOnly, let isDirectory = entry.isDirectory { return Entry(name: entry.name, isDirectory: isDirectory) }
      var status = stat()
      let file = Array((path + "/").utf8CString.dropLast()) + entry.name.map { CChar(bitPattern: $0) } + [0]
      guard stat(file, &status) == 0 else {
        return programsOnly ? nil : Entry(name: entry.name, isDirectory: false)
      }
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      if programsOnly, !isDirectory, status.st_mode & 0o111 == 0 { return nil }
      return Entry(name: entry.name, isDirectory: isDirectory)
    }
    return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private func candidate(
    _ entry: Entry, _ directory: String, _ writing: Writing, ending: Candidate.Ending
  ) -> Candidate {
    let slash = entry.isDirectory ? "/" : ""
    let name =
      switch writing {
      case .escaped: Self.escaped(entry.name)
      case .verbatim: Escapes.harmless(String(decoding: entry.name, as: UTF8.self))
      case .shell: Self.forShell(entry.name)
      }
    return Candidate(
      text: directory + name + slash, ending: entry.isDirectory ? .nothing : ending,
      shown: Escapes.harmless(String(decoding: entry.name, as: UTF8.self)) + slash)
  }

  // MARK: Writing

  /// Up to the last slash, and behind it.
  private static func split(_ typed: String) -> (directory: String, name: String) {
    guard let slash = typed.lastIndex(of: "/") else { return ("", typed) }
    return (String(typed[...slash]), String(typed[typed.index(after: slash)...]))
  }

  /// The bytes that a text between quotes means; nil while an escape in it is unfinished.
  private static func unescaped(_ text: String) -> [UInt8]? {
    guard let tokens = try? Lexer.tokens(Array("\"\(text)\"".utf8)), tokens.count == 1,
      case .string(let bytes) = tokens[0].kind
    else { return nil }
    return bytes
  }

  /// Letters of any language as they are, everything that could do harm as an escape.
  private static func escaped(_ name: [UInt8]) -> String {
    if let text = String(validating: name, as: UTF8.self), Escapes.harmless(text) == text {
      return text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    return String(Escapes.quoted(name).dropFirst().dropLast())
  }

  private static func forShell(_ name: [UInt8]) -> String {
    let text = Escapes.harmless(String(decoding: name, as: UTF8.self))
    return text.reduce(into: "") { result, letter in
      if " \\\"'$`!*?[](){}<>|&;#~".contains(letter) { result.append("\\") }
      result.append(letter)
    }
  }
}
