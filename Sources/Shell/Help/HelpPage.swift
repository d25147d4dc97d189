/// A page of help about an idea: how numbers are written, what the signs on the screen mean.
struct HelpPage: Sendable {
  /// The first is the page's own, the others find it too.
  let names: [String]
  /// What the overview says of it, without a capital and full stop.
  let title: String
  let body: [Line]
  let examples: [HelpExample]
  /// Names of which help knows more.
  let related: [String]

  enum Line: Sendable {
    /// Wrapped at the width of the screen.
    case sentence(String)
    /// Something as it is typed or shown, and what it means.
    case row(String, String)
  }

  init(
    _ names: [String], _ title: String, _ body: [Line], examples: [HelpExample] = [], related: [String] = []
  ) {
    self.names = names
    self.title = title
    self.body = body
    self.examples = examples
    self.related = related
  }

  var name: String { names[0] }
}

/// A line that can be typed as it stands, behind those that stand before it on its page.
struct HelpExample: Sendable {
  enum Place: Sendable {
    /// In any session.
    case anywhere
    /// Only at the prompt: somebody has to be there to read, to press keys.
    case prompt
    /// With the capability that the reason names.
    case root
    /// It writes a file of the learner's own.
    case writesFile
    /// It is meant to fail: what it shows is a mistake or an errno.
    case mistake
  }

  let line: String
  /// What it does, a few words; empty where the line says it.
  let note: String
  let place: Place

  init(_ line: String, _ note: String = "", _ place: Place = .anywhere) {
    self.line = line
    self.note = note
    self.place = place
  }
}

extension HelpPage {
  /// All pages, in the order in which the overview lists them.
  static let all: [HelpPage] = grammar + screen + practice

  static func named(_ name: String) -> HelpPage? {
    all.first { $0.names.contains(name) }
  }
}

/// What help tells of a command beside its row.
struct CommandHelp: Sendable {
  /// More than the row's sentence; empty where that says it all.
  let more: [HelpPage.Line]
  let examples: [HelpExample]
  let related: [String]

  init(_ more: [HelpPage.Line] = [], _ examples: [HelpExample], see related: [String] = []) {
    self.more = more
    self.examples = examples
    self.related = related
  }

  static let all: [String: CommandHelp] = views.merging(memory) { first, _ in first }
    .merging(system) { first, _ in first }.merging(subjects) { first, _ in first }
    .merging(shell) { first, _ in first }
}
