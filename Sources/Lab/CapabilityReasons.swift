import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EPERM because a capability is missing (`man 7 capabilities`), and which.
extension Explanation {
  /// What a call asks for, and over what.
  struct Demand {
    let capability: String
    /// The namespace of the subject whose owner is asked, `net`, `uts`, `mnt`; `user` for the subject's own user
    /// namespace; nil for calls that ask in the first user namespace whoever calls (capable() in the kernel).
    let namespace: String?

    init(_ capability: String, over namespace: String? = nil) {
      self.capability = capability
      self.namespace = namespace
    }
  }

  /// EPERM: what the path or the descriptor says, else the capability that is missing.
  func notPermitted() -> [String] {
    switch row.name {
    case "setrlimit", "prlimit64": return raisedLimit()
    case "capset": return capabilitiesBeyond()
    case "mknod" where asksForDirectory, "mknodat" where asksForDirectory:
      return ["\(row.name) makes no directories, whoever asks: mkdir does."]
    default: break
    }
    let found = pathReasons(.notPermitted)
    return found.isEmpty ? lackingCapability() : found
  }

  /// S_IFDIR, which mknod does not make.
  private var asksForDirectory: Bool { (word("mode") ?? 0) & 0o170000 == 0o040000 }

  /// Why the kernel asked for a capability in vain; nothing where the call is not known to ask for one, or was not
  /// refused for its lack.
  func lackingCapability() -> [String] {
    guard let demand = demand(), let bit = WordCodec.capabilities.value(of: demand.capability),
      let status = try? lab.proc.status(subject.pid), let effective = status.capEff
    else { return [] }
    let name = demand.capability
    if effective >> bit & 1 == 0 { return ["\(name) is not in the effective set of \(subject.name).\(extra(status))"] }
    guard !lab.isInFirstUserNamespace(subject) else { return [] }
    let own = (try? lab.proc.link(subject.pid, "ns/user")) ?? "its own"
    guard let namespace = demand.namespace else {
      return [
        "\(subject.name) has \(name) in its own user namespace (\(own)) only, and this call asks for it in the first one, over the whole machine."
      ]
    }
    if namespace != "user", sharesWithShell(namespace) {
      return [
        "\(subject.name) has \(name) in its own user namespace (\(own)) only, and its \(Self.nouns[namespace] ?? namespace) namespace belongs to an outer one."
      ]
    }
    return []
  }

  private static let nouns = ["net": "network", "uts": "UTS", "mnt": "mount", "ipc": "IPC"]

  private func sharesWithShell(_ namespace: String) -> Bool {
    guard let own = try? lab.proc.link(subject.pid, "ns/\(namespace)"),
      let shells = try? lab.proc.link(getpid(), "ns/\(namespace)")
    else { return false }
    return own == shells
  }

  private func extra(_ status: ProcessStatus) -> String {
    switch row.name {
    case "setuid", "setreuid", "setresuid":
      let ids = Set([status.uids.real, status.uids.effective, status.uids.saved]).sorted()
      return " Without it only its own ids can be set: \(ids.map { "\($0)" }.joined(separator: ", "))."
    case "unshare": return " A user namespace of one's own (CLONE_NEWUSER) asks for none and gives all of them inside."
    default: return ""
    }
  }

  /// By name of the call: calls that ask for one capability whatever their arguments are.
  private static let fixed: [String: Demand] = {
    var found: [String: Demand] = [:]
    func add(_ demand: Demand, _ names: String...) {
      for name in names { found[name] = demand }
    }
    add(
      Demand("CAP_SYS_ADMIN", over: "mnt"), "mount", "umount2", "pivot_root", "fsopen", "fsmount", "fspick",
      "move_mount",
      "mount_setattr", "open_tree_attr")
    add(Demand("CAP_SYS_ADMIN", over: "user"), "fsconfig")
    add(Demand("CAP_SYS_ADMIN", over: "uts"), "sethostname", "setdomainname")
    add(Demand("CAP_SYS_ADMIN", over: "user"), "setns")
    add(Demand("CAP_SYS_ADMIN"), "swapon", "swapoff", "quotactl", "fanotify_init")
    add(Demand("CAP_SYS_CHROOT", over: "user"), "chroot")
    add(Demand("CAP_SETUID", over: "user"), "setuid", "setreuid", "setresuid")
    add(Demand("CAP_SETGID", over: "user"), "setgid", "setregid", "setresgid", "setgroups")
    add(Demand("CAP_SYS_TIME"), "clock_settime", "settimeofday", "adjtimex", "clock_adjtime")
    add(Demand("CAP_SYS_BOOT"), "reboot", "kexec_load", "kexec_file_load")
    add(Demand("CAP_SYS_MODULE"), "init_module", "finit_module", "delete_module")
    add(Demand("CAP_SYS_RAWIO"), "iopl", "ioperm")
    add(Demand("CAP_SYS_PACCT"), "acct")
    add(Demand("CAP_SYS_TTY_CONFIG"), "vhangup")
    add(Demand("CAP_SYSLOG"), "syslog")
    add(Demand("CAP_MKNOD"), "mknod", "mknodat")
    add(Demand("CAP_DAC_READ_SEARCH"), "open_by_handle_at")
    add(Demand("CAP_SYS_NICE"), "sched_setscheduler", "sched_setparam", "sched_setattr")
    add(Demand("CAP_IPC_LOCK"), "mlock", "mlock2", "mlockall")
    add(Demand("CAP_BPF"), "bpf")
    return found
  }()

