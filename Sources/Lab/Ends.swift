import Inspect
import LinuxABI
import SyscallTable
import Tracer

// Ends as parents see them: wait statuses, orphans, and why a wait found nobody.
extension Lab {
  /// Those whom the end of the process of `subject` made orphans. The kernel gives them away before their parent is a zombie
  /// (`kernel/exit.c`, exit_notify), so their new parent can be read when the end is seen.
  func orphans(of subject: LabSubject) -> [Orphan] {
    let former = subject.tracee.process
    return living.compactMap { child in
      guard child.kernelParent == former, let parent = (try? proc.stat(child.pid).parent), parent != former else {
        return nil
      }
      child.kernelParent = parent
      let name = name(ofProcess: parent)
      return Orphan(
        name: child.name, parent: parent, parentName: name ?? (try? proc.stat(parent).comm) ?? "?",
        parentIsSubject: name != nil)
    }
  }

  /// The wait status that wait4 left in memory, bit by bit (`man 2 wait4`, <sys/wait.h>).
  func waitDetails(_ call: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) -> String? {
    guard call.row.name == "wait4", case .returned(let pid) = outcome, pid != 0, let address = call.words[safe: 1],
      address != 0, let bytes = subject.exactly(4, at: address)
    else { return nil }
    let status = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let digits = String(status, radix: 16)
    let word = "The status word is 0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let signal = status & 0x7f
    let high = (status >> 8) & 0xff
    if status == 0xffff { return word + ": all sixteen bits set say continued." }
    if signal == 0x7f {
      return word + ": 0x7f in the low byte says stopped, and the byte above it is the signal, \(high)."
    }
    if signal == 0 {
      return word + ": the low 7 bits are 0, so it exited; the byte above them is its exit status, \(high)."
    }
    return word
      + ": the low 7 bits are the signal that killed it, \(signal); bit 7 says \(status & 0x80 == 0 ? "no core file" : "a core file was written")."
  }
}

extension CallOutcome {
  /// How a process ended, from its wait status; nil when it tells of no end.
  init?(waitStatus: Int32) {
    switch WaitStatus(raw: waitStatus) {
    case .exited(let status): self = .exited(status)
    case .killed(let signal, _): self = .killed(signal)
    case .syscallStop, .signalStop, .groupStop, .interruptStop, .event, .continued: return nil
    }
  }
}

extension Explanation {
  /// EDEADLK of a lock: the kernel looks for circles among fcntl's locks of processes, and among no others.
  func deadlock() -> [String] {
    guard row.name == "fcntl" else { return [] }
    let waiting = lab.living.filter { $0.name != subject.name && $0.inFlight?.call.row.name == "fcntl" }
    guard let other = waiting.first else { return [] }
    return [
      "\(other.name) waits for a lock that \(subject.name) holds, and holds the one that \(subject.name) wants: both would sleep for ever. The kernel looks for such circles among locks of processes; with flock they would sleep."
    ]
  }

  /// Why there was nobody to wait for.
  func noChild() -> [String] {
    let children = lab.subjects.filter { (try? lab.proc.stat($0.pid).parent) == subject.pid }
    if children.isEmpty {
      let ignores = (try? lab.proc.status(subject.pid)).map { $0.ignored & Signal.child.bit != 0 } ?? false
      return [
        "\(subject.name) has no child, and no zombie that is left of one."
          + (ignores ? " It ignores SIGCHLD, so the kernel buries its children itself." : "")
      ]
    }
    let names = children.map(\.name).joined(separator: ", ")
    guard let number = words.first.map({ Int32(truncatingIfNeeded: $0) }), number > 0, row.name == "wait4" else {
      return []
    }
    guard let wanted = lab.process(numbered: number, for: subject) else {
      return [unseen(number) + " \(subject.name)'s children are \(names)."]
    }
    let who = lab.name(ofProcess: wanted) ?? "process \(wanted)"
    return [
      lab.proc.exists(wanted)
        ? "\(who) is no child of \(subject.name); its children are \(names)."
        : "\(who) is gone: it was waited for, or never was. \(subject.name)'s children are \(names)."
    ]
  }
}
