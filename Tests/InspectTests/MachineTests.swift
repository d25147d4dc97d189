import Foundation
import Inspect
import Testing

/// Files about the whole machine: captured on Linux 6.18, and as older kernels and larger machines write them.
struct MachineTests {
  @Test func `meminfo gives the columns of free`() throws {
    let info = try MemoryInfo(parsing: fixture("meminfo"))
    #expect(info.total == 24_684_096)
    #expect(info.used == info.total - (info.available ?? 0))
    #expect(info.buffersAndCache == info.buffers + info.cached + info.reclaimable)
    #expect(info.kilobytes("Nonsense") == nil)
  }

  @Test func `a kernel before 3 14 tells no MemAvailable, and used is what is neither free nor cache`() throws {
    let old = "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 300 kB\nSwapTotal: 20 kB\nSwapFree: 5 kB\n"
    let info = try MemoryInfo(parsing: Array(old.utf8))
    #expect(info.available == nil && info.used == 550 && info.swapTotal == 20)
  }

  @Test(arguments: ["", "MemTotal: 5 kB\n", "MemFree: 5 kB\n", "MemTotal: x kB\nMemFree: 1 kB\n"])
  func `meminfo without its sizes is malformed`(text: String) {
    #expect(throws: InspectError.self) { try MemoryInfo(parsing: Array(text.utf8)) }
  }

  @Test func `smaps_rollup gives the share and what is nobody else's`() throws {
    let rollup = try MemoryRollup(parsing: fixture("smaps_rollup"))
    #expect(rollup.pss <= rollup.rss && rollup.unique <= rollup.rss && rollup.unique > 0)
    #expect(throws: InspectError.self) { try MemoryRollup(parsing: fixture("sleep.smaps")) }
  }

  @Test func `loadavg and uptime`() throws {
    let load = try LoadAverage(parsing: Array("0.20 0.18 12.12 1/80 11206\n".utf8))
    #expect(load.averages == ["0.20", "0.18", "12.12"] && load.running == 1 && load.total == 80)
    #expect(load.lastPid == 11206)
    #expect(try LoadAverage(parsing: fixture("loadavg")).total > 0)
    #expect(try Uptime(parsing: fixture("uptime")).seconds > 0)
    for text in ["", "1 2 3", "0.1 0.2 0.3 4 5", "a b c 1/2 3", "0.1 0.2 0.3 1/2/3 4"] {
      #expect(throws: InspectError.self) { try LoadAverage(parsing: Array(text.utf8)) }
    }
    #expect(throws: InspectError.self) { try Uptime(parsing: Array("inf 1\n".utf8)) }
  }

  @Test func `stat has all processors, and a sum of its own`() throws {
    let stat = try SystemStat(parsing: fixture("machine-stat"))
    #expect(stat.processors.map(\.name) == ["cpu", "cpu0", "cpu1"])
    #expect(stat.contextSwitches > stat.forks && stat.interrupts > 0 && stat.softInterrupts ?? 0 > 0)
    // The kernel rounds the sum and the parts by themselves.
    let parts = stat.processors[1].user + stat.processors[2].user
    #expect(stat.processors[0].user >= parts && stat.processors[0].user <= parts + 2)
  }

  @Test func `an old kernel tells fewer kinds of time`() throws {
    let old =
      "cpu 10 1 5 100\ncpu0 10 1 5 100\nintr 7 1 2\nctxt 9\nbtime 1\nprocesses 3\nprocs_running 1\nprocs_blocked 0\n"
    let stat = try SystemStat(parsing: Array(old.utf8))
    #expect(stat.processors[0].total == 116 && stat.processors[0].stolen == 0 && stat.softInterrupts == nil)
  }

  @Test func `a counter that went back counts as unchanged`() {
    let before = ProcessorTimes(name: "cpu", ticks: [10, 0, 0, 50, 9])
    let now = ProcessorTimes(name: "cpu", ticks: [15, 0, 0, 70, 8])
    let since = now.since(before)
    #expect(since.user == 5 && since.idle == 20 && since.waiting == 0)
  }

