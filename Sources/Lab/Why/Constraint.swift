import Inspect
import LinuxABI
import SyscallTable

/// What the kernel demands of an argument before it does anything, beyond its type: EINVAL where it is not so. Each is
/// checked against the words of the call, so that a reason is given only where the demand was not met.
enum Constraint: Sendable {
  case notNegative
  case positive
  case zero
  case notZero
  case aligned(UInt64)
  case atMost(UInt64)
  case atLeast(UInt64)
  case exactly(UInt64)
  /// The descriptor has to lead to one of these, as /proc/PID/fd calls it: `[timerfd]`.
  case leadsTo([String])
  /// The address of a struct timespec or timeval, or of `count` of them one behind the other; `unit`: what its second
  /// member must stay below. NULL is nothing to check.
  case time(unit: Int64, count: Int = 1)
  /// Exactly one bit of a mask has to be set, or at least one; as names.
  case oneOf(mask: UInt64, String)
  case someOf(mask: UInt64, String)
}

extension Constraint {
  private static let second: Int64 = 1_000_000_000
  private static let page = Constraint.aligned(4096)
  private static let signalSet = [("sigsetsize", Constraint.exactly(8))]

  /// By call, then by parameter, in the order in which the kernel looks.
  static let table: [String: [(String, Constraint)]] = [
    "select": [("nfds", .notNegative), ("timeout", .time(unit: 1_000_000))],
    "pselect6": [("nfds", .notNegative), ("timeout", .time(unit: second))],
    "ppoll": [("tmo_p", .time(unit: second))] + signalSet,
    "epoll_pwait": signalSet, "epoll_pwait2": [("timeout", .time(unit: second))] + signalSet,
    "epoll_create": [("size", .positive)],
    "rt_sigaction": signalSet, "rt_sigprocmask": signalSet, "rt_sigsuspend": signalSet,
    "rt_sigpending": [("sigsetsize", .atMost(8))],
    "rt_sigtimedwait": signalSet + [("timeout", .time(unit: second))],
    "signalfd": signalSet + [("fd", .leadsTo(["[signalfd]"]))],
    "signalfd4": signalSet + [("fd", .leadsTo(["[signalfd]"]))],
    "timerfd_settime": [("fd", .leadsTo(["[timerfd]"])), ("new_value", .time(unit: second, count: 2))],
    "timerfd_gettime": [("fd", .leadsTo(["[timerfd]"]))],
    "inotify_add_watch": [("mask", .notZero), ("fd", .leadsTo(["inotify", "[inotify]"]))],
    "inotify_rm_watch": [("fd", .leadsTo(["inotify", "[inotify]"]))],
    "fanotify_mark": [("fanotify_fd", .leadsTo(["[fanotify]"]))],
    "io_uring_register": [("fd", .leadsTo(["[io_uring]"]))],
    "fsconfig": [("fd", .leadsTo(["[fscontext]"]))], "fsmount": [("fs_fd", .leadsTo(["[fscontext]"]))],
    "setns": [
      (
        "fd",
        .leadsTo(["net:[", "mnt:[", "uts:[", "ipc:[", "user:[", "pid:[", "cgroup:[", "time:[", "[pidfd]", "pidfd:"])
      )
    ],
    "nanosleep": [("req", .time(unit: second))],
    "clock_nanosleep": [("request", .time(unit: second))],
    "clock_settime": [("tp", .time(unit: second))], "settimeofday": [("tv", .time(unit: 1_000_000))],
    "setitimer": [("new_value", .time(unit: 1_000_000, count: 2))],
    "timer_settime": [("new_value", .time(unit: second, count: 2))],
    "utimes": [("times", .time(unit: 1_000_000, count: 2))], "futimesat": [("times", .time(unit: 1_000_000, count: 2))],
    "recvmmsg": [("timeout", .time(unit: second))],
    "mq_timedsend": [("msg_prio", .atMost(32767)), ("abs_timeout", .time(unit: second))],
    "mq_timedreceive": [("abs_timeout", .time(unit: second))],
    "semtimedop": [("nsops", .notZero), ("timeout", .time(unit: second))], "semop": [("nsops", .notZero)],
    "rt_tgsigqueueinfo": [("tgid", .positive), ("tid", .positive)], "tkill": [("tid", .positive)],
    "tgkill": [("tid", .positive), ("tgid", .positive)],
    "pidfd_open": [("pid", .positive)], "pidfd_getfd": [("flags", .zero)],
    "pidfd_send_signal": [("flags", .atMost(7))],
    "getpgid": [("pid", .notNegative)], "setpgid": [("pgid", .notNegative), ("pid", .notNegative)],
    "sched_setscheduler": [("pid", .notNegative)], "sched_getscheduler": [("pid", .notNegative)],
    "sched_setparam": [("pid", .notNegative), ("param", .notZero)],
    "sched_getparam": [("pid", .notNegative), ("param", .notZero)],
    "sched_rr_get_interval": [("pid", .notNegative)],
    "sched_setattr": [("pid", .notNegative), ("attr", .notZero), ("flags", .zero)],
    "sched_getattr": [
      ("pid", .notNegative), ("attr", .notZero), ("size", .atLeast(48)), ("size", .atMost(4096)), ("flags", .zero),
    ],
    "sched_getaffinity": [("cpusetsize", .aligned(8))],
    "fadvise64": [("len", .notNegative)],
    "sync_file_range": [("offset", .notNegative), ("nbytes", .notNegative)],
    "readv": [("iovcnt", .atMost(1024))], "writev": [("iovcnt", .atMost(1024))],
    "preadv": [("iovcnt", .atMost(1024))], "pwritev": [("iovcnt", .atMost(1024))],
    "preadv2": [("iovcnt", .atMost(1024))], "pwritev2": [("iovcnt", .atMost(1024))],
    "vmsplice": [("nr_segs", .atMost(1024))],
    "process_vm_readv": [("flags", .zero), ("liovcnt", .atMost(1024)), ("riovcnt", .atMost(1024))],
    "process_vm_writev": [("flags", .zero), ("liovcnt", .atMost(1024)), ("riovcnt", .atMost(1024))],
    "process_madvise": [("flags", .zero), ("vlen", .atMost(1024))], "process_mrelease": [("flags", .zero)],
    "copy_file_range": [("flags", .zero)], "cachestat": [("flags", .zero)],
    "io_setup": [("nr_events", .notZero), ("nr_events", .atMost(4_194_304))],
    "io_getevents": [("min_nr", .notNegative), ("nr", .notNegative)],
    "io_pgetevents": [("min_nr", .notNegative), ("nr", .notNegative)], "io_submit": [("nr", .notNegative)],
    "io_uring_setup": [("entries", .notZero), ("entries", .atMost(32768))],
    "remap_file_pages": [("prot", .zero), ("addr", page)],
    "mbind": [("addr", page)], "set_mempolicy_home_node": [("start", page), ("flags", .zero)],
    "pkey_mprotect": [("addr", page)], "mseal": [("flags", .zero), ("addr", page)],
    "pkey_alloc": [("flags", .zero), ("access_rights", .atMost(3))],
    "shmdt": [("shmaddr", page)],
    "mlockall": [("flags", .notZero), ("flags", .someOf(mask: 3, "MCL_CURRENT and MCL_FUTURE"))],
    "waitid": [("options", .someOf(mask: 0xe, "WEXITED, WSTOPPED and WCONTINUED"))],
    "flock": [("operation", .oneOf(mask: 0xb, "LOCK_SH, LOCK_EX and LOCK_UN"))],
    "futex": [("uaddr", .aligned(4)), ("timeout", .time(unit: second))],
    "futex_wait": [("mask", .notZero)], "futex_wake": [("mask", .notZero)],
    "futex_waitv": [("flags", .zero), ("nr_futexes", .notZero), ("nr_futexes", .atMost(128)), ("waiters", .notZero)],
    "futex_requeue": [
      ("flags", .zero), ("nr_wake", .notNegative), ("nr_requeue", .notNegative), ("waiters", .notZero),
    ],
    "set_robust_list": [("len", .exactly(24))],
    "getgroups": [("size", .notNegative)], "setgroups": [("size", .atMost(65536))],
    "sethostname": [("len", .atMost(64)), ("len", .notNegative)],
    "setdomainname": [("len", .atMost(64)), ("len", .notNegative)],
    "syslog": [("len", .notNegative)], "iopl": [("level", .atMost(3))],
    "ioperm": [("num", .notZero), ("from", .atMost(65535))],
    "msgsnd": [("msgsz", .notNegative)], "epoll_wait": [("maxevents", .positive)],
    "landlock_restrict_self": [("flags", .atMost(7))], "landlock_add_rule": [("flags", .zero)],
    "lsm_list_modules": [("flags", .zero)], "lsm_set_self_attr": [("flags", .zero)],
    "statmount": [("flags", .zero)], "listmount": [("flags", .atMost(1))], "map_shadow_stack": [("flags", .atMost(1))],
    "openat2": [("size", .atLeast(24))], "clone3": [("size", .atLeast(64))],
    "file_getattr": [("size", .atLeast(24))], "file_setattr": [("size", .atLeast(24))],
    "mount_setattr": [("size", .atLeast(32))], "rseq": [("rseq", .aligned(32)), ("flags", .zero)],
    "kexec_load": [("nr_segments", .atMost(16))],

  ]
}

