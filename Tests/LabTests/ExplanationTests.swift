import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// A failing call, what it needs before, and a part of the sentence that explains it; "" where there must be none.
struct Failure: Sendable, CustomTestStringConvertible {
  let line: String
  let errno: String
  let reason: String
  let before: [String]

  init(_ line: String, _ errno: String, _ reason: String, after before: [String] = []) {
    (self.line, self.errno, self.reason, self.before) = (line, errno, reason, before)
  }

  var testDescription: String { "\(line) = -1 \(errno)" }
}

@Suite(.serialized) @TracerThread
struct ExplanationTests {
  let session: Session

  init() throws {
    session = try Session()
    session.make("file", "hello")
    try session.run("mkdir \"dir\"")
    try session.run("mkdir \"dir/inner\"")
    try session.run("symlink \"nowhere\" \"dangling\"")
    try session.run("symlink \"loop\" \"loop\"")
    try session.run("symlink \"file\" \"link\"")
    try session.run("a = open \"file\" O_RDONLY")
    try session.run("b = open \"file\" O_WRONLY")
    try session.run("d = open \"dir\" O_RDONLY")
    try session.map("p")
  }

  private func check(_ failure: Failure) throws {
    for line in failure.before { try session.run(line) }
    let report = try session.run(failure.line)
    let text = report.reasons.joined(separator: " ")
    #expect(report.outcome == .failed(try #require(Errno(named: failure.errno))), "\(report.outcome)")
    #expect(failure.reason.isEmpty ? text.isEmpty : text.contains(failure.reason), "\(text)")
    #expect(report.reasons.count <= 1 && report.changes.isEmpty)
  }

  @Test(arguments: [
    Failure("read 77", "EBADF", "fd 77 is not open in P1; open are 0 1 2 3 4 5."),
    Failure("close -1", "EBADF", "fd -1 is not open"),
    Failure("read b", "EBADF", "fd 4 is open, but for writing only"),
    Failure("write a \"x\"", "EBADF", "fd 3 is open, but for reading only"),
    Failure("copy_file_range a NULL a NULL 3", "EBADF", "fd 3 is open, but for reading only"),
    Failure("read 6", "EBADF", "was opened with O_PATH", after: ["open \"file\" O_PATH"]),
    Failure("fchmod 6 0600", "EBADF", "was opened with O_PATH", after: ["open \"file\" O_PATH"]),
    Failure("dup2 a 100000000", "EBADF", "RLIMIT_NOFILE"),
    Failure("mmap NULL PAGE PROT_READ MAP_PRIVATE -1", "EBADF", "MAP_ANONYMOUS"),
    Failure("openat 77 \"x\" O_RDONLY", "EBADF", "fd 77 is not open"),
  ])
  func badDescriptors(failure: Failure) throws { try check(failure) }

  @Test(arguments: [
    Failure("open \"fiel\" O_RDONLY", "ENOENT", "has no entry fiel. There is file."),
    Failure("open \"zzz\" O_RDONLY", "ENOENT", "has no entry zzz."),
    Failure("open \"zzz\" O_WRONLY", "ENOENT", "has no entry zzz. O_CREAT would make it."),
    Failure("open \"dri/x\" O_RDONLY|O_CREAT", "ENOENT", "has no entry dri. There is dir. The path goes through it."),
    Failure("stat \"\"", "ENOENT", "The path is empty"),
    Failure("stat \"dangling\"", "ENOENT", "dangling is a symbolic link to nowhere."),
    Failure("stat \"dir/../dir/./none\"", "ENOENT", "/dir has no entry none."),
    Failure("symlink \"nothing\" \"gone/x\"", "ENOENT", "has no entry gone"),
    Failure("mkdir \"x\"", "ENOENT", "was removed", after: ["chdir \"dir/inner\"", "rmdir \"../inner\""]),
    Failure("mkdir \"file\"", "EEXIST", "file exists already: it is a regular file."),
    Failure("open \"link\" O_CREAT|O_EXCL|O_WRONLY", "EEXIST", "link exists already: it is a symbolic link."),
    Failure("link \"file\" \"dir\"", "EEXIST", "dir exists already: it is a directory."),
    Failure("renameat2 AT_FDCWD \"file\" AT_FDCWD \"dir\" RENAME_NOREPLACE", "EEXIST", "RENAME_NOREPLACE keeps it"),
    Failure("open \"dir\" O_WRONLY", "EISDIR", "dir is a directory"),
    Failure("read d", "EISDIR", "getdents64 reads its entries"),
    Failure("unlink \"dir\"", "EISDIR", "rmdir removes directories"),
    Failure("rename \"file\" \"dir\"", "EISDIR", "a file cannot take its place"),
    Failure("rename \"dir\" \"file\"", "ENOTDIR", "a directory cannot take its place"),
    Failure("open \"file/x\" O_RDONLY", "ENOTDIR", "/file is a regular file, not a directory"),
    Failure("rmdir \"file\"", "ENOTDIR", "file is a regular file, and this call wants a directory"),
    Failure("openat a \"x\" O_RDONLY", "ENOTDIR", "/file is a regular file, not a directory"),
    Failure("getdents64 a", "ENOTDIR", "fd 3 is a regular file"),
    Failure("rmdir \"dir\"", "ENOTEMPTY", "dir still has an entry: inner."),
    Failure("stat \"loop\"", "ELOOP", "loop is a symbolic link in a circle"),
    Failure("open \"link\" O_RDONLY|O_NOFOLLOW", "ELOOP", "O_NOFOLLOW refuses"),
    Failure("stat \"\(String(repeating: "n", count: 256))\"", "ENAMETOOLONG", "A name in the path has 256 bytes"),
    Failure("stat \"\(String(repeating: "./", count: 2100))\"", "ENAMETOOLONG", "longer than 4095 bytes"),
    Failure("link \"dir\" \"hard\"", "EPERM", "A directory cannot have a second hard link."),
  ])
  func names(failure: Failure) throws { try check(failure) }

