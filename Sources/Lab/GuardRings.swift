import Glibc
import Inspect
import LinuxABI

// io_uring: calls that stand as requests in memory (`man 7 io_uring`). They are looked at there before the kernel is told
// of them.
extension Guard {
  /// Wishes that leave requests where the guard finds them, as entries of 64 bytes in the ring's own memory, and start
  /// them in io_uring_enter only: CQSIZE, CLAMP, SUBMIT_ALL, COOP_TASKRUN, TASKRUN_FLAG, SINGLE_ISSUER, DEFER_TASKRUN,
  /// NO_SQARRAY; R_DISABLED, with which they start even later. With SQPOLL a thread of the kernel would start them at any time.
  private static let visibleRings: UInt64 = 0x133d8
  /// Operations on descriptors that are open, to which the calls of the same name are allowed: NOP, READV, WRITEV,
  /// FSYNC, POLL_ADD, TIMEOUT, CLOSE, READ, WRITE.
  private static let harmlessOperations: Set<UInt8> = [0, 1, 2, 3, 6, 11, 19, 22, 23]
  /// `IORING_OFF_SQES`: where in a ring's file the requests begin.
  private static let requestsOffset: UInt64 = 0x1000_0000
  private static let requestSize = 64
  private static let unseen = "make calls through io_uring, where they cannot be looked at"

  /// What a call would do by a ring of requests.
  var ringTarget: String? {
    switch row.number {
    case 425:
      // Where the parameters cannot be read the kernel says EFAULT.
      guard let flags = subject.exactly(4, at: (words[safe: 1] ?? 0) &+ 8) else { return nil }
      let word = flags.littleEndianWord
      return word & ~Self.visibleRings == 0 ? nil : Self.unseen
    case 426:
      if (words[safe: 1] ?? 0) & 0xffff_ffff == 0 { return nil }
      // IORING_ENTER_REGISTERED_RING: the number is no descriptor.
      if (words[safe: 3] ?? 0) & 0x10 == 0 {
        let fd = Int32(truncatingIfNeeded: words.first ?? 0)
        guard (try? lab.proc.descriptor(subject.pid, fd))?.target == "anon_inode:[io_uring]" else { return nil }
      }
      return requestsTarget
    default: return nil
    }
  }

  /// Every request in the memory of any subject's ring must be harmless: which of them stand in the queue is not asked,
  /// because /proc does not tell which mapping belongs to which ring.
  private var requestsTarget: String? {
    var areSeen = false
    for subject in lab.living {
      for mapping in (try? lab.proc.maps(subject.pid))?.mappings ?? []
      where mapping.path == "anon_inode:[io_uring]" && mapping.offset >= Self.requestsOffset {
        guard let bytes = subject.exactly(Int(mapping.size), at: mapping.start) else { return Self.unseen }
        areSeen = areSeen || mapping.offset == Self.requestsOffset
        for start in stride(from: 0, to: bytes.count, by: Self.requestSize)
        where !Self.harmlessOperations.contains(bytes[start]) {
          return "start operation \(bytes[start]) through io_uring, where nobody looks at what it reaches"
        }
      }
    }
    return areSeen ? nil : Self.unseen
  }
}
