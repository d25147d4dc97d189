import Curriculum
import LinuxABI
import SyscallTable

/// A lab without processes: one descriptor table in memory, and time that passes only when it is waited for.
final class FakeLab: LessonLab {
  private struct Description {
    let target: String
    var offset: Int64 = 0
  }

  static let commands = [
    "open", "close", "dup", "dup2", "read", "mmap", "fork", "block", "die", "later", "set", "fds", "slow", "refuse",
  ]

  private var descriptors: [Int: Int] = [:]
  private var descriptions: [Description] = []
  private var variables: [String: Int64] = [:]
  private var called: Set<String> = []
  private var lastResult: CallOutcome?
  /// Descriptors that close at a time, for facts that take time.
  private var closing: [(at: Duration, descriptor: Int)] = []
  private(set) var startsOver = 0
  private(set) var endings = 0
  var now: Duration = .zero
  var capabilities: [String: String?] = ["pagemap": nil, "root": "Only root may do this."]
  var startProblem: String?
  /// Makes `read` move the offset by one byte less, as if the kernel had changed.
  var kernelDiffers = false

  var clock: () -> Duration { { self.now } }

  func startOver() throws(LabProblem) {
    if let startProblem { throw LabProblem(startProblem) }
    startsOver += 1
    descriptors = [0: 0, 1: 1, 2: 2]
    descriptions = ["in", "out", "err"].map { Description(target: $0) }
    (variables, called, lastResult, closing) = ([:], [], nil, [])
  }

  func stepBegins() { called = [] }
  func endAll() { endings += 1 }

  func wait(_ duration: Duration) -> [String] {
    now += duration
    let due = closing.filter { $0.at <= now && descriptors[$0.descriptor] != nil }
    for due in due { descriptors[due.descriptor] = nil }
    return due.map { "fd \($0.descriptor) went" }
  }

  // MARK: Words

  func problem(in line: String) -> LineProblem? {
    let name = names(usedBy: line).first ?? ""
    if line.hasPrefix("#") || Self.commands.contains(name) { return nil }
    return LineProblem("There is no command \"\(name)\".", column: 1)
  }

  func names(usedBy line: String) -> [String] {
    line.split(separator: ";").compactMap { command in
      let words = command.split(separator: " ").map(String.init)
      return words.dropFirst().first == "=" ? words.dropFirst(2).first : words.first
    }
  }

  private let signatures: [String: FactSignature] = [
    "fd": FactSignature(arguments: 1...1, properties: ["open", "offset", "target", "description"], standsAlone: false),
    "same": FactSignature(arguments: 2...2),
    "descriptors": FactSignature(properties: ["count"], standsAlone: false),
    "used": FactSignature(arguments: 1...1),
    "cwd": FactSignature(),
    "last": FactSignature(properties: ["result", "error"], standsAlone: false),
  ]
  var factNames: [String] { signatures.keys.sorted() }
  func signature(ofFact name: String) -> FactSignature? { signatures[name] }
  func isKnown(capability: String) -> Bool { capabilities[capability] != nil || capability.hasPrefix("program: ") }

  func lacking(_ capability: String) -> String? {
    capability.hasPrefix("program: ") ? "There is no \(capability.dropFirst(9))." : capabilities[capability] ?? nil
  }

  // MARK: Facts

  func variable(_ name: String) -> FactValue? { variables[name].map { .integer($0) } }

  func fact(_ name: String, _ arguments: [FactValue], property: String?) -> FactAnswer {
    switch (name, property) {
    case ("fd", let property?):
      guard case .integer(let number)? = arguments.first else { return .problem("fd takes a number.") }
      guard let index = descriptors[Int(number)] else {
        return .value(property == "open" ? .boolean(false) : .absent)
      }
      switch property {
      case "open": return .value(.boolean(true))
      case "offset": return .value(.integer(descriptions[index].offset))
      case "target": return .value(.string(descriptions[index].target))
      default: return .value(.integer(Int64(index)))
      }
    case ("same", nil):
      guard case .integer(let left) = arguments[0], case .integer(let right) = arguments[1] else {
        return .problem("same takes two numbers.")
      }
      return .value(.boolean(descriptors[Int(left)] != nil && descriptors[Int(left)] == descriptors[Int(right)]))
    case ("descriptors", _): return .value(.integer(Int64(descriptors.count)))
    case ("used", _):
      guard case .string(let call) = arguments[0] else { return .problem("used takes the name of a call.") }
      return .value(.boolean(called.contains(call)))
    case ("cwd", _): return .value(.string("/lab"))
    case ("last", "result"):
      guard case .returned(let value) = lastResult else { return .value(.absent) }
      return .value(.integer(Int64(bitPattern: value)))
    case ("last", "error"):
      guard case .failed(let errno) = lastResult else { return .value(.absent) }
      return .value(.string(errno.name))
    default: return .problem("There is no fact \(name).")
    }
  }

