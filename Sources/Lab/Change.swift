import Inspect
import LinuxABI
import Tracer

/// One thing that a call changed, read from the kernel before and after it.
public enum Change: Hashable, Sendable {
  case opened(subject: String, fd: Int32, closeOnExec: Bool, OpenFileDescription, shared: Bool)
  /// `last`: no other descriptor of any subject leads to the description, so it is gone.
  case closed(subject: String, fd: Int32, label: String, target: String, last: Bool)
  /// The descriptor leads to another description than before: dup2 over an open one.
  case redirected(subject: String, fd: Int32, from: String, fromIsGone: Bool, to: OpenFileDescription)
  case closeOnExec(subject: String, fd: Int32, Bool)
  case offset(label: String, from: Int64, to: Int64)
  case statusFlags(label: String, from: UInt64, to: UInt64)
  case size(target: String, inode: UInt64, from: Int64, to: Int64)
  case links(target: String, inode: UInt64, from: UInt64, to: UInt64)
  case mapping(subject: String, MappingChange)
  case directory(subject: String, from: String, to: String)
  case root(subject: String, from: String, to: String)
  case umask(subject: String, from: UInt32, to: UInt32)
  /// execve went through: another program runs in the same process. `held`: at its first instruction.
  case executed(subject: String, pid: Int32, program: String, mappings: Int, held: Bool)
  /// A new process, or a thread, whose name has a dot. `pagesShared`: private pages in memory that it has together with
  /// its parent until one of them writes. `shares`: what it has together with its maker for good.
  case child(
    name: String, pid: Int32, parent: String, PtraceEvent, pagesShared: Int? = nil, shares: SharedParts = [])
  /// A program that runs has made so many processes that they are no longer told one by one.
  case manyChildren(of: String)
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
