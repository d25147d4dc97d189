import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EINVAL of calls whose arguments have to fit each other, a type or the caller's user namespace.
extension Explanation {
  func wrongValue() -> Finding? {
    switch row.name {
    case "add_key": wrongPayload()
    case "mq_open": wrongAttributes()
    case "pkey_alloc": withoutKeys()
    case "adjtimex", "clock_adjtime": wrongModes()
    case "rt_sigqueueinfo", "rt_tgsigqueueinfo", "kill", "tkill", "tgkill", "rt_sigaction":
      signalReason().first.map {
        Finding($0).mended(nil, "A signal of 1 to 64, best by its name: SIGTERM, SIGUSR1, SIGRTMIN+1.")
      }
    case "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups": unknownOwner()
    default: nil
    }
  }

  private func text(_ name: String) -> String? {
    word(name).flatMap { subject.string(at: $0) }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private func wrongPayload() -> Finding? {
    guard let type = text("type"), let length = word("plen") else { return nil }
    switch type {
    case "keyring" where length > 0:
      return Finding("plen is \(length), and a keyring holds keys and no bytes of its own.").mended(
        nil, "payload NULL and plen 0.")
    case "user" where length == 0 || length > 32767, "logon" where length == 0 || length > 32767:
      return Finding("plen is \(length), and a key of type \(type) holds 1 to 32767 bytes.").mended(
        "add_key \"\(type)\" \"\(type == "logon" ? "lab:" : "")name\" \"hello\" KEY_SPEC_THREAD_KEYRING",
        "makes a key of 5 bytes")
    default: return nil
    }
  }

  /// struct mq_attr: flags, maxmsg, msgsize, curmsgs.
  private func wrongAttributes() -> Finding? {
    guard let address = word("attr"), address != 0, let bytes = subject.exactly(32, at: address) else { return nil }
    let (count, size) = (
      Int64(bitPattern: bytes[8..<16].littleEndianWord), Int64(bitPattern: bytes[16..<24].littleEndianWord)
    )
    let rule = "both are positive, and bounded by msg_max and msgsize_max in /proc/sys/fs/mqueue"
    return Finding("attr has mq_maxmsg=\(count) and mq_msgsize=\(size): \(rule).").mended(
      nil, "attr {mq_maxmsg=10, mq_msgsize=8192}, or NULL, which takes the defaults.")
  }

  /// ADJ_ADJTIME goes with an offset only (kernel/time/timekeeping.c, timekeeping_validate_timex).
  private func wrongModes() -> Finding? {
    let address = row.name == "adjtimex" ? words[0] : words[safe: 1] ?? 0
    guard let modes = subject.exactly(4, at: address)?.littleEndianWord, modes & 0x8000 != 0, modes & 1 == 0 else {
      return nil
    }
    return Finding(
      "modes is 0x\(String(modes, radix: 16)): the bit 0x8000 stands for an adjtime of old, and goes only in ADJ_OFFSET_SINGLESHOT (0x8001) and ADJ_OFFSET_SS_READ (0xa001)."
    ).mended("adjtimex {modes=0}", "changes nothing, and tells how the clock is disciplined")
  }

  private func withoutKeys() -> Finding? {
    guard let text = try? ControlGroup.text(of: "/proc/cpuinfo"),
      let flags = text.lines().first(where: { $0.hasPrefix("flags") }),
      !flags.split(separator: " ").contains("ospke"), word("flags") == 0, (word("access_rights") ?? 0) <= 3
    else { return nil }
    return Finding(
      "The processor has no protection keys, or the kernel does not use them: /proc/cpuinfo lists no ospke among its flags."
    ).mended("mprotect q PAGE PROT_READ", "changes permissions without a key, at the cost of a call")
  }

  /// An id that the map of the user namespace does not have.
  private func unknownOwner() -> Finding? {
    let isGroup = row.name.contains("gid") || row.name == "setgroups"
    guard !lab.isInFirstUserNamespace(subject), let map = try? lab.proc.idMap(subject.pid, group: isGroup) else {
      return nil
    }
    var ids = words.map { UInt32(truncatingIfNeeded: $0) }
    if row.name == "setgroups" {
      let count = Int(min(words[0] & 0xffff_ffff, 1024))
      guard let bytes = subject.exactly(count * 4, at: words[safe: 1] ?? 0) else { return nil }
      ids = stride(from: 0, to: bytes.count, by: 4).map {
        UInt32(truncatingIfNeeded: bytes[$0..<($0 + 4)].littleEndianWord)
      }
    }
    func isMapped(_ id: UInt32) -> Bool { map.contains { id >= $0.inside && id - $0.inside < $0.count } }
    guard let id = ids.first(where: { $0 != .max && !isMapped($0) }) else { return nil }
    let noun = isGroup ? "group" : "user"
    guard let first = map.first else {
      return Finding("\(id) is no \(noun) in \(subject.name)'s user namespace, whose map is empty.").because(
        .credentials
      ).mended("idmap \(subject.name)", "writes a map")
    }
    let known = map.map { $0.count == 1 ? "\($0.inside)" : "\($0.inside) to \($0.inside + $0.count - 1)" }
    return Finding(
      "\(id) is no \(noun) in \(subject.name)'s user namespace: its map has only \(known.joined(separator: ", "))."
    ).because(.credentials).mended(
      nil, "\(first.inside), or another id of the map, which is written once: /proc/PID/\(isGroup ? "g" : "u")id_map.")
  }
}

// What EINVAL wants in the place of a value that was refused.
extension Explanation {
  func valueRemedy() -> Account.Remedy? {
    let special = invalid()
    if special.isEmpty, let (name, constraint, _) = unmet() { return remedy(name, constraint) }
    guard special.isEmpty || special == unknownFlags() else { return nil }
    return knownBits()
  }

