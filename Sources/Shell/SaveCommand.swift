import Glibc
import Lab
import Render
import SyscallTable

/// A form in which `save` writes a session.
struct SaveFormat: Sendable {
  /// What the file's name ends with, without the dot; empty for all other names.
  let ending: String
  /// What is written, completes "FILE is ...".
  let summary: String
  /// The whole file, for the session and the file's path. Throws when the session cannot be written in this form.
  let text: @Sendable (Session, String) throws -> String
  /// The file can be run.
  let isProgram: Bool
  /// What runs it once more, `sysh` and `sysh check`; nil where nothing does.
  var runner: String? { ["": "sysh", "md": "sysh check"][ending] }

  init(ending: String, summary: String, isProgram: Bool = false, text: @escaping @Sendable (Session) throws -> String) {
    self.init(ending: ending, summary: summary, isProgram: isProgram, named: { session, _ in try text(session) })
  }

  /// A form whose text depends on the file's name.
  init(
    ending: String, summary: String, isProgram: Bool = false,
    named text: @escaping @Sendable (Session, String) throws -> String
  ) {
    self.ending = ending
    self.summary = summary
    self.isProgram = isProgram
    self.text = text
  }

  static let all: [SaveFormat] = [
    SaveFormat(ending: "", summary: "a script, which sysh FILE runs", isProgram: true) { try $0.savedScript() },
    SaveFormat(
      ending: "md", summary: "a lesson, which sysh check FILE proves", named: { try $0.savedLesson(named: $1) }),
    SaveFormat(ending: "html", summary: "a page of its own, for any browser") { try $0.savedPage() },
    SaveFormat(ending: "svg", summary: "the drawing that was shown last") { try $0.savedDrawing() },
    SaveFormat(ending: "c", summary: "a C program, which makes the same calls and compares their results") {
      try $0.savedProgram()
    },
  ]

  static func named(_ file: String) -> SaveFormat? {
    all.first { !$0.ending.isEmpty && file.hasSuffix("." + $0.ending) } ?? all.first { $0.ending.isEmpty }
  }
}

extension Command {
  static var keeping: [Command] {
    [
      Command(
        "save", "FILE [replace]", .text, .saves,
        "Writes the session to a file, in the form that its ending names; help save lists them."
      ) { try $0.save($1) }
    ]
  }
}

extension Session {
  /// `save FILE`, in the directory in which the shell was started.
  func save(_ command: CommandStatement) throws {
    let (path, replacing) = try ownFile(command.rest, at: command.restRange, by: "save", example: "session.sysh")
    guard let format = SaveFormat.named(path) else { return }
    let text = try format.text(self, path)
    try permitWriting(path)
    try OwnFile.write(text, to: path, replacing: replacing, by: "save", isProgram: format.isProgram)
    result.changedSomething = true
    say("\(Escapes.harmless(path)) is \(format.summary).", .plain)
    if let runner = format.runner { adviseOnRunning(runner, path, format) }
  }

  /// What stands in the way of whoever runs a saved session.
  private func adviseOnRunning(_ runner: String, _ path: String, _ format: SaveFormat) {
    let saved = SavedSession(self, .init())
    let isLesson = format.ending == "md"
    if saved.reaches || isLesson && saved.runsOutside {
      let what =
        saved.reaches ? "Some of its calls reach outside the lab" : "Some of its lines run programs outside the lab"
      say("\(what), which takes: \(runner) --unguarded \(Escapes.harmless(path))", .changed)
    }
    if saved.namesDirectory {
      say(
        "A line names this session's directory, \(Escapes.harmless(lab.directory.path)), which the next one has elsewhere: a path without it reaches the same file.",
        .changed)
    }
  }

  /// The endings that `save` knows, for `help save`.
  func listSaveFormats() {
    for format in SaveFormat.all where !format.ending.isEmpty {
      show([StyledLine([.init("  save FILE.\(format.ending)", .call), .init("  \(format.summary)")])])
    }
    for format in SaveFormat.all where format.ending.isEmpty {
      show([StyledLine([.init("  save FILE", .call), .init("  with any other ending: \(format.summary)")])])
    }
    say("A file that is there already is left alone; replace behind its name writes over it.")
  }

  /// What `save` and `plot save` are given: a file's name, in quotes where it has blanks, and `replace`.
  ///
  /// Throws `InputError` where it is anything else, or does not end in `ending`.
  func ownFile(
    _ text: String, at range: Range<Int>, by command: String, example: String, ending: String = ""
  ) throws(InputError) -> (path: String, replacing: Bool) {
    let isQuoted = text.hasPrefix("\"")
    let name = text.dropFirst(isQuoted ? 1 : 0).prefix { $0 != (isQuoted ? "\"" : " ") }
    let words = text.dropFirst(name.count + (isQuoted ? 2 : 0)).split(separator: " ")
    guard name.count > ending.count, name.hasSuffix(ending), words.isEmpty || words == ["replace"] else {
      let kind = ending.isEmpty ? "" : " that ends in \(ending)"
      throw InputError(
        "\(command) takes the name of one file\(kind), and nothing more but replace.", at: range,
        advice: "\(command) \(example); in quotes where the name has blanks")
    }
    let home = name.hasPrefix("~/") ? getenv("HOME").map { String(cString: $0) } : nil
    return (home.map { $0 + name.dropFirst() } ?? String(name), !words.isEmpty)
  }

  /// A file outside the lab is written.
  func permitWriting(_ path: String) throws(CommandProblem) {
    try permitForeign("write the file \(Escapes.harmless(path))", isContained: false)
  }

  /// What has been done since the last reset. Throws when that is nothing.
  func savedSession(_ style: SavedResults.Style = .init()) throws(CommandProblem) -> SavedSession {
    let saved = SavedSession(self, style)
    guard !saved.isEmpty else {
      throw CommandProblem(
        "Nothing has been done since the session began, so there is nothing to save.",
        advice: "After a reset only what follows it is saved.")
    }
    return saved
  }

  func savedScript() throws(CommandProblem) -> String {
    SavedScript(try savedSession()).text
  }
}