  func demand() -> Demand? {
    switch row.name {
    // CLONE_NEWUSER asks for nothing, and the others are then asked for in the new one.
    case "unshare", "clone": return (words.first ?? 0) & 0x1000_0000 == 0 ? Demand("CAP_SYS_ADMIN", over: "user") : nil
    case "socket":
      let isRaw = (words[safe: 1] ?? 0) & 0xf == 3 || words.first == 17
      return isRaw ? Demand("CAP_NET_RAW", over: "net") : nil
    // SIOCSIFFLAGS and its like: the requests that set something of an interface, and SIOCADDRT, SIOCDELRT.
    case "ioctl":
      let request = (words[safe: 1] ?? 0) & 0xffff_ffff
      let sets: Set<UInt64> = [
        0x890b, 0x890c, 0x8914, 0x8916, 0x8918, 0x891a, 0x891c, 0x891e, 0x8920, 0x8922, 0x8923, 0x8924, 0x8943,
      ]
      return sets.contains(request) ? Demand("CAP_NET_ADMIN", over: "net") : nil
    case "setsockopt":
      // SOL_SOCKET: SO_MARK, SO_SNDBUFFORCE, SO_RCVBUFFORCE, SO_DEBUG.
      guard words[safe: 1] == 1, let option = words[safe: 2] else { return nil }
      // SO_PRIORITY above 6.
      if option == 12, let value = words[safe: 3].flatMap({ subject.exactly(4, at: $0) })?.littleEndianWord {
        return value > 6 ? Demand("CAP_NET_ADMIN", over: "net") : nil
      }
      guard [36, 32, 33, 1].contains(option) else { return nil }
      return Demand("CAP_NET_ADMIN", over: "net")
    case "prctl":
      // PR_CAPBSET_DROP and PR_SET_SECUREBITS.
      return [24, 28].contains(words.first ?? 0) ? Demand("CAP_SETPCAP", over: "user") : nil
    case "clone3": return demandOfClone()
    case "open_tree": return (word("flags") ?? 0) & 1 == 0 ? nil : Demand("CAP_SYS_ADMIN", over: "mnt")
    default: return Self.fixed[row.name]
    }
  }

  /// clone3 with flags of new namespaces, or with numbers for the child.
  private func demandOfClone() -> Demand? {
    guard let address = words.first, let bytes = subject.exactly(80, at: address) else { return nil }
    let flags = bytes[..<8].littleEndianWord
    let namespaces = NamespaceKind.allCases.filter { $0 != .user }.reduce(UInt64(0)) { $0 | $1.flag }
    if flags & NamespaceKind.user.flag != 0 { return nil }
    if flags & namespaces != 0 { return Demand("CAP_SYS_ADMIN", over: "user") }
    return bytes[72..<80].littleEndianWord > 0 ? Demand("CAP_CHECKPOINT_RESTORE", over: "user") : nil
  }

