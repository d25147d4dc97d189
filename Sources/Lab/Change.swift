import Inspect
import LinuxABI
import Tracer

/// One thing that a call changed, read from the kernel before and after it.
public enum Change: Hashable, Sendable {
  /// `received`: it came with SCM_RIGHTS.
  case opened(subject: String, fd: Int32, closeOnExec: Bool, OpenFileDescription, shared: Bool, received: Bool = false)
  /// `last`: no other descriptor of any subject leads to the description, and none is on its way through a socket, so it
  /// is gone. `byExec`: execve closed it, because it was marked close-on-exec. `isMapped`: a subject still maps the
  /// file. A mapping keeps the description that it was made from (`man 2 mmap`), and nobody can see which one that is.
  case closed(
    subject: String, fd: Int32, label: String, target: String, last: Bool, byExec: Bool = false, isMapped: Bool = false)
  /// The descriptor went into a socket with SCM_RIGHTS: a reference to its description waits there. `receiver`: the
  /// letter of the socket that holds it; nil when it waits in none of the subjects' sockets, for somebody else has it or
  /// it was received at once.
  case sent(label: String, receiver: String?)
  /// A descriptor on its way was thrown away: by a receive that had no room for it, or with the socket that held it.
  case lost(label: String, isGone: Bool)
  /// The descriptor leads to another description than before: dup2 over an open one.
  case redirected(subject: String, fd: Int32, from: String, fromIsGone: Bool, to: OpenFileDescription)
  case closeOnExec(subject: String, fd: Int32, Bool)
  case offset(label: String, from: Int64, to: Int64)
  case statusFlags(label: String, from: UInt64, to: UInt64)
  case size(target: String, inode: UInt64, from: Int64, to: Int64)
  case links(target: String, inode: UInt64, from: UInt64, to: UInt64)
  /// A socket's addresses, state or queue.
  case socket(SocketChange)
  case mapping(subject: String, MappingChange)
  case directory(subject: String, from: String, to: String)
  case root(subject: String, from: String, to: String)
  case umask(subject: String, from: UInt32, to: UInt32)
  /// Sets of signals, bit 0 is signal 1.
  case signalMask(subject: String, from: UInt64, to: UInt64)
  case disposition(subject: String, Signal, from: Disposition, to: Disposition)
  /// A signal came and waits. `sender` is the name of the subject that sent it, if one did; `waiting` how many of it
  /// wait now: real-time signals queue.
  case pending(subject: String, Signal, sender: String?, waiting: Int, because: PendingReason = .blocked)
  /// A signal was sent that was waiting already. One that is no real-time signal waits once (`man 7 signal`).
  case alreadyPending(subject: String, Signal)
  /// A signal that waited was taken without being delivered (`man 2 rt_sigtimedwait`, `man 2 signalfd`).
  case noLongerPending(subject: String, Signal)
  /// execve went through: another program runs in the same process. `held`: at its first instruction.
  case executed(subject: String, pid: Int32, program: String, mappings: Int, held: Bool)
  /// A new process, or a thread, whose name has a dot. `pagesShared`: private pages in memory that it has together with
  /// its parent until one of them writes. `shares`: what it has together with its maker for good.
  case child(
    name: String, pid: Int32, parent: String, PtraceEvent, pagesShared: Int? = nil, shares: SharedParts = [])
  /// A process is in another namespace than before, or than its maker is.
  case namespace(NamespaceChange)
  /// The mounts that a subject sees.
  case mount(subject: String, MountChange)
  /// A program that runs has made so many processes that they are no longer told one by one.
  case manyChildren(of: String)
}

extension Change {
  /// Whether it is what made a waiting signal deliverable, rather than what a delivery did.
  public var isOfMask: Bool {
    if case .signalMask = self { return true }
    return false
  }
}

/// An open file description (`man 2 open`): what open makes and dup and fork share. The kernel has no name for it that
/// a process could see; the lab gives each a letter, which it keeps as long as it lives.
public struct OpenFileDescription: Hashable, Sendable {
  public let label: String
  /// Access mode and status flags, the kernel's open flags without O_CLOEXEC.
  public var statusFlags: UInt64
  /// In bytes.
  public var offset: Int64
  /// What /proc/PID/fd says it leads to.
  public var target: String
  public var file: FileIdentity?

  /// Whether the description has an offset that means something: pipes, sockets and terminals have none.
  public var isSeekable: Bool {
    switch file?.kind {
    case .regular, .directory, .block: true
    case .pipe, .socket, .character, .symlink, .anonymous, nil: false
    }
  }

  /// `O_RDONLY` 0, `O_WRONLY` 1, `O_RDWR` 2; O_PATH descriptors can do neither.
  public var canRead: Bool {
    statusFlags & 3 != 1 && statusFlags & 0o10000000 == 0
  }

  public var canWrite: Bool {
    statusFlags & 3 != 0 && statusFlags & 0o10000000 == 0
  }
}

/// A row of a descriptor table.
public struct DescriptorEntry: Hashable, Sendable {
  public let number: Int32
  public let closeOnExec: Bool
  /// The open file description's letter.
  public let label: String
}
