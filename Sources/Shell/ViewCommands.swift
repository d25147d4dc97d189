import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

// The commands that show something and change nothing.
extension Session {
  /// The subject that a view is about: the one before the colon, the one named behind the command, or the current one.
  ///
  /// Throws when there is none, and when what it is to be told from cannot be read.
  func viewed(_ command: CommandStatement, from files: [ProcFile] = []) throws -> LabSubject {
    let name = command.subject ?? (command.rest.isEmpty ? lab.currentName : command.rest)
    guard let subject = lab.subject(named: name) else {
      throw CommandProblem(
        "There is no subject \(Escapes.harmless(name)).",
        advice: lab.whoLives)
    }
    guard subject.end == nil else {
      throw CommandProblem("\(name) has ended, and its tables with it.", advice: "The next call starts a new subject.")
    }
    // What runs by itself changes by itself.
    if subject.runsByItself { lab.look(at: subject) }
    if let obstacle = lab.obstacle(to: files, of: subject) { throw CommandProblem(obstacle) }
    return subject
  }

  /// Makes sure that the lab knows the descriptors of a subject.
  private func requireDescriptors(of subject: LabSubject) throws {
    if let obstacle = lab.obstacle(to: [.descriptors, .descriptions], of: subject) { throw CommandProblem(obstacle) }
    guard lab.descriptors.table(of: subject.name) == nil else { return }
    _ = try answer { () throws(InspectError) in try lab.proc.descriptors(subject.pid) }
  }

  func showDescriptors(_ command: CommandStatement) throws {
    let subject = try viewed(command)
    try requireDescriptors(of: subject)
    lab.lookAtSockets()
    attach { renderer.object(lab.descriptors, subjects: [subject.name]) }
    show(renderer.descriptors(lab.descriptors, of: subject.name))
  }

  func showFiles() throws {
    for subject in lab.living where subject.runsByItself { lab.look(at: subject) }
    for subject in lab.living { try requireDescriptors(of: subject) }
    lab.lookAtSockets()
    let names = lab.living.map(\.name)
    attach { renderer.object(lab.descriptors, subjects: names) }
    show(renderer.files(lab.descriptors, subjects: names), as: .files(lab.descriptors, subjects: names))
  }

  func showMaps(_ command: CommandStatement) throws {
    let subject = try viewed(command, from: [.map])
    let map = (try? lab.proc.maps(subject.pid)) ?? subject.maps
    attach { renderer.object(map) }
    show(renderer.maps(map, changed: lab.mappingsChanged(in: subject)))
  }

  func showRegisters(_ command: CommandStatement) throws {
    let subject = try viewed(command)
    guard let registers = try? subject.tracee.registers() else {
      if subject.tracee.isDetached { throw CommandProblem("\(subject.name) runs on its own, detached.") }
      throw CommandProblem(
        "\(subject.name) is inside a call, so its registers cannot be read.", advice: "interrupt \(subject.name)")
    }
    show(renderer.registers(registers.named))
  }

  func showTree() throws {
    // A parent sees a zombie only after the lab, its tracer, has taken the end in (`man 2 ptrace`).
    takeEvents()
    let tree = lab.processTree()
    if tree.isEmpty, let subject = lab.living.first, let obstacle = lab.obstacle(to: [.stat], of: subject) {
      throw CommandProblem(obstacle)
    }
    attach { renderer.object(tree) }
    show(renderer.tree(tree), as: .tree(tree))
  }

