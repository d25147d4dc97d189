import LinuxABI
import TestSupport
import Testing

import enum SyscallTable.Expectation
@testable import SyscallTable

/// What stands after `=`.
struct ExpectationTests {
  private static let badDescriptor = Expectation.outcome(.failed(.badDescriptor))

  @Test(
    arguments: [
      ("3", .outcome(.returned(3))), (" 0 ", .outcome(.returned(0))), ("0x1000", .outcome(.returned(4096))),
      ("022", .outcome(.returned(18))), ("0x1 (flags FD_CLOEXEC)", .outcome(.returned(1))),
      ("0x8002 (flags O_RDWR|O_LARGEFILE)", .outcome(.returned(0x8002))), ("-1 EBADF", badDescriptor),
      ("-1 EBADF (Bad file descriptor)", badDescriptor), ("\t-1  EBADF\r\n", badDescriptor),
      ("-1 EWOULDBLOCK", .outcome(.failed(.wouldBlock))), ("blocked", .outcome(.blocked)),
      ("replaced", .outcome(.replaced)), ("killed SIGSEGV", .outcome(.killed(.segmentationFault))),
      ("killed KILL", .outcome(.killed(.kill))), ("exited 3", .outcome(.exited(3))),
      ("exited -1", .outcome(.exited(-1))), ("<any>", .placeholder(.any, name: nil)),
      ("<pid:P2>", .placeholder(.pid, name: "P2")), ("<addr:p>", .placeholder(.addr, name: "p")),
      ("<fd:r_1>", .placeholder(.fd, name: "r_1")), ("18446744073709551615", .outcome(.returned(.max))),
    ] as [(String, Expectation)])
  func resultsAreReadAsStraceWritesThem(text: String, expected: Expectation) {
    #expect(Expectation(text) == expected)
    #expect(Expectation(expected.text) == expected)
  }

  @Test(
    arguments: [
      "", " ", "?", "3 4", "-1 ENOPE", "-1 EBADF 3", "EBADF", "blocked now", "killed", "killed SIGNOPE", "killed 9",
      "exited", "exited x", "exited 3 4", "exited 99999999999", "replaced by cat", "<>", "<", "<any:x>", "<pid>",
      "<pid:>", "<pid:a:b>", "<pid:a b>", "<pid:3>", "<pid:é>", "<size:x>", "0x", "+3", "3.5", "-", "0-5", "²",
    ])
  func whatIsNoResultIsNone(text: String) {
    #expect(Expectation(text) == nil)
  }

  @Test func anyWordIsReadAsItIsWritten() {
    var random = SeededGenerator(state: 11)
    for _ in 0..<1000 {
      let word = random.next() >> UInt64.random(in: 0..<64, using: &random)
      let expectation = Expectation.outcome(.returned(word))
      #expect(Expectation(expectation.text) == expectation)
    }
    for errno in (1...133).map({ Errno(rawValue: $0) }) where Errno(named: errno.name) != nil {
      #expect(Expectation("-1 \(errno.name) (\(errno.message))") == .outcome(.failed(errno)))
    }
  }

  @Test func anOutcomeHoldsWhenItIsTheSame() {
    var bindings = PlaceholderBindings()
    do {
      let held = bindings.holds(.outcome(.returned(3)), for: .returned(3))
      #expect(held)
    }
    do {
      let held = bindings.holds(.outcome(.returned(3)), for: .returned(4))
      #expect(!held)
    }
    do {
      let held = bindings.holds(.outcome(.returned(3)), for: .failed(.badDescriptor))
      #expect(!held)
    }
    do {
      let held = bindings.holds(.outcome(.blocked), for: .blocked)
      #expect(held)
    }
    #expect(bindings.values.isEmpty)
  }

  @Test func aPlaceholderKeepsItsFirstValue() {
    var bindings = PlaceholderBindings()
    do {
      let held = bindings.holds(.placeholder(.fd, name: "x"), for: .returned(3))
      #expect(held)
    }
    do {
      let held = bindings.holds(.placeholder(.fd, name: "x"), for: .returned(3))
      #expect(held)
    }
    do {
      let held = bindings.holds(.placeholder(.fd, name: "x"), for: .returned(4))
      #expect(!held)
    }
    do {
      let held = bindings.holds(.placeholder(.fd, name: "y"), for: .returned(4))
      #expect(held)
    }
    do {
      let held = bindings.holds(.placeholder(.pid, name: "x"), for: .returned(77))
      #expect(held)
    }
    #expect(bindings.values.count == 3)
  }

  @Test(
    arguments: [
      (.any, 0, true), (.any, .max, true), (.pid, 0, false), (.pid, 1, true), (.pid, 4_194_304, true),
      (.pid, 4_194_305, false), (.addr, 0, false), (.addr, 4096, true), (.addr, .max, true), (.fd, 0, true),
      (.fd, 0x7fff_ffff, true), (.fd, 0x8000_0000, false), (.fd, .max, false),
    ] as [(Expectation.Kind, UInt64, Bool)])
  func aPlaceholderTakesValuesOfItsKind(kind: Expectation.Kind, value: UInt64, fits: Bool) {
    var bindings = PlaceholderBindings()
    do {
      let held = bindings.holds(.placeholder(kind, name: kind == .any ? nil : "x"), for: .returned(value))
      #expect(held == fits)
    }
    #expect(bindings.values.isEmpty == (!fits || kind == .any))
    do {
      let held = bindings.holds(.placeholder(kind, name: "x"), for: .failed(.badAddress))
      #expect(!held)
    }
    do {
      let held = bindings.holds(.placeholder(kind, name: "x"), for: .blocked)
      #expect(!held)
    }
  }
}

/// Tests whose files also know Foundation's or Testing's types of these names ask here.
func expectation(_ text: String) -> Expectation? { Expectation(text) }
