import Inspect
import Testing

struct ProcessStatusTests {
  @Test func `a name is unescaped`() throws {
    #expect(try ProcessStatus(parsing: fixture("newline.status")).name == "x\n) R 1\\y")
    #expect(try ProcessStatus(parsing: fixture("nasty.status")).name == "a) b (c")
  }

  @Test func `blanks at the ends of a name belong to it`() throws {
    let text = String(decoding: try fixture("nasty.status"), as: UTF8.self)
    let renamed = text.replacing("Name:\ta) b (c\n", with: "Name:\t  x \\\\n \n")
    #expect(try ProcessStatus(parsing: renamed.utf8).name == "  x \\n ")
  }

  @Test func `typed values of a program`() throws {
    let status = try ProcessStatus(parsing: fixture("java.status"))
    #expect(status.name == "java")
    #expect(status.state == .sleeping)
    #expect(status.pid == status.tgid)
    #expect(status.umask == 0o022)
    #expect(status.threads == 19)
    #expect(status.uids.real == 0)
    #expect(status.noNewPrivs == false)
    #expect(status.seccomp == 0)
    #expect(status.cpusAllowedList == "0-1")
    #expect(status.capEff != nil)
    let (size, resident) = (try #require(status.vmSize), try #require(status.vmRSS))
    #expect(size > resident)
    #expect(status["VmSize"] == "\(size) kB")
    #expect(status["Nonsense"] == nil)
  }

  @Test func `a zombie and a kernel thread have no memory`() throws {
    let zombie = try ProcessStatus(parsing: fixture("zombie.status"))
    #expect(zombie.state == .zombie)
    #expect(zombie.vmSize == nil)
    let thread = try ProcessStatus(parsing: fixture("kthread.status"))
    #expect(thread.vmRSS == nil)
    #expect(thread.ignored == UInt64.max)
  }

  @Test func `a tracer is named`() throws {
    let status = try ProcessStatus(parsing: fixture("traced.status"))
    #expect(status.state == .tracingStop)
    #expect(status.tracerPid == status.ppid)
  }

  @Test func `a kernel that lacks newer lines is read all the same`() throws {
    let newer = [
      "Umask", "NoNewPrivs", "Seccomp", "Cpus_allowed_list", "CapEff", "voluntary", "nonvoluntary", "VmSwap",
    ]
    let text = String(decoding: try fixture("python.status"), as: UTF8.self)
    let old = text.split(separator: "\n").filter { line in !newer.contains { line.hasPrefix($0) } }
    let status = try ProcessStatus(parsing: old.joined(separator: "\n").utf8)
    #expect(status.umask == nil)
    #expect(status.noNewPrivs == nil)
    #expect(status.seccomp == nil)
    #expect(status.cpusAllowedList == nil)
    #expect(status.capEff == nil)
    #expect(status.vmSwap == nil)
    #expect(status.voluntarySwitches == nil)
  }

  @Test(arguments: [
    "State:\tS", "Tgid:\t1", "Pid:\t1", "Uid:\t1\t2\t3\t4", "Gid:\t1\t2\t3\t4", "FDSize:\t64", "Threads:\t1",
    "SigCgt:\t0",
  ])
  func `a needed line that is missing or broken is refused`(_ line: String) throws {
    let text = String(decoding: try fixture("python.status"), as: UTF8.self)
    let key = try #require(line.split(separator: ":").first)
    let others = text.split(separator: "\n").filter { !$0.hasPrefix(key + ":") }.map(String.init)
    _ = try ProcessStatus(parsing: (others + [line]).joined(separator: "\n").utf8)
    for broken in [[], ["\(key):"], ["\(key):\t"], key == "State" ? [] : ["\(key):\t99999999999999999999999"]] {
      let error = #expect(throws: InspectError.self) {
        try ProcessStatus(parsing: (others + broken).joined(separator: "\n").utf8)
      }
      #expect(error?.isMalformed == true)
    }
  }

  @Test(arguments: ["", "\n", "Name", "Name:", "Name:\tx", "State:\tS"])
  func `what is no status is refused`(_ text: String) {
    #expect(throws: InspectError.self) { try ProcessStatus(parsing: text.utf8) }
  }
}
