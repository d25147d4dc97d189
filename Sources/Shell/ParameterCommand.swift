import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

// `sysctl`: kernel parameters, read and written by the subject's own open, read, write and close.
extension Session {
  func kernelParameter(_ command: CommandStatement) throws {
    var rest = command.rest
    // As sysctl(8) takes it.
    if rest.hasPrefix("-w ") { rest = String(rest.dropFirst(3)).trimmedSpaces }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "").trimmedSpaces
    let shown = Escapes.harmless(name)
    let value = parts.count == 2 ? String(parts[1]).trimmedSpaces : nil
    if name.isEmpty {
      if value != nil { throw CommandProblem("The name is missing.", advice: "sysctl net.core.somaxconn=128") }
      return list("")
    }
    guard let path = KernelParameters.path(of: name) else {
      throw CommandProblem(
        "\(shown) cannot be a parameter's name.",
        advice: "Names have dots between their parts: sysctl net.core.somaxconn")
    }
    if value?.isEmpty == true { throw CommandProblem("The value is missing.", advice: "sysctl \(shown)=1") }
    var status = stat()
    let isThere = stat("\(Self.parameters)/\(path)", &status) == 0
    if isThere, status.st_mode & S_IFMT == S_IFDIR {
      if value != nil {
        throw CommandProblem(
          "\(shown) is a directory of parameters and has no value.", advice: "sysctl \(shown) lists them.")
      }
      return list(path)
    }
    let subject = try viewed(CommandStatement(of: command))
    // What only another network has cannot be seen from here; its own open decides.
    let mayDiffer = path.hasPrefix("net/") && !sharesNamespace("net", subject)
    guard isThere || mayDiffer else { throw unknownParameter(name, path) }
    introduce(path, subject)
    if let value { try write(value, to: path, command, subject) } else { try read(path, command) }
    show(
      renderer.source("\(Self.parameters)/\(path)", tools: "sysctl \(KernelParameters.name(of: path))"))
  }

  private static let parameters = "/proc/sys"

  private func sharesNamespace(_ name: String, _ subject: LabSubject) -> Bool {
    guard let own = try? lab.proc.link(subject.pid, "ns/\(name)"),
      let shells = try? lab.proc.link(getpid(), "ns/\(name)")
    else { return true }
    return own == shells
  }

  /// For whom the parameter holds.
  private func introduce(_ path: String, _ subject: LabSubject) {
    let name = Escapes.harmless(KernelParameters.name(of: path))
    switch KernelParameters.scope(of: path) {
    case .machine: say("\(name) holds for the whole machine.")
    case .namespace(let kind):
      let noun = Self.namespaceNouns[kind] ?? kind
      let place =
        sharesNamespace(kind, subject)
        ? "\(subject.name) is in the one that sysh was started in"
        : "\(subject.name) is in one made here, \((try? lab.proc.link(subject.pid, "ns/\(kind)")) ?? kind)"
      say("Every \(noun) namespace has its own \(name); \(place).")
    }
  }

  private static let namespaceNouns = ["net": "network", "uts": "UTS", "ipc": "IPC", "user": "user", "pid": "PID"]

  // MARK: Calls

  private func read(_ path: String, _ command: CommandStatement) throws {
    guard let fd = try open(path, "O_RDONLY", command) else { return }
    _ = try call("read \(fd) 4096", command)
    let outcome = result.outcome
    _ = try call("close \(fd)", command)
    result.outcome = outcome
  }

  private func write(_ value: String, to path: String, _ command: CommandStatement, _ subject: LabSubject) throws {
    let scope = KernelParameters.scope(of: path)
    guard let fd = try open(path, "O_WRONLY", command) else {
      if scope == .machine, path.hasPrefix("net/"), !sharesNamespace("net", subject) {
        say("Only processes in the first network namespace may change it: for all others it is missing or read-only.")
      }
      return
    }
    let outcome = try call("write \(fd) \(Escapes.quoted(Array((value + "\n").utf8)))", command)
    _ = try call("close \(fd)", command)
    result.outcome = outcome
    guard case .returned = outcome else { return }
    if case .namespace(let kind) = scope, !sharesNamespace(kind, subject) {
      return say("It holds for this namespace, and goes with it.")
    }
    say("It holds until the machine starts anew; a line in /etc/sysctl.d or /etc/sysctl.conf sets it at every start.")
  }

  /// The new descriptor; nil when the call failed, which has been shown.
  private func open(_ path: String, _ flags: String, _ command: CommandStatement) throws -> UInt64? {
    let quoted = Escapes.quoted(Array("\(Self.parameters)/\(path)".utf8))
    guard case .returned(let fd) = try call("open \(quoted) \(flags)", command) else { return nil }
    return fd
  }

  /// Makes a call as if it had been typed.
  private func call(_ line: String, _ command: CommandStatement) throws -> CallOutcome {
    guard case .call(let call) = try grammar.statements(line).first,
      let request = try request(for: call, in: command.subject)
    else { throw CommandProblem("\(line) is no call.") }
    return try make(request)
  }

  // MARK: Names

  private func list(_ path: String) {
    let entries = parameterEntries(path)
    let prefix = path.isEmpty ? "" : KernelParameters.name(of: path) + "."
    show(renderer.parameterList(entries.map { ($0.name, $0.isDirectory) }, below: prefix))
    show(
      renderer.source(path.isEmpty ? Self.parameters : "\(Self.parameters)/\(path)", tools: "sysctl -a and ls"))
  }

  private func parameterEntries(_ path: String) -> [DirectoryListing.Entry] {
    ((try? DirectoryListing.entries(of: "\(Self.parameters)/\(path)")) ?? []).sorted { $0.name < $1.name }
  }

  private func unknownParameter(_ name: String, _ path: String) -> CommandProblem {
    var known = ""
    var parts = path.split(separator: "/").map(String.init)[...]
    var siblings = parameterEntries("").map(\.name)
    while let part = parts.first, siblings.contains(part) {
      known += (known.isEmpty ? "" : "/") + part
      siblings = parameterEntries(known).map(\.name)
      parts = parts.dropFirst()
    }
    let wrong = parts.first ?? name
    let prefix = known.isEmpty ? "" : KernelParameters.name(of: known) + "."
    if let near = NearestName.match(wrong, in: siblings) {
      let whole = KernelParameters.name(
        of: ([known, near] + parts.dropFirst()).filter { !$0.isEmpty }.joined(separator: "/"))
      return CommandProblem(
        "There is no parameter \(Escapes.harmless(name)).", advice: "Did you mean \(Escapes.harmless(whole))?")
    }
    let place = known.isEmpty ? "sysctl" : "sysctl \(prefix.dropLast())"
    return CommandProblem(
      "There is no parameter \(Escapes.harmless(name)): \(known.isEmpty ? Self.parameters : "\(Self.parameters)/\(known)") has no \(Escapes.harmless(wrong)).",
      advice: "\(place) lists what there is.")
  }
}

extension CommandStatement {
  /// The same subject, and nothing behind the name.
  init(of command: CommandStatement) {
    self.init(
      name: command.name, nameRange: command.nameRange, subject: command.subject, rest: "",
      restRange: command.restRange, arguments: [], expectation: nil)
  }
}
