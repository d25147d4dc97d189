import Glibc
import Inspect
import LinuxABI
import SyscallTable

/// Looks at a call after its arguments are fixed and before it runs, and says when it reaches outside the lab: every
/// call is real, and a learner's slip must not remove a file of theirs. What to do about it (ask, refuse, go on) is the
/// shell's business.
///
/// The subject is held while the guard looks, so what it resolves is what the kernel will resolve.
struct Guard {
  let lab: Lab
  let subject: LabSubject
  let row: Syscall
  let words: [UInt64]

  /// What the call would reach, as a clause that completes "This call would ..."; nil when it stays inside.
  var objection: String? {
    if let machine = Self.machineWide[row.number] { return machine }
    if let target = signalTarget { return target }
    return pathTarget
  }

  // MARK: The whole machine

  /// Calls that change the machine rather than the process, by number, so that `syscall N` is covered too.
  private static let machineWide: [Int: String] = [
    101: "trace another process", 155: "change the root of the file systems", 159: "adjust the machine's clock",
    163: "change process accounting", 164: "set the machine's clock", 165: "mount a file system",
    166: "unmount a file system", 167: "change the swap space", 168: "change the swap space",
    169: "reboot the machine or change what Ctrl-Alt-Del does", 170: "change the machine's host name",
    171: "change the machine's domain name", 172: "give the subject access to hardware ports",
    173: "give the subject access to hardware ports", 175: "load a kernel module", 176: "remove a kernel module",
    179: "change disk quotas", 227: "set a clock of the machine", 246: "load another kernel",
    305: "adjust a clock of the machine", 311: "write into another process's memory", 313: "load a kernel module",
    320: "load another kernel", 428: "attach a tree of mounts", 429: "move a mount", 430: "set up a mount",
    431: "set up a mount", 432: "set up a mount", 442: "change a mount",
  ]

  // MARK: Signals

  private static let signalCalls: Set<Int> = [62, 129, 200, 234, 297]

  private var signalTarget: String? {
    guard Self.signalCalls.contains(row.number), let first = words.first else { return nil }
    let signal = words[safe: row.number == 234 || row.number == 297 ? 2 : 1] ?? 0
    // Signal 0 only asks whether the process is there.
    if signal & 0xffff_ffff == 0 { return nil }
    let pid = Int32(truncatingIfNeeded: first)
    if pid == 0 { return nil }
    if pid == -1 { return "send a signal to every process that it may reach" }
    let wanted = abs(pid)
    if lab.subjects.contains(where: { $0.pid == wanted }) { return nil }
    if let session = try? lab.proc.stat(wanted).session, lab.subjects.contains(where: { $0.pid == session }) {
      return nil
    }
    guard lab.proc.exists(wanted) else { return nil }
    let name = (try? lab.proc.stat(wanted).comm).map { " (\(Escapes.harmless($0)))" } ?? ""
    return "send a signal to process \(wanted)\(name), which is no subject of the lab"
  }

  // MARK: Files

  /// Calls that change the entry that a path names, and those that change the file behind it.
  private static let changesEntry: Set<String> = [
    "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir",
    "mkdirat", "mknod", "mknodat", "lchown",
  ]
  private static let changesFile: Set<String> = [
    "truncate", "creat", "chmod", "fchmodat", "chown", "fchownat", "utimensat",
  ]
  /// The parameter of a pair that is only read: what a link will point to.
  private static let onlyRead: Set<String> = ["target"]