extension Explanation {
  /// The first demand on an argument that was not met, as a sentence.
  func unmetConstraint() -> String? { unmet()?.sentence }

  func unmet() -> (name: String, constraint: Constraint, sentence: String)? {
    for (name, constraint) in Constraint.table[row.name] ?? [] {
      guard let index = row.parameters.firstIndex(where: { $0.name == name }), let word = words[safe: index],
        let sentence = objection(name, constraint, word, row.parameters[index].type)
      else { continue }
      return (name, constraint, sentence)
    }
    return nil
  }

  private func objection(_ name: String, _ constraint: Constraint, _ word: UInt64, _ type: ArgumentType) -> String? {
    let signed = isNarrow(type) ? Int64(Int32(truncatingIfNeeded: word)) : Int64(bitPattern: word)
    let unsigned = isNarrow(type) ? word & 0xffff_ffff : word
    switch constraint {
    case .notNegative: return signed < 0 ? "\(name) is \(signed), and cannot be negative." : nil
    case .positive: return signed <= 0 ? "\(name) is \(signed), and has to be positive." : nil
    case .zero:
      return unsigned != 0 ? "\(name) is \(hexadecimal(unsigned)), and has to be 0: nothing is defined for it." : nil
    case .notZero: return unsigned == 0 ? "\(name) is \(isPointer(type) ? "NULL" : "0"), and has to be something." : nil
    case .aligned(let unit):
      return word % unit == 0
        ? nil
        : "\(name) is \(hexadecimal(word)), no multiple of \(unit)\(unit == 4096 ? ", the page size" : "")."
    case .atMost(let most):
      return unsigned > most ? "\(name) is \(shown(unsigned, signed)), and the most is \(most)." : nil
    case .atLeast(let least): return unsigned < least ? "\(name) is \(unsigned), and the least is \(least)." : nil
    case .exactly(let value): return unsigned != value ? "\(name) is \(unsigned), and has to be \(value)." : nil
    case .leadsTo(let kinds):
      let fd = Int32(truncatingIfNeeded: word)
      guard fd >= 0, let description = entry(fd) else { return nil }
      let bare = description.target.replacingPrefix("anon_inode:", with: "")
      if kinds.contains(where: { bare.hasPrefix($0) }) { return nil }
      let noun = kinds[0].filter { $0 != "[" && $0 != "]" }
      let wanted = kinds.count > 2 ? "a namespace or a pidfd" : "made by \(Self.makers[noun] ?? noun)"
      return
        "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(Escapes.harmless(description.target))), and \(name) has to be \(wanted)."
    case .time(let unit, let count): return timeObjection(name, word, unit, count)
    case .oneOf(let mask, let names):
      return (unsigned & mask).nonzeroBitCount == 1
        ? nil : "\(name) is \(hexadecimal(unsigned)), and has to have exactly one of \(names)."
    case .someOf(let mask, let names):
      return unsigned & mask != 0 ? nil : "\(name) is \(hexadecimal(unsigned)), and has to have one of \(names)."
    }
  }

