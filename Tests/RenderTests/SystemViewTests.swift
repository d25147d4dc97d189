import LinuxABI
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// Views of a process's limits, capabilities and memory, and of the machine.
struct SystemViewTests {
  private static let status = """
    Name:\tsubject
    State:\tt (tracing stop)
    Tgid:\t100
    Pid:\t100
    PPid:\t99
    TracerPid:\t99
    Uid:\t1000\t0\t1000\t1000
    Gid:\t1000\t1000\t1000\t1000
    FDSize:\t64
    Groups:\t4 24
    VmSize:\t     168 kB
    VmLck:\t       0 kB
    VmRSS:\t       8 kB
    RssAnon:\t       8 kB
    RssFile:\t       0 kB
    VmPTE:\t      36 kB
    VmSwap:\t       0 kB
    Threads:\t1
    SigQ:\t0/96365
    SigPnd:\t0000000000000000
    ShdPnd:\t0000000000000000
    SigBlk:\t0000000000000000
    SigIgn:\t0000000000000000
    SigCgt:\t0000000000000000
    CapInh:\t0000000000000000
    CapPrm:\t0000000000003020
    CapEff:\t0000000000000020
    CapBnd:\t000001fffeffffff
    NoNewPrivs:\t1
    Seccomp:\t2
    Cpus_allowed_list:\t0-1
    voluntary_ctxt_switches:\t12
    nonvoluntary_ctxt_switches:\t3

    """

  private func status() throws -> ProcessStatus { try ProcessStatus(parsing: Array(Self.status.utf8)) }

  @Test func `limits with what is used and what happens there`() throws {
    func row(
      _ name: String, _ title: String, _ soft: UInt64?, _ hard: UInt64?, _ unit: String?, _ used: UInt64?,
      _ effect: String
    )
      -> LimitFigures.Row
    {
      .init(
        name: name, limit: ResourceLimit(name: title, soft: soft, hard: hard, units: unit), used: used, effect: effect)
    }
    let figures = LimitFigures(
      subject: "P1", pid: 100, user: 1000,
      rows: [
        row("RLIMIT_NOFILE", "Max open files", 6, 20000, "files", 6, "open, dup, pipe, socket: EMFILE"),
        row("RLIMIT_STACK", "Max stack size", 8 << 20, nil, "bytes", 132 << 10, "SIGSEGV when the stack would grow"),
        row("RLIMIT_NICE", "Max nice priority", 0, 0, nil, nil, "setpriority: EACCES"),
      ], mayForkBeyond: true)
    try expectSnapshot("limits") { $0.limits(figures) }
  }

  @Test func `capabilities of the machine`() throws {
    let status = try status()
    try expectSnapshot("caps") { $0.capabilities(status, of: "P1", isFirstNamespace: true, namespace: nil) }
  }

  @Test func `capabilities in a user namespace of one's own are told from those of the machine`() throws {
    let text = Self.status.replacing("CapEff:\t0000000000000020", with: "CapEff:\t000001ffffffffff")
    let status = try ProcessStatus(parsing: Array(text.utf8))
    try expectSnapshot("caps-namespace") {
      $0.capabilities(status, of: "P1", isFirstNamespace: false, namespace: "user:[4026532177]")
    }
  }

  @Test func `the status of a process in short`() throws {
    let status = try status()
    try expectSnapshot("process-status") { $0.processStatus(status, of: "P1") { $0 == 100 ? "P1" : nil } }
  }

  @Test func `memory as tools count it, and without what is not told`() throws {
    let status = try status()
    let text = "0-1 ---p 00000000 00:00 0 [rollup]\nRss: 8 kB\nPss: 5 kB\nPrivate_Dirty: 4 kB\n"
    let rollup = try MemoryRollup(parsing: Array(text.utf8))
    try expectSnapshot("mem") { $0.memoryUse(status, rollup, of: "P1") + $0.memoryUse(status, nil, of: "P2") }
  }

  @Test func `the table of free`() throws {
    let text =
      "MemTotal: 24684096 kB\nMemFree: 20336048 kB\nMemAvailable: 21906796 kB\nBuffers: 32204 kB\nCached: 1687236 kB\nSReclaimable: 175052 kB\nShmem: 8788 kB\nSwapTotal: 100 kB\nSwapFree: 40 kB\n"
    let info = try MemoryInfo(parsing: Array(text.utf8))
    try expectSnapshot("free") {
      $0.freeMemory(info, sysinfo: SystemInfo(total: 24_684_096, free: 20_336_048, buffers: 32204))
    }
  }

