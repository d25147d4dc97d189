import CLinux
import TestSupport
import Testing

@testable import Lab

private let noRing: Comment = "needs io_uring, which this machine does not give to this user"

private var hasRing: Bool {
  var layout = sysh_ring_layout()
  return sysh_find_ring(&layout) == 0
}

/// Requests in a ring are looked at before they start.
@Suite(.serialized, .enabled(if: hasRing, noRing)) @TracerThread
struct GuardRingTests {
  let session: Session

  init() throws {
    session = try Session()
    try session.run("ring = io_uring_setup 4")
  }

  private func mapRequests() throws {
    try session.run("requests = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED ring 0x10000000")
  }

  private func operation(_ number: UInt8, at offset: UInt64) throws {
    _ = try session.lab.work(.poke(address: session.value("requests") + offset, bytes: [number]), in: nil)
  }

  @Test func aReadIsHarmlessAndAnOpenIsNot() throws {
    try mapRequests()
    try operation(22, at: 64)
    #expect(try session.objection("io_uring_enter ring 1") == nil)
    try operation(18, at: 192)
    #expect(try session.objection("io_uring_enter ring 1")?.hasPrefix("start operation 18 through io_uring") == true)
    // Of another process's requests it cannot be said whose they are.
    try session.run("fork")
    #expect(try session.objection("P2: io_uring_enter ring 1") != nil)
    #expect(try session.objection("io_uring_enter ring 0") == nil)
  }

  @Test func requestsThatNobodyHasMappedAreNotStarted() throws {
    #expect(try session.objection("io_uring_enter ring 1") != nil)
    #expect(try session.objection("io_uring_enter 0 1") == nil)
    #expect(try session.objection("io_uring_enter 0 1 0 IORING_ENTER_REGISTERED_RING") != nil)
  }

  @Test func aRingThatIsMadeDisabledIsLookedAtWhenItIsEnabled() throws {
    #expect(try session.objection("io_uring_setup 4 {flags=IORING_SETUP_R_DISABLED}") == nil)
    #expect(try session.objection("io_uring_setup 4 {flags=IORING_SETUP_R_DISABLED|IORING_SETUP_SQPOLL}") != nil)
    try session.run("late = io_uring_setup 4 {flags=IORING_SETUP_R_DISABLED}")
    try session.run("io_uring_register late IORING_REGISTER_ENABLE_RINGS")
    #expect(try session.objection("io_uring_enter late 1") != nil)
  }
}
