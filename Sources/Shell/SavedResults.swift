import LinuxABI
import SyscallTable

/// Results as they are written behind the calls of a session that is saved. What is another in each run becomes a typed
/// placeholder; the same value gets the same name, so that a line that gives it again is held to it.
struct SavedResults {
  /// How strict a form is.
  struct Style {
    /// `<fd:fd>` for a descriptor that has a name of its own; its number otherwise.
    var namesDescriptors = false
    /// User and group ids are those of whoever runs it.
    var hidesUsers = false
    /// Lines of a pasted log are written as the calls that were made for them, since only the prompt and scripts know
    /// what a log is.
    var rewritesLogs = false
  }

  let style: Style
  /// Names of subjects by process id.
  let subjects: [Int32: String]
  private var names: [String: UInt64] = [:]

  init(_ style: Style, subjects: [Int32: String]) {
    self.style = style
    self.subjects = subjects
  }

  private static let users: Set<String> = ["getuid", "geteuid", "getgid", "getegid", "getgroups"]

  /// What a call gave. `target` is the variable that has the value now; `isTold`: the line itself says the number.
  mutating func expectation(
    _ outcome: CallOutcome, _ row: Syscall?, words: [UInt64] = [], target: String? = nil, isUnsteady: Bool = false,
    isInside: Bool = false, isTold: Bool = false
  ) -> Expectation {
    guard case .returned(let value) = outcome, let row else { return .outcome(outcome) }
    if isUnsteady || style.hidesUsers && Self.users.contains(row.name) { return .placeholder(.any, name: nil) }
    switch Self.kind(row.result, words) {
    case .address where value >= 4096 && !isTold:
      return .placeholder(.addr, name: name(target ?? "address", for: value, "addr"))
    case .process where value > 0 && value <= 4_194_304 && !isInside:
      let known = subjects[Int32(truncatingIfNeeded: value)].map { $0.replacing(".", with: "_") }
      return .placeholder(.pid, name: name(known ?? target ?? "outside", for: value, "pid"))
    case .descriptor:
      if style.namesDescriptors, let target { return .placeholder(.fd, name: name(target, for: value, "fd")) }
      return .outcome(outcome)
    case .address, .process, .number: return .outcome(outcome)
    }
  }

  private enum Kind { case address, process, descriptor, number }

  private static func kind(_ type: ResultType, _ words: [UInt64]) -> Kind {
    switch type {
    case .address: .address
    case .process: .process
    case .descriptor: .descriptor
    case .zero, .number, .octal, .word, .described, .never: .number
    case .selected(let index, let cases, let otherwise):
      kind(index < words.count ? cases[words[index] & 0xffff_ffff] ?? otherwise : otherwise, words)
    }
  }

  /// `wanted`, or with a number behind it where another value has that name.
  private mutating func name(_ wanted: String, for value: UInt64, _ kind: String) -> String {
    var name = wanted
    var count = 1
    while let bound = names["\(kind):\(name)"], bound != value {
      count += 1
      name = "\(wanted)_\(count)"
    }
    names["\(kind):\(name)"] = value
    return name
  }
}