  private func stat(_ factor: UInt64) throws -> SystemStat {
    let times = ([1000, 10, 200, 3000, 50, 0, 7, 9] as [UInt64]).map { "\($0 * factor)" }.joined(separator: " ")
    let text =
      "cpu \(times)\ncpu0 \(times)\nintr \(500 * factor)\nctxt \(900 * factor)\nbtime 1\nprocesses \(30 * factor)\nprocs_running 2\nprocs_blocked 1\nsoftirq \(70 * factor) 1\n"
    return try SystemStat(parsing: Array(text.utf8))
  }

  @Test func `load since boot, and since the last look`() throws {
    let load = try LoadAverage(parsing: Array("0.20 0.18 0.12 1/80 11206\n".utf8))
    let uptime = try Uptime(parsing: Array("360061.25 100.00\n".utf8))
    let stall = try PressureStall(
      parsing: Array(
        "some avg10=1.50 avg60=0.20 avg300=0.00 total=77\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n".utf8))
    let first = LoadFigures(load: load, uptime: uptime, stat: try stat(1), before: nil, pressure: [("cpu", stall)])
    let second = LoadFigures(
      load: load, uptime: uptime, stat: try stat(2), before: (try stat(1), 2.5), pressure: [])
    try expectSnapshot("load") { $0.load(first) + $0.load(second) }
  }

  @Test func `interrupts since boot, and since the last look`() throws {
    func look(_ factor: UInt64) throws -> InterruptFigures.Look {
      let text =
        "      CPU0 CPU1\n 36: \(10 * factor) 0 PCI-MSI 1-edge virtio1\nLOC: \(5 * factor) 7 Local timer interrupts\nERR: 0\n"
      return .init(
        hard: try InterruptCounts(parsing: Array(text.utf8)),
        soft: try InterruptCounts(parsing: Array("      CPU0 CPU1\n RCU: \(4 * factor) 1\n HI: 0 0\n".utf8)),
        stat: try stat(factor))
    }
    let first = InterruptFigures(now: try look(1), before: nil)
    let second = InterruptFigures(now: try look(3), before: (try look(1), 1.25))
    let still = InterruptFigures(now: try look(1), before: (try look(1), 0.5))
    try expectSnapshot("interrupts") { $0.interrupts(first) + $0.interrupts(second) + $0.interrupts(still) }
  }

  private func line(_ pid: Int32, _ parent: Int32, _ command: String, subject: String? = nil) -> ProcessLine {
    ProcessLine(
      pid: pid, parent: parent, subject: subject, user: "root", processor: "0.5", memory: "0.1", virtual: 50688,
      resident: 19540, terminal: "pts/0", state: "Ss+", started: "19:27", time: "1:24", command: command,
      isKernelThread: command.hasPrefix("["))
  }

  private var machine: [ProcessLine] {
    [
      line(1, 0, "/sbin/init"), line(2, 0, "[kthreadd]"), line(3, 2, "[kworker/0:0]"), line(40, 1, "sshd: learner"),
      line(41, 40, "sysh"), line(42, 41, "subject", subject: "P1"), line(50, 42, "subject", subject: "P2"),
      line(51, 40, "cat " + String(repeating: "/a/long/path", count: 20) + " \u{1b}[31mred"),
    ]
  }

  @Test func `the processes as a list and as a tree`() throws {
    try expectSnapshot("ps") {
      $0.processes(machine, asTree: false, limit: nil) + $0.processes(machine, asTree: true, limit: nil)
    }
  }

  @Test func `on a small screen subjects and their ancestors stay, kernel threads go first`() throws {
    let lines = Renderer(width: 100).processes(machine, asTree: false, limit: 5).map(\.plain)
    for shown in ["P1 ", "P2 ", "/sbin/init", "sshd: learner", " sysh"] {
      #expect(lines.contains { $0.contains(shown) })
    }
    #expect(!lines.contains { $0.contains("kworker") || $0.contains("cat /a") })
    #expect(lines.contains { $0.contains("5 of 8 processes fit on the screen") })
  }

  @Test func `what another process is called never reaches the terminal raw`() {
    let lines = Renderer(width: 160).processes([line(9, 1, "x\u{1b}]0;owned\u{7}\u{9b}y\nz")], asTree: true, limit: nil)
    for line in lines {
      #expect(!line.plain.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) })
    }
    #expect(lines.contains { $0.plain.contains("\\33]0;owned") || $0.plain.contains("\\033]0;owned") })
  }

  @Test func `names of parameters in columns`() throws {
    let names = (1...9).map { (name: "parameter_\($0)", isDirectory: $0 == 4) }
    try expectSnapshot("parameters") { $0.parameterList(names, below: "net.core.") + $0.parameterList([], below: "x.") }
  }
}