  func showSignals(_ command: CommandStatement) throws {
    let words = command.rest.split { $0 == " " || $0 == "," }.map { $0.uppercased() }
    let named = words.compactMap(Signal.init(named:))
    if !words.isEmpty, named.count == words.count, lab.subject(named: command.rest) == nil {
      show(renderer.signalTable(of: named))
      return
    }
    if let wrong = words.first(where: { $0.hasPrefix("SIG") && Signal(named: $0) == nil }) {
      let known = (1..<32).map { Signal(rawValue: $0).name }
      throw CommandProblem(
        "There is no signal called \(Escapes.harmless(wrong)).",
        advice: NearestName.advice(wrong, in: known) ?? "signals alone shows what each is for.")
    }
    let isAll = command.rest.isEmpty && command.subject == nil
    for subject in isAll ? lab.living : [try viewed(command)] {
      guard let status = try? lab.proc.status(subject.pid) else {
        if let obstacle = lab.obstacle(to: [.status], of: subject) { throw CommandProblem(obstacle) }
        continue
      }
      show(renderer.signals(status, of: subject.name, waiting: lab.pendingSignals(of: subject)))
    }
    if isAll { show([StyledLine("")] + renderer.signalTable()) }
  }

  func showVariables() {
    attach { renderer.object(lab.variables) }
    if lab.variables.all.isEmpty {
      say("There are no variables. fd = open \"/etc/hostname\" makes one.")
    } else {
      show(renderer.variables(lab.variables))
    }
  }

  func showStatus(_ command: CommandStatement) throws {
    guard command.rest.isEmpty, command.subject == nil else { return try showProcessStatus(command) }
    for subject in lab.subjects {
      let state: String
      if let end = subject.end {
        state =
          end == .replaced && subject.tracee.heir != nil
          ? "executed a program and goes on as \(subject.process)" : "has ended: \(Expectation.outcome(end).text)"
      } else {
        switch subject.tracee.activity {
        case .parked: state = "held by the lab"
        case .free: state = "runs its program"
        case .stopped: state = "stopped by \(subject.tracee.stopSignal?.name ?? "a signal"); SIGCONT lets it go on"
        case .gone: state = subject.tracee.isDetached ? "runs on its own, detached" : "has ended"
        case .working:
          let channel = ((try? lab.proc.waitChannel(subject.pid)) ?? nil).map { ", asleep in \($0)" } ?? ""
          state = "is in \(subject.occupation)\(channel)"
        }
      }
      let mark = subject.name == lab.currentName ? "* " : "  "
      show([StyledLine([.init(mark), .init(subject.name, .name), .init("  pid \(subject.pid)  \(state)")])])
    }
    say("Subjects start in \(Escapes.harmless(lab.directory.path)), which is removed at the end.")
    if lab.isSandboxed {
      say(
        "They live in a sandbox: namespaces of their own, in which all files but those of that directory and /tmp are read-only. Nothing is asked, because nothing outside is reached."
      )
    }
    if let cpu = lab.tracer.cpu {
      say(
        "Shell and subjects share CPU \(cpu), which makes a held call about six times faster; Cpus_allowed in /proc shows it."
      )
    }
  }

  /// A file read through the subject's own root and working directory.
  func showFile(_ command: CommandStatement) throws {
    let subject = try viewed(
      CommandStatement(
        name: "cat", nameRange: command.nameRange, subject: command.subject, rest: "", restRange: command.restRange,
        arguments: [], expectation: nil))
    var path = command.rest
    if path.count > 1, path.hasPrefix("\""), path.hasSuffix("\"") { path = String(path.dropFirst().dropLast()) }
    guard !path.isEmpty else { throw CommandProblem("cat needs a file.", advice: "cat /etc/hostname") }
    let real = subject.pathFromOutside(path)
    let file = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else {
      throw CommandProblem("\(Escapes.harmless(path)) cannot be opened: \(Errno(rawValue: errno).message).")
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else {
      throw CommandProblem("\(Escapes.harmless(path)) cannot be read: \(Errno(rawValue: errno).message).")
    }
    var lines = bytes[..<count].split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    show(lines.map { StyledLine(Escapes.harmless(String(decoding: $0, as: UTF8.self))) })
    if count == bytes.count { say("The first 65536 bytes are shown.") }
  }
}
