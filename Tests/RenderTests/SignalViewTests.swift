import LinuxABI
import Testing

@testable import Inspect
@testable import Lab
@testable import Render
@testable import Tracer

/// What a change in the handling of signals, and a delivered signal, are told as.
struct SignalViewTests {
  private static let user1 = Signal(rawValue: 10)
  private static let queued = Signal(rawValue: 33)

  @Test func `every change in the handling of signals`() throws {
    let changes: [Change] = [
      .signalMask(subject: "P1", from: 0, to: 1 << 9), .signalMask(subject: "P2", from: 1 << 9 | 1 << 14, to: 0),
      .signalMask(subject: "P1", from: 0, to: ~(1 << 8 | 1 << 18)),
      .signalMask(subject: "P1", from: .max, to: 1 << 31 | 1 << 63),
      .disposition(subject: "P1", Self.user1, from: .default, to: .caught),
      .disposition(subject: "P1", .terminate, from: .caught, to: .ignored),
      .disposition(subject: "P2", .child, from: .ignored, to: .default),
      .disposition(subject: "P1", Signal(rawValue: 3), from: .ignored, to: .default),
      .pending(subject: "P1", Self.user1, sender: nil, waiting: 1),
      .pending(subject: "P1", Self.user1, sender: "P2", waiting: 1),
      .pending(subject: "P2", Self.queued, sender: "P1", waiting: 3),
      .alreadyPending(subject: "P1", Self.user1), .alreadyPending(subject: "P2", .terminate),
      .noLongerPending(subject: "P1", Self.user1),
    ]
    try expectSnapshot("signal-changes") { renderer in changes.flatMap { renderer.change($0, tables: nil, of: "P1") } }
  }

  @Test func `every effect of a delivered signal`() throws {
    func delivery(
      _ signal: Int32, _ effect: SignalEffect?, code: Int32 = 0, sender: Int32 = 7, name: String? = nil,
      run: HandlerRun? = nil
    ) -> SignalDelivery {
      var delivery = Models.delivery(signal, code: code, sender: sender, user: 1000)
      delivery.effect = effect
      delivery.senderName = name
      delivery.handlerRun = run
      return delivery
    }
    let run = HandlerRun(blocked: 1 << 9 | 1 << 14, frame: 0x7ffc_0000_0000, restoredMask: 1 << 14, result: 0)
    let deliveries = [
      delivery(10, .handled, name: "P2", run: run), delivery(10, .handled, name: "P1", run: run),
      delivery(10, .handled), delivery(15, .ignored, name: "P2"), delivery(28, .ignoredByDefault),
      delivery(17, .ignoredByDefault, code: 1, name: "P2"), delivery(19, .stopped, name: "P2"),
      delivery(20, .stopped, code: 0x80, sender: 0), delivery(21, .notStopped, code: 0x80, sender: 0),
      delivery(18, .continued, name: "P2"), delivery(2, .handled, code: 0x80, sender: 0),
      delivery(15, .ended(coreDumped: false), name: "P2"), delivery(10, nil),
    ]
    try expectSnapshot("signal-effects") { $0.signals(deliveries, to: "P1") }
  }

  @Test func `what a process does with signals`() throws {
    func status(pending: String, blocked: String) throws -> ProcessStatus {
      try ProcessStatus(
        parsing: """
          Name:\tx
          State:\tS (sleeping)
          Tgid:\t7
          Pid:\t7
          PPid:\t1
          TracerPid:\t0
          Uid:\t0\t0\t0\t0
          Gid:\t0\t0\t0\t0
          FDSize:\t64
          Threads:\t1
          SigPnd:\t0000000000000000
          ShdPnd:\t\(pending)
          SigBlk:\t\(blocked)
          SigIgn:\t0000000000001000
          SigCgt:\t0000000000000200

          """.utf8)
    }
    var sent = Models.delivery(10, code: 0, sender: 7)
    sent.senderName = "P2"
    let queued = SignalDelivery(
      signal: Self.queued, code: -1, sender: 0, user: 0, address: 0, instructionPointer: 0, value: 5)
    let some = try status(pending: "0000000100000200", blocked: "0000000100000200")
    let nearlyAll = try status(pending: "0000000000000000", blocked: "fffffffffffbfeff")
    let all = try status(pending: "0000000000000000", blocked: "ffffffffffffffff")
    try expectSnapshot("signals") { renderer in
      renderer.signals(some, of: "P1", waiting: [sent, queued]) + renderer.signals(nearlyAll, of: "P2")
        + renderer.signals(all, of: "P3")
    }
  }

  @Test func `a mask is told before the signal that it lets through, other changes after`() {
    var report = Models.report("rt_sigprocmask(SIG_SETMASK, [], [USR1], 8) = 0", .returned(0))
    report.signals = [Models.delivery(10, code: 0, sender: 7)]
    report.changes = [
      .disposition(subject: "P1", Self.user1, from: .caught, to: .default),
      .signalMask(subject: "P1", from: 1 << 9, to: 0),
    ]
    let lines = Renderer(width: 100).report(report, tables: nil).map(\.plain)
    #expect(
      lines == [
        "rt_sigprocmask(SIG_SETMASK, [], [USR1], 8) = 0", "  ~ mask [USR1] → []",
        "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=7, si_uid=0} ---",
        "  ~ SIGUSR1  caught by a handler → default (terminate)",
      ])
  }
}