  /// What would have let a call through that is refused for another reason first: whose a process or a file is.
  func furtherDemand() -> Demand? {
    let process: [String: String] = [
      "kill": "CAP_KILL", "tkill": "CAP_KILL", "tgkill": "CAP_KILL", "rt_sigqueueinfo": "CAP_KILL",
      "rt_tgsigqueueinfo": "CAP_KILL", "pidfd_send_signal": "CAP_KILL", "setpriority": "CAP_SYS_NICE",
      "ioprio_set": "CAP_SYS_NICE", "sched_setaffinity": "CAP_SYS_NICE", "mbind": "CAP_SYS_NICE",
      "migrate_pages": "CAP_SYS_NICE", "process_madvise": "CAP_SYS_NICE", "move_pages": "CAP_SYS_PTRACE",
      "kcmp": "CAP_SYS_PTRACE", "process_vm_readv": "CAP_SYS_PTRACE", "process_vm_writev": "CAP_SYS_PTRACE",
      "pidfd_getfd": "CAP_SYS_PTRACE", "get_robust_list": "CAP_SYS_PTRACE", "prlimit64": "CAP_SYS_RESOURCE",
      "setrlimit": "CAP_SYS_RESOURCE", "fanotify_mark": "CAP_SYS_ADMIN", "quotactl_fd": "CAP_SYS_ADMIN",
      "shmctl": "CAP_SYS_ADMIN", "semctl": "CAP_SYS_ADMIN", "msgctl": "CAP_SYS_ADMIN",
    ]
    if let name = process[row.name] { return forgedSignal() == nil ? Demand(name) : nil }
    if row.name.contains("chown") { return Demand("CAP_CHOWN") }
    if row.name.contains("chmod") || row.name.hasPrefix("ut") || row.name == "futimesat" || changesParent {
      return Demand("CAP_FOWNER")
    }
    if row.name.contains("xattr") {
      let name = word("name").flatMap { subject.string(at: $0) }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
      return name.hasPrefix("trusted.") ? Demand("CAP_SYS_ADMIN") : nil
    }
    return nil
  }

  /// EACCES of calls that ask for a capability, or for something in its place.
  func privilegedAccess() -> [String]? {
    guard let status = try? lab.proc.status(subject.pid), let effective = status.capEff else { return nil }
    func lacks(_ name: String) -> Bool {
      WordCodec.capabilities.value(of: name).map { effective >> $0 & 1 == 0 } ?? false
    }
    switch row.name {
    case "seccomp" where words.first == 1, "prctl" where words.first == 22:
      guard status.noNewPrivs == false, lacks("CAP_SYS_ADMIN") else { return nil }
      return [
        "A filter needs no_new_privs or CAP_SYS_ADMIN, and \(subject.name) has neither: prctl PR_SET_NO_NEW_PRIVS 1 first."
      ]
    case "setpriority" where lacks("CAP_SYS_NICE"):
      let limit = (try? lab.proc.limits(subject.pid))?["nice priority"]?.soft ?? 0
      let room =
        limit == 0
        ? "which lets the nice value only rise" : "which lets the nice value fall to \(20 - Int64(clamping: limit))"
      return ["CAP_SYS_NICE is not in the effective set of \(subject.name), and RLIMIT_NICE is \(limit), \(room)."]
    default: return nil
    }
  }

  /// capset may take away, and add only what is permitted.
  private func capabilitiesBeyond() -> [String] {
    guard let address = words[safe: 1], let bytes = subject.exactly(24, at: address),
      let status = try? lab.proc.status(subject.pid), let permitted = status.capabilities("CapPrm")
    else { return [] }
    func set(_ index: Int) -> UInt64 {
      [0, 12].reduce(0) { sum, half in
        let start = half + index * 4
        return sum | bytes[start..<(start + 4)].littleEndianWord << (half == 0 ? 0 : 32)
      }
    }
    let (effective, wanted) = (set(0), set(1))
    let beyond = wanted & ~permitted
    if beyond != 0 {
      return [
        "\(names(beyond)) \(beyond.nonzeroBitCount == 1 ? "is" : "are") not in the permitted set of \(subject.name), and nobody can add to it but execve and a new user namespace."
      ]
    }
    let unbacked = effective & ~wanted
    if unbacked != 0 {
      return [
        "The effective set has \(names(unbacked)), which the new permitted set lacks: only what is permitted can be effective."
      ]
    }
    return []
  }

  func names(_ set: UInt64) -> String {
    let found = WordCodec.capabilities.constants.filter { set >> $0.value & 1 == 1 }.map(\.name)
    if found.isEmpty { return "A capability that this kernel does not know" }
    return found.count > 4
      ? found.prefix(3).joined(separator: ", ") + " and \(found.count - 3) more" : found.joined(separator: " and ")
  }
}