  private static let makers = [
    "signalfd": "signalfd4", "timerfd": "timerfd_create", "inotify": "inotify_init1", "fanotify": "fanotify_init",
    "io_uring": "io_uring_setup", "fscontext": "fsopen or fspick",
  ]

  private func timeObjection(_ name: String, _ address: UInt64, _ unit: Int64, _ count: Int) -> String? {
    guard address != 0 else { return nil }
    let part = unit == 1_000_000 ? "tv_usec" : "tv_nsec"
    for index in 0..<count {
      guard let bytes = subject.exactly(16, at: address &+ UInt64(index) * 16) else { return nil }
      let seconds = Int64(bitPattern: bytes[..<8].littleEndianWord)
      let rest = Int64(bitPattern: bytes[8..<16].littleEndianWord)
      if seconds < 0, !row.name.hasPrefix("utime"), row.name != "futimesat" {
        return "\(name) has tv_sec=\(seconds), and a time cannot be negative here."
      }
      // UTIME_NOW and UTIME_OMIT of utimensat are no numbers of nanoseconds.
      if rest < 0 || rest >= unit, ![0x3fff_ffff, 0x3fff_fffe].contains(rest) || row.name != "utimensat" {
        return "\(name) has \(part)=\(rest), and it has to lie in 0 to \(unit - 1)."
      }
    }
    return nil
  }

  private func isNarrow(_ type: ArgumentType) -> Bool {
    switch type {
    case .signed(let bits), .unsigned(let bits), .word(_, let bits): bits == 32
    case .descriptor, .directory, .process, .owner, .signal, .permissions: true
    case .hexadecimal, .address, .pointer, .selected, .presentIf, .absent, .special: false
    }
  }

  private func isPointer(_ type: ArgumentType) -> Bool {
    switch type {
    case .pointer, .address: true
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .selected, .presentIf, .absent, .special:
      false
    }
  }

  private func hexadecimal(_ word: UInt64) -> String { word < 10 ? "\(word)" : "0x" + String(word, radix: 16) }

  private func shown(_ unsigned: UInt64, _ signed: Int64) -> String { signed < 0 ? "\(signed)" : "\(unsigned)" }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