  @Test(arguments: [
    Failure("lseek a -1", "EINVAL", "The offset would become -1"),
    Failure("lseek a -9 SEEK_END", "EINVAL", "The offset would become -4"),
    Failure("lseek a 0 99", "EINVAL", "whence is 99, which is no"),
    Failure("munmap p+1 PAGE", "EINVAL", "is not a multiple of the page size"),
    Failure("munmap p 0", "EINVAL", "The length is 0."),
    Failure("mmap NULL 0 PROT_READ MAP_PRIVATE|MAP_ANONYMOUS", "EINVAL", "The length is 0"),
    Failure("mmap NULL PAGE PROT_READ MAP_ANONYMOUS", "EINVAL", "has to be given"),
    Failure("mmap NULL PAGE PROT_READ MAP_PRIVATE a 100", "EINVAL", "The offset, 100"),
    Failure("mprotect p PAGE 0x100", "EINVAL", "prot has bits that no"),
    Failure("mremap p PAGE PAGE MREMAP_FIXED p", "EINVAL", "MREMAP_MAYMOVE"),
    Failure("dup3 a a", "EINVAL", "dup3 refuses what dup2 accepts"),
    Failure("dup3 a 9 1", "EINVAL", "0x1"),
    Failure("pipe2 0x100", "EINVAL", "flags has bits that no pipe flag has: 0x100."),
    Failure("readlink \"file\"", "EINVAL", "file is a regular file, not a symbolic link."),
    Failure("renameat2 AT_FDCWD \"file\" AT_FDCWD \"z\" 0x80", "EINVAL", "flags has bits that no"),
    Failure("openat2 AT_FDCWD \"file\" {flags=0x1000000000} 24", "EINVAL", "flags has bits that no open flag has"),
    Failure("rename \"dir\" \"./dir/inner/x\"", "EINVAL", "cannot be moved into itself"),
    Failure("open \"dir\" O_TMPFILE", "EINVAL", "O_TMPFILE makes a file to be written"),
    Failure("ftruncate a 0", "EINVAL", "open for reading only, and truncating is writing"),
    Failure("ftruncate b -1", "EINVAL", "The length is negative."),
    Failure("pread64 a 1 -1", "EINVAL", "The offset is negative."),
    Failure("fsync 6", "EINVAL", "fd 6 is a pipe", after: ["r, w = pipe"]),
    Failure("tee a b 5", "EINVAL", "tee copies between pipes only"),
    Failure("rmdir \"dir/.\"", "EINVAL", "ends in a dot"),
    Failure("fcntl a F_SETPIPE_SZ 1", "EBADF", "only a pipe has a size"),
    Failure("fcntl a F_DUPFD -1", "EINVAL", "The lowest number asked for, -1"),
    Failure("write 6 \"x\"", "EINVAL", "fd 6 is an eventfd: it takes 8 bytes", after: ["syscall 290 0 0"]),
    Failure("read 6 4", "EINVAL", "gives 8 bytes or more at once", after: ["syscall 290 1 0"]),
  ])
  func arguments(failure: Failure) throws { try check(failure) }

