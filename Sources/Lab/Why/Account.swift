import Inspect
import LinuxABI
import SyscallTable

/// Why a call failed, at length: what `why` tells beyond the sentence under the call. It is made at the failure, because
/// what it says is true then and need not be later.
public struct Account: Sendable {
  /// What would make the call work.
  public struct Remedy: Hashable, Sendable {
    /// A line that can be typed; nil where the sentence is all.
    public let line: String?
    public let sentence: String

    public init(_ line: String?, _ sentence: String) {
      self.line = line
      self.sentence = sentence
    }
  }

  /// What else was found in the state, a sentence each.
  public var facts: [String] = []
  public var remedies: [Remedy] = []
  /// What has to be different for the call to work: whoever keeps the session's history looks for who made it so.
  public var circumstances: [Circumstance] = []

  public init() {}
}

/// Something in the state on which a call depended.
public enum Circumstance: Hashable, Sendable {
  /// Whether a descriptor is open, and what it leads to.
  case descriptor(Int32)
  /// Whether there is a file of this path, as it is seen from the shell's root.
  case path(String)
  /// Mode and owner of the file of this path.
  case permissions(String)
  /// A limit of a process, by its RLIMIT_ number.
  case limit(Int)
  /// Whether there is a process; the shell's number of it.
  case process(Int32)
  case children
  /// Whether something is mapped at an address, and how.
  case memory(UInt64)
  /// Who can use the other end of a pipe, by the pipe's inode.
  case pipe(inode: UInt64, readers: Bool)
  /// What a signal does.
  case signal(Signal)
  /// Who the caller is, and what it may do.
  case credentials
  /// Status flags of an open file description, O_NONBLOCK and O_APPEND.
  case statusFlags(label: String)
  /// Locks on the file that a descriptor leads to.
  case lock(fd: Int32)
  /// An object of System V IPC: that it exists, who may use it, and what is in it.
  case systemV(SystemVObject.Kind, id: Int32)
}
