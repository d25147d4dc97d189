import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons that lie in resource limits (`man 2 getrlimit`) and in control groups.
extension Explanation {
  private var limits: ResourceLimits? { try? lab.proc.limits(subject.pid) }

  // MARK: Processes

  var isFork: Bool { ["fork", "vfork", "clone", "clone3"].contains(row.name) }

  /// EAGAIN of fork: a limit of tasks, of the control group or of the user (`kernel/fork.c`, copy_process).
  func tooManyTasks() -> [String] {
    if let refusal = lab.controlGroups.childRefusal(toProcess: subject.tracee.process) { return [refusal] }
    if let group = fullGroup() {
      return [
        "The control group \(Escapes.harmless(group.path)) has \(group.current == 1 ? "1 task" : "\(group.current) tasks"), and its pids.max is \(group.limit): no more can be made in it."
      ]
    }
    guard let status = try? lab.proc.status(subject.pid), let limit = limits?["processes"]?.soft else { return [] }
    let count = lab.proc.tasks(ofUser: status.uids.real)
    guard UInt64(count) >= limit else { return [] }
    return [
      "User \(status.uids.real) has \(count) processes and threads, and the limit of \(subject.name) (RLIMIT_NPROC) is \(limit). All of the user's count, not its own children alone."
    ]
  }

  /// The control group of the subject, or one above it, that has as many tasks as it may have.
  private func fullGroup() -> (path: String, current: UInt64, limit: UInt64)? {
    let places = lab.controlGroups.places(of: subject.pid)
    for hierarchy in lab.controlGroups.hierarchies where hierarchy.controllers.contains("pids") {
      var parts = (places[hierarchy.mountPoint] ?? "").split(separator: "/")
      while !parts.isEmpty {
        let path = "/" + parts.joined(separator: "/")
        if let directory = hierarchy.directory(of: path), let limit = Self.number("\(directory)/pids.max"),
          let current = Self.number("\(directory)/pids.current"), current >= limit
        {
          return (path, current, limit)
        }
        parts.removeLast()
      }
    }
    return nil
  }