  @Test(arguments: [
    Failure("stat NULL", "EFAULT", "pathname is NULL"),
    Failure("read a NULL 4", "EFAULT", "buf is NULL"),
    Failure("read a 0x10000 4", "EFAULT", "nothing is mapped there in P1"),
    Failure("rename \"file\" 0x10000", "EFAULT", "newpath is 0x10000"),
    Failure(
      "read a q 4", "EFAULT", "may not write (r--p)", after: ["q = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS"]),
    Failure(
      "write b q 4", "EFAULT", "may not read (---p)", after: ["q = mmap NULL PAGE PROT_NONE MAP_PRIVATE|MAP_ANONYMOUS"]),
    Failure(
      "fstat a q+PAGE-8", "EFAULT", "reaches beyond",
      after: ["q = mmap 0x10000000 PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"]),
    Failure("writev b [{iov_base=0x10000, iov_len=3}]", "EFAULT", "buffer 1 of the list is 0x10000"),
    Failure("lseek 6 0", "ESPIPE", "fd 6 is a pipe", after: ["r, w = pipe"]),
    Failure("pread64 6 1 0", "ESPIPE", "it has no offset", after: ["r, w = pipe"]),
    Failure("lseek 0 0", "ESPIPE", "a character device"),
    Failure("write 6 \"x\"", "ENOSPC", "/dev/full answers every write", after: ["open \"/dev/full\" O_WRONLY"]),
    Failure("ioctl a TIOCGWINSZ", "ENOTTY", "fd 3 is a regular file"),
    Failure("read 6 1", "EAGAIN", "O_NONBLOCK", after: ["r, w = pipe2 O_NONBLOCK"]),
    Failure("flock b LOCK_EX|LOCK_NB", "EAGAIN", "Somebody else holds a lock", after: ["flock a LOCK_EX"]),
    Failure("getcwd p 2", "ERANGE", "and the buffer has 2"),
    Failure("syscall 9999", "ENOSYS", "no syscall number 9999"),
    Failure("mprotect 0x10000000 PAGE PROT_READ", "ENOMEM", "Nothing is mapped at 0x10000000"),
    Failure("mmap NULL 1<<50 PROT_READ MAP_PRIVATE|MAP_ANONYMOUS", "ENOMEM", "47 bits"),
    Failure("mmap NULL PAGE PROT_WRITE MAP_SHARED a", "EACCES", "fd 3 was opened with O_RDONLY"),
  ])
  func memoryAndDevices(failure: Failure) throws { try check(failure) }

  private nonisolated static let overcommit = (try? Proc().systemMemory())?.overcommit

  @Test(.enabled(if: overcommit == 0, "vm.overcommit_memory is another"))
  func aPromiseThatNoMachineCouldKeepNamesTheSetting() throws {
    try check(
      Failure(
        "mmap NULL 1<<46 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS", "ENOMEM", "vm.overcommit_memory is 0"))
    #expect(
      try session.run("mmap NULL 1<<45 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE").reasons.isEmpty)
  }

  @Test func aFullTableNamesTheLimit() throws {
    // struct rlimit {8, 8}; RLIMIT_NOFILE is 7.
    let eight: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0]
    _ = try session.lab.work(.poke(address: session.value("p"), bytes: eight + eight), in: nil)
    #expect(try session.outcome("syscall 160 7 p") == "0")
    try session.run("dup a")
    try session.run("dup a")
    #expect(
      try session.failure("dup a")
        == "-1 EMFILE: P1 has 8 descriptors open, and its limit (RLIMIT_NOFILE) is 8. Close one, or raise the limit.")
    #expect(try session.failure("open \"file\" O_RDONLY").contains("8 descriptors open"))
    #expect(try session.failure("dup2 a 8").contains("so the largest is 7"))
  }

  @Test func otherFileSystemsAreNamed() throws {
    try session.run("symlink \"/dev/shm\" \"shm\"")
    var here = stat()
    var there = stat()
    guard stat("/dev/shm", &there) == 0, stat(session.lab.directory.path, &here) == 0, here.st_dev != there.st_dev,
      access("/dev/shm", W_OK) == 0
    else { try Test.cancel("needs /dev/shm, writable and on another file system than the lab") }
    #expect(try session.failure("rename \"file\" \"shm/sysh-test\"").contains("are on different file systems"))
  }
}
