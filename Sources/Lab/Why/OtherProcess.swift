import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EPERM and EACCES because of another process: whose it is, and what keeps the caller from it.
extension Explanation {
  /// The process that the call is about, as the shell knows it; nil where it is the caller, or none.
  var otherProcess: Int32? {
    var numbers: [Int32] = []
    for (parameter, type, word) in arguments {
      let number = Int32(truncatingIfNeeded: word)
      if case .process = type { numbers.append(number) }
      if parameter.name == "pidfd" || row.name == "setns" && parameter.name == "fd" {
        if let pid = process(behind: number) { return pid == subject.pid ? nil : pid }
      }
    }
    // Whose number it is, `which` says: PRIO_PROCESS is 0, IOPRIO_WHO_PROCESS 1.
    if let which = word("which"), let who = word("who"), which == (row.name.hasPrefix("io") ? 1 : 0) {
      numbers.append(Int32(truncatingIfNeeded: who))
    }
    return numbers.lazy.filter { $0 > 0 }.compactMap { lab.process(numbered: $0, for: subject) }
      .first { $0 != subject.pid && lab.proc.exists($0) }
  }

  /// The process of a pidfd; nil where it has ended, or the descriptor is another.
  func process(behind fd: Int32) -> Int32? {
    (try? lab.proc.descriptor(subject.pid, fd))?.info["Pid"].flatMap { Int32($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// `P2 (4711)`, or `process 4711`.
  func named(_ pid: Int32) -> String {
    lab.name(ofProcess: pid).map { "\($0) (\(pid))" } ?? "process \(pid)"
  }

  private static let signalCalls: Set<String> = [
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
  ]
  private static let schedulingCalls = [
    "setpriority": "the nice value", "ioprio_set": "the I/O priority", "sched_setaffinity": "the set of CPUs",
    "sched_setparam": "the priority", "sched_setscheduler": "the policy", "sched_setattr": "the policy",
  ]
  /// Calls that look into a process, and whether they may change it too: Yama asks more for that (`man 2 ptrace`).
  private static let lookingCalls = [
    "kcmp": false, "get_robust_list": false, "move_pages": false, "migrate_pages": false, "process_madvise": false,
    "process_vm_readv": true, "process_vm_writev": true, "pidfd_getfd": true,
  ]

  func refusedByOther() -> Finding? {
    guard let pid = otherProcess, let own = try? lab.proc.status(subject.pid), let other = try? lab.proc.status(pid)
    else { return nil }
    let who = named(pid)
    if Self.signalCalls.contains(row.name) {
      let mine = [own.uids.effective, own.uids.real]
      guard !mine.contains(other.uids.real), !mine.contains(other.uids.saved) else { return nil }
      return Finding(
        "\(subject.name) is user \(own.uids.effective), and \(who) belongs to user \(other.uids.real): only the same user or CAP_KILL sends it a signal."
      ).because(.credentials).mended(
        whoMay("CAP_KILL") { [$0.uids.effective, $0.uids.real].contains(other.uids.real) })
    }
    if let what = Self.schedulingCalls[row.name] {
      guard ![other.uids.effective, other.uids.real].contains(own.uids.effective) else { return nil }
      return Finding(
        "\(who) belongs to user \(other.uids.real), and \(subject.name) acts as user \(own.uids.effective): to change \(what) of another user's process takes CAP_SYS_NICE."
      ).because(.credentials).mended(whoMay("CAP_SYS_NICE") { $0.uids.effective == other.uids.real })
    }
    guard let changes = Self.lookingCalls[row.name] else { return nil }
    return wall(around: pid, who, own, other, changes)
      ?? (row.name == "process_madvise"
        ? Finding(
          "The memory is that of \(who), and advice for another process's memory takes CAP_SYS_NICE, which is not in the effective set of \(subject.name)."
        ).because(.credentials).mended(whoMay("CAP_SYS_NICE") { _ in false }) : nil)
  }

  /// What keeps a process from being looked into (kernel/ptrace.c, __ptrace_may_access), in the kernel's order.
  private func wall(
    around pid: Int32, _ who: String, _ own: ProcessStatus, _ other: ProcessStatus, _ changes: Bool
  ) -> Finding? {
    let rest = "looking into it takes CAP_SYS_PTRACE over its user namespace"
    let users = Set([other.uids.real, other.uids.effective, other.uids.saved])
    let groups = Set([other.gids.real, other.gids.effective, other.gids.saved])
    if users != [own.uids.fileSystem] || groups != [own.gids.fileSystem] {
      return Finding(
        "\(who) is user \(list(users)), group \(list(groups)), and \(subject.name) is user \(own.uids.fileSystem), group \(own.gids.fileSystem): where one of these differs, \(rest)."
      ).because(.credentials).mended(whoMay("CAP_SYS_PTRACE") { Set([$0.uids.fileSystem]) == users })
    }
    // The files of /proc/PID belong to root where the process is not dumpable (fs/proc/base.c, task_dump_owner).
    var status = stat()
    if stat("/proc/\(pid)/status", &status) == 0, status.st_uid != other.uids.effective {
      let name = lab.name(ofProcess: pid)
      return Finding(
        "\(who) is not dumpable: it asked for that (PR_SET_DUMPABLE), has changed its ids or runs a program that may not be read, and then \(rest)."
      ).mended(
        name.map { "\($0): prctl PR_SET_DUMPABLE 1" }, "lets processes of its own user look into \(name ?? who) again")
    }
    if let mine = try? lab.proc.link(subject.pid, "ns/user"), let theirs = try? lab.proc.link(pid, "ns/user"),
      mine != theirs
    {
      return Finding(
        "\(who) is in another user namespace (\(theirs)) than \(subject.name) (\(mine)), and \(rest)."
      ).because(.credentials).mended(
        nil, "A process of \(theirs), or the user who made that, may look into it from outside.")
    }
    let beyond = (other.capabilities("CapPrm") ?? 0) & ~(own.capEff ?? 0)
    if beyond != 0 {
      return Finding(
        "\(who) may have capabilities that \(subject.name) has not (\(names(beyond))), and then \(rest)."
      ).because(.credentials).mended(whoMay("CAP_SYS_PTRACE") { ($0.capEff ?? 0) & beyond == beyond })
    }
    guard changes, let scope = try? lab.proc.setting("kernel/yama/ptrace_scope"), scope != "0" else { return nil }
    return Finding(
      "kernel.yama.ptrace_scope is \(scope): only an ancestor of \(who), whoever it names with PR_SET_PTRACER, or CAP_SYS_PTRACE reaches into it."
    )
  }

  private func list(_ ids: Set<UInt32>) -> String { ids.sorted().map { "\($0)" }.joined(separator: "/") }

  /// A subject that could make the call: one that has the capability, or is as `fits` says.
  func whoMay(_ capability: String, _ fits: (ProcessStatus) -> Bool) -> Account.Remedy {
    let bit = WordCodec.capabilities.value(of: capability) ?? 0
    let able = lab.living.first { other in
      guard other !== subject, let status = try? lab.proc.status(other.pid) else { return false }
      return fits(status) || (status.capEff ?? 0) >> bit & 1 == 1 && lab.isInFirstUserNamespace(other)
    }
    guard let able else {
      return .init(
        nil,
        "No subject of the lab may do it: it takes \(capability) or another user, and sysh would have to be started by such a one, root for one."
      )
    }
    let user = (try? lab.proc.status(able.pid).uids.effective).map { "user \($0)" } ?? "able to"
    return .init("switch \(able.name)", "\(able.name) is \(user) and may make this call")
  }

  // MARK: Signals

  /// EPERM of a queued signal: to another process only codes below 0 may be claimed, and not that of tkill
  /// (kernel/signal.c, do_rt_sigqueueinfo).
  func forgedSignal() -> Finding? {
    guard ["rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"].contains(row.name),
      let address = word("info"), address != 0, let bytes = subject.exactly(12, at: address), otherProcess != nil
    else { return nil }
    let code = Int32(truncatingIfNeeded: bytes[8..<12].littleEndianWord)
    guard code >= 0 || code == -6 else { return nil }
    let names: [Int32: String] = [0: " (SI_USER)", 0x80: " (SI_KERNEL)", -6: " (SI_TKILL)"]
    return Finding(
      "info has si_code \(code)\(names[code] ?? ""), which tells who sends that kill or the kernel itself did: to another process only other codes below 0 can be claimed."
    ).mended(nil, "si_code=SI_QUEUE in info says that it was queued, which is true.")
  }

  // MARK: Processes that have ended

  /// ESRCH by a descriptor: whom it stood for.
  func endedProcess() -> Finding? {
    if let pid = otherProcess, Self.lookingCalls[row.name] != nil, (try? lab.proc.stat(pid).state) == .zombie {
      return Finding("\(named(pid)) has ended and waits as a zombie: it has no memory and no descriptors any more.")
        .because(
          .process(pid)
        ).mended(nil, "A process that lives; tree shows who does.")
    }
    guard
      let fd = arguments.first(where: {
        $0.parameter.name == "pidfd" || row.name == "setns" && $0.parameter.name == "fd"
      })?
      .word
    else { return nil }
    let number = Int32(truncatingIfNeeded: fd)
    guard let description = entry(number), description.target.contains("pidfd") else { return nil }
    if let pid = process(behind: number) {
      guard (try? lab.proc.stat(pid).state) == .zombie else { return nil }
      return Finding(
        "\(named(pid)), which fd \(number) stands for, has ended and waits as a zombie: it has no memory, no descriptors and no namespaces any more."
      ).because(.process(pid)).mended("pidfd_open P1", "gives a descriptor of a process that lives")
    }
    let living = lab.living.map(\.name).prefix(8).joined(separator: ", ")
    return Finding(
      "The process that fd \(number) stands for has ended and was taken in by its parent: the descriptor stays valid, and nobody is behind it."
    ).because(.descriptor(number)).knowing("Alive in the lab were \(living).").mended(
      "pidfd_open \(lab.living.first?.name ?? "P1")", "gives a descriptor of one that lives")
  }
}