  private var writesThroughOpen: Bool {
    guard ["open", "openat", "openat2"].contains(row.name) else { return false }
    var flags: UInt64 = 0
    if let index = row.parameters.firstIndex(where: { $0.name == "flags" }) {
      flags = words[index]
    } else if let index = row.parameters.firstIndex(where: { $0.name == "how" }),
      let bytes = subject.exactly(8, at: words[index])
    {
      flags = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    // Writing, creating, truncating, or a nameless file made in that directory; O_PATH opens nothing.
    return flags & 0o10000000 == 0 && (flags & 3 != 0 || flags & 0o100 != 0 || flags & 0o1000 != 0)
  }

  private var pathTarget: String? {
    let entry = Self.changesEntry.contains(row.name)
    let opens = writesThroughOpen
    guard entry || opens || Self.changesFile.contains(row.name) else { return nil }
    for path in Explanation(lab: lab, subject: subject, row: row, words: words).paths
    where !Self.onlyRead.contains(path.name) {
      guard let real = resolve(path, followLast: !entry), !isInside(real), !failsByItself(real, entry: entry) else {
        continue
      }
      let verb = opens ? "open \(Escapes.harmless(real)) for writing" : "change \(Escapes.harmless(real))"
      return "\(verb), which is outside the lab's directory"
    }
    return nil
  }

  /// The path as the kernel will reach it, symbolic links followed, seen from the shell's root; nil when it does not lead
  /// anywhere, so that the call fails by itself.
  private func resolve(_ argument: Explanation.PathArgument, followLast: Bool) -> String? {
    let walk = PathWalk(
      argument.path, pid: subject.pid, root: "/proc/\(subject.pid)/root", base: argument.base,
      baseName: argument.baseName, credentials: .almighty, followLast: followLast)
    switch walk.end {
    case .found: break
    case .missing(_, _, let isLast):
      if !isLast { return nil }
    case .notDirectory, .unsearchable, .tooManyLinks, .nameTooLong: return nil
    }
    return subject.root == "/" ? walk.reached : subject.root + walk.reached
  }

  /// Whether the kernel will refuse the call anyway, which is worth seeing and harms nothing: no permission, or a
  /// directory opened for writing. Asked as the shell, whose user the subject's is until it changes.
  private func failsByItself(_ path: String, entry: Bool) -> Bool {
    guard let user = try? lab.proc.status(subject.pid).uids.fileSystem, user == geteuid() else { return false }
    var status = stat()
    let exists = lstat(path, &status) == 0
    if exists, !entry {
      if status.st_mode & S_IFMT == S_IFDIR, writesThroughOpen { return true }
      // chmod and its like are the owner's whatever the bits say.
      return Self.changesFile.contains(row.name) && row.name.hasPrefix("ch") || row.name.hasPrefix("f")
        ? status.st_uid != user && user != 0 : faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0
    }
    guard let slash = path.lastIndex(of: "/") else { return false }
    let parent = slash == path.startIndex ? "/" : String(path[..<slash])
    return faccessat(AT_FDCWD, parent, W_OK, AT_EACCESS) != 0
  }

  private func isInside(_ path: String) -> Bool {
    let home = lab.directory.realPath
    if path == home || path.hasPrefix(home + "/") { return true }
    let harmless: Set<String> = ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx"]
    if harmless.contains(path) || path.hasPrefix("/dev/pts/") && path == terminalPath { return true }
    return lab.subjects.contains { path.hasPrefix("/proc/\($0.pid)/") }
  }

  /// The lab's own terminal.
  private var terminalPath: String? {
    lab.descriptors.description(of: 0, in: subject.name)?.target
  }
}

extension Lab {
  /// What a call would reach outside the lab, as a clause; nil when it stays inside. The call is encoded for this and
  /// its arguments are placed in the subject's memory, but nothing runs.
  ///
  /// Throws `InputError` for a call that cannot be encoded, `LabError` for a subject that cannot take one.
  public func objection(to request: CallRequest) throws -> String? {
    guard let subject = request.subject.map({ self.subject(named: $0) }) ?? current, subject.end == nil else {
      return nil
    }
    let encoded = try encode(request, arenaTop: subject.arenaTop)
    guard case .parked = subject.tracee.activity else { return nil }
    try place(encoded.arena, in: subject)
    let row = request.printedAs ?? encoded.row
    let missing = max(0, row.parameters.count - encoded.words.count)
    return Guard(lab: self, subject: subject, row: row, words: encoded.words + [UInt64](repeating: 0, count: missing))
      .objection
  }
}
