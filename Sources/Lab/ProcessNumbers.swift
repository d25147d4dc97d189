import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// The numbers that a process has, which stay the same as long as it lives: one for each pid namespace that it is in
/// (`man 7 pid_namespaces`).
public struct ProcessNumbers: Hashable, Sendable {
  /// By which the shell knows it first, its own last.
  public let all: [Int32]
  /// Inodes of the namespaces inside the shell's, outermost first: one less than there are numbers. Empty too where they
  /// cannot be asked for.
  let inner: [UInt64]

  init(_ pid: Int32, _ status: ProcessStatus?, _ proc: Proc) {
    let read = (status?["NSpid"] ?? "").split { $0 == "\t" || $0 == " " }.compactMap { Int32($0) }
    all = read.isEmpty ? [pid] : read
    inner = all.count > 1 ? proc.nested(.pid, pid).prefix(all.count - 1).reversed() : []
  }

  /// How many pid namespaces lie between the shell's and its own, that one included.
  public var depth: Int { all.count - 1 }

  /// Its number in the namespace of `caller`; nil when that does not see it, because it is in another branch of the tree
  /// of namespaces, or further out.
  public func seen(by caller: ProcessNumbers) -> Int32? {
    if caller.depth == 0 { return all[0] }
    guard depth >= caller.depth, let own = caller.inner.last, inner[safe: caller.depth - 1] == own else { return nil }
    return all[caller.depth]
  }
}

// Process numbers as the processes of another pid namespace see them. The shell, its /proc and ptrace use those of the
// shell's namespace throughout; a call uses those of the namespace of the subject that makes it.
extension Lab {
  /// The process that `caller` knows by that number, as the shell knows it; nil when there is none. 0 and less stay what
  /// they are.
  public func process(numbered number: Int32, for caller: LabSubject) -> Int32? {
    if caller.numbers.depth == 0 || number <= 0 { return number }
    for subject in subjects.reversed() where subject.numbers.seen(by: caller.numbers) == number { return subject.pid }
    // Somebody outside may have entered the namespace.
    var found: Int32?
    try? DirectoryListing.forEachNumber(in: proc.root) { pid in
      let status = try? self.proc.status(pid)
      guard found == nil, ProcessNumbers(pid, status, self.proc).seen(by: caller.numbers) == number else { return }
      found = pid
    }
    return found
  }

  /// The end of a process 1, which the kernel delays until all others of its pid namespace are dead and taken in
  /// (kernel/pid_namespace.c, zap_pid_ns_processes): those are the lab's to take in. Nil when it is none, or lasts.
  func endOfNamespace(_ subject: LabSubject) -> Completion? {
    // Whoever is ending has given its memory back.
    guard subject.numbers.depth > 0, subject.numbers.all.last == 1,
      let status = try? proc.status(subject.pid), status.vmSize == nil
    else { return nil }
    let deadline = Self.now() + 2_000_000_000
    while Self.now() < deadline {
      noticeDeaths()
      noticeEnds(inNamespaceOf: subject)
      if let end = tracer.wait(for: subject.tracee, patience: 5_000_000) { return end }
      if subject.end != nil { return Completion(outcome: subject.end ?? .exited(0)) }
    }
    return nil
  }

  /// Takes in the ends of programs and of blocked calls that the end of a process 1 has brought with it.
  func noticeEnds(inNamespaceOf first: LabSubject) {
    guard let namespace = first.numbers.inner.last, first.numbers.all.last == 1 else { return }
    for other in living where other !== first && other.numbers.inner.contains(namespace) {
      guard other.tracee.activity != .parked, let completion = tracer.wait(for: other.tracee, patience: 0),
        let report = background(other, completion)
      else { continue }
      pendingReports.append(report)
    }
  }

  /// The name of the subject that `caller` knows by that number.
  func name(ofProcess number: Int32, for caller: LabSubject) -> String? {
    process(numbered: number, for: caller).flatMap { name(ofProcess: $0) }
  }

  /// What a result that is a process number means, where it is not the number by which the shell knows the process.
  func numberNote(_ call: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) -> String? {
    guard case .returned(let value) = outcome, subject.numbers.depth > bornDepth,
      Variable.Kind(call.row.result, call.words) == .process
    else { return nil }
    let number = Int32(truncatingIfNeeded: value)
    let place = "\(subject.name)'s pid namespace"
    if number == 0, ["getppid", "getpgid", "getpgrp", "getsid"].contains(call.row.name) {
      return "0 stands for a process that \(place) does not show: it lies outside."
    }
    guard number > 0, let pid = process(numbered: number, for: subject), let name = name(ofProcess: pid) else {
      return nil
    }
    let own = name == subject.name ? "its" : "\(subject.name)'s"
    return "\(number) is \(name)'s number in \(own) pid namespace; outside it is \(pid)."
  }
}

/// What names mean in a call of one subject: a subject's name stands for the number by which the caller knows it.
struct CallerNames: ValueResolver {
  let lab: Lab
  let caller: LabSubject?

  func value(ofVariable name: String) -> UInt64? { lab.value(ofVariable: name) }
  func register(named name: String) -> UInt64? { lab.register(named: name) }
  func interface(named name: String) -> UInt64? { lab.interface(named: name) }
  var names: [String] { lab.names }

  func process(named name: String) -> UInt64? {
    guard let subject = lab.subject(named: name) else { return nil }
    let number = caller.map { subject.numbers.seen(by: $0.numbers) ?? Self.nobody } ?? subject.pid
    return UInt64(UInt32(bitPattern: number))
  }

  /// What stands for a subject that the caller does not see: 0 would mean the caller itself. Above pid_max, which is
  /// 2^22 at most (`include/linux/threads.h`), so that the kernel says ESRCH.
  static let nobody: Int32 = 4_194_305
}
