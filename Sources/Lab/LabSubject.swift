import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// A process of the lab, or a thread of one, under its name, with what the lab knows of it from its last look.
public final class LabSubject {
  public let name: String
  public let tracee: Tracee
  /// The subject that made it, nil for one that the lab launched.
  public let parent: String?
  /// By which it is known in the pid namespaces that it is in.
  public internal(set) var numbers: ProcessNumbers
  /// The namespaces that it was in at the last look.
  var namespaces = NamespaceSet()
  /// What it saw before its last call on mounts.
  public internal(set) var mountsBefore: [Mount] = []
  /// The seccomp filters that its calls pass, the last one first.
  var filters: [SeccompFilter] = []
  /// Whom the kernel called its parent at the last look.
  var kernelParent: Int32 = 0
  /// The process that it is a thread of: P1, for P1.2. Nil for a first thread, which stands for its process.
  public let leader: String?
  /// What it may have together with others.
  var memory = AddressSpace()
  var place = Directories()
  public internal(set) var maps: MemoryMap {
    get { memory.maps }
    set { memory.maps = newValue }
  }
  public internal(set) var directory: String {
    get { place.working }
    set { place.working = newValue }
  }
  public internal(set) var root: String {
    get { place.root }
    set { place.root = newValue }
  }
  public internal(set) var umask: UInt32 {
    get { place.umask }
    set { place.umask = newValue }
  }
  /// Its resource limits at the last look: when it has ended, nobody can tell them any more.
  var limits: ResourceLimits?
  /// The call that it has not come back from.
  public internal(set) var inFlight: CallInFlight?
  /// Where memory for arguments is supplied: below the stack pointer that it started with.
  var arenaTop: UInt64 = 0
  /// How much of it there is, in bytes.
  var arenaLimit = Arena.limit
  /// Which part of the stack that is; see `AddressSpace`.
  var part = 0
  /// It was given a stack: calls leave its stack pointer where it is.
  var hasOwnStack = false
  /// The first thread has called exit and others go on: the kernel shows a zombie, and reports no end until they have
  /// ended too.
  var endedBeforeOthers: CallOutcome?
  /// Its end has been reported, together with that of its process.
  var endIsTold = false
  /// How many threads it had so far, the first one included.
  var threadsNamed = 1
  /// How far down the last call's supplied memory reached.
  var arenaBottom: UInt64 = .max
  /// Its group stop ended, and the SIGCONT that did it is still to be delivered.
  var wasContinued = false
  /// Signals waited for it at the last look.
  var hasPendingSignals = false
  /// What it was like when it called execve, until the call is over.
  var beforeExec: ExecState?
  /// Where the stack pointer stood at the first instruction of its program.
  var startStack: UInt64?
  /// It was forked or has forked, so that its pages can be another's too.
  var mayShare: Bool

  init(name: String, tracee: Tracee, parent: String?, leader: String? = nil) {
    self.name = name
    self.tracee = tracee
    self.parent = parent
    self.leader = leader
    mayShare = parent != nil
    numbers = ProcessNumbers(tracee.pid, nil, Proc())
  }

  public var pid: Int32 { tracee.pid }

  /// How it ended, once it has.
  public var end: CallOutcome? { tracee.end ?? endedBeforeOthers }

  /// It is away from the lab without a call: a handler runs that has not returned.
  public var isInHandler: Bool {
    tracee.activity == .working && inFlight == nil && tracee.image == .subject
  }

  /// Its program runs without the lab's doing: it was let run, or let go for good.
  public var runsByItself: Bool { tracee.activity == .free || tracee.isDetached && end == nil }

  /// What keeps it, after "is in": its call, or a handler.
  public var occupation: String {
    inFlight?.printer.row.name ?? (isInHandler ? "a handler" : "a call")
  }

  /// The name of its process.
  public var process: String { leader ?? name }
}

/// A call that blocks, and what is needed to report it when it comes back.
public struct CallInFlight {
  public let printer: CallPrinter
  let call: PendingCall
  /// Nanoseconds of the monotonic clock.
  public let since: Int64
  /// A program's own call, watched by `step`.
  public var isStep = false
  /// It was said that the call blocks.
  var isReported = false
}

/// What is remembered of a call between its start and its end.
struct PendingCall {
  let row: Syscall
  let words: [UInt64]
  let targets: [String]
  /// The alias by which it was asked for.
  let alias: Alias?
  /// What the lab has added to it, as a sentence.
  var note: String?
}

/// What a finished, blocked or failed command is reported as.
public struct CallReport {
  public let subject: String
  public let pid: Int32
  /// What was asked, when it was a call.
  public let row: Syscall?
  /// The call as strace prints it, up to where it is known.
  public let text: String
  public let outcome: CallOutcome
  public var alias: Alias?
  /// The call's arguments as words.
  public var arguments: [UInt64] = []
  /// Lines that show more of what the call gave: directory entries.
  public var details: [String] = []
  /// The registers on both sides, where the lab records them.
  public var crossing: Crossing?
  public var signals: [SignalDelivery] = []
  public var changes: [Change] = []
  /// Why it failed, from the state; one sentence a line.
  public var reasons: [String] = []
  /// The same at length, of a call that failed.
  public var account: Account?
  /// Paths that it made, removed, renamed or gave other permissions.
  public var places: [String] = []
  /// How the subject ended, if it did, and why.
  public var death: Death?
  public var waiting: Waiting?
  /// How long it was blocked, in nanoseconds, when it was.
  public var blockedFor: Int64?
  /// What an execve kept and reset.
  public var exec: ExecReport?
  /// How long it was in the kernel, in nanoseconds, where that was asked for.
  public var time: Int64?
  /// A handler ran in the middle of a call, and the kernel has taken the call up again (SA_RESTART, `man 7 signal`).
  public var callGoesOn = false
  /// A replacement subject had to be started first.
  public var started: String?

  init(subject: String, pid: Int32, row: Syscall?, text: String, outcome: CallOutcome) {
    self.subject = subject
    self.pid = pid
    self.row = row
    self.text = text
    self.outcome = outcome
  }
}

/// The end of a subject.
public struct Death: Hashable, Sendable {
  public let subject: String
  public let how: CallOutcome
  /// A sentence: which instruction did it, who sent the signal; nil when there is no more to tell.
  public let cause: String?
  /// Whether an image of its memory was left (`man 5 core`).
  public var coreDumped = false
  /// Its children that live on, and whom the kernel gave them to.
  public var orphans: [Orphan] = []
  /// Other threads of its process that ended with it.
  public var threads: [String] = []
  /// Threads of its process that go on: it was one of several.
  public var survivors: [String] = []
}

/// A child whose parent has ended, with its new parent: the nearest ancestor that is a subreaper, or init
/// (`man 2const PR_SET_CHILD_SUBREAPER`, `kernel/exit.c`, find_new_reaper).
public struct Orphan: Hashable, Sendable {
  public let name: String
  public let parent: Int32
  /// The new parent's name where it is a subject, otherwise what it runs.
  public let parentName: String
  public let parentIsSubject: Bool
}

/// What a blocked call sleeps in.
public struct Waiting: Hashable, Sendable {
  /// The kernel function, `pipe_read`, where the kernel tells.
  public let channel: String?
  /// Sleeping interruptibly, waiting for a disk, or still running.
  public let state: ProcessState
  /// What to do about it.
  public let advice: String
}
