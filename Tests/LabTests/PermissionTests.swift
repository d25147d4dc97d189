import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// What an ordinary user is denied. Root is made one for file access by setfsuid, in the subject, and so owns nothing
/// there; anybody else owns the files and takes the permission from himself.
@Suite(.serialized) @TracerThread
struct PermissionTests {
  let session: Session

  init() throws {
    session = try Session()
    if isRoot { try session.run("chmod \".\" 0777") }
    session.make("unreadable", "x")
    session.make("readable", "x")
    mkdir(session.path("closed"), 0o700)
    session.make("closed/file", "x")
    mkdir(session.path("fixed"), 0o700)
    session.make("fixed/file", "x")
    mkdir(session.path("sticky"), 0o700)
    session.make("sticky/file", "x")
    chmod(session.path("unreadable"), 0o200)
    chmod(session.path("readable"), 0o444)
    chmod(session.path("closed"), 0o600)
    chmod(session.path("fixed"), 0o555)
    chmod(session.path("sticky"), 0o1777)
    if isRoot { #expect(try session.outcome("syscall 122 \(nobody)") == "0") }
  }

  @Test(arguments: [
    (
      "stat \"closed/file\"",
      "/closed (rw-------, owner USER) lacks x for ROLE, and the subject is user WHO: it cannot go through."
    ),
    ("open \"closed/none/more\" O_RDONLY", "/closed (rw-------, owner USER) lacks x"),
    ("chdir \"closed\"", "closed (rw-------, owner USER) lacks x for ROLE, and the subject is user WHO."),
    ("open \"unreadable\" O_RDONLY", "unreadable (-w-------, owner USER) lacks r"),
    ("open \"readable\" O_WRONLY", "readable (r--r--r--, owner USER) lacks w for ROLE, and the subject is user WHO."),
    ("truncate \"readable\" 0", "readable (r--r--r--, owner USER) lacks w"),
    ("open \"readable\" O_RDONLY|O_TRUNC", "lacks w"),
    ("open \"fixed/new\" O_WRONLY|O_CREAT", "The directory HOME/fixed (r-xr-xr-x, owner USER) lacks w for ROLE"),
    ("unlink \"fixed/file\"", "fixed (r-xr-xr-x, owner USER) lacks w"),
    ("mkdir \"fixed/new\"", "entries cannot be made or removed there"),
    ("rename \"sticky\" \"fixed/x\"", "lacks w"),
    ("open \"fixed\" O_WRONLY|O_TMPFILE", "fixed (r-xr-xr-x, owner USER) lacks w"),
  ])
  func theBitThatIsMissingIsNamed(line: String, reason: String) throws {
    let wanted = reason.placing("USER", "\(getuid())").placing("WHO", isRoot ? "\(nobody)" : "\(getuid())")
      .placing("ROLE", isRoot ? "its group" : "its owner").placing("HOME", session.lab.directory.realPath)
    let text = try session.failure(line)
    #expect(text.hasPrefix("-1 EACCES: ") && text.contains(wanted), "\(text)")
  }

  @Test func accessAsksForTheRealUser() throws {
    // setfsuid does not change who started it.
    let outcome = try session.outcome("access \"unreadable\" R_OK")
    #expect(outcome == (isRoot ? "0" : "-1 EACCES"))
    guard !isRoot else { return }
    #expect(try session.failure("access \"unreadable\" R_OK").contains("lacks r for its owner"))
  }

  @Test(.enabled(if: isRoot, "needs root: files of another user")) func ownersAreNamed() throws {
    #expect(
      try session.failure("chmod \"readable\" 0777")
        == "-1 EPERM: readable belongs to user 0, and the subject is user 65534: only the owner may do this.")
    #expect(try session.failure("unlink \"sticky/file\"").contains("has the sticky bit"))
    try session.run("a = open \"readable\" O_RDONLY")
    #expect(try session.failure("fchmod a 0777").contains("belongs to user 0"))
  }

  @Test(.enabled(if: isRoot, "needs root: a mount in a namespace of the subject's own"))
  func aFullFileSystemIsMeasured() throws {
    let session = try Session()
    mkdir(session.path("small"), 0o700)
    // unshare CLONE_NEWNS; nothing of it reaches other namespaces (MS_REC|MS_PRIVATE).
    guard try session.outcome("syscall 272 0x20000") == "0" else { try Test.cancel("needs a mount namespace") }
    guard try session.outcome("syscall 165 \"none\" \"/\" 0 0x44000 0") == "0" else {
      try Test.cancel("needs a private mount")
    }
    guard try session.outcome("syscall 165 \"none\" \"small\" \"tmpfs\" 0 \"size=8192\"") == "0" else {
      try Test.cancel("needs tmpfs")
    }
    try session.run("a = open \"small/x\" O_WRONLY|O_CREAT")
    let text = String(repeating: "x", count: 8192)
    #expect(try session.outcome("write a \"\(text)\"") == "8192")
    #expect(try session.failure("write a \"y\"").contains("-1 ENOSPC: The file system of"))
    #expect(try session.failure("write a \"y\"").contains("has 0 bytes and "))
    #expect(try session.failure("rename \"small/x\" \"x\"").contains("are on different file systems"))
    #expect(ProcessList.names(in: session.path("small")) == [])
  }
}
