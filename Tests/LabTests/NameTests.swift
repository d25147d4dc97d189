import TestSupport
import Testing

@testable import Lab

/// Files in use that get other names.
@Suite(.serialized) @TracerThread
struct NameTests {
  @Test func aRenameOfAMappedFileIsToldByTheRename() throws {
    let session = try Session()
    session.make("x", "hello")
    try session.run("a = open \"x\" O_RDWR")
    try session.run("p = mmap NULL PAGE PROT_READ MAP_SHARED a 0")
    #expect(try session.changes("rename \"x\" \"y\"").count == 1)
    #expect(try session.changes("mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS -1 0").count == 1, "its own")
    let name = session.lab.descriptors.description(of: Int32(session.value("a")), in: "P1")?.target
    #expect(name == session.path("y"))
  }

  @Test func aRenameChangesWhatOthersHaveOpenAndWhereTheyAre() throws {
    let session = try Session()
    session.make("x")
    try session.run("mkdir \"d\" 0755")
    try session.run("syscall 57")
    try session.run("P2: open \"x\" O_RDONLY")
    try session.run("P2: chdir \"d\"")
    try session.run("rename \"x\" \"y\"")
    try session.run("rename \"d\" \"e\"")
    #expect(session.lab.descriptors.description(of: 3, in: "P2")?.target == session.path("y"))
    #expect(session.lab.subject(named: "P2")?.directory == session.path("e"))
    #expect(try session.changes("P2: chdir \".\"") == [])
  }
}
