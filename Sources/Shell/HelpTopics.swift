import Lab
import LinuxABI
import Render
import SyscallTable

// Help on what is neither a call nor a command: signals, the subject's functions, names of numbers, variables, subjects.
extension Session {
  /// Explains `topic`; false when it is none of these.
  func helpOnName(_ topic: String) -> Bool {
    if let signal = Signal(named: topic.uppercased()), topic.first?.isNumber == false {
      explain(signal)
    } else if let meaning = Self.functionMeanings[topic], lab.variables[topic] == nil {
      explain(topic, lab.value(ofVariable: topic) ?? 0, meaning)
    } else if let variable = lab.variables[topic] {
      show(renderer.variables(lab.variables, only: variable.name))
    } else if let value = StandardNames.values[topic] {
      explain(topic, value, "It is a name for this number, wherever a number can stand.")
    } else if let subject = lab.subject(named: topic) {
      let state = subject.end.map { "has ended: \(Expectation.outcome($0).text)" } ?? "is a living subject"
      say(
        "\(topic) \(state), pid \(subject.pid). \(topic): CALL runs a call in it, switch \(topic) makes it the current one; its name stands for its pid where a pid is wanted, and $\(topic) everywhere.",
        .plain)
    } else {
      return false
    }
    return true
  }

  private static let functionMeanings = [
    "handler":
      "It is a function in the subject's code page that returns at once. sigaction SIGUSR1 handler makes it the signal's handler; handler|SA_RESTART adds flags.",
    "restorer":
      "It is where a handler returns to: code of the subject that makes rt_sigreturn (man 2 sigreturn). sigaction adds it to handler by itself; a handler of your own names it in sa_restorer, with SA_RESTORER in sa_flags.",
  ]

  private func explain(_ name: String, _ value: UInt64, _ meaning: String) {
    show([StyledLine([.init(name, .call), .init(" = 0x\(String(value, radix: 16)) (\(value))", .value)])])
    say(meaning, .plain)
  }

  private func explain(_ signal: Signal) {
    show([StyledLine([.init(signal.name, .call), .init(" = \(signal.rawValue)", .value)])])
    if let meaning = signal.meaning { say("When: \(meaning).", .plain) }
    say("By default: \(signal.defaultAction.rawValue).", .plain)
    if signal == .kill || signal == .stop {
      say("No process can catch, block or ignore it: sigaction gives EINVAL, and masks leave it out.", .plain)
    } else {
      say(
        "sigaction \(signal.name) handler, SIG_IGN or SIG_DFL says what it does; kill P1 \(signal.name) sends it.",
        .plain)
    }
    if signal.rawValue >= 32 {
      say("A real-time signal: several of it queue, where of others one is pending at most.", .plain)
    }
  }
}
