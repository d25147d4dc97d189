import Glibc
import Inspect
import LinuxABI
import SyscallTable

/// The resource limits of a subject, with what it uses of each and what it meets at each (`man 2 getrlimit`).
public struct LimitFigures: Sendable {
  public struct Row: Sendable {
    /// `RLIMIT_NOFILE`.
    public let name: String
    public let limit: ResourceLimit
    /// In the unit of the limit; nil where the kernel does not tell.
    public let used: UInt64?
    /// What happens at the limit: the calls and their errno, or the signal.
    public let effect: String

    public init(name: String, limit: ResourceLimit, used: UInt64?, effect: String) {
      self.name = name
      self.limit = limit
      self.used = used
      self.effect = effect
    }
  }

  public let subject: String
  public let pid: Int32
  /// The real user, whose processes and signals are counted together.
  public let user: UInt32
  public let rows: [Row]
  /// RLIMIT_NPROC is not held against it: the first user 0, CAP_SYS_RESOURCE or CAP_SYS_ADMIN of the whole machine
  /// (`kernel/fork.c`, copy_process).
  public let mayForkBeyond: Bool

  public init(subject: String, pid: Int32, user: UInt32, rows: [Row], mayForkBeyond: Bool) {
    self.subject = subject
    self.pid = pid
    self.user = user
    self.rows = rows
    self.mayForkBeyond = mayForkBeyond
  }
}

extension LimitFigures {
  /// By the number of the resource: what happens when the soft limit is reached.
  static let effects: [String] = [
    "SIGXCPU every second; at the hard limit SIGKILL", "write, truncate: SIGXFSZ and EFBIG", "brk, mmap: ENOMEM",
    "SIGSEGV when the stack would grow", "a core file is cut off there; 0: none", "nothing since Linux 2.4.30",
    "fork, clone: EAGAIN", "open, dup, pipe, socket: EMFILE", "mlock: ENOMEM, at 0 EPERM", "mmap, mremap, brk: ENOMEM",
    "nothing since Linux 2.4.25", "sigqueue, timer_create: EAGAIN", "mq_open: EMFILE", "setpriority: EACCES",
    "sched_setscheduler: EPERM", "SIGXCPU; at the hard limit SIGKILL",
  ]
}

extension Lab {
  /// /proc/PID/limits, and beside it what /proc tells of the use.
  ///
  /// Throws `LabError.refused` when the subject's files cannot be read.
  public func limitFigures(of subject: LabSubject) throws(LabError) -> LimitFigures {
    let limits: ResourceLimits
    let status: ProcessStatus
    do {
      limits = try proc.limits(subject.pid)
      status = try proc.status(subject.pid)
    } catch {
      throw .refused("The limits of \(subject.name) cannot be read: \(error)")
    }
    let names = Dictionary(
      uniqueKeysWithValues: WordCodec.resources.constants.map { (Int(truncatingIfNeeded: $0.value), $0.name) })
    let rows = limits.all.enumerated().map { index, limit in
      LimitFigures.Row(
        name: names[index] ?? limit.name, limit: limit, used: use(ofResource: index, subject, status),
        effect: index < LimitFigures.effects.count ? LimitFigures.effects[index] : "")
    }
    return LimitFigures(
      subject: subject.name, pid: subject.pid, user: status.uids.real, rows: rows, mayForkBeyond: mayForkBeyond(subject)
    )
  }

  private func use(ofResource resource: Int, _ subject: LabSubject, _ status: ProcessStatus) -> UInt64? {
    func bytes(_ key: String) -> UInt64? { status.kilobytes(key).map { $0 * 1024 } }
    switch resource {
    case 0:
      let ticks = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
      return (try? proc.stat(subject.pid)).map { ($0.userTicks + $0.systemTicks) / ticks }
    case 2: return bytes("VmData")
    case 3: return bytes("VmStk")
    case 5: return bytes("VmRSS")
    case 6: return UInt64(proc.tasks(ofUser: status.uids.real))
    case 7: return descriptors.table(of: subject.name).map { UInt64($0.count) }
    case 8: return bytes("VmLck")
    case 9: return bytes("VmSize")
    case 11: return status.queuedSignals
    default: return nil
    }
  }

  /// Whether the limit of processes does not bind it.
  func mayForkBeyond(_ subject: LabSubject) -> Bool {
    guard let status = try? proc.status(subject.pid) else { return false }
    if status.uids.real == 0 { return true }
    let mighty: UInt64 = 1 << 24 | 1 << 21
    return isInFirstUserNamespace(subject) && (status.capEff ?? 0) & mighty != 0
  }

  /// Whether capabilities of the subject are those of the shell's own user namespace, rather than of one that was made in
  /// the lab.
  public func isInFirstUserNamespace(_ subject: LabSubject) -> Bool {
    guard let own = try? proc.link(subject.pid, "ns/user"), let shells = try? proc.link(getpid(), "ns/user") else {
      return true
    }
    return own == shells
  }
}
