import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

// What a call can reach without a path: the machine, other processes, and files that are open already. By number, so
// that `syscall N` is covered too.
extension Guard {
  /// Calls that change the machine rather than the process, and need a capability for it.
  private static let privileged: [Int: String] = [
    103: "read or clear the kernel's log", 153: "hang up the terminal that the subjects share",
    155: "change the root of the file systems",
    159: "adjust the machine's clock", 163: "change process accounting", 164: "set the machine's clock",
    165: "mount a file system", 166: "unmount a file system", 167: "change the swap space",
    168: "change the swap space", 169: "reboot the machine or change what Ctrl-Alt-Del does",
    170: "change the machine's host name", 171: "change the machine's domain name",
    172: "give the subject access to hardware ports", 173: "give the subject access to hardware ports",
    175: "load a kernel module", 176: "remove a kernel module", 179: "change disk quotas",
    227: "set a clock of the machine", 246: "load another kernel", 304: "open a file by its handle",
    305: "adjust a clock of the machine", 313: "load a kernel module", 320: "load another kernel",
    428: "attach a tree of mounts", 429: "move a mount", 430: "set up a mount", 431: "set up a mount",
    432: "set up a mount", 433: "set up a mount", 442: "change a mount", 443: "change disk quotas",
    467: "attach a tree of mounts",
  ]
  /// Calls that leave something behind that is no file, or do what this guard cannot see, without any privilege.
  private static let unprivileged: [Int: String] = [
    248: "add a key to a keyring that others share", 250: "change keys that others share",
    321: "load a program into the kernel",
  ]

  var machineTarget: String? {
    if row.number & 0x4000_0000 != 0 { return "make a call by its number for x32, where it is not looked at" }
    if isHarmlessHere { return nil }
    if let reach = Self.unprivileged[row.number] { return reach }
    if asksForPermission {
      return "hold up every process that opens or reads these files, until it answers (FAN_OPEN_PERM and its like)"
    }
    if let reach = ringTarget { return reach }
    if isUntraced { return "make a process that the lab can neither hold nor end (CLONE_UNTRACED)" }
    guard let reach = Self.privileged[row.number] else { return namespaceTarget }
    // Without any capability the kernel says EPERM, which is worth seeing.
    if isPowerless { return nil }
    if isApart(.mnt), Self.mountCalls.contains(row.number) { return mountTarget }
    return hasNoPower(over: row.number) ? nil : reach
  }

  /// fanotify_mark with events that wait for an answer, which nobody would give: FAN_OPEN_PERM, FAN_ACCESS_PERM,
  /// FAN_OPEN_EXEC_PERM, FAN_PRE_ACCESS.
  private var asksForPermission: Bool {
    row.number == 301 && (words[safe: 2] ?? 0) & 0x17_0000 != 0
  }

  /// Whether the capabilities of a subject in a user namespace of its own do not count for a call: they are none over
  /// what belongs to the first user namespace. open_by_handle_at and the quotas ask the file system's.
  private func hasNoPower(over number: Int) -> Bool {
    isApart(.user) && ![304, 179, 443].contains(number)
  }

  /// clone or clone3 with CLONE_UNTRACED, which keeps the child from being traced as its maker is.
  private var isUntraced: Bool {
    guard let first = words.first else { return false }
    switch row.number {
    case 56: return first & 0x80_0000 != 0
    case 435: return (subject.exactly(8, at: first)?[2] ?? 0) & 0x80 != 0
    default: return false
    }
  }

  // MARK: Other processes

  /// Calls that send a signal, and where it stands.
  private static let signalCalls: [Int: Int] = [62: 1, 129: 1, 200: 1, 234: 2, 297: 2]
  /// Calls that change the process whose id stands in this argument; 0 is the caller.
  private static let processCalls: [Int: (argument: Int, reach: String)] = [
    101: (1, "trace"), 142: (0, "change the scheduling of"), 144: (0, "change the scheduling of"),
    203: (0, "change the CPUs of"), 256: (0, "move the memory of"), 279: (0, "move the memory of"),
    302: (0, "look at or change the limits of"), 310: (0, "read the memory of"), 311: (0, "write into the memory of"),
    314: (0, "change the scheduling of"),
  ]
  /// The same by a descriptor that stands for the process (`man 2 pidfd_open`).
  private static let descriptorCalls: [Int: String] = [
    424: "send a signal to", 438: "take a descriptor from", 440: "change the memory of", 448: "free the memory of",
  ]

