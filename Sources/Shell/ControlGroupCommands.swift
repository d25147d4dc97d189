import Inspect
import Lab
import Render
import SyscallTable

extension Command {
  /// Views and commands of control groups.
  static var controlGroups: [Command] {
    [
      Command(
        "cgroup", "[make|set|enter|leave|stat|events|link|remove ...]", .text, .controlGroups,
        "Shows where subjects are in the control groups; makes groups, limits them, moves subjects into them."
      ) { try $0.controlGroup($1) }
    ]
  }
}

/// What stands behind `cgroup`.
private enum ControlGroupRequest: String, CaseIterable {
  case make, set, enter, leave, stat, events, link, remove

  var usage: String {
    switch self {
    case .make: "cgroup make NAME"
    case .set: "cgroup set NAME FILE VALUE"
    case .enter: "cgroup enter NAME [SUBJECT]"
    case .leave: "cgroup leave [SUBJECT]"
    case .stat: "cgroup stat NAME"
    case .events: "cgroup events NAME"
    case .link: "cgroup link NAME CONTROLLER"
    case .remove: "cgroup remove NAME"
    }
  }

  /// How many words may follow.
  var words: ClosedRange<Int> {
    switch self {
    case .make, .stat, .events, .remove: 1...1
    case .set: 3...8
    case .enter: 1...2
    case .leave: 0...1
    case .link: 2...2
    }
  }
}

// `cgroup`: files go by their version 2 names, and what was really written is always shown.
extension Session {
  /// The words that can follow `cgroup`, for completion.
  static var controlGroupWords: [(word: String, usage: String)] {
    ControlGroupRequest.allCases.map { ($0.rawValue, $0.usage) }
  }

  func controlGroup(_ command: CommandStatement) throws {
    let words = command.rest.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else { return show(renderer.controlGroups(lab.controlGroupPlaces())) }
    let matches = ControlGroupRequest.allCases.filter { $0.rawValue == first }
    guard let request = matches.first else {
      throw CommandProblem(
        "cgroup has no \(Escapes.harmless(first)).",
        advice: "It has \(ControlGroupRequest.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let rest = Array(words.dropFirst())
    guard request.words.contains(rest.count) else {
      throw CommandProblem(
        rest.count < request.words.lowerBound ? "Something is missing here." : "There is too much here.",
        advice: "It is \(request.usage).")
    }
    try carryOut(request, rest, subject: command.subject)
  }

  private func carryOut(_ request: ControlGroupRequest, _ words: [String], subject: String?) throws {
    switch request {
    case .make: did(try lab.controlGroups.make(words[0]))
    case .set:
      let value = words.dropFirst(2).joined(separator: " ").withoutQuotes
      did(try lab.setGroup(words[0], words[1], value))
    case .enter: did(try lab.moveSubject(words.count > 1 ? words[1] : subject, toGroup: words[0]))
    case .leave: did(try lab.moveSubject(words.first ?? subject, toGroup: nil))
    case .remove: did(try lab.removeGroup(words[0]))
    case .stat: show(renderer.controlGroup(try lab.controlGroupFigures(words[0], .everything)))
    case .events: show(renderer.controlGroup(try lab.controlGroupFigures(words[0], .events)))
    case .link: did(try lab.linkGroup(words[0], words[1]))
    }
  }

  private func did(_ steps: [ControlGroups.Step]) {
    show(renderer.controlGroupSteps(steps))
    changedSomething()
  }
}

extension String {
  /// `"20000 100000"` as `20000 100000`.
  fileprivate var withoutQuotes: String {
    count > 1 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }
}
