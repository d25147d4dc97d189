import Lab
import Render
import SyscallTable

/// What `set` changes. The values; `Setting.all` says what each is called and means.
struct Settings: Equatable {
  var stringLimit = 32
  var verbose = false
  var times = false
  var registers = false
  var names = false
  /// What is shown below the line that is being typed; no setting of a lesson's.
  var signature = true
  /// How many bytes of the lab's terminal are shown after one line.
  var outputLimit: UInt64 = 256 << 10
  var limits = LabLimits.ordinary

  /// Name, present value, meaning.
  var rows: [(name: String, value: String, meaning: String)] {
    Setting.all.map { ($0.name, $0.value(in: self), $0.meaning) }
  }

  mutating func set(_ name: String, _ value: String) throws(CommandProblem) {
    try Setting.find(name).set(value, in: &self)
  }
}

/// One setting: `set`, `help`, completion and the file of settings all come from these rows.
struct Setting: Sendable {
  enum Kind: Sendable {
    case onOrOff(WritableKeyPath<Settings, Bool> & Sendable)
    /// A whole number of `unit` within a range; `example` is one to try.
    case number(WritableKeyPath<Settings, Int> & Sendable, ClosedRange<Int>, unit: String, example: Int)
    /// Bytes, written with K, M or G.
    case size(WritableKeyPath<Settings, UInt64> & Sendable, example: String)
  }

  let name: String
  /// Completes "With it on, sysh ..." or says what the number is.
  let meaning: String
  let kind: Kind

  static let all: [Setting] = [
    Setting(
      name: "strings", meaning: "how many bytes of a text are shown",
      kind: .number(\.stringLimit, 1...65536, unit: "bytes", example: 80)),
    Setting(
      name: "names", meaning: "show each argument under its name: open(pathname=\"x\", flags=O_RDONLY)",
      kind: .onOrOff(\.names)),
    Setting(
      name: "registers", meaning: "show the registers of each call on both sides of the boundary",
      kind: .onOrOff(\.registers)),
    Setting(
      name: "verbose", meaning: "show structures and directory entries whole", kind: .onOrOff(\.verbose)),
    Setting(
      name: "times", meaning: "show how long each call was in the kernel, in seconds", kind: .onOrOff(\.times)),
    Setting(
      name: "signature", meaning: "show below the line which argument of the call is being typed",
      kind: .onOrOff(\.signature)),
    Setting(
      name: "output", meaning: "how much of what comes to the lab's terminal is shown after one line",
      kind: .size(\.outputLimit, example: "1M")),
    Setting(
      name: "memory", meaning: "how much memory all subjects may have together",
      kind: .size(\.limits.memory, example: "512M")),
    Setting(
      name: "disk", meaning: "how much the files that they make may take together",
      kind: .size(\.limits.disk, example: "512M")),
    Setting(
      name: "descriptors", meaning: "how many descriptors they may have open together",
      kind: .number(\.limits.descriptors, 1...1_000_000, unit: "descriptors", example: 10_000)),
    Setting(
      name: "processor", meaning: "after how many seconds of processor time a program is held",
      kind: .number(\.limits.processor, 1...1_000_000, unit: "seconds", example: 120)),
  ]

  /// Limits of the lab are the learner's to change, not a foreign lesson's.
  var isLimit: Bool {
    ["output", "memory", "disk", "descriptors", "processor"].contains(name)
  }

  static func named(_ name: String) -> Setting? {
    all.first { $0.name == name }
  }

  /// Throws a sentence that names the settings there are, or the one that was meant.
  static func find(_ name: String) throws(CommandProblem) -> Setting {
    if let found = named(name) { return found }
    throw CommandProblem(
      "There is no setting called \(Escapes.harmless(name)).",
      advice: NearestName.advice(name, in: all.map(\.name))
        ?? "There are \(all.map(\.name).joined(separator: ", ")).")
  }

  func value(in settings: Settings) -> String {
    switch kind {
    case .onOrOff(let path): settings[keyPath: path] ? "on" : "off"
    case .number(let path, _, _, _): "\(settings[keyPath: path])"
    case .size(let path, _): Self.size(settings[keyPath: path])
    }
  }

  /// What it is before anybody sets it.
  var fallback: String { value(in: Settings()) }

  /// `on or off`, `1 to 65536 bytes`.
  var choices: String {
    switch kind {
    case .onOrOff: "on or off"
    case .number(_, let range, let unit, _): "\(range.lowerBound) to \(range.upperBound) \(unit)"
    case .size: "a size: 64K, 2G"
    }
  }

  /// A line that sets it to something else than it is.
  var example: String {
    switch kind {
    case .onOrOff: "set \(name) \(fallback == "on" ? "off" : "on")"
    case .number(_, _, _, let example): "set \(name) \(example)"
    case .size(_, let example): "set \(name) \(example)"
    }
  }

  func set(_ value: String, in settings: inout Settings) throws(CommandProblem) {
    switch kind {
    case .onOrOff(let path):
      guard value == "on" || value == "off" else { throw CommandProblem("\(name) is on or off.", advice: example) }
      settings[keyPath: path] = value == "on"
    case .number(let path, let range, let unit, _):
      guard let number = Int(value), range.contains(number) else {
        throw CommandProblem(
          "\(name) is a number of \(unit) from \(range.lowerBound) to \(range.upperBound).", advice: example)
      }
      settings[keyPath: path] = number
    case .size(let path, _): settings[keyPath: path] = try bytes(value)
    }
  }

  /// As `set` takes it, to the byte: `2G`, `1536M`, `64K`.
  private static func size(_ bytes: UInt64) -> String {
    for (shift, letter) in [(30, "G"), (20, "M"), (10, "K")] where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(letter)"
    }
    return "\(bytes)"
  }

  private func bytes(_ text: String) throws(CommandProblem) -> UInt64 {
    let shifts: [Character: UInt64] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[Character($0.uppercased())] }
    guard let number = UInt64(shift == nil ? text : String(text.dropLast())), number > 0, number < 1 << 30 else {
      throw CommandProblem("\(name) is a size: a number with K, M or G.", advice: example)
    }
    return number << (shift ?? 0)
  }
}

extension Session {
  /// `set` lists all settings, `set NAME` shows one, `set NAME VALUE` changes it.
  func set(_ command: CommandStatement) throws {
    let words = command.rest.split(whereSeparator: \.isWhitespace).map(String.init)
    switch words.count {
    case 0:
      show(renderer.settings(Setting.all.map { row($0) }))
      say("set NAME VALUE changes one for this session; help settings tells how to keep it.")
      if let reason = TerminalText.reasonForASCII {
        say("Drawings are made of ASCII signs. \(reason) For lines and blocks \(TerminalText.remedyForASCII).")
      }
    case 1:
      let setting = try Setting.find(words[0])
      show(renderer.settings([row(setting)]))
      say("It is \(setting.choices): \(setting.example)")
    case 2:
      if Setting.named(words[0])?.isLimit == true {
        try permitForeign(
          "change what the lab lets subjects use: set \(Escapes.harmless(command.rest))", isContained: false)
      }
      var changed = settings
      try changed.set(words[0], words[1])
      apply(changed)
    default: throw CommandProblem("set takes a name and a value.", advice: "set strings 80")
    }
  }

  private func row(_ setting: Setting) -> SettingRow {
    SettingRow(
      name: setting.name, value: setting.value(in: settings), fallback: setting.fallback, choices: setting.choices,
      meaning: setting.meaning)
  }
}
