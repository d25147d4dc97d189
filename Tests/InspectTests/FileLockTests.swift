import Glibc
import Testing

@testable import Inspect

struct FileLockTests {
  private func lock(_ line: String) -> FileLock? {
    FileLock(line: Cursor(Array(line.utf8)[...]))
  }

  @Test func `a line of each kind is read`() {
    let flock = lock("1: FLOCK  ADVISORY  WRITE 1880 fe:00:16229297 0 EOF")
    #expect(flock?.kind == .flock && flock?.isWrite == true && flock?.isWaiting == false && flock?.pid == 1880)
    #expect(flock?.device == Device(major: 0xfe, minor: 0) && flock?.inode == 16_229_297)
    let process = lock("22: POSIX  ADVISORY  READ  7 08:11:99 128 228")
    #expect(process?.kind == .process && process?.isWrite == false && process?.device == Device(major: 8, minor: 0x11))
    let description = lock("3: OFDLCK ADVISORY  WRITE -1 00:1c:5 0 EOF")
    #expect(description?.kind == .description && description?.pid == nil)
  }

  @Test func `one that waits is told from one that holds`() {
    #expect(lock("1: -> POSIX  ADVISORY  WRITE 12 08:01:5 0 EOF")?.isWaiting == true)
  }

  @Test(arguments: [
    "", "1:", "1: LEASE  ACTIVE    READ  5 08:01:5 0 EOF", "1: FLOCK ADVISORY WRITE x 08:01:5 0 EOF",
    "1: FLOCK ADVISORY WRITE 5 08:01 0 EOF", "1: ->",
  ])
  func `what is no lock of these kinds is left out`(line: String) {
    #expect(lock(line) == nil)
  }

  @Test func `a lock of this process is found`() throws {
    var template = Array("/tmp/sysh-lock-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    defer {
      close(file)
      unlink(template)
    }
    var status = stat()
    fstat(file, &status)
    func mine() throws -> [FileLock] { try Proc().fileLocks().filter { $0.inode == UInt64(status.st_ino) } }
    #expect(try mine().isEmpty)
    #expect(flock(file, LOCK_EX) == 0)
    let found = try mine()
    #expect(found.count == 1 && found[0].kind == .flock && found[0].pid == getpid() && found[0].isWrite)
  }
}
