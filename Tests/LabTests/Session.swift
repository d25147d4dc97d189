import Glibc
import LinuxABI
import SyscallTable
import TestSupport
import Tracer

@testable import Lab

/// A lab that is driven by lines such as `a = open "x" O_RDONLY`, as the shell drives it.
@TracerThread
final class Session {
  let lab: Lab

  init() throws {
    lab = try Lab()
  }

  /// Where the lab was made: another thread could kill its subjects, and not bury them (`man 2 ptrace`).
  isolated deinit { lab.endAll() }

  /// A file's path in the lab's directory.
  func path(_ name: String) -> String { "\(lab.directory.realPath)/\(name)" }

  /// Makes a file from outside, as another program would.
  func make(_ name: String, _ text: String = "") {
    let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    _ = text.withCString { write(file, $0, strlen($0)) }
    close(file)
  }

  func request(_ line: String) throws -> CallRequest {
    var tokens = try Lexer.tokens(Array(line.utf8))[...]
    var targets: [String] = []
    let head = tokens.prefix { token in
      if case .name = token.kind { return true }
      return token.kind == .symbol(",")
    }
    if tokens.dropFirst(head.count).first?.kind == .symbol("=") {
      let equals = head.endIndex
      for token in tokens[..<equals] {
        if case .name(let name) = token.kind { targets.append(name) }
      }
      tokens = tokens[(equals + 1)...]
    }
    var subject: String?
    if tokens.count > 1, case .name(let name) = tokens[tokens.startIndex].kind,
      tokens[tokens.startIndex + 1].kind == .symbol(":")
    {
      subject = name
      tokens = tokens.dropFirst(2)
    }
    guard let head = tokens.first, case .name(let name) = head.kind else { throw Unexpected(what: line) }
    var parser = ExpressionParser(tokens.dropFirst(), end: line.utf8.count)
    let arguments = try parser.words(until: [])
    if name == "syscall" {
      return try lab.rawRequest(arguments, subject: subject, targets: targets, nameRange: head.range)
    }
    guard let (row, alias) = lab.table.lookUp(name) else { throw Unexpected(what: name) }
    return CallRequest(
      row: row, alias: alias, arguments: arguments, subject: subject, targets: targets, nameRange: head.range)
  }

  @discardableResult
  func run(_ line: String) throws -> CallReport {
    try lab.run(request(line))
  }

  /// The outcome as an expectation would be written.
  @discardableResult
  func outcome(_ line: String) throws -> String {
    Expectation.outcome(try run(line).outcome).text
  }

  /// What the line changes, each change in a few words.
  func changes(_ line: String) throws -> [String] {
    try run(line).changes.map(\.words)
  }

  /// The same without what became of sockets.
  func changesOfTables(_ line: String) throws -> [String] {
    try changes(line).filter { !$0.hasPrefix("socket ") }
  }

  /// The outcome and the reasons given for it.
  func failure(_ line: String) throws -> String {
    let report = try run(line)
    return ([Expectation.outcome(report.outcome).text] + report.reasons).joined(separator: ": ")
  }

  func objection(_ line: String) throws -> String? {
    try lab.prepare(request(line)).objection
  }

  /// The sentence with which the lab refuses.
  func refusal(_ line: String) throws -> String {
    do {
      let report = try run(line)
      return "not refused: \(report.text)"
    } catch LabError.refused(let sentence) {
      return sentence
    }
  }

  func value(_ name: String) -> UInt64 { lab.variables[name]?.word ?? 0 }

  /// Fresh memory under a name.
  func map(_ name: String, _ pages: Int = 1) throws {
    try run("\(name) = mmap NULL \(pages)*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
  }

  func label(_ fd: Int32, _ subject: String = "P1") -> String? {
    lab.descriptors.tables[subject]?[fd]?.label
  }

  /// Waits for a report that comes by itself.
  func report(after seconds: Double = 10) throws -> CallReport {
    var found: [CallReport] = []
    _ = eventually(within: seconds) {
      found += lab.settle()
      return !found.isEmpty
    }
    guard let first = found.first else { throw Unexpected(what: "nothing came") }
    return first
  }
}

struct Unexpected: Error {
  let what: String
}

/// Whoever starts the tests; much is forbidden only to others than root.
let isRoot = geteuid() == 0
/// A user that owns nothing.
let nobody = 65534

extension Change {
  /// The change in a few words.
  var words: String {
    switch self {
    case .opened(_, let fd, let closeOnExec, let description, let shared, let received):
      "opened \(fd) \(description.label)\(closeOnExec ? " cloexec" : "")\(shared ? " shared" : "")\(received ? " received" : "")"
    case .closed(_, let fd, let label, _, let last, let byExec, let isMapped):
      "closed \(fd) \(label)\(last ? " last" : "")\(byExec ? " by exec" : "")\(isMapped ? " mapped" : "")"
    case .sent(let label, let receiver): "sent \(label) to \(receiver ?? "nobody")"
    case .lost(let label, let isGone): "lost \(label)\(isGone ? " gone" : "")"
    case .redirected(_, let fd, let from, let isGone, let to):
      "redirected \(fd) \(from)\(isGone ? " gone" : "") to \(to.label)"
    case .closeOnExec(_, let fd, let isSet): "cloexec \(fd) \(isSet)"
    case .offset(let label, let from, let to): "offset \(label) \(from) to \(to)"
    case .statusFlags(let label, let from, let to): "flags \(label) \(String(from ^ to, radix: 8))"
    case .size(_, _, let from, let to): "size \(from) to \(to)"
    case .links(_, _, let from, let to): "links \(from) to \(to)"
    case .socket(let change): "socket \(change.label) \(change.words)"
    case .mapping(_, let change): "mapping \(change)"
    case .directory(_, _, let to): "directory \(to)"
    case .root: "root"
    case .umask(_, let from, let to): "umask \(from) to \(to)"
    case .signalMask(_, let from, let to): "mask \(from) to \(to)"
    case .disposition(_, let signal, _, let to): "\(signal.name) \(to)"
    case .pending(_, let signal, let sender, _, _): "\(signal.name) pending\(sender.map { " from \($0)" } ?? "")"
    case .alreadyPending(_, let signal): "\(signal.name) pending already"
    case .noLongerPending(_, let signal): "\(signal.name) taken"
    case .executed(let subject, _, let program, _, let held): "\(subject) is \(program)\(held ? " held" : "")"
    case .child(let name, _, let parent, let how, _, _): "\(how) \(name) of \(parent)"
    case .mount(let subject, _): "a mount of \(subject)"
    case .namespace(let change): "\(change.kind.rawValue) namespace of \(change.subject)"
    case .manyChildren(let program): "many children of \(program)"
    }
  }
}

extension SocketChange {
  /// State, shutdown, queue and who is joined, as far as they changed.
  var words: String {
    var words: [String] = []
    if let state = to.status?.state, state != from?.status?.state { words.append(state.name) }
    if let over = to.status?.shutdown, over != from?.status?.shutdown ?? 0 { words.append("over \(over)") }
    if to.localName != from?.localName { words.append("local") }
    if to.remoteName != from?.remoteName { words.append("peer") }
    if let queue { words.append("queue \(queue.from) to \(queue.to)") }
    switch joined {
    case .socket(let label): words.append("joined \(label)")
    case .queue(let label): words.append("queued \(label)")
    case nil: break
    }
    return words.joined(separator: " ")
  }
}
