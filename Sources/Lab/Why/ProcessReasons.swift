import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

// Failures that lie in processes: who is there, who may do what to whom, who leads a group.
extension Explanation {
  /// ESRCH: which of the numbers stands for nobody.
  func nobodyThere() -> [String] {
    for (parameter, type, word) in arguments {
      guard case .process = type else { continue }
      if let sentence = absence(Int32(truncatingIfNeeded: word), parameter.name) { return [sentence] }
    }
    // Whose kind of number it is, another argument says: PRIO_PROCESS, IOPRIO_WHO_PROCESS.
    if let who = word("who"), let which = word("which") {
      let number = Int32(truncatingIfNeeded: who)
      let isGroup = row.name.hasPrefix("io") ? which == 2 : which == 1
      let isUser = row.name.hasPrefix("io") ? which == 3 : which == 2
      if isUser { return ["No process belongs to user \(number)."] }
      if isGroup { return ["There is no process group \(number)."] }
      if let sentence = absence(number, "who") { return [sentence] }
    }
    if row.name == "ptrace" {
      let number = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      if number == subject.pid { return ["\(subject.name) does not trace itself: nobody can."] }
      return [
        "\(lab.name(ofProcess: number) ?? "Process \(number)") is not traced by \(subject.name), and does not stand still for it: a tracer attaches first (PTRACE_SEIZE), and every subject has the lab as its tracer already."
      ]
    }
    if let pidfd = arguments.first(where: { $0.parameter.name == "pidfd" })?.word {
      return [
        "The process that fd \(Int32(truncatingIfNeeded: pidfd)) stands for has ended and was taken in by its parent."
      ]
    }
    return []
  }

  private func absence(_ number: Int32, _ name: String) -> String? {
    if number == 0 { return nil }
    if number < 0 {
      guard row.name == "kill", number < -1 else { return nil }
      return getpgidExists(-number) ? nil : "There is no process group \(-number): a negative number means the group."
    }
    guard let pid = lab.process(numbered: number, for: subject), lab.proc.exists(pid) || isThread(pid) else {
      let ended = lab.subjects.last { $0.pid == number && $0.end != nil }
      return ended.map {
        "\($0.name) (\(number)) has ended, and its parent has taken it in: the number means nobody now."
      }
        ?? "There is no process \(number)\(name == "pid" ? "" : " (\(name))")."
    }
    if row.name == "setpgid", pid != subject.pid, (try? lab.proc.stat(pid).parent) != subject.pid {
      return
        "\(lab.name(ofProcess: pid) ?? "Process \(pid)") is no child of \(subject.name), and a process sets the group of itself and of its children only."
    }
    return nil
  }

  private func isThread(_ number: Int32) -> Bool { access("/proc/\(number)", F_OK) == 0 }

  private func getpgidExists(_ group: Int32) -> Bool { kill(-group, 0) == 0 || errno == EPERM }