  // MARK: Commands

  /// As if it had been typed.
  @discardableResult
  func run(_ line: String) -> LineOutcome { run(line, from: nil) }

  func run(_ line: String, from file: String?) -> LineOutcome {
    var all = LineOutcome()
    for command in line.split(separator: ";") where all.display.count < 100 {
      let outcome = runOne(command.split(separator: " ").map(String.init))
      all = LineOutcome(display: all.display + outcome.display, result: outcome.result)
    }
    return all
  }

  private func runOne(_ words: [String]) -> LineOutcome {
    guard words.count > 2, words[1] == "=" else { return call(words) }
    let outcome = call(Array(words.dropFirst(2)))
    if case .outcome(.returned(let value)) = outcome.result { variables[words[0]] = Int64(bitPattern: value) }
    return outcome
  }

  private func number(_ word: String) -> Int { Int(word) ?? variables[word].map(Int.init) ?? -1 }

  private func call(_ words: [String]) -> LineOutcome {
    let name = words.first ?? ""
    let least = ["open": 2, "set": 3, "dup2": 3, "read": 3][name] ?? 1
    guard words.count >= least else { return LineOutcome(result: .problem("\(name) takes more.")) }
    guard Self.commands.contains(name) else { return LineOutcome(result: .problem("There is no command \"\(name)\".")) }
    switch name {
    case "fds": return LineOutcome(display: descriptors.keys.sorted().map { "fd \($0)" })
    case "refuse": return LineOutcome(display: ["Refused."], result: .problem("Refused."))
    case "set":
      variables[words[1]] = Int64(words[2]) ?? 0
      return LineOutcome(result: .done)
    default: break
    }
    let arguments = words.dropFirst().map(number)
    let outcome = outcome(name, arguments, words)
    called.insert(name)
    lastResult = outcome
    let text = "\(name)(\(words.dropFirst().joined(separator: ", "))) = \(Expectation.outcome(outcome).text)"
    return LineOutcome(display: [text], result: .outcome(outcome))
  }

  private func outcome(_ name: String, _ arguments: [Int], _ words: [String]) -> CallOutcome {
    let free = (0...).first { descriptors[$0] == nil } ?? 0
    switch name {
    case "open":
      descriptions.append(Description(target: words[1]))
      descriptors[free] = descriptions.count - 1
      return .returned(UInt64(free))
    case "mmap": return .returned(0x7f00_0000_0000 + UInt64(startsOver) * 0x1000)
    case "fork": return .returned(UInt64(4000 + startsOver))
    case "block": return .blocked
    case "die": return .killed(.segmentationFault)
    case "slow":
      now += .seconds(45)
      return .returned(0)
    default: break
    }
    guard let first = arguments.first, let index = descriptors[first] else { return .failed(.badDescriptor) }
    switch name {
    case "close": descriptors[first] = nil
    case "later": closing.append((now + .milliseconds(200), first))
    case "dup":
      descriptors[free] = index
      return .returned(UInt64(free))
    case "dup2": descriptors[arguments[1]] = index
    default:
      descriptions[index].offset &+= Int64(arguments[1] - (kernelDiffers ? 1 : 0))
      return .returned(UInt64(bitPattern: Int64(arguments[1] - (kernelDiffers ? 1 : 0))))
    }
    return .returned(name == "dup2" ? UInt64(bitPattern: Int64(arguments[1])) : 0)
  }
}
