import Curriculum
import Glibc
import Lab
import LinuxABI
import Render
import SyscallTable

// The commands by which subjects load and store, wait and are stopped.
extension Session {
  private func values(_ command: CommandStatement, _ range: ClosedRange<Int>) throws -> [Expression] {
    guard range.contains(command.arguments.count) else {
      let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      let noun = range.upperBound == 1 ? "argument" : "arguments"
      throw InputError(
        "\(command.name) takes \(wanted) \(noun), and \(command.arguments.count) were given.", at: command.nameRange,
        advice: "It is \(command.name) \(Command.named(command.name)?.usage ?? "").")
    }
    return command.arguments
  }

  func peek(_ command: CommandStatement) throws {
    let values = try values(command, 1...2)
    let address = try lab.evaluate(values[0])
    let count = values.count > 1 ? try lab.evaluate(values[1]) : 16
    guard (1...65536).contains(count) else {
      throw InputError("peek shows 1 to 65536 bytes.", at: values.last?.range ?? command.nameRange)
    }
    take(try lab.work(.peek(address: address, count: count), in: command.subject))
  }

  func poke(_ command: CommandStatement) throws {
    let values = try values(command, 2...3)
    let address = try lab.evaluate(values[0])
    if values.count == 3 {
      let bytes = try number(values[1], size: values[2])
      return take(try lab.work(.poke(address: address, bytes: bytes), in: command.subject))
    }
    let bytes: [UInt8]
    switch values[1].kind {
    case .string(let text, _): bytes = text
    case .array(let elements):
      var list: [UInt8] = []
      for element in elements { list.append(try byte(element)) }
      bytes = list
    case .integer, .name, .subject, .prefix, .infix, .structure, .call, .named: bytes = [try byte(values[1])]
    }
    guard !bytes.isEmpty else { throw InputError("There is nothing to store.", at: values[1].range) }
    take(try lab.work(.poke(address: address, bytes: bytes), in: command.subject))
  }

