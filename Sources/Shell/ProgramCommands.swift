import Glibc
import Lab
import LinuxABI
import Render
import SyscallTable

// The commands about programs that subjects have executed: step, detach, args.
extension Session {
  /// `step`, `step P2`, `step 5`, `step P2 5`.
  func step(_ command: CommandStatement) throws {
    var words = command.rest.split(separator: " ").map(String.init)
    var count = 1
    if let last = words.last, last.first?.isNumber == true {
      guard let number = Int(last), (1...1000).contains(number) else {
        throw CommandProblem("step makes 1 to 1000 calls.", advice: "step 5")
      }
      count = number
      words.removeLast()
    }
    guard words.count <= 1 else { throw CommandProblem("step takes a subject and a number.", advice: "step P2 5") }
    let name = command.subject ?? words.first ?? lab.currentName
    let program = lab.subject(named: name).flatMap { try? lab.proc.executable($0.pid) } ?? "a program"
    for done in 0..<count {
      if isBatch, done > 0 { waitForBusy(name) }
      let reports = try lab.step(name)
      changedSomething()
      if done == 0 {
        journal.lasts(
          .outside("let \(Escapes.harmless(program)) make calls, and what they did outside the lab is not known here"))
      }
      guard let subject = lab.subject(named: name) else { return }
      for report in reports { show(step: report) }
      takeTerminalOutput(patience: reports.contains(where: writesToTerminal) ? 30_000_000 : 0)
      if subject.end != nil { return }
      switch subject.tracee.activity {
      case .parked where reports.last?.outcome != .blocked: continue
      case .free:
        say("\(name) computes and has made no call so far; the next one is shown when it comes.")
        mayPrintLater()
      case .working, .stopped, .gone, .parked: break
      }
      if count > 1 { say("\(done + 1) of \(count) steps were made.") }
      return
    }
  }

  private func show(step report: CallReport) {
    tell(report)
  }

  /// `detach`, `detach P2`.
  func detach(_ command: CommandStatement) throws {
    let subject = try lab.detach(command.subject ?? (command.rest.isEmpty ? nil : command.rest))
    changedSomething()
    journal.lasts(.outside("let a program go, and what it did outside the lab is not known here"))
    mayPrintLater()
    say(
      "\(subject.name) is let go: it runs untraced (TracerPid 0), and the lab sees only its end. When the shell ends, it and its children are killed; only a daemon that has left its session would stay."
    )
  }

  /// `args`, `args P2`.
  func showArguments(_ command: CommandStatement) throws {
    let subject = try viewed(command)
    guard let start = lab.programStart(subject) else {
      throw CommandProblem(
        "\(subject.name) has executed no program whose start was seen.", advice: "execve gives it one.")
    }
    show(renderer.programStart(start))
  }
}
