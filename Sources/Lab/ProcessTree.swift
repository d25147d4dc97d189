import Inspect
import LinuxABI

/// A subject in the tree of processes, read from /proc at this moment.
public struct ProcessNode: Hashable, Sendable {
  public let name: String
  public let pid: Int32
  /// What it runs: /proc/PID/comm.
  public let command: String
  public let state: ProcessState
  /// What the lab knows of it beyond its state.
  public let activity: Activity
  public let session: Int32
  public let group: Int32
  public let threads: Int
  /// A zombie's wait status as its parent will get it (`man 2 wait4`), where the kernel tells.
  public let waitStatus: Int32?
  /// The parent, where it is no subject: its pid and what it runs.
  public let outsideParent: (pid: Int32, command: String)?
  /// Its other threads first, then its children.
  public let children: [ProcessNode]
  /// It is a thread that stands under its process.
  public var isThread = false
  /// Its numbers in the pid namespaces inside the shell's, outermost first.
  public var inside: [Int32] = []
  /// A zombie only because its first thread has exited.
  public var hasLivingThreads = false

  public enum Activity: Hashable, Sendable {
    /// Held between two calls.
    case held
    /// The program that it executed is held: at its first instruction, or where it was stopped.
    case programHeld
    /// Let go: it runs untraced.
    case detached
    /// In a call, and the kernel function that it sleeps in.
    case inCall(String, channel: String?)
    case running
    /// Stopped with all of its process, by this signal (`man 7 signal`).
    case stopped(Signal)
    /// Ended, and its parent has not waited for it yet (`man 2 wait4`).
    case zombie(CallOutcome)
  }

  public static func == (left: ProcessNode, right: ProcessNode) -> Bool {
    left.name == right.name && left.pid == right.pid && left.activity == right.activity
      && left.children == right.children
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(pid)
  }
}

extension Lab {
  /// The subjects by parentage as the kernel has it now: orphans stand under whoever took them over.
  public func processTree() -> [ProcessNode] {
    let entries = subjects.compactMap { subject in
      (try? proc.stat(subject.pid)).map { (subject: subject, stat: $0) }
    }
    let processes = entries.filter { $0.subject.leader == nil }
    let pids = Set(processes.map(\.subject.pid))
    func thread(_ entry: (subject: LabSubject, stat: ProcessStat)) -> ProcessNode {
      let stat = entry.stat
      return ProcessNode(
        name: entry.subject.name, pid: stat.pid, command: stat.comm, state: stat.state,
        activity: activity(of: entry.subject, stat), session: stat.session, group: stat.group, threads: 1,
        waitStatus: nil, outsideParent: nil, children: [], isThread: true,
        inside: Array(entry.subject.numbers.all.dropFirst()))
    }
    func node(_ entry: (subject: LabSubject, stat: ProcessStat)) -> ProcessNode {
      let stat = entry.stat
      let outside: (Int32, String)? =
        pids.contains(stat.parent) ? nil : (stat.parent, (try? proc.stat(stat.parent).comm) ?? "?")
      let threads = entries.filter { $0.subject.leader == entry.subject.name && $0.subject.end == nil }
      let children = processes.filter { $0.stat.parent == stat.pid && $0.subject.pid != stat.pid }
      return ProcessNode(
        name: entry.subject.name, pid: stat.pid, command: stat.comm, state: stat.state,
        activity: activity(of: entry.subject, stat), session: stat.session, group: stat.group, threads: stat.threads,
        waitStatus: stat.state == .zombie ? stat.exitCode : nil,
        outsideParent: outside, children: threads.map(thread) + children.map(node),
        inside: Array(entry.subject.numbers.all.dropFirst()),
        hasLivingThreads: !threads.isEmpty && entry.subject.tracee.end == nil)
    }
    return processes.filter { !pids.contains($0.stat.parent) }.map(node)
  }

  private func activity(of subject: LabSubject, _ stat: ProcessStat) -> ProcessNode.Activity {
    if stat.state == .zombie || stat.state == .dead {
      // One that the lab has not taken in yet has its status all the same.
      return .zombie(subject.end ?? stat.exitCode.flatMap(CallOutcome.init(waitStatus:)) ?? .returned(0))
    }
    switch subject.tracee.activity {
    case .gone where subject.tracee.isDetached: return .detached
    case .parked where subject.tracee.image != .subject: return .programHeld
    case .parked, .gone: return .held
    case .free: return .running
    case .stopped: return .stopped(subject.tracee.stopSignal ?? .stop)
    case .working:
      let channel = (try? proc.waitChannel(subject.pid)) ?? nil
      return .inCall(subject.occupation, channel: channel)
    }
  }
}
