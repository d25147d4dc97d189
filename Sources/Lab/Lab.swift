import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// A session: the subjects with their names, the variables, and what is known of both, on the one thread that traces.
///
/// The lab runs calls and tells what they changed. It prints nothing and asks nothing: reports go to Render, questions
/// to the shell.
public final class Lab {
  public let table: SyscallTable
  public let tracer: Tracer
  public let proc = Proc()
  public private(set) var terminal: LabTerminal
  public let directory: LabDirectory
  /// Removes what the shell could not when it was killed. Outlives what it keeps.
  private let keeper: Keeper
  public let controlGroups: ControlGroups
  /// In the order in which they were made; ended ones stay until a new one takes over.
  public internal(set) var subjects: [LabSubject] = []
  public internal(set) var descriptors: DescriptorModel
  public internal(set) var variables = Variables()
  /// The name of the subject to which calls go.
  public internal(set) var currentName = ""
  /// Names of the rows run since the last reset, for goals that ask how.
  public internal(set) var callsMade: [String] = []
  /// The last call's outcome.
  public internal(set) var last: CallOutcome?
  public var printing = CallPrinter.Options()
  /// Reports say how long a call was in the kernel.
  public var timesCalls = false
  /// Whether the calls of programs are to be seen while they run.
  public internal(set) var tracesCalls = false
  /// What was seen of them since that was last asked for.
  public internal(set) var trace: ProgramTrace?
  /// Whether calls report the registers on both sides of the boundary.
  public var recordsCrossings = false
  /// What the last measurement came to.
  public internal(set) var lastBench: BenchReport? {
    didSet { costsMeasured += lastBench?.costs ?? [] }
  }
  /// All that was measured since the last reset.
  public private(set) var costsMeasured: [Cost] = []
  /// What was drawn last.
  public internal(set) var lastPlot: Plot?
  /// Pages and faults as they were before the last command.
  public internal(set) var pageMemory = PageMemory()
  private var subjectsNamed = 0
  /// How many processes each program has made while it ran, by the pid of the subject that was let run.
  var familySizes: [Int32: Int] = [:]
  /// That a replacement subject was started, until a report has said so.
  private var startNotice: String?
  /// News of children, to be told after what the children did.
  var newsOfChildren: [CallReport] = []
  /// Ends that were noticed while something else was asked for, until `collect` hands them out.
  var pendingReports: [CallReport] = []
  var lateEnds: [LateEnd] = []
  /// What could not be looked at.
  var unseen = Unseen()
  /// What System V IPC objects the subjects made, which are theirs although they outlive them.
  var ipcObjects: Set<IPCObject> = []

  /// What subjects may use together, and what they used when that was looked at last.
  public var limits = LabLimits.ordinary
  var use = LabUse()

  /// Namespaces that subjects made, while one of them is in it or holds it open.
  var ownNamespaces: Set<Namespace> = []
  /// Those in which subjects are born; they last as long as the sandbox.
  var sandboxNamespaces: Set<Namespace> = []
  static let shellPid = getpid()

  /// How long a call may take before it counts as blocked, in nanoseconds.
  public static let patience: Int64 = 60_000_000
  /// The same for the calls that are made now. A replay knows which of them block.
  public var callPatience = Lab.patience
  /// By how much what takes time may take longer than on a common machine, 1 or more: an emulated processor is slow.
  public var slowness: Int64 = 1

  /// Launches the first subject, in a sandbox when that is asked for.
  ///
  /// Throws `LabError` when the machine refuses: the reason is in the order in which it is worth looking for.
  public init(table: SyscallTable = .standard, sandboxed: Bool = false) throws(LabError) {
    self.table = table
    if let sentence = proc.strangeness { throw .refused(sentence) }
    keeper = try Keeper()
    directory = try LabDirectory()
    try keeper.keep(tree: directory.realPath)
    controlGroups = ControlGroups(keeper: keeper, label: String(directory.path.suffix(6)))
    do {
      tracer = try Tracer()
      terminal = try LabTerminal()
    } catch {
      throw LabError.launch(step: "\(error.step)", error.errno, refused: error.isRefusedPtrace)
    }
    descriptors = DescriptorModel(proc: proc)
    tracer.limit = Self.processLimit
    if sandboxed { try enterSandboxWithTerminal() }
    unseen.everywhere = missingFiles(of: try launch())
  }

  private func enterSandboxWithTerminal() throws(LabError) {
    try enterSandbox()
    do {
      terminal = try LabTerminal(in: tracer.sandbox)
    } catch {
      throw LabError.launch(step: "\(error.step)", error.errno, refused: false)
    }
  }

  deinit {
    tracer.killAll()
    controlGroups.removeAll()
  }

  /// The subject to which calls go.
  public var current: LabSubject? {
    subject(named: currentName)
  }

  public func subject(named name: String) -> LabSubject? {
    subjects.last { $0.name == name }
  }

  public var living: [LabSubject] {
    subjects.filter { $0.end == nil }
  }

  /// Who there is, for a sentence that says who there is not.
  public var whoLives: String {
    let names = living.map(\.name)
    switch names.count {
    case 0: return "None is alive: the next call starts a new one."
    case 1: return "There is only \(names[0])."
    default: return "There are \(names.joined(separator: ", "))."
    }
  }

