import Inspect
import LinuxABI

extension Renderer {
  /// The five sets of capabilities of a subject by name, and what the effective one allows. `isFirstNamespace`: they are
  /// capabilities over the machine, not over a user namespace made in the lab.
  public func capabilities(
    _ status: ProcessStatus, of subject: String, isFirstNamespace: Bool, namespace: String?
  ) -> [StyledLine] {
    var lines = [StyledLine([.name(subject)])]
    for (title, key, meaning) in Self.capabilitySets {
      let set = status.capabilities(key)
      let text: Span = set.map { $0 == 0 ? .faint("none") : .value(Capabilities.text($0)) } ?? .faint("not told")
      lines += wrap([.plain(title), text, .faint("  \(key): \(meaning)")], indent: 14, firstIndent: 2)
    }
    lines += wrap(
      [
        .plain("no_new_privs"), .value(status.noNewPrivs == true ? "1" : "0"),
        .faint(
          status.noNewPrivs == true
            ? "  execve gives nothing more, for good"
            : "  execve of a set-user-ID program may still give more"),
      ].spaced, indent: 14, firstIndent: 2)
    lines += wrap(
      [.plain("securebits  "), .faint("in no file of /proc: prctl PR_GET_SECUREBITS tells them")], indent: 14,
      firstIndent: 2)
    if !isFirstNamespace {
      lines += sentence(
        "\(subject) is in a user namespace made here (\(namespace ?? "unknown")). These capabilities hold for what belongs to that namespace: its mounts, its network, its names. Over the machine it has none."
      )
    }
    let effective = status.capEff ?? 0
    let allowed = Capabilities.uses.filter { effective >> $0.bit & 1 == 1 && (isFirstNamespace || $0.isLocal) }
    let refused = Capabilities.uses.filter { effective >> $0.bit & 1 == 0 }
    let distant = isFirstNamespace ? [] : Capabilities.uses.filter { effective >> $0.bit & 1 == 1 && !$0.isLocal }
    let groups = [
      ("The effective set allows", allowed), ("It does not allow", refused),
      ("The kernel asks in the first user namespace for", distant),
    ]
    for (verb, uses) in groups where !uses.isEmpty {
      var spans: [Span] = [.strong(verb)]
      for (index, use) in uses.enumerated() {
        spans += [.plain(" \(use.calls) ("), .name(use.name), .plain(index + 1 < uses.count ? ")," : ")")]
      }
      lines += wrap(spans, indent: 4, firstIndent: 2)
    }
    return lines
      + source(
        "/proc/\(subject)/status; the calls are capget and capset", tools: "capsh --decode, getpcaps and setpriv -d")
  }

  private static let capabilitySets = [
    ("effective   ", "CapEff", "what the kernel asks"), ("permitted   ", "CapPrm", "what it may make effective"),
    ("inheritable ", "CapInh", "what execve may pass on"), ("bounding    ", "CapBnd", "the most that execve can give"),
    ("ambient     ", "CapAmb", "what execve of a plain program keeps"),
  ]
}

extension [Span] {
  /// The first two with a blank between them.
  fileprivate var spaced: [Span] { count > 1 ? [self[0], .plain(" ")] + dropFirst() : self }
}

/// Capabilities in words.
enum Capabilities {
  /// The names in a set, or those that it lacks where it has nearly all.
  static func text(_ set: UInt64) -> String {
    let all = WordCodec.capabilities.constants
    let has = all.filter { set >> $0.value & 1 == 1 }
    let lacks = all.filter { set >> $0.value & 1 == 0 }
    if lacks.isEmpty { return "all \(all.count)" }
    if lacks.count <= 6 { return "all but " + lacks.map(\.name).joined(separator: " ") }
    return has.map(\.name).joined(separator: " ")
  }

  /// What a capability is for, in calls of the lab.
  struct Use {
    let name: String
    let bit: UInt64
    let calls: String
    /// The owner of the thing is asked, so that a user namespace made in the lab gives it over what is its own.
    let isLocal: Bool
  }

  /// The calls of the lab that ask for a capability, in the order of the numbers.
  static let uses: [Use] = [
    ("CAP_CHOWN", "chown"), ("CAP_DAC_OVERRIDE", "open of any file"), ("CAP_FOWNER", "chmod of any file"),
    ("CAP_KILL", "kill of any process"), ("CAP_SETGID", "setgid and setgroups"), ("CAP_SETUID", "setuid"),
    ("CAP_SETPCAP", "prctl PR_CAPBSET_DROP"), ("CAP_NET_BIND_SERVICE", "bind to low ports"),
    ("CAP_NET_ADMIN", "ioctl SIOCSIFFLAGS"), ("CAP_NET_RAW", "socket SOCK_RAW"),
    ("CAP_IPC_LOCK", "mlock beyond the limit"), ("CAP_SYS_MODULE", "init_module"), ("CAP_SYS_CHROOT", "chroot"),
    ("CAP_SYS_PTRACE", "ptrace of any process"), ("CAP_SYS_ADMIN", "mount, unshare, setns and sethostname"),
    ("CAP_SYS_BOOT", "reboot"), ("CAP_SYS_NICE", "setpriority below 0"),
    ("CAP_SYS_RESOURCE", "setrlimit of hard limits"), ("CAP_SYS_TIME", "clock_settime"),
    ("CAP_MKNOD", "mknod of devices"), ("CAP_SYSLOG", "syslog"), ("CAP_PERFMON", "perf_event_open"),
    ("CAP_BPF", "bpf"),
  ].compactMap { name, calls in
    WordCodec.capabilities.value(of: name).map {
      Use(name: name, bit: $0, calls: calls, isLocal: !machineWide.contains(name))
    }
  }

  /// Asked with capable(): over the machine or not at all.
  private static let machineWide: Set<String> = [
    "CAP_IPC_LOCK", "CAP_SYS_MODULE", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_MKNOD",
    "CAP_SYSLOG", "CAP_PERFMON", "CAP_BPF",
  ]
}
