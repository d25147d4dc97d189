import Glibc
import Inspect
import SyscallTable

/// How much the lab lets its subjects use. The limits are the lab's own: it looks, and subjects see the machine's
/// (`getrlimit`, `/proc/PID/limits`).
public struct LabLimits: Hashable, Sendable {
  /// Bytes of memory of all subjects together, a page that several share counted once.
  public var memory: UInt64
  /// Bytes in the lab's directory and in files that are nothing but memory (memfd_create), together.
  public var disk: UInt64
  /// Open descriptors of all subjects together.
  public var descriptors: Int
  /// Seconds of processor time that a program may use before it is held.
  public var processor: Int

  /// What holds unless `set` says otherwise: half of what the machine has left when it is first asked, and at most 2 GiB
  /// of memory and of files; 200,000 descriptors; a minute.
  public static let ordinary: LabLimits = {
    let free = (try? Proc().memoryInfo())?.available.map { $0 << 10 } ?? 4 << 30
    let directory = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var status = statvfs()
    let room = statvfs(directory, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : 4 << 30
    return LabLimits(memory: min(2 << 30, free / 2), disk: min(2 << 30, room / 2), descriptors: 200_000, processor: 60)
  }()

  /// `2 GiB`, `512 MiB`.
  public static func text(_ bytes: UInt64) -> String {
    let units: [(size: UInt64, name: String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    guard let unit = units.first(where: { bytes >= $0.size }) else { return bytes == 1 ? "a byte" : "\(bytes) bytes" }
    let tenths = bytes * 10 / unit.size
    return tenths % 10 == 0 ? "\(tenths / 10) \(unit.name)" : "\(tenths / 10).\(tenths % 10) \(unit.name)"
  }
}

/// What subjects used when it was looked at last.
struct LabUse {
  var memory: UInt64 = 0
  var disk: UInt64 = 0
  var descriptors = 0
  /// By program that was let run: how many clock ticks its family had used when it was last allowed to go on.
  var allowedFrom: [Int32: UInt64] = [:]
  var nextLook: Int64 = 0
  var nextLookAtFiles: Int64 = 0
}

extension Lab {
  /// Looks whether subjects use more than they may, at most every twentieth of a second and for at most a twentieth of the
  /// time. Programs that do are ended, or held when it is about processor time. The sentences say so.
  public func enforceLimits() -> [String] {
    let now = Self.now()
    guard now >= use.nextLook else { return [] }
    measure(at: now)
    defer { use.nextLook = now + max(50_000_000, 20 * (Self.now() - now)) }
    return endGreedy() + holdTireless()
  }

  private func measure(at now: Int64) {
    var processes = Set(tracer.tracees.values.map(\.process))
    for program in letGo { processes.formUnion(programFamily(of: program)) }
    use.memory = processes.reduce(0) { $0 + residentBytes(of: $1) }
    // Shared pages were counted once for each that has them.
    if use.memory > limits.memory { use.memory = processes.reduce(0) { $0 + proportionalBytes(of: $1) } }
    use.descriptors = processes.reduce(0) { $0 + descriptorCount(of: $1) }
    if now >= use.nextLookAtFiles {
      let start = Self.now()
      use.disk = directory.bytesUsed(atMost: limits.disk) + memoryFileBytes
      use.nextLookAtFiles = now + max(500_000_000, 100 * (Self.now() - start))
    }
  }

  /// `man 5 proc_pid_statm`, the second number.
  private func residentBytes(of pid: Int32) -> UInt64 {
    let fields = (try? proc.text(pid, "statm"))?.split(separator: " ")
    return (fields?[safe: 1].flatMap { UInt64($0) } ?? 0) * 4096
  }

  private func proportionalBytes(of pid: Int32) -> UInt64 {
    (try? MemoryRollup(parsing: proc.bytes(pid, "smaps_rollup")).pss << 10) ?? residentBytes(of: pid)
  }

  /// Since 6.2 the size of the directory is the number of its entries; before that it is 0.
  private func descriptorCount(of pid: Int32) -> Int {
    var status = stat()
    return stat("/proc/\(pid)/fd", &status) == 0 ? Int(status.st_size) : 0
  }

  private var memoryFileBytes: UInt64 {
    var seen: Set<UInt64> = []
    var total: UInt64 = 0
    for (label, description) in descriptors.descriptions where description.target.hasPrefix("/memfd:") {
      guard let (name, fd) = descriptors.members(of: label).first, let subject = subject(named: name) else { continue }
      var status = stat()
      guard stat("/proc/\(subject.pid)/fd/\(fd)", &status) == 0, seen.insert(UInt64(status.st_ino)).inserted else {
        continue
      }
      total += UInt64(status.st_blocks) * 512
    }
    return total
  }

  // MARK: Programs

  /// What is used up, as the beginning of a sentence and the name of the setting.
  private var excess: (what: String, setting: String)? {
    if use.memory > limits.memory { return ("\(LabLimits.text(limits.memory)) of memory", "memory") }
    if use.disk > limits.disk { return ("\(LabLimits.text(limits.disk)) of files", "disk") }
    if use.descriptors > limits.descriptors { return ("\(limits.descriptors) open descriptors", "descriptors") }
    return nil
  }

  private func endGreedy() -> [String] {
    guard let excess else { return [] }
    let bytes = (running + letGo).map { (program: $0, bytes: familyBytes(of: $0)) }
    guard let greediest = bytes.max(by: { $0.bytes < $1.bytes })?.program else { return [] }
    let reason =
      "used more than the \(excess.what) that all subjects together may have (set \(excess.setting) allows more)"
    use.nextLookAtFiles = 0
    if greediest.tracee.isDetached { return end(letGo: greediest, because: reason) }
    tracer.end(family: greediest.pid, because: reason)
    return []
  }

  /// Kills a program that runs on its own, and what it has made as far as that still has it for an ancestor. The tracer
  /// cannot tell why, so the sentence does.
  private func end(letGo subject: LabSubject, because reason: String) -> [String] {
    // Until its end was seen its number is not given to another process.
    noticeDeaths()
    guard subject.end == nil else { return [] }
    let members = programFamily(of: subject)
    for pid in members { kill(pid, SIGKILL) }
    return [
      "\(subject.name)'s program \(reason), so the lab killed it although it runs on its own\(members.count > 1 ? ", with everything that it had made: \(members.count) processes" : "")."
    ]
  }

  /// Programs that were let run.
  private var running: [LabSubject] {
    living.filter { $0.tracee.activity == .free && $0.tracee.family == nil && $0.leader == nil }
  }

  /// Programs that were let go for good.
  private var letGo: [LabSubject] { living.filter(\.tracee.isDetached) }

  private func familyBytes(of subject: LabSubject) -> UInt64 {
    programFamily(of: subject).reduce(0) { $0 + residentBytes(of: $1) }
  }

  /// The processes of a program that was let run or go and of all that it has made.
  private func programFamily(of subject: LabSubject) -> Set<Int32> {
    if subject.tracee.isDetached { return descendants(of: subject.pid) }
    return Set(tracer.tracees.values.filter { $0.pid == subject.pid || $0.family == subject.pid }.map(\.process))
  }

  /// Nobody traces what was let go, so /proc tells whom it has made: all but those whose parents have ended.
  private func descendants(of pid: Int32) -> Set<Int32> {
    var found: Set<Int32> = [pid]
    var open = [pid]
    while let parent = open.popLast() {
      for child in (try? proc.children(of: parent)) ?? [] where found.insert(child).inserted { open.append(child) }
    }
    return found
  }

  /// What was let go may use as much time as it likes: nothing of the lab's could let it go on.
  private func holdTireless() -> [String] {
    var sentences: [String] = []
    let programs = running
    use.allowedFrom = use.allowedFrom.filter { pid, _ in programs.contains { $0.pid == pid } }
    for subject in programs {
      let ticks = programFamily(of: subject).reduce(0) {
        $0 + ((try? proc.stat($1)).map { $0.userTicks + $0.systemTicks } ?? 0)
      }
      let from = use.allowedFrom[subject.pid] ?? ticks
      use.allowedFrom[subject.pid] = from
      guard ticks > from, (ticks - from) / UInt64(sysconf(Int32(_SC_CLK_TCK))) >= limits.processor else { continue }
      use.allowedFrom[subject.pid] = ticks
      let members = living.filter { $0 === subject || $0.tracee.family == subject.pid }
      for member in members { _ = try? stopProgram(member.name) }
      sentences.append(
        "\(subject.name)'s program has used \(limits.processor == 1 ? "a second" : "\(limits.processor) seconds") of processor time, and is held, so that nothing runs on unseen: cont \(subject.name) lets it go on, set processor allows more.\(members.count > 1 ? " So are the processes that it has made." : "")"
      )
    }
    return sentences
  }

  // MARK: Calls

  /// From this many bytes on a call is looked at before it is made.
  private static let large: UInt64 = 64 << 20

  /// Throws `LabError.refused` for a call that would bring more into memory or onto the disk than there may be.
  func refuseGrowth(_ row: Syscall, _ words: [UInt64], of subject: LabSubject) throws(LabError) {
    guard let (asked, kind) = growth(row, words) else { return }
    let bytes = asked < Self.large ? asked : min(asked, supply(row, words, of: subject))
    switch kind {
    case .memory: try refuseMemory(bytes, "this \(row.name)")
    case .disk:
      guard bytes >= min(Self.large, limits.disk / 8) || use.disk > limits.disk else { return }
      use.nextLookAtFiles = 0
      measure(at: Self.now())
      guard use.disk + bytes > limits.disk else { return }
      throw .refused(
        "Files of the lab may take \(LabLimits.text(limits.disk)); there are \(LabLimits.text(use.disk)), and this \(row.name) could add \(LabLimits.text(bytes)), so it was not made. set disk allows more."
      )
    case .descriptors:
      guard use.descriptors > limits.descriptors else { return }
      throw .refused(
        "The subjects have \(use.descriptors) descriptors open, and the lab lets them have \(limits.descriptors) together, so this \(row.name) was not made. close some, or set descriptors allows more."
      )
    }
  }

  /// The same for what a subject stores itself.
  func refuseMemory(_ bytes: UInt64, _ what: String) throws(LabError) {
    guard bytes >= min(Self.large, limits.memory / 8) || use.memory > limits.memory else { return }
    measure(at: Self.now())
    guard use.memory + bytes > limits.memory else { return }
    throw .refused(
      "All subjects together may have \(LabLimits.text(limits.memory)) in memory; they have \(LabLimits.text(use.memory)), and \(what) could add \(LabLimits.text(bytes)), so it was not made. munmap gives some back; set memory allows more."
    )
  }

  /// What the file that a call reads can give, in bytes: programs ask for more than there is, `cp` for 2 GiB at a time.
  private func supply(_ row: Syscall, _ words: [UInt64], of subject: LabSubject) -> UInt64 {
    // read, pread64; copy_file_range, splice; sendfile.
    let sources = [0: 0, 17: 0, 326: 0, 275: 0, 40: 1]
    guard let index = sources[row.number], let word = words[safe: index] else { return .max }
    var status = stat()
    guard stat("/proc/\(subject.pid)/fd/\(Int32(truncatingIfNeeded: word))", &status) == 0 else { return .max }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return UInt64(clamping: status.st_size)
    // The most that an ordinary user's pipe holds unless fs.pipe-max-size says otherwise (`man 7 pipe`).
    case S_IFIFO: return 1 << 20
    default: return .max
    }
  }

  private enum Growth { case memory, disk, descriptors }

  /// How much a call could add, by its arguments.
  private func growth(_ row: Syscall, _ words: [UInt64]) -> (UInt64, Growth)? {
    func word(_ index: Int) -> UInt64 { words[safe: index] ?? 0 }
    /// What one call moves at most (`man 2 write`).
    func moved(_ count: UInt64) -> UInt64 { min(count, 0x7fff_f000) }
    switch row.number {
    // mmap with MAP_POPULATE or MAP_LOCKED.
    case 9: return word(3) & 0xa000 != 0 ? (word(1), .memory) : nil
    // read, pread64, recvfrom, getrandom into memory of one's own.
    case 0, 17, 45: return (moved(word(2)), .memory)
    case 318: return (moved(word(1)), .memory)
    // mlock, mlock2, madvise with MADV_POPULATE_READ or MADV_POPULATE_WRITE.
    case 149, 325: return (word(1), .memory)
    case 28: return [22, 23].contains(word(2)) ? (word(1), .memory) : nil
    // fallocate, but for holes and what makes a file shorter.
    case 285: return word(1) & 0x0a == 0 ? (word(3), .disk) : nil
    // write, pwrite64, sendfile, copy_file_range, splice.
    case 1, 18: return (moved(word(2)), .disk)
    case 40: return (moved(word(3)), .disk)
    case 326, 275: return (moved(word(4)), .disk)
    // dup, dup2, fcntl, dup3 and whatever opens.
    case 32, 33, 292: return (0, .descriptors)
    default:
      if case .descriptor = row.result { return (0, .descriptors) }
      return nil
    }
  }
}
