import Glibc
import Inspect
import LinuxABI
import SyscallTable

/// What execve can keep or reset of a process, read from /proc at one moment (`man 2 execve`).
public struct ExecState: Hashable, Sendable {
  public let pid: Int32
  public let parent: Int32
  public let group: Int32
  public let session: Int32
  public let directory: String
  public let root: String
  public let umask: UInt32?
  public let nice: Int32
  public let signals: SignalState
  public let limits: [ResourceLimit]
  /// Close-on-exec or not, by number.
  public let descriptors: [Int32: Bool]
  public let mappings: Int
  /// /proc/PID/comm.
  public let name: String
  public let threads: Int
  public let users: Identities
  public let groups: Identities
}

extension ExecState {
  /// Nil when the process cannot be read any more.
  init?(_ pid: Int32, _ proc: Proc) {
    guard let stat = try? proc.stat(pid), let status = try? proc.status(pid) else { return nil }
    self.pid = pid
    parent = stat.parent
    group = stat.group
    session = stat.session
    directory = (try? proc.cwd(pid)) ?? ""
    root = (try? proc.root(pid)) ?? ""
    umask = status.umask
    nice = getpriority(Int32(PRIO_PROCESS.rawValue), id_t(pid))
    signals = SignalState(status)
    limits = (try? proc.limits(pid).all) ?? []
    let open = (try? proc.descriptors(pid, among: proc.descriptorNumbers(pid))) ?? []
    descriptors = Dictionary(open.map { ($0.number, $0.info.closeOnExec) }, uniquingKeysWith: { first, _ in first })
    mappings = (try? proc.maps(pid).own.count) ?? 0
    name = stat.comm
    threads = status.threads
    users = status.uids
    groups = status.gids
  }
}

/// What an execve left as it was and what it reset: the state before and after, and what the new program finds on its
/// stack.
public struct ExecReport: Hashable, Sendable {
  public let subject: String
  public let before: ExecState
  public let after: ExecState
  /// Limits that differ from those of the shell, which the subjects began with.
  public let ownLimits: [ResourceLimit]
  public let start: ProgramStart?

  public var closed: [Int32] { before.descriptors.keys.filter { after.descriptors[$0] == nil }.sorted() }
  public var open: [Int32] { after.descriptors.keys.sorted() }
}

/// What the kernel puts on the stack of a new program, from the stack pointer upwards: argc, argv, NULL, envp, NULL, the
/// auxiliary vector (`fs/binfmt_elf.c`, create_elf_tables; `man 3 getauxval`).
public struct ProgramStart: Hashable, Sendable {
  public struct Auxiliary: Hashable, Sendable {
    public let key: UInt64
    public let value: UInt64
    /// What a value that is an address leads to, where that is a text.
    public let text: String?
  }

  public let stackPointer: UInt64
  public let argumentCount: UInt64
  /// As many as were read; the count says how many there are.
  public let arguments: [String]
  public let environment: [String]
  public let auxiliary: [Auxiliary]
  public let isComplete: Bool
}

extension ProgramStart {
  /// At most so many words are read.
  private static let mostWords = 4096
  /// Keys whose values are addresses of texts: AT_PLATFORM, AT_BASE_PLATFORM, AT_EXECFN.
  private static let texts: Set<UInt64> = [15, 24, 31]

  init?(at stackPointer: UInt64, in memory: some RemoteMemory) {
    func word(_ index: Int) -> UInt64? {
      memory.exactly(8, at: stackPointer &+ UInt64(8 * index)).map { $0.littleEndianWord }
    }
    func text(_ address: UInt64) -> String {
      var bytes: [UInt8] = []
      while bytes.count < 4096 {
        let part = memory.bytes(at: address &+ UInt64(bytes.count), atMost: 256)
        if let end = part.firstIndex(of: 0) {
          bytes += part[..<end]
          break
        }
        bytes += part
        if part.count < 256 { break }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard let count = word(0) else { return nil }
    var index = 1
    func list() -> [String]? {
      var found: [String] = []
      while index < Self.mostWords, let address = word(index) {
        index += 1
        if address == 0 { return found }
        found.append(text(address))
      }
      return nil
    }
    self.stackPointer = stackPointer
    argumentCount = count
    let arguments = list()
    let environment = arguments == nil ? nil : list()
    var auxiliary: [Auxiliary] = []
    var ended = false
    while environment != nil, index < Self.mostWords, let key = word(index), let value = word(index + 1) {
      index += 2
      if key == 0 {
        ended = true
        break
      }
      auxiliary.append(Auxiliary(key: key, value: value, text: Self.texts.contains(key) ? text(value) : nil))
    }
    self.arguments = arguments ?? []
    self.environment = environment ?? []
    self.auxiliary = auxiliary
    isComplete = ended
  }
}

extension Lab {
  /// Numbers of execve and execveat.
  static let executions: Set<Int> = [59, 322]

  /// Keeps what an execve can change, if `call` is one.
  func rememberBeforeExec(_ call: PendingCall, of subject: LabSubject) {
    guard Self.executions.contains(call.row.number) else { return }
    subject.beforeExec = ExecState(subject.pid, proc)
  }

  /// What the exec that just happened kept and reset. Only while the new program is held at its first instruction.
  func execReport(_ subject: LabSubject) -> ExecReport? {
    defer { subject.beforeExec = nil }
    guard let before = subject.beforeExec, let after = ExecState(subject.pid, proc) else { return nil }
    if let registers = try? subject.tracee.registers() { subject.startStack = registers.stackPointer }
    let usual = (try? proc.limits(getpid()).all) ?? []
    let own = after.limits.filter { limit in !usual.contains { $0.name == limit.name && $0.soft == limit.soft } }
    return ExecReport(
      subject: subject.name, before: before, after: after, ownLimits: own, start: programStart(subject))
  }

  /// What a program was started with, as it stands in its memory now. nil when the subject runs none, or its start was
  /// not seen.
  public func programStart(_ subject: LabSubject) -> ProgramStart? {
    subject.startStack.flatMap { ProgramStart(at: $0, in: subject) }
  }
}