  private static func number(_ path: String) -> UInt64? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    return count > 0 ? UInt64(String(decoding: bytes[..<count], as: UTF8.self).filter { $0 != "\n" }) : nil
  }

  /// EAGAIN of calls that queue a signal.
  func tooManySignals() -> [String] {
    guard let status = try? lab.proc.status(subject.pid), let limit = limits?["pending signals"]?.soft else {
      return []
    }
    return [
      "\(status.queuedSignals ?? 0) signals wait for processes of user \(status.uids.real), and the limit (RLIMIT_SIGPENDING) is \(limit)."
    ]
  }

  // MARK: Memory

  /// ENOMEM: which limit of memory the call would have passed.
  func memoryLimit() -> [String] {
    guard let limits, let status = try? lab.proc.status(subject.pid) else { return [] }
    let more = added()
    func bytes(_ key: String) -> UInt64 { (status.kilobytes(key) ?? 0) * 1024 }
    func passes(_ used: UInt64, _ limit: UInt64) -> Bool {
      let (sum, overflow) = used.addingReportingOverflow(more)
      return overflow || sum > limit
    }
    if row.name.hasPrefix("mlock"), let limit = limits["locked memory"]?.soft, passes(bytes("VmLck"), limit) {
      return [
        "\(subject.name) has \(bytes("VmLck")) bytes locked and wants \(more) more, and the limit (RLIMIT_MEMLOCK) is \(limit) bytes."
      ]
    }
    if let limit = limits["address space"]?.soft, passes(bytes("VmSize"), limit) {
      return [
        "The address space of \(subject.name) has \(bytes("VmSize")) bytes and would grow by \(more); its limit (RLIMIT_AS) is \(limit) bytes."
      ]
    }
    // Shared and read-only mappings are not counted as data.
    let isData = row.name != "mmap" || (word("prot") ?? 0) & 2 != 0 && (word("flags") ?? 0) & 3 == 2
    if isData, let limit = limits["data size"]?.soft, passes(bytes("VmData"), limit) {
      return [
        "\(subject.name) has \(bytes("VmData")) bytes of private writable memory and would get \(more) more; its limit (RLIMIT_DATA) is \(limit) bytes."
      ]
    }
    return []
  }

  /// By how many bytes the call would make what it is about larger, in whole pages.
  func added() -> UInt64 {
    let wanted: UInt64
    switch row.name {
    case "mremap":
      let (old, new) = (word("old_size") ?? 0, word("new_size") ?? 0)
      wanted = new > old ? new - old : 0
    case "shmat": wanted = systemVObject?.size ?? 0
    default: wanted = word("length") ?? word("len") ?? 0
    }
    let (rounded, overflow) = wanted.addingReportingOverflow(4095)
    return overflow ? wanted : rounded & ~4095
  }

  // MARK: Limits themselves

  /// The soft and the hard limit that a call would set.
  private var wantedLimit: (resource: Int, soft: UInt64, hard: UInt64, process: Int32)? {
    let isOther = row.name == "prlimit64"
    guard let resource = words[safe: isOther ? 1 : 0], let address = words[safe: isOther ? 2 : 1], address != 0,
      let bytes = subject.exactly(16, at: address)
    else { return nil }
    let pid = isOther ? Int32(truncatingIfNeeded: words[0]) : 0
    return (
      Int(truncatingIfNeeded: resource & 0xffff_ffff), bytes[..<8].littleEndianWord, bytes[8..<16].littleEndianWord,
      pid == 0 ? subject.pid : pid
    )
  }

  private func resourceName(_ number: Int) -> String {
    WordCodec.resources.constants.first { $0.value == UInt64(number) }?.name ?? "resource \(number)"
  }

  private func text(_ limit: UInt64) -> String { limit == .max ? "unlimited" : "\(limit)" }

  /// EINVAL of setrlimit and prlimit64.
  func limitOrder() -> [String] {
    guard let wanted = wantedLimit, wanted.soft > wanted.hard else { return [] }
    return [
      "The soft limit, \(text(wanted.soft)), is above the hard one, \(text(wanted.hard)), and the hard limit bounds it."
    ]
  }

  /// EPERM of setrlimit and prlimit64 (`kernel/sys.c`, do_prlimit).
  func raisedLimit() -> [String] {
    guard let wanted = wantedLimit, let all = (try? lab.proc.limits(wanted.process))?.all,
      let old = all.indices.contains(wanted.resource) ? all[wanted.resource] : nil
    else { return [] }
    let name = resourceName(wanted.resource)
    if wanted.resource == 7, let most = (try? lab.proc.setting("fs/nr_open")).flatMap({ UInt64($0) }),
      wanted.hard > most
    {
      return ["\(name) cannot be above fs.nr_open, which is \(most), whoever asks."]
    }
    let hard = old.hard ?? .max
    guard wanted.hard > hard else {
      return wanted.process == subject.pid
        ? []
        : lacking(
          "CAP_SYS_RESOURCE", for: "changing the limits of \(named(wanted.process)), a process of another user,")
    }
    return lacking(
      "CAP_SYS_RESOURCE", for: "raising the hard limit of \(name) from \(text(hard)) to \(text(wanted.hard))")
  }

  private func lacking(_ capability: String, for purpose: String) -> [String] {
    let capital = purpose.prefix(1).uppercased() + purpose.dropFirst()
    guard let bit = WordCodec.capabilities.value(of: capability), let status = try? lab.proc.status(subject.pid),
      let effective = status.capEff
    else { return [] }
    if effective >> bit & 1 == 0 {
      return ["\(capital) needs \(capability), which is not in the effective set of \(subject.name)."]
    }
    guard !lab.isInFirstUserNamespace(subject) else { return [] }
    return ["\(capital) needs \(capability) in the first user namespace, and \(subject.name) has it in its own only."]
  }
}

extension Explanation {
  /// A store that the stack could not grow for; `stack`: the subject's limit of its size.
  static func stackLimit(_ address: UInt64, _ maps: MemoryMap, stack limit: UInt64?) -> String? {
    guard let limit, let stack = maps.mappings.first(where: { $0.path == "[stack]" }), address < stack.start,
      stack.end > address, stack.end - address > limit,
      // What lies far below belongs to something else.
      stack.start - address < 64 << 20, maps.mapping(containing: address) == nil
    else { return nil }
    return
      "The stack would have had to grow to \(stack.end - (address & ~4095)) bytes for address 0x\(String(address, radix: 16)), and its limit (RLIMIT_STACK) is \(limit)."
  }
}
