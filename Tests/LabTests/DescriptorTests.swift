import Glibc
import TestSupport
import Testing

@testable import Lab

/// Letters of the first descriptions: the lab's terminal, which 0, 1 and 2 share, is a.
@Suite(.serialized) @TracerThread
struct DescriptorTests {
  let session: Session

  init() throws {
    session = try Session()
    session.make("x", "hello")
    session.make("y", "other")
  }

  @Test func dupSharesTheDescriptionAndASecondOpenDoesNot() throws {
    #expect(session.label(0) == "a" && session.label(2) == "a")
    #expect(try session.changes("a = open \"x\" O_RDONLY") == ["opened 3 b"])
    #expect(try session.changes("b = dup a") == ["opened 4 b shared"])
    #expect(try session.changes("c = open \"x\" O_RDONLY") == ["opened 5 c"])
    #expect(try session.changes("read b 2") == ["offset b 0 to 2"])
    #expect(try session.changes("close a") == ["closed 3 b"])
    #expect(try session.changes("close b") == ["closed 4 b last"])
  }

  @Test(arguments: ["x", "y"])
  func dup2OverAnOpenDescriptorRedirectsIt(other: String) throws {
    try session.run("a = open \"x\" O_RDONLY")
    try session.run("b = open \"\(other)\" O_RDONLY")
    #expect(try session.changes("dup2 b a") == ["redirected 3 b gone to c"])
    #expect(try session.changes("dup2 b a") == [])
    #expect(try session.changes("dup2 a a") == [])
    #expect(try session.changes("dup3 0 a O_CLOEXEC") == ["redirected 3 c to a"])
  }

  @Test func aDescriptionIsNotSaidToBeGoneWhileItsFileIsMapped() throws {
    try session.run("fd = open \"x\" O_RDWR")
    try session.run("m = mmap NULL PAGE PROT_READ MAP_SHARED fd")
    #expect(try session.changes("close fd") == ["closed 3 b last mapped"])
    try session.run("fd = open \"x\" O_RDWR")
    try session.run("munmap m PAGE")
    #expect(try session.changes("close fd") == ["closed 3 c last"])
  }

  @Test func lettersAreNotGivenAgain() throws {
    for letter in ["b", "c", "d"] {
      #expect(try session.changes("open \"x\" O_RDONLY") == ["opened 3 \(letter)"])
      try session.run("close 3")
    }
    #expect((0..<3).map { DescriptorModel.letters([25, 26, 702][$0]) } == ["z", "aa", "aaa"])
  }

  @Test func flagsBelongToDescriptionOrDescriptor() throws {
    try session.run("a = open \"x\" O_RDWR")
    try session.run("b = dup a")
    #expect(try session.changes("fcntl b F_SETFL O_APPEND") == ["flags b 2000"])
    #expect(try session.changes("fcntl b F_SETFL O_APPEND") == [])
    #expect(try session.changes("fcntl b F_SETFD FD_CLOEXEC") == ["cloexec 4 true"])
    #expect(try session.changes("fcntl a F_DUPFD_CLOEXEC 9") == ["opened 9 b cloexec shared"])
  }

  @Test func aPipeGivesTwoAndCloseRangeTakesMany() throws {
    #expect(try session.changes("r, w = pipe") == ["opened 3 b", "opened 4 c"])
    #expect(try session.changes("dup w") == ["opened 5 c shared"])
    #expect(try session.changes("close_range 3") == ["closed 3 b last", "closed 4 c last", "closed 5 c last"])
  }

  @Test func aForkedChildSharesAll() throws {
    try session.run("a = open \"x\" O_RDONLY")
    let changes = try session.changes("syscall 57")
    #expect(changes == ["fork P2 of P1"])
    #expect([0, 1, 2, 3].map { session.label($0, "P2") } == ["a", "a", "a", "b"])
    #expect(try session.changes("P2: read 3 4") == ["offset b 0 to 4"])
    #expect(try session.changes("close 3") == ["closed 3 b"])
    #expect(try session.changes("P2: close 3") == ["closed 3 b last"])
  }

  @Test func filesChangeBehindDescriptors() throws {
    try session.run("a = open \"x\" O_RDWR")
    try session.run("b = open \"x\" O_RDONLY")
    #expect(try session.changes("write a \"hello, world\"") == ["offset b 0 to 12", "size 5 to 12"])
    #expect(try session.changes("pwrite64 a \"!\" 20") == ["size 12 to 21"])
    #expect(try session.changes("truncate \"x\" 3") == ["size 21 to 3"])
    #expect(try session.changes("link \"x\" \"z\"") == ["links 1 to 2"])
    #expect(try session.changes("unlink \"z\"") == ["links 2 to 1"])
    #expect(try session.changes("unlink \"x\"") == ["links 1 to 0"])
    #expect(try session.changes("pread64 a 3 0") == [])
    #expect(try session.changes("chdir \"/\"") == ["directory /"])
    let before = umask(0)
    umask(before)
    #expect(try session.changes("umask 0") == (before == 0 ? [] : ["umask \(before) to 0"]))
  }

  /// Above 64 descriptors only what a call can have touched is read.
  @Test func manyOpenDescriptorsGiveTheSameChangesAsFew() throws {
    let lines = [
      "a = open \"x\" O_RDWR", "b = open \"x\" O_RDONLY", "dup a", "dup2 b a", "write 900 \"more text\"", "read b 2",
      "dup2 900 901", "lseek 901 1", "truncate \"x\" 1", "fcntl 900 F_SETFL O_APPEND", "fcntl b F_SETFD FD_CLOEXEC",
      "r, w = pipe", "close r", "link \"x\" \"z\"", "unlink \"x\"", "unlink \"z\"", "open \"y\" O_WRONLY|O_TRUNC",
      "close_range 500 899", "close 901", "close 900", "syscall 32 0", "lseek a 100",
    ]
    func changes(dups: Int) throws -> [[String]] {
      let session = try Session()
      session.make("x", "hello")
      session.make("y", "other")
      for _ in 0..<dups { try session.run("dup 0") }
      try session.run("keep = open \"y\" O_RDONLY")
      try session.run("big = open \"x\" O_RDWR")
      try session.run("dup2 big 900")
      // Numbers depend on how many are open; letters do not.
      return try lines.map { line in
        try session.changes(line).map { change in
          let words = change.split(separator: " ")
          let numbered = ["opened", "closed", "redirected", "cloexec"].contains(words[0])
          return words.enumerated().filter { !(numbered && $0.offset == 1) }.map { String($0.element) }.joined(
            separator: " ")
        }
      }
    }
    #expect(try changes(dups: 300) == changes(dups: 0))
  }

  @Test func whatAThreadClosesInALargeTableIsToldOnce() throws {
    for _ in 0..<100 { try session.run("dup 0") }
    // A thread that shares the table: CLONE_VM|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD.
    try session.map("stack", 4)
    #expect(try session.run("syscall 56 0x10f00 stack+3*PAGE").changes.map(\.words) == ["clone P1.2 of P1"])
    #expect(try session.changes("P1.2: close 50") == ["closed 50 a"])
    #expect(try session.changes("close 51") == ["closed 51 a"])
  }
}
