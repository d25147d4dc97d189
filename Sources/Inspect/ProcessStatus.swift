/// The four ids of a process (`man 7 credentials`).
public struct Identities: Hashable, Sendable {
  public let real: UInt32
  public let effective: UInt32
  public let saved: UInt32
  /// The id used for access to files; follows the effective one unless setfsuid or setfsgid was called.
  public let fileSystem: UInt32
}

/// /proc/PID/status: who the process is, its memory, its signals (`man 5 proc_pid_status`, `fs/proc/array.c`).
public struct ProcessStatus: Hashable, Sendable {
  public let name: String
  public let state: ProcessState
  /// The process, where `pid` may be one of its threads.
  public let tgid: Int32
  public let pid: Int32
  public let ppid: Int32
  /// The process that traces it, 0 for none.
  public let tracerPid: Int32
  public let uids: Identities
  public let gids: Identities
  /// Places in the descriptor table, a power of two.
  public let fdSize: Int
  public let threads: Int
  /// Signal sets: bit 0 is signal 1.
  public let pending: UInt64
  public let sharedPending: UInt64
  public let blocked: UInt64
  public let ignored: UInt64
  public let caught: UInt64
  let lines: KeyedLines

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "status") throws(InspectError) {
    let whole = Cursor(Array(bytes)[...])
    // Blanks at the ends of a name belong to it, so it is not taken from the trimmed lines.
    var cursor = whole
    guard let first = cursor.line(), first.starts(with: "Name:\t") else {
      throw .malformed(path: path, problem: "it does not begin with a Name line")
    }
    name = unescapedName(Cursor(first.rest.dropFirst(6)).text)
    let lines = KeyedLines(whole)
    func value<Value>(_ key: String, _ read: (String) -> Value?) throws(InspectError) -> Value {
      guard let text = lines[key] else { throw InspectError.malformed(path: path, problem: "there is no \(key) line") }
      guard let value = read(text) else {
        throw InspectError.malformed(path: path, problem: "\(key) is \"\(text)\"")
      }
      return value
    }
    self.lines = lines
    state = try value("State") { $0.first.map(ProcessState.init(letter:)) }
    tgid = try value("Tgid") { Int32($0) }
    pid = try value("Pid") { Int32($0) }
    ppid = try value("PPid") { Int32($0) }
    tracerPid = try value("TracerPid") { Int32($0) }
    uids = try value("Uid", identities)
    gids = try value("Gid", identities)
    fdSize = try value("FDSize") { Int($0) }
    threads = try value("Threads") { Int($0) }
    pending = try value("SigPnd") { UInt64($0, radix: 16) }
    sharedPending = try value("ShdPnd") { UInt64($0, radix: 16) }
    blocked = try value("SigBlk") { UInt64($0, radix: 16) }
    ignored = try value("SigIgn") { UInt64($0, radix: 16) }
    caught = try value("SigCgt") { UInt64($0, radix: 16) }
  }

  /// The text after `key:`, for whatever has no property of its own.
  public subscript(key: String) -> String? { lines[key] }
}

/// What a kernel thread or a zombie lacks, or a kernel of another age: nil there.
extension ProcessStatus {
  /// Since Linux 4.7.
  public var umask: UInt32? { lines["Umask"].flatMap { UInt32($0, radix: 8) } }
  /// A size in kB: `VmPeak`, `VmSize`, `VmRSS`, `RssAnon`, `VmSwap` and so on.
  public func kilobytes(_ key: String) -> UInt64? { lines.kilobytes(key) }
  /// Largest size that the address space had, in kB.
  public var vmPeak: UInt64? { kilobytes("VmPeak") }
  /// Size of the address space in kB.
  public var vmSize: UInt64? { kilobytes("VmSize") }
  /// Memory in use in kB: RssAnon + RssFile + RssShmem, approximately.
  public var vmRSS: UInt64? { kilobytes("VmRSS") }
  public var vmHighWater: UInt64? { kilobytes("VmHWM") }
  public var vmLocked: UInt64? { kilobytes("VmLck") }
  public var vmData: UInt64? { kilobytes("VmData") }
  public var vmStack: UInt64? { kilobytes("VmStk") }
  /// Page tables in kB.
  public var vmPageTables: UInt64? { kilobytes("VmPTE") }
  public var vmSwap: UInt64? { kilobytes("VmSwap") }
  /// Effective capabilities: bit n is capability n (`man 7 capabilities`).
  public var capEff: UInt64? { lines["CapEff"].flatMap { UInt64($0, radix: 16) } }
  /// A set of capabilities by the kernel's name: `CapInh`, `CapPrm`, `CapEff`, `CapBnd`, and since 4.3 `CapAmb`.
  public func capabilities(_ key: String) -> UInt64? { lines[key].flatMap { UInt64($0, radix: 16) } }
  /// Signals of its user that wait, and how many may (RLIMIT_SIGPENDING): `SigQ: 0/96365`.
  public var queuedSignals: UInt64? {
    lines["SigQ"]?.split(separator: "/").first.flatMap { UInt64($0) }
  }
  /// Since Linux 4.10.
  public var noNewPrivs: Bool? { lines["NoNewPrivs"].map { $0 != "0" } }
  /// 0 none, 1 strict, 2 filter.
  public var seccomp: Int? { lines["Seccomp"].flatMap { Int($0) } }
  /// `0-3,8`.
  public var cpusAllowedList: String? { lines["Cpus_allowed_list"] }
  public var voluntarySwitches: UInt64? { lines["voluntary_ctxt_switches"].flatMap { UInt64($0) } }
  public var nonvoluntarySwitches: UInt64? { lines["nonvoluntary_ctxt_switches"].flatMap { UInt64($0) } }
}

/// Undoes what proc_task_name does to a name: a newline is written `\n` and a backslash twice.
private func unescapedName(_ text: String) -> String {
  var name = String.UnicodeScalarView()
  var scalars = text.unicodeScalars[...]
  while let scalar = scalars.popFirst() {
    switch (scalar, scalars.first) {
    case ("\\", "n"):
      name.append("\n")
      scalars.removeFirst()
    case ("\\", "\\"):
      name.append("\\")
      scalars.removeFirst()
    default: name.append(scalar)
    }
  }
  return String(name)
}

private func identities(_ text: String) -> Identities? {
  let ids = text.split { $0 == "\t" || $0 == " " }.map { UInt32($0) }
  guard ids.count == 4, let real = ids[0], let effective = ids[1], let saved = ids[2], let files = ids[3] else {
    return nil
  }
  return Identities(real: real, effective: effective, saved: saved, fileSystem: files)
}

extension Proc {
  /// /proc/PID/status.
  public func status(_ pid: Int32) throws(InspectError) -> ProcessStatus {
    try ProcessStatus(parsing: bytes(pid, "status"), path: path(pid, "status"))
  }
}