  /// A number as C stores it: so many bytes, the lowest first.
  private func number(_ expression: Expression, size: Expression) throws -> [UInt8] {
    let count = try lab.evaluate(size)
    guard [1, 2, 4, 8].contains(count) else {
      throw InputError(
        "A number has 1, 2, 4 or 8 bytes.", at: size.range, advice: "poke p 70000 4 stores 70000 as four bytes.")
    }
    let isText =
      switch expression.kind {
      case .string, .array: true
      case .integer, .name, .subject, .prefix, .infix, .structure, .call, .named: false
      }
    guard !isText else {
      throw InputError("A size belongs to a number; this has its own length.", at: size.range, advice: "Leave it out.")
    }
    let value = try lab.evaluate(expression)
    let bits = Int(count) * 8
    // -1 is written with all 64 bits set.
    guard bits == 64 || value >> bits == 0 || Int64(bitPattern: value) >> (bits - 1) == -1 else {
      throw InputError(
        "\(value) does not fit into \(count == 1 ? "a byte" : "\(count) bytes").", at: expression.range,
        advice: "A larger size holds it.")
    }
    return (0..<Int(count)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private func byte(_ expression: Expression) throws -> UInt8 {
    let value = try lab.evaluate(expression)
    guard value < 256 else {
      throw InputError(
        "\(value) does not fit into a byte.", at: expression.range,
        advice: "poke stores bytes: a text, a number to 255, or [1, 2, 3]. poke p 70000 4 stores a number as four.")
    }
    return UInt8(value)
  }

  func fill(_ command: CommandStatement) throws {
    let values = try values(command, 3...3)
    let address = try lab.evaluate(values[0])
    let value: UInt8
    if case .string(let text, _) = values[1].kind, text.count == 1 {
      value = text[0]
    } else {
      value = try byte(values[1])
    }
    let count = try lab.evaluate(values[2])
    guard count > 0 else { throw InputError("The length is 0.", at: values[2].range) }
    take(try lab.work(.fill(byte: value, address: address, count: count), in: command.subject))
  }

  func touch(_ command: CommandStatement) throws {
    let values = try values(command, 1...2)
    let address = try lab.evaluate(values[0])
    let count = values.count > 1 ? try lab.evaluate(values[1]) : 1
    guard count > 0 else { throw InputError("The length is 0.", at: values[1].range) }
    take(try lab.work(.touch(address: address, count: count), in: command.subject))
  }

  func switchSubject(_ command: CommandStatement) throws {
    guard !command.rest.isEmpty else { throw CommandProblem("switch needs a subject.", advice: "switch P1") }
    try lab.switchTo(command.rest)
    changedSomething()
  }

  private func name(_ command: CommandStatement) -> String? {
    command.subject ?? (command.rest.isEmpty ? nil : command.rest)
  }

  func letRun(_ command: CommandStatement) throws {
    let subject = try lab.letRun(name(command))
    changedSomething()
    let program = (try? lab.proc.executable(subject.pid)) ?? "the program"
    journal.lasts(.outside("let \(Escapes.harmless(program)) run, and what it did outside the lab is not known here"))
    mayPrintLater()
    // Most programs are done at once. One that goes on is left alone at the prompt; a script waits for it.
    let patience: Int64 = replayMayReach != nil ? 1_000_000_000 : isBatch ? 10_000_000_000 * lab.slowness : 60_000_000
    lab.watch(subject, patience: patience) {
      // Output first: whoever ends has written before.
      self.takeTerminalOutput(patience: 0)
      self.takeEvents()
    }
    takeTerminalOutput(patience: 20_000_000)
    if subject.tracee.activity == .free, subject.end == nil {
      let wait = lab.pipeWait(of: subject)
      say("\(subject.name) runs. interrupt \(subject.name) stops it\(wait == nil ? "; type gives it input." : ".")")
      if let wait { say(wait) }
    }
  }

  func interrupt(_ command: CommandStatement) throws {
    let running = name(command) ?? lab.living.last { $0.tracee.activity == .free }?.name
    if let running, lab.subject(named: running)?.inFlight == nil, try lab.stopProgram(running) {
      changedSomething()
      say(
        "\(running) is held in the middle of its program: calls can be made in it, and cont \(running) lets it go on.")
      return
    }
    let report = try lab.interrupt(name(command))
    noteOutcome(report.outcome)
    tell(report)
  }

  func reset() throws {
    let lasting = journal.lastingSinceReset
    try lab.reset()
    startOver()
    changedSomething()
    say(
      "All subjects ended. \(lab.currentName) (pid \(lab.current.map(lab.number) ?? 0)) starts in an empty directory.")
    sayLasting(lasting)
  }

  func typeText(_ command: CommandStatement) throws {
    let values = try values(command, 1...1)
    guard case .string(let text, _) = values[0].kind else {
      throw InputError("type takes a text.", at: values[0].range, advice: "type \"hello\\n\"")
    }
    lab.terminal.type(text)
    takeTerminalOutput(patience: 20_000_000)
    changedSomething()
  }

  func pressKey(_ command: CommandStatement) throws {
    let text = command.rest.uppercased()
    guard text.utf8.count == 2, text.hasPrefix("^"), let letter = text.utf8.last, (0x40...0x5f).contains(letter) else {
      throw CommandProblem("key takes a control key.", advice: "key ^C; there are ^C ^D ^Z ^\\")
    }
    lab.terminal.type([letter & 0x1f])
    takeTerminalOutput(patience: 20_000_000)
    awaitKey()
    changedSomething()
  }

  /// What a key does to whoever sleeps is told under the key: that takes the kernel's worker and the sleeper a moment.
  private func awaitKey() {
    let deadline = MonotonicClock.now() + .milliseconds(50)
    repeat {
      let reports = lab.settle()
      for report in reports { tell(report) }
      if !reports.isEmpty { return }
      usleep(2_000)
    } while MonotonicClock.now() < deadline
  }

  func runOutside(_ command: CommandStatement) throws {
    guard !command.rest.isEmpty else { throw CommandProblem("! needs a command.", advice: "!ls -l") }
    try permitProgram(command.rest)
    journal.runsOutside()
    fflush(nil)
    let status = runForeground(command.rest)
    if status < 0 { throw CommandProblem("/bin/sh could not be started: \(Errno(rawValue: -status).message).") }
  }
}
