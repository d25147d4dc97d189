import SyscallTable
import Testing

@testable import Trace

@Suite struct CallSetTests {
  private static let table = SyscallTable.standard

  private func names(_ text: String) throws -> Set<String> {
    let set = try CallSet(text)
    return Set(Self.table.rows.filter { set.contains($0.number) }.map(\.name))
  }

  @Test(arguments: [
    ("read", ["read"]), ("read,write", ["read", "write"]), ("0,1", ["read", "write"]), ("?nosuchcall,read", ["read"]),
    ("/^getp", ["getpid", "getppid", "getpgid", "getpgrp", "getpriority"]), ("none", []),
    ("%stat", ["stat"]), ("%%stat", ["stat", "lstat", "fstat", "newfstatat", "statx"]), ("read@64", ["read"]),
  ])
  func namesNumbersSetsAndExpressions(_ text: String, _ expected: [String]) throws {
    let found = try names(text)
    // Later rows may match an expression too.
    if text.hasPrefix("/") {
      #expect(found.isSuperset(of: expected) && found.allSatisfy { $0.hasPrefix("getp") })
    } else {
      #expect(found == Set(expected))
    }
  }

  @Test(arguments: ["file", "process", "network", "signal", "ipc", "desc", "memory"])
  func theOldSetsNeedNoPercent(_ name: String) throws {
    #expect(try names(name) == names("%\(name)"))
  }

  @Test func aSetHoldsItsOwnCallsAndNoOthers() throws {
    #expect(try names("%memory").isSuperset(of: ["mmap", "munmap", "brk", "mprotect"]))
    #expect(try names("%memory").isDisjoint(with: ["open", "kill", "read"]))
    #expect(try names("%file").isSuperset(of: ["open", "openat", "execve", "unlink"]))
    #expect(try names("%file").isDisjoint(with: ["read", "close", "mmap"]))
  }

  @Test func anExclamationMarkTurnsItOver() throws {
    let set = try CallSet("!read,write")
    #expect(!set.contains(0) && !set.contains(1) && set.contains(2))
    #expect(set.contains(511) && set.contains(5000))
    #expect(try CallSet("!all") == .none)
    #expect(try CallSet("all").isEverything)
  }

  @Test(arguments: [("nosuch", "nosuch"), ("%nosuch", "%nosuch"), ("read,", "missing"), ("/[", "regular")])
  func aMistakeIsNamed(_ text: String, _ part: String) {
    let mistake = #expect(throws: CallSet.Mistake.self) { try CallSet(text) }
    #expect(mistake?.problem.contains(part) == true)
    #expect(mistake?.advice.isEmpty == false)
  }

  @Test func signalsHaveTheSameLanguage() throws {
    #expect(try SignalFilter("SIGCHLD,term").contains(15))
    #expect(try !SignalFilter("SIGCHLD,term").contains(9))
    #expect(try !SignalFilter("!CHLD").contains(17))
    #expect(try SignalFilter("!CHLD").contains(9))
    #expect(try !SignalFilter("none").contains(9))
    #expect(throws: CallSet.Mistake.self) { try SignalFilter("SIGNOT") }
  }
}

@Suite struct TamperingTests {
  @Test func everyPartIsUnderstood() throws {
    let rule = try Tampering("read,write:error=EIO:signal=TERM:delay_enter=20ms:delay_exit=5:when=3..9+2")
    #expect(rule.calls.contains(0) && rule.calls.contains(1) && !rule.calls.contains(2))
    #expect(rule.result == -5)
    #expect(rule.signal == 15)
    #expect(rule.delayBefore == 20_000_000)
    #expect(rule.delayAfter == 5000)
    #expect((1...10).filter(rule.meets) == [3, 5, 7, 9])
    #expect(try Tampering("read", fault: true).result == -38)
    #expect(try Tampering("read:retval=0x10").result == 16)
    #expect(try Tampering("read:syscall=getpid").replacement == 39)
  }

  @Test(arguments: [
    ("2", [2]), ("2+", [2, 3, 4, 5, 6]), ("2+3", [2, 5]), ("2..4", [2, 3, 4]), ("1..5+2", [1, 3, 5]),
  ])
  func whenSaysWhichCallsAreMeant(_ text: String, _ expected: [Int]) throws {
    let rule = try Tampering("read:error=EIO:when=\(text)")
    #expect((1...6).filter(rule.meets) == expected)
  }

  @Test(arguments: [
    "read", "read:error=ENOSUCH", "read:error=5000", "read:signal=NOT", "read:delay_enter=soon",
    "read:when=0:error=EIO",
    "read:error=EIO:when=5..3", "read:error", "read:colour=red", "nosuch:error=EIO", "read:syscall=nosuch",
    "read:error=EIO:syscall=getpid", "read:retval=x", "read:error=EIO:when=2+x",
  ])
  func whatMeansNothingIsRefusedWithAdvice(_ text: String) {
    let mistake = #expect(throws: CallSet.Mistake.self) { try Tampering(text) }
    #expect(mistake?.problem.isEmpty == false)
    #expect(mistake?.advice.isEmpty == false)
  }
}