  var processTarget: String? {
    guard let first = words.first else { return nil }
    if let reach = severalTargets { return reach }
    if let argument = Self.signalCalls[row.number] {
      // Signal 0 only asks whether the process is there.
      if (words[safe: argument] ?? 0) & 0xffff_ffff == 0 { return nil }
      return signalled(Int32(truncatingIfNeeded: first))
    }
    if let (argument, reach) = Self.processCalls[row.number] {
      let pid = Int32(truncatingIfNeeded: words[safe: argument] ?? 0)
      return pid == 0 ? nil : foreign(pid).map { "\(reach) \($0)" }
    }
    if row.number == 141 {
      let who = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      // PRIO_PROCESS, PRIO_PGRP, PRIO_USER: the kernel refuses anything else.
      if first & 0xffff_ffff > 2 { return nil }
      if first & 0xffff_ffff == 0, who == 0 || foreign(who) == nil { return nil }
      return "change the priority of processes that are no subjects of the lab"
    }
    if let reach = Self.descriptorCalls[row.number],
      let info = (try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: first)))?.info,
      let pid = info["Pid"].flatMap({ Int32($0) })
    {
      return foreignProcess(pid).map { "\(reach) \($0)" }
    }
    return nil
  }

  func signalled(_ pid: Int32) -> String? {
    if pid == -1 {
      // In a pid namespace of its own that is everybody in it, but for its first process.
      let depth = subject.numbers.depth
      let others = depth == 0 ? [] : processes.filter { foreignProcess($0) != nil && isVisible($0) }
      return depth > 0 && others.isEmpty ? nil : "send a signal to every process that it may reach"
    }
    // Its own process group: its session is its own, so nobody else is in it.
    if pid == 0 { return nil }
    if pid > 0 { return foreign(pid).map { "send a signal to \($0)" } }
    let group = pid.magnitude
    for member in processes where self.group(of: member)?.magnitude == group {
      if let name = foreignProcess(member) {
        return "send a signal to process group \(group), to which belongs \(name)"
      }
    }
    return nil
  }

  /// Whether the subject sees the process.
  private func isVisible(_ pid: Int32) -> Bool {
    ProcessNumbers(pid, try? lab.proc.status(pid), lab.proc).seen(by: subject.numbers) != nil
  }

  /// The process group of a process by the number that it has for the subject.
  private func group(of pid: Int32) -> Int32? {
    let depth = subject.numbers.depth
    if depth == 0 { return (try? lab.proc.stat(pid))?.group }
    guard isVisible(pid), let line = (try? lab.proc.status(pid))?["NSpgid"] else { return nil }
    return line.split { $0 == "\t" || $0 == " " }.compactMap { Int32($0) }[safe: depth]
  }

  /// The process that the subject knows by this number, named, when it exists and is not the lab's.
  func foreign(_ number: Int32) -> String? {
    lab.process(numbered: number, for: subject).flatMap(foreignProcess)
  }

  /// The same by the number that the shell knows.
  func foreignProcess(_ pid: Int32) -> String? {
    if lab.tracer.tracees[pid] != nil { return nil }
    guard let stat = try? lab.proc.stat(pid) else { return nil }
    if lab.subjects.contains(where: { $0.pid == stat.session }) { return nil }
    return "process \(pid) (\(Escapes.harmless(stat.comm))), which is no subject of the lab"
  }

  private var processes: [Int32] {
    var found: [Int32] = []
    try? DirectoryListing.forEachNumber(in: "/proc") { found.append($0) }
    return found
  }

  // MARK: Files that are open

  /// Calls that change the file behind a descriptor whatever the mode in which it is open: fchmod, fchown, fsetxattr,
  /// fremovexattr. To write through one, the open had to be allowed.
  private static let attributeCalls: Set<Int> = [91, 93, 190, 199]
  /// ioctl commands that only ask, or change the descriptor alone: FIBMAP, FIGETBSZ, TCGETS, TIOCGWINSZ, TIOCGPGRP,
  /// TIOCOUTQ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FIOASYNC, FIOQSIZE, BLKROGET, BLKGETSIZE, BLKRAGET, BLKSECTGET,
  /// BLKSSZGET, BLKIOMIN, BLKIOOPT, BLKALIGNOFF, BLKPBSZGET, BLKDISCARDZEROES, BLKROTATIONAL, BLKBSZGET, BLKGETSIZE64,
  /// FS_IOC_GETFLAGS, FS_IOC_GETVERSION, FS_IOC_FSGETXATTR, FS_IOC_FIEMAP, FS_IOC_GETFSLABEL, RNDGETENTCNT,
  /// NS_GET_USERNS, NS_GET_PARENT, NS_GET_NSTYPE.
  private static let askingCommands: Set<UInt64> = [
    0x1, 0x2, 0x5401, 0x5413, 0x540f, 0x5411, 0x541b, 0x5421, 0x5450, 0x5451, 0x5452, 0x5460, 0x125e, 0x1260, 0x1263,
    0x1267, 0x1268, 0x1278, 0x1279, 0x127a, 0x127b, 0x127c, 0x127e, 0x8008_1270, 0x8008_1272, 0x8008_6601,
    0x8008_7601, 0x801c_581f, 0xc020_660b, 0x8100_9431, 0x8004_5200, 0xb701, 0xb702, 0xb703,
  ]

  var openFileTarget: String? {
    let onDescriptor = Self.attributeCalls.contains(row.number)
    // utimensat and futimesat without a path change the descriptor's own file.
    let onDirectory = (row.number == 280 || row.number == 261) && words[safe: 1] == 0
    let asks = row.number == 16 && !Self.askingCommands.contains((words[safe: 1] ?? 0) & 0xffff_ffff)
    guard onDescriptor || onDirectory || asks, let first = words.first,
      let descriptor = try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: first)),
      descriptor.info.statusFlags & 0o10000000 == 0
    else { return nil }
    let target = descriptor.target
    if isInside(descriptor: first, target) { return nil }
    if asks {
      return target == Self.terminalMaker ? nil : "control \(Escapes.harmless(target)), which is outside the lab"
    }
    if let owner = descriptorOwner(first), isPowerless, owner != subjectUser { return nil }
    return "change \(Escapes.harmless(target)), which is outside the lab's directory"
  }

  static let terminalMaker = "/dev/ptmx"

  private func descriptorOwner(_ fd: UInt64) -> UInt32? {
    var status = stat()
    return stat("/proc/\(subject.pid)/fd/\(Int32(truncatingIfNeeded: fd))", &status) == 0 ? status.st_uid : nil
  }
}