  /// EPERM that lies in what a process is rather than in a capability.
  func processRefusal() -> String? {
    let stat = try? lab.proc.stat(subject.pid)
    switch row.name {
    case "setsid":
      return stat?.group == subject.pid
        ? "\(subject.name) leads the process group \(subject.pid), and a leader cannot begin a session: a child of it can."
        : nil
    case "setpgid":
      let pid = Int32(truncatingIfNeeded: words.first ?? 0)
      let target = pid == 0 ? subject.pid : lab.process(numbered: pid, for: subject) ?? pid
      guard let session = try? lab.proc.stat(target).session else { return nil }
      let who = lab.name(ofProcess: target) ?? "process \(target)"
      if session == target { return "\(who) leads its session, and a session's leader stays in its group." }
      if session != stat?.session { return "\(who) is in session \(session), another one than \(subject.name)'s." }
      let group = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      return "No process of \(who)'s session is in a process group \(group == 0 ? target : group)."
    case "ptrace":
      let request = words.first ?? 0
      // PTRACE_TRACEME, PTRACE_ATTACH, PTRACE_SEIZE.
      if request == 0 { return "\(subject.name) has a tracer already: the lab itself. A process has one at most." }
      guard request == 16 || request == 0x4206 else { return nil }
      let pid = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      let who = lab.name(ofProcess: pid) ?? "process \(pid)"
      if pid == subject.pid { return "A process cannot trace itself." }
      guard let tracer = try? lab.proc.status(pid).tracerPid, tracer != 0 else {
        return "\(subject.name) may not look into \(who) (ptrace access mode, man 2 ptrace; kernel.yama.ptrace_scope)."
      }
      return
        "\(who) has a tracer already, process \(tracer)\(tracer == getpid() ? ", the lab itself" : ""). A process has one at most."
    case "kcmp", "process_vm_readv", "process_vm_writev", "get_robust_list", "pidfd_getfd", "move_pages",
      "process_madvise":
      return
        "\(subject.name) would need the right to trace the other process: the same user and no capabilities that it lacks, or CAP_SYS_PTRACE (man 2 ptrace, access mode)."
    case "userfaultfd":
      guard (try? lab.proc.setting("vm/unprivileged_userfaultfd")) == "0" else { return nil }
      return
        "vm.unprivileged_userfaultfd is 0, and flags lacks UFFD_USER_MODE_ONLY: faults of the kernel itself are handled only for CAP_SYS_PTRACE."
    case "io_uring_setup":
      guard let value = try? lab.proc.setting("kernel/io_uring_disabled"), value != "0" else { return nil }
      return
        "kernel.io_uring_disabled is \(value): \(value == "2" ? "nobody makes rings" : "rings take CAP_SYS_ADMIN or its group")."
    case "landlock_restrict_self":
      guard (try? lab.proc.status(subject.pid).noNewPrivs) == false else { return nil }
      return
        "It needs no_new_privs or CAP_SYS_ADMIN, and \(subject.name) has neither: prctl PR_SET_NO_NEW_PRIVS 1 first."
    case "sched_setscheduler", "sched_setparam", "sched_setattr":
      guard let status = try? lab.proc.status(subject.pid), let effective = status.capEff, effective >> 23 & 1 == 0
      else {
        return narrowDeadline()
      }
      let limit = (try? lab.proc.limits(subject.pid))?["realtime priority"]?.soft ?? 0
      return
        "CAP_SYS_NICE is not in the effective set of \(subject.name), and RLIMIT_RTPRIO is \(limit): it grants no real-time priority\(limit == 0 ? "" : " above that"), and nobody changes another user's thread without the capability."
    case "setpriority", "ioprio_set", "sched_setaffinity":
      guard let status = try? lab.proc.status(subject.pid), let effective = status.capEff, effective >> 23 & 1 == 0
      else {
        return nil
      }
      return
        "The process belongs to another user than \(status.uids.effective), or a real-time class was asked for, and CAP_SYS_NICE is not in the effective set of \(subject.name)."
    case "membarrier":
      return
        "\(subject.name) has not registered for this barrier: the MEMBARRIER_CMD_REGISTER_ command of the same kind comes first."
    case "arch_prctl":
      return "The address, 0x\(String(words[safe: 1] ?? 0, radix: 16)), lies outside the 47 bits that a process has."
    case "sigaltstack":
      guard let pointer = try? subject.tracee.registers().stackPointer else { return nil }
      return
        "\(subject.name) runs on its alternate stack now (its stack pointer is 0x\(String(pointer, radix: 16))), and that is not exchanged under it."
    case "write", "pwrite64", "writev", "ftruncate", "fallocate", "mmap", "fcntl":
      guard let fd = descriptorArguments.first?.fd, let target = entry(fd)?.target, target.hasPrefix("/memfd:") else {
        return nil
      }
      return "\(Escapes.harmless(target)) is sealed: its seals (fcntl \(fd) F_GET_SEALS) forbid this for good."
    case let name where name.contains("xattr"):
      guard let text = word("name").flatMap({ subject.string(at: $0) })?.bytes else { return nil }
      let attribute = String(decoding: text, as: UTF8.self)
      return attribute.hasPrefix("user.")
        ? "Attributes of user. are for regular files and directories, and in a sticky directory for its owner."
        : "Attributes such as \(Escapes.harmless(attribute)) take a privilege: trusted. ones CAP_SYS_ADMIN, those of security. their module's."
    case "utime", "utimes", "futimesat", "utimensat":
      return
        "The file belongs to another user: only its owner, or CAP_FOWNER, sets its times to something else than now."
    case "mlock", "mlock2", "mlockall":
      let limit = (try? lab.proc.limits(subject.pid))?["locked memory"]?.soft
      return limit == 0 ? "RLIMIT_MEMLOCK of \(subject.name) is 0, and CAP_IPC_LOCK is not in its effective set." : nil
    default: return nil
    }
  }

  /// SCHED_DEADLINE is not for threads that are kept to some processors (`man 7 sched`).
  private func narrowDeadline() -> String? {
    guard row.name == "sched_setattr",
      words[safe: 1].flatMap({ subject.exactly(8, at: $0) })?[4..<8].littleEndianWord == 6,
      let allowed = (try? lab.proc.status(subject.pid))?["Cpus_allowed_list"]
    else { return nil }
    return
      "SCHED_DEADLINE is for threads that may run on every processor, and \(subject.name) may on \(allowed.filter { !$0.isWhitespace }) only: sched_setaffinity first."
  }
}