  func nextName() -> String {
    subjectsNamed += 1
    return "P\(subjectsNamed)"
  }

  /// Starts a new subject in the lab's directory and makes it the current one.
  func launch() throws(LabError) -> LabSubject {
    let tracee: Tracee
    // A learner may have taken away the permission to enter it.
    directory.open()
    do {
      // A terminal of its own: the controlling terminal of a session that has ended cannot be taken over at once.
      if !subjects.isEmpty { terminal = try LabTerminal(in: tracer.sandbox) }
      tracee = try tracer.launch(directory: directory.path, terminal: terminal.slave)
    } catch {
      throw LabError.launch(step: "\(error.step)", error.errno, refused: error.isRefusedPtrace)
    }
    let subject = LabSubject(name: nextName(), tracee: tracee, parent: nil)
    if let registers = try? tracee.registers() { subject.arenaTop = (registers.stackPointer & ~4095) - 4096 }
    subject.memory.top = subject.arenaTop
    subjects.append(subject)
    currentName = subject.name
    look(at: subject)
    // The terminal that the others have is gone from the file system with its master.
    if subjects.count > 1 { descriptors.refreshTargets() }
    return subject
  }

  /// Takes everything about a subject in: the first time, and when it has run by itself.
  public func look(at subject: LabSubject) {
    _ = try? descriptors.refresh(subject.name, pid: subject.pid)
    subject.maps = (try? proc.maps(subject.pid)) ?? subject.maps
    subject.directory = (try? proc.cwd(subject.pid)) ?? ""
    subject.root = (try? proc.root(subject.pid)) ?? "/"
    let status = try? proc.status(subject.pid)
    subject.umask = status?.umask ?? 0
    subject.namespaces = readNamespaces(of: subject)
    noteSandbox(of: subject)
    if status != nil { subject.numbers = ProcessNumbers(subject.pid, status, proc) }
    subject.limits = try? proc.limits(subject.pid)
    subject.kernelParent = (try? proc.stat(subject.pid).parent) ?? subject.kernelParent
  }

  /// Ends all subjects and starts again: a fresh subject, an empty directory, no variables.
  public func reset() throws(LabError) {
    tracer.killAll()
    controlGroups.removeAll()
    subjects = []
    descriptors = DescriptorModel(proc: proc)
    variables = Variables()
    callsMade = []
    trace = nil
    tracesCalls = false
    pageMemory = PageMemory()
    last = nil
    lastBench = nil
    costsMeasured = []
    lastPlot = nil
    subjectsNamed = 0
    startNotice = nil
    pendingReports = []
    familySizes = [:]
    newsOfChildren = []
    lateEnds = []
    ownNamespaces = []
    directory.empty()
    if isSandboxed { try enterSandbox() }
    do {
      terminal = try LabTerminal(in: tracer.sandbox)
    } catch {
      throw LabError.launch(step: "\(error.step)", error.errno, refused: false)
    }
    _ = try launch()
  }

  /// Ends every process of the lab, for certain. The next call starts a new subject.
  public func endAll() {
    tracer.killAll()
    for subject in subjects where subject.end != nil {
      descriptors.remove(subject.name)
      subject.inFlight = nil
    }
  }

  /// Starts a subject in the place of the current one, which has ended.
  func replace(_ ended: String) throws(LabError) -> LabSubject {
    let fresh = try launch()
    startNotice = "\(ended) is gone, so \(fresh.name) (pid \(number(of: fresh))) was started in its place."
    return fresh
  }

  func takeStartNotice() -> String? {
    defer { startNotice = nil }
    return startNotice
  }

  /// Takes in the deaths of subjects that nobody was waiting for.
  func noticeDeaths() {
    for (tracee, completion) in tracer.collectDeaths() {
      guard let subject = subject(ofProcess: tracee.pid) else { continue }
      if let report = background(subject, completion) { pendingReports.append(report) }
    }
  }

  /// Whether the kernel tells which descriptors share an open file description (`man 2 kcmp`).
  public var canCompareDescriptions: Bool {
    // Asked of the shell itself: a subject may have ended.
    DescriptionComparer.obstacle(getpid(), getpid()) == nil
  }

  /// Makes `name` the subject to which calls go.
  public func switchTo(_ name: String) throws(LabError) {
    guard let subject = subject(named: name) else {
      throw LabError.refused("There is no subject \(name). \(whoLives)")
    }
    noticeDeaths()
    guard subject.end == nil else { throw LabError.refused("\(name) has ended.") }
    currentName = name
  }
}

extension Lab: ValueResolver {
  public func interface(named name: String) -> UInt64? {
    let index = if_nametoindex(name)
    return index == 0 ? nil : UInt64(index)
  }

  public func value(ofVariable name: String) -> UInt64? {
    variables[name]?.word ?? Self.functions[name]
  }

  public func process(named name: String) -> UInt64? {
    CallerNames(lab: self, caller: current).process(named: name)
  }

  public func register(named name: String) -> UInt64? {
    (try? current?.tracee.registers())?.named.first { $0.name == name }?.value
  }

  public var names: [String] {
    variables.all.map(\.name) + living.map(\.name)
  }
}
