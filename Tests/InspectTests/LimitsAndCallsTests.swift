import Inspect
import Testing

struct ResourceLimitsTests {
  @Test func `limits are found by name`() throws {
    let limits = try ResourceLimits(parsing: fixture("limits"))
    #expect(limits.all.count == 16)
    let files = try #require(limits["open files"])
    #expect(files.name == "Max open files")
    #expect(files.soft == 20000)
    #expect(files.hard == 20000)
    #expect(files.units == "files")
    let stack = try #require(limits["Max stack size"])
    #expect(stack.soft == 8_388_608)
    #expect(stack.hard == nil)
    #expect(limits["Max nice priority"]?.units == nil)
    #expect(limits["nonsense"] == nil)
  }

  @Test(arguments: ["", "x", "Limit \nMax cpu time", "Limit \nMax cpu time              12 seconds seconds"])
  func `what is no limits is refused`(_ text: String) {
    let error = #expect(throws: InspectError.self) { try ResourceLimits(parsing: text.utf8) }
    #expect(error?.isMalformed == true)
  }
}

struct BlockedCallTests {
  @Test func `a sleeping process tells its call`() throws {
    let call = try BlockedCall(parsing: fixture("nasty.syscall"))
    #expect(
      call
        == .call(
          number: 230, arguments: [0, 0, 0x7ffd_a0c1_4f50, 0x7ffd_a0c1_4f90, 0, 0], stackPointer: 0x7ffd_a0c1_4f38,
          instructionPointer: 0x7f02_d51e_9503))
  }

  @Test func `a running process tells nothing`() throws {
    #expect(try BlockedCall(parsing: "running\n".utf8) == .running)
  }

  @Test func `a process held between calls is outside`() throws {
    let call = try BlockedCall(parsing: "-1 0x7ffd38 0x401000\n".utf8)
    #expect(call == .outside(stackPointer: 0x7ffd38, instructionPointer: 0x401000))
  }

  @Test(arguments: [
    "", "run", "0", "0 0x1", "-1 0x1", "-1 1 2", "5 0x1 0x2", "x 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8", "-1 0x 0x",
  ])
  func `what is no syscall is refused`(_ text: String) {
    let error = #expect(throws: InspectError.self) { try BlockedCall(parsing: text.utf8) }
    #expect(error?.isMalformed == true)
  }
}
