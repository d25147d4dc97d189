import Glibc
import Testing

@testable import Inspect

struct SystemVObjectTests {
  private func object(_ kind: SystemVObject.Kind, _ line: String) -> SystemVObject? {
    SystemVObject(kind: kind, line: Cursor(Array(line.utf8)[...]))
  }

  @Test func `a line of each table is read`() {
    let segment = object(
      .shm, "      4660          3  1640                  5000 70 71      2  1000  1001  1002  1003 5 0 5 8192 0")
    #expect(segment?.id == 3 && segment?.key == 0x1234 && segment?.mode == 0o1640 && segment?.size == 5000)
    #expect(segment?.count == 2 && segment?.owner == 1000 && segment?.group == 1001)
    #expect(segment?.maker == 1002 && segment?.makerGroup == 1003)
    let set = object(.sem, "         0          7   600         12     1     2     3     4          0 1795669570")
    #expect(set?.id == 7 && set?.size == 12 && set?.owner == 1 && set?.makerGroup == 4 && set?.count == 0)
    let queue = object(.msg, "-1 0   640   16000    2  70  71  1000  1001  1002  1003 1 0 1")
    #expect(queue?.key == .max && queue?.size == 16000 && queue?.count == 2 && queue?.owner == 1000)
  }

  @Test(arguments: ["", "1 2 600", "x 7 600 12 1 2 3 4 0 0", "0 7 800 12 1 2 3 4 0 0"])
  func `what is no object is left out`(line: String) {
    #expect(object(.sem, line) == nil)
  }

  @Test func `an object of one's own namespace is found, and gone when it is removed`() throws {
    let id = shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0o640)
    try #require(id >= 0)
    let found = try Proc().systemVObjects(.shm, of: getpid()).first { $0.id == id }
    #expect(shmctl(id, IPC_RMID, nil) == 0)
    #expect(found?.size == 5000 && found?.mode == 0o640 && found?.owner == geteuid() && found?.count == 0)
    #expect(try !Proc().systemVObjects(.shm, of: getpid()).contains { $0.id == id })
  }

  @Test func `limits and ids are those of the namespace`() throws {
    #expect(try Proc().ipcLimit("sem", of: getpid()).count == 4)
    #expect(try Proc().ownStatus(getpid()).uids.effective == geteuid())
    #expect(throws: InspectError.self) { try Proc().ipcLimit("nope", of: getpid()) }
    #expect(Proc().queueRoom(-1, of: getpid()) == nil)
    #expect(Proc().semaphores(-1, of: getpid()) == nil)
    #expect(Proc().messageQueue(getpid(), 0) == nil)
  }
}
