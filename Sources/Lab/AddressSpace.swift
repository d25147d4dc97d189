import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// Memory that subjects use together: threads, children of vfork and of clone with CLONE_VM.
///
/// Calls that are in flight at the same time must not have their arguments in the same place, so each subject has a part
/// of the first one's stack mapping for them. The first has the uppermost mebibyte; parts of 64 KiB follow below, 48 KiB
/// for arguments and the rest for signal frames. A thread for which no stack was given stands in its part, too: it is
/// memory that nobody else uses, and no call has to be made for it. The mapping grows as the parts are used, as far as
/// RLIMIT_STACK lets it.
final class AddressSpace {
  var maps = MemoryMap()
  /// Where the first part begins, downwards.
  var top: UInt64 = 0

  static let size: UInt64 = 64 << 10
  static let limit: UInt64 = 48 << 10

  func top(ofPart part: Int) -> UInt64 {
    part == 0 ? top : top &- Arena.limit &- Self.size &* UInt64(part)
  }

  /// Whether a stack pointer stands in one of the parts.
  func hasPart(at address: UInt64) -> Bool {
    address <= top && address > top &- (Arena.limit + 512 * Self.size)
  }
}

/// Working directory, root and umask, which CLONE_FS makes one for several.
final class Directories {
  var working = ""
  var root = "/"
  var umask: UInt32 = 0
}

/// What a new process or thread has together with the subject that made it, asked of the kernel (`man 2 kcmp`).
public struct SharedParts: OptionSet, Hashable, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }
  public static let memory = SharedParts(rawValue: 1 << 0)
  public static let descriptors = SharedParts(rawValue: 1 << 1)
  public static let directories = SharedParts(rawValue: 1 << 2)
  public static let signalActions = SharedParts(rawValue: 1 << 3)
}

extension Lab {
  /// The lowest part that no living subject has.
  func freePart(of memory: AddressSpace) -> Int {
    let taken = Set(living.filter { $0.memory === memory }.map(\.part))
    return (1...).first { !taken.contains($0) } ?? 1
  }

  /// Gives a new subject what it has together with its maker, and a place for arguments.
  func settle(_ child: LabSubject, madeBy maker: LabSubject) -> SharedParts {
    var shared: SharedParts = []
    func ask(_ part: SharedParts, _ same: (Int32, Int32) throws -> Bool) {
      if (try? same(child.pid, maker.pid)) == true { shared.insert(part) }
    }
    ask(.memory, DescriptionComparer.shareMemory)
    ask(.directories, DescriptionComparer.shareDirectories)
    ask(.signalActions, DescriptionComparer.shareSignalActions)
    // Without kcmp: threads are sure to have these.
    if child.leader != nil { shared.formUnion([.memory, .signalActions]) }
    if shared.contains(.directories) { child.place = maker.place }
    if shared.contains(.memory) {
      child.part = freePart(of: maker.memory)
      child.memory = maker.memory
      child.arenaLimit = AddressSpace.limit
    } else {
      child.memory.top = maker.memory.top
    }
    child.startStack = maker.startStack
    child.arenaTop = child.memory.top(ofPart: child.part)
    if let stack = try? child.tracee.registers().stackPointer { child.hasOwnStack = !child.memory.hasPart(at: stack) }
    if descriptors.share(child.name, pid: child.pid, with: maker.name) { shared.insert(.descriptors) }
    return shared
  }

  /// After a call that can part what was common (unshare, setns): the subject's own from now on.
  func partDirectories(of subject: LabSubject) {
    guard let other = living.first(where: { $0 !== subject && $0.place === subject.place }),
      (try? DescriptionComparer.shareDirectories(subject.pid, other.pid)) == false
    else { return }
    let own = Directories()
    (own.working, own.root, own.umask) = (subject.directory, subject.root, subject.umask)
    subject.place = own
  }

  /// A subject that executed a program has memory of its own, and no part of anybody's stack.
  func leaveMemory(_ subject: LabSubject) {
    subject.memory = AddressSpace()
    subject.part = 0
    subject.arenaLimit = Arena.limit
    subject.hasOwnStack = false
  }
}
