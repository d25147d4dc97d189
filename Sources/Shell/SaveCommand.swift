import Glibc
import Lab
import SyscallTable

/// A form in which `save` writes a session.
struct SaveFormat: Sendable {
  /// What the file's name ends with, without the dot; empty for all other names.
  let ending: String
  /// What is written, completes "writes the session as ...".
  let summary: String
  /// The whole file. Throws when the session cannot be written in this form.
  let text: @Sendable (Session) throws -> String

  static let all: [SaveFormat] = [
    SaveFormat(ending: "", summary: "a script, which sysh FILE runs") { $0.savedScript() }
  ]

  static func named(_ file: String) -> SaveFormat? {
    all.first { !$0.ending.isEmpty && file.hasSuffix("." + $0.ending) } ?? all.first { $0.ending.isEmpty }
  }
}

extension Command {
  static var keeping: [Command] {
    [
      Command(
        "save", "FILE [replace]", .text, .saves, "Writes the session to a file, in the form that its ending names."
      ) { try $0.save($1) }
    ]
  }
}

extension Session {
  /// `save FILE`
  func save(_ command: CommandStatement) throws {
    var file = command.rest
    let replacing = file.hasSuffix(" replace")
    if replacing { file = file.dropLast(" replace".count).trimmedSpaces }
    guard !file.isEmpty, let format = SaveFormat.named(file) else {
      throw CommandProblem("save takes the name of a file.", advice: "save session.sysh")
    }
    try OwnFile.write(format.text(self), to: file, replacing: replacing, by: "save")
    say("\(Escapes.harmless(file)) is \(format.summary).", .plain)
  }

  /// The lines of the present session, since the last reset.
  func savedScript() -> String {
    journal.entries[journal.start(before: journal.entries.count)...].map { $0.text + "\n" }.joined()
  }
}