  private func remedy(_ name: String, _ constraint: Constraint) -> Account.Remedy? {
    switch constraint {
    case .notNegative: return .init(nil, "\(name) of 0 or more.")
    case .positive: return .init(nil, "\(name) of 1 or more.")
    case .zero: return .init(nil, "\(name) 0.")
    case .notZero: return .init(nil, "Something for \(name): \(meaning(of: name)).")
    case .aligned(let unit):
      guard let word = word(name) else { return nil }
      return .init(nil, "\(name) 0x\(String(word / unit * unit, radix: 16)), which is a multiple of \(unit).")
    case .atMost(let most): return .init(nil, "\(name) of \(most) or less.")
    case .atLeast(let least): return .init(nil, "\(name) of \(least) or more.")
    case .exactly(let value): return .init(nil, "\(name) \(value).")
    case .leadsTo(let kinds):
      let makers = [
        "[signalfd]": "signalfd4 -1 [USR1]", "[timerfd]": "timerfd_create CLOCK_MONOTONIC",
        "inotify": "inotify_init1", "[fanotify]": "fanotify_init FAN_CLASS_NOTIF|FAN_REPORT_FID O_RDONLY",
        "[io_uring]": "io_uring_setup 4 {}", "[fscontext]": "fsopen \"tmpfs\"", "net:[": "pidfd_open P1",
      ]
      return makers[kinds[0]].map { .init($0, "gives a descriptor that will do") }
    case .time(let unit, _):
      return .init(
        nil, "\(name) with a second member of 0 to \(unit - 1): what is more belongs to the seconds.")
    case .oneOf(_, let names): return .init(nil, "One of \(names) in \(name).")
    case .someOf(_, let names): return .init(nil, "At least one of \(names) in \(name).")
    }
  }

  private func meaning(of name: String) -> String {
    row.parameters.first { $0.name == name }?.meaning ?? "it is needed"
  }

  /// Which names may stand where an unknown one stood.
  private func knownBits() -> Account.Remedy? {
    for (parameter, type, word) in arguments {
      guard case .word(let codec, let bits) = type else { continue }
      let value = bits == 32 ? word & 0xffff_ffff : word
      let known = codec.constants.reduce(codec.permissionBits) { $0 | $1.value }
      let isKnown =
        codec.isEnumeration ? codec.constants.contains { $0.value == value } : value & ~known == 0
      if isKnown { continue }
      let names = codec.constants.prefix(12).map(\.name).joined(separator: ", ")
      let more = codec.constants.count > 12 ? " and others" : ""
      let left =
        codec.isEnumeration || value & known == 0 ? "" : " Without the unknown bits it is \(codec.text(value & known))."
      return .init(nil, "\(parameter.name) can \(codec.isEnumeration ? "be" : "have") \(names)\(more).\(left)")
    }
    return nil
  }
}
