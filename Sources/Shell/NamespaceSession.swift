import Glibc
import Inspect
import Lab
import LinuxABI
import SyscallTable

// The views of namespaces and mounts, and the commands that make several calls in a subject, each shown as if it had
// been typed.
extension Session {
  /// `ns [SUBJECT]`: all subjects beside each other, or one with all that there is to say.
  func showNamespaces(_ command: CommandStatement) throws {
    let shell = lab.namespaceViewOfShell
    let living = lab.living.filter { $0.leader == nil }
    let isAll = command.subject == nil && command.rest.isEmpty
    for subject in isAll ? living : [] {
      if let obstacle = lab.obstacle(to: [.namespaces], of: subject) { throw CommandProblem(obstacle) }
    }
    if isAll, living.count > 1 {
      return show(renderer.namespaces(living.map(lab.namespaceView(of:)), shell: shell))
    }
    let subject = try viewed(command, from: [.namespaces])
    let others = living.filter { $0 !== subject && $0.name != subject.process }
    show(renderer.namespaces(lab.namespaceView(of: subject), others: others.map(lab.namespaceView(of:)), shell: shell))
  }

  /// `mounts [SUBJECT]`.
  func showMounts(_ command: CommandStatement) throws {
    let subject = try viewed(command)
    let mounts: [Mount]
    do {
      mounts = try lab.proc.mounts(subject.pid)
    } catch {
      throw CommandProblem("The mounts of \(subject.name) cannot be read: \(error).")
    }
    show(renderer.mounts(mounts, before: subject.mountsBefore, of: subject.name, pid: subject.pid))
  }

  // MARK: Calls made for a command

  /// Makes a call in a subject and shows it like one that was typed. Throws `CommandProblem` when it fails: what would
  /// follow makes no sense then.
  @discardableResult
  func made(_ line: String, in subject: String) throws -> UInt64 {
    let report = try madeReport(line, in: subject)
    if case .returned(let value) = report.outcome { return value }
    throw CommandProblem("The calls that would follow make no sense after that, and were not made.")
  }

  func madeReport(_ line: String, in subject: String) throws -> CallReport {
    guard case .call(let call)? = try grammar.statements(line).first, let request = try request(for: call, in: subject)
    else { throw CommandProblem("\(line) is no call.") }
    return try report(request)
  }

  // MARK: Maps

  /// `idmap [SUBJECT] [INSIDE]`: setgroups, uid_map and gid_map of the subject's own user namespace.
  func mapIDs(_ command: CommandStatement) throws {
    var words = command.rest.split(separator: " ").map(String.init)
    let inside = words.last.flatMap { UInt32($0) } ?? 0
    if let last = words.last, UInt32(last) != nil { words.removeLast() }
    guard words.count < 2, words.isEmpty || command.subject == nil else {
      throw CommandProblem("idmap takes a subject and an id.", advice: "idmap P2 0")
    }
    let name = command.subject ?? words.first ?? lab.currentName
    let view = try viewed(
      CommandStatement(
        name: "idmap", nameRange: command.nameRange, subject: name, rest: "", restRange: command.restRange,
        arguments: [], expectation: nil))
    let own = lab.namespaceView(of: view)
    guard own.namespaces[.user] != lab.namespaceViewOfShell.namespaces[.user] else {
      throw CommandProblem(
        "\(name) is in the shell's user namespace, whose maps are fixed.",
        advice: "\(name): unshare CLONE_NEWUSER makes it one of its own.")
    }
    guard own.users.isEmpty else {
      throw CommandProblem(
        "The map of \(name)'s user namespace is written already, and that can be done once.", advice: "ns \(name)")
    }
    guard let status = try? lab.proc.status(view.pid) else { throw CommandProblem("\(name) has ended.") }
    guard let user = lab.outsideID(status.uids.effective, group: false, of: view),
      let group = lab.outsideID(status.gids.effective, group: true, of: view)
    else {
      throw CommandProblem(
        "\(name)'s ids have no numbers in the user namespace around its own, so there is nothing to map them to.",
        advice: "That one needs its map first, and its process has to be alive.")
    }
    try takeOwnFiles(of: view, status)
    try write("deny", to: "setgroups", in: name)
    try write("\(inside) \(user) 1", to: "uid_map", in: name)
    try write("\(inside) \(group) 1", to: "gid_map", in: name)
    say(
      "User \(inside) inside is user \(user) outside, and group \(inside) is group \(group). Nobody else is mapped."
    )
  }