  @Test func `pressure, with and without a line of full`() throws {
    let stall = try PressureStall(parsing: fixture("pressure"))
    #expect(stall.some.shares.count == 3 && stall.full != nil)
    let old = try PressureStall(parsing: Array("some avg10=1.50 avg60=0.20 avg300=0.00 total=77\n".utf8))
    #expect(old.full == nil && old.some.shares[0] == "1.50" && old.some.total == 77)
    #expect(throws: InspectError.self) {
      try PressureStall(parsing: Array("full avg10=1 avg60=1 avg300=1 total=1\n".utf8))
    }
    #expect(throws: InspectError.self) { try PressureStall(parsing: Array("some avg10=1 total=1\n".utf8)) }
  }

  @Test func `interrupts and softirqs by processor`() throws {
    let hard = try InterruptCounts(parsing: fixture("interrupts"))
    #expect(hard.processors == ["CPU0", "CPU1"])
    #expect(hard["LOC"]?.what == "Local timer interrupts" && hard["LOC"]?.counts.count == 2)
    #expect(hard["ERR"]?.counts == [0])
    #expect(hard["26"]?.what.hasSuffix("ttyS0") == true)
    let soft = try InterruptCounts(parsing: fixture("softirqs"))
    #expect(soft["RCU"]?.total ?? 0 > 0 && soft["RCU"]?.what == "")
  }

  @Test func `a name that looks like a count stays a name`() throws {
    let text = "           CPU0\n  8:         12   XT-PIC  8-level  rtc0\nERR:          3\n"
    let counts = try InterruptCounts(parsing: Array(text.utf8))
    #expect(counts["8"]?.counts == [12] && counts["8"]?.what == "XT-PIC 8-level rtc0" && counts["ERR"]?.total == 3)
    #expect(throws: InspectError.self) { try InterruptCounts(parsing: Array("8: 1 2\n".utf8)) }
    #expect(throws: InspectError.self) { try InterruptCounts(parsing: Array(" CPU0\n 8: x\n".utf8)) }
  }

  @Test(arguments: [
    ("net.core.somaxconn", "net/core/somaxconn"), ("net/core/somaxconn", "net/core/somaxconn"),
    ("net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding"),
    ("net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding"), ("kernel", "kernel"),
    ("kernel..x", nil), ("a.../b", nil), ("../../etc/passwd", nil), (".x", nil), ("a b", nil), ("a\u{1b}b", nil),
    ("/kernel/x", nil),
  ])
  func `a parameter's name becomes a path below proc sys`(name: String, path: String?) {
    #expect(KernelParameters.path(of: name) == path)
  }

  @Test func `paths become names again`() {
    #expect(KernelParameters.name(of: "net/ipv4/conf/eth0.1/forwarding") == "net.ipv4.conf.eth0/1.forwarding")
  }

  @Test func `who has a value of his own`() {
    #expect(KernelParameters.scope(of: "net/core/somaxconn") == .namespace("net"))
    #expect(KernelParameters.scope(of: "net/core/rmem_max") == .machine)
    #expect(KernelParameters.scope(of: "kernel/hostname") == .namespace("uts"))
    #expect(KernelParameters.scope(of: "kernel/shmmax") == .namespace("ipc"))
    #expect(KernelParameters.scope(of: "user/max_user_namespaces") == .namespace("user"))
    #expect(KernelParameters.scope(of: "vm/swappiness") == .machine)
  }

  @Test func `the processes of a machine, their words and their users' tasks`() throws {
    let fake = FakeProc()
    // The captured thread of the kernel is number 2 itself.
    for (pid, name) in [(Int32(7), "java"), (Int32(2), "kthread")] {
      try fake.write(String(decoding: try fixture("\(name).stat"), as: UTF8.self), to: "\(pid)/stat")
      try fake.write(String(decoding: try fixture("\(name).status"), as: UTF8.self), to: "\(pid)/status")
    }
    try fake.write("java\0-cp\0\0a b\0", to: "7/cmdline")
    try fake.write("", to: "2/cmdline")
    // One that ends while the list is read.
    try fake.write("", to: "11/stat")
    let found = try fake.proc.machineProcesses()
    let names = found.map(\.stat.comm)
    #expect(names == ["kthreadd", "java"])
    try #require(found.count == 2)
    #expect(found[0].arguments.isEmpty && found[0].isKernelThread && found[0].residentKilobytes == 0)
    #expect(found[0].command == "[kthreadd]")
    #expect(found[1].arguments == ["java", "-cp", "", "a b"] && !found[1].isKernelThread)
    #expect(fake.proc.tasks(ofUser: found[1].user) >= found[1].stat.threads)
    #expect(fake.proc.tasks(ofUser: 4711) == 0)
  }

  @Test func `the kernel's name is what proc says of it`() throws {
    func file(_ name: String) throws -> String {
      try String(contentsOfFile: "/proc/sys/kernel/\(name)", encoding: .utf8).trimmingCharacters(in: .newlines)
    }
    let name = SystemName.own
    #expect(try name.system == file("ostype") && name.release == file("osrelease") && name.version == file("version"))
    #expect(!name.machine.isEmpty && !name.machine.contains("\0"))
  }
}
