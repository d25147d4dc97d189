import Inspect
import Testing

struct ProcessStatTests {
  @Test func `a name with spaces and parentheses ends at the last parenthesis`() throws {
    let stat = try ProcessStat(parsing: fixture("nasty.stat"))
    #expect(stat.comm == "a) b (c")
    #expect(stat.pid == 7897)
    #expect(stat.state == .sleeping)
    #expect(stat.parent == 7854)
  }

  @Test func `a name with a newline and what looks like the next field stays whole`() throws {
    let stat = try ProcessStat(parsing: fixture("newline.stat"))
    #expect(stat.comm == "x\n) R 1\\y")
    #expect(stat.state == .sleeping)
  }

  @Test func `a zombie keeps its wait status`() throws {
    let exited = try ProcessStat(parsing: fixture("zombie.stat"))
    #expect(exited.state == .zombie)
    #expect(exited.exitCode == 3 << 8)
    #expect(exited.virtualBytes == 0)
    #expect(try ProcessStat(parsing: fixture("killed.stat")).exitCode == 9)
  }

  @Test func `every number comes from its field`() throws {
    let stat = try ProcessStat(parsing: fixture("python.stat"))
    #expect(stat.group == 7707)
    #expect(stat.session == 4889)
    #expect(stat.terminal == nil)
    #expect(stat.minorFaults == 3182)
    #expect(stat.majorFaults == 6)
    #expect(stat.userTicks == 4)
    #expect(stat.systemTicks == 4)
    #expect(stat.threads == 1)
    #expect(stat.startTicks == 169337)
    #expect(stat.virtualBytes == 19_013_632)
    #expect(stat.residentPages == 3707)
    #expect(stat.exitCode == 0)
    #expect(try ProcessStat(parsing: fixture("java.stat")).threads == 19)
    #expect(try ProcessStat(parsing: fixture("traced.stat")).state == .tracingStop)
  }

  @Test func `a terminal is split into major and minor`() throws {
    let text = "7 (sh) S 1 7 7 34817 7 0 1 2 3 4 5 6 7 8 20 0 1 0 99 4096 1 0 0"
    #expect(try ProcessStat(parsing: text.utf8).terminal == Device(major: 136, minor: 1))
  }

  @Test func `a kernel without exit_code gives nil`() throws {
    let text = "7 (sh) S 1 7 7 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 99 4096 1"
    let stat = try ProcessStat(parsing: text.utf8)
    #expect(stat.exitCode == nil)
    #expect(stat.residentPages == 1)
  }

  @Test(arguments: [
    "", "7", "7 (", "7 sh S 1", "7 (sh)", "7 (sh) ", "7 (sh) S", "7 (sh) S 1 7 7 0", "x (sh) S 1 7 7 0 -1",
    "99999999999 (sh) S 1 7 7 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 99 4096 1",
    "7 (sh) S 1 7 7 0 -1 0 99999999999999999999 2 3 4 5 6 7 8 20 0 1 0 99 4096 1",
    "7 (sh) S 1 7 7 0 -1 0 -1 2 3 4 5 6 7 8 20 0 1 0 99 4096 1", "7 x(sh) S 1 7 7 0 -1",
  ])
  func `what is no stat is refused`(_ text: String) {
    let error = #expect(throws: InspectError.self) { try ProcessStat(parsing: text.utf8) }
    #expect(error?.isMalformed == true)
  }

  @Test func `states round trip through their letters`() {
    for letter in "RSDTtZXI?" { #expect(ProcessState(letter: letter).letter == letter) }
    #expect(ProcessState(letter: "P") == .other("P"))
  }
}