  /// A process that has changed its user can be dumped no more, and then the files below /proc/PID are root's, which it is
  /// not any longer (`man 5 proc`, `man 2 PR_SET_DUMPABLE`).
  private func takeOwnFiles(of subject: LabSubject, _ status: ProcessStatus) throws {
    var map = stat()
    guard stat("/proc/\(subject.pid)/uid_map", &map) == 0, map.st_uid != status.uids.effective else { return }
    say(
      "\(subject.name) has changed its user since its program began, so its files below /proc are root's, and it could not write its maps. As a process that may be dumped it has them back:"
    )
    try made("prctl PR_SET_DUMPABLE 1", in: subject.name)
  }

  private func write(_ text: String, to file: String, in subject: String) throws {
    let fd = try made("open \"/proc/self/\(file)\" O_WRONLY", in: subject)
    try made("write \(fd) \"\(text)\"", in: subject)
    try made("close \(fd)", in: subject)
  }

  // MARK: Filters

  /// `deny CALL... [ERRNO|SIGSYS]`.
  func denyCalls(_ command: CommandStatement) throws {
    var words = command.rest.split { $0 == " " || $0 == "," }.map(String.init)
    var answer = "SECCOMP_RET_ERRNO|0x1"
    if let last = words.last, let errno = Errno(named: last.uppercased()) {
      answer = "SECCOMP_RET_ERRNO|0x\(String(errno.rawValue, radix: 16))"
      words.removeLast()
    } else if words.last?.uppercased() == "SIGSYS" {
      answer = "SECCOMP_RET_KILL_PROCESS"
      words.removeLast()
    }
    guard !words.isEmpty, words.count < 200 else {
      throw CommandProblem("deny needs the names of calls.", advice: "deny mkdir mkdirat EPERM")
    }
    var numbers: [Int] = []
    for word in words {
      guard let row = lab.table.lookUp(word)?.row else {
        throw CommandProblem(
          "There is no call \(Escapes.harmless(word)).",
          advice: NearestName.advice(word, in: lab.table.names) ?? "sysh syscalls lists them.")
      }
      if !numbers.contains(row.number) { numbers.append(row.number) }
    }
    let subject = try viewed(
      CommandStatement(
        name: "deny", nameRange: command.nameRange, subject: command.subject, rest: "", restRange: command.restRange,
        arguments: [], expectation: nil))
    // The filter is shown as it is, not by its address.
    let verbose = lab.printing.verbose
    lab.printing.verbose = true
    defer { lab.printing.verbose = verbose }
    if (try? lab.proc.status(subject.pid))?.noNewPrivs != true {
      try made("prctl PR_SET_NO_NEW_PRIVS 1", in: subject.name)
    }
    let program = Self.filter(numbers, answer)
    try made(
      "seccomp SECCOMP_SET_MODE_FILTER 0 {len=\(program.count), filter=[\(program.joined(separator: ", "))]}",
      in: subject.name)
  }

  /// A call of another architecture has other numbers, so the filter asks for that first: no program for x86-64 makes
  /// one, and whoever does is ended.
  private static func filter(_ numbers: [Int], _ answer: String) -> [String] {
    var program = [
      "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0x4)", "BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0xc000003e, 0x1, 0)",
      "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_KILL_PROCESS)", "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0)",
    ]
    for (index, number) in numbers.enumerated() {
      // Over the rest of the comparisons and the permission.
      let jump = String(numbers.count - index, radix: 16)
      program.append("BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x\(String(number, radix: 16)), 0x\(jump), 0)")
    }
    return program + ["BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)", "BPF_STMT(BPF_RET|BPF_K, \(answer))"]
  }
}
