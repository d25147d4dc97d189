/// What a processor, or all together, spent its time on since boot, in ticks (`man 5 proc_stat`).
public struct ProcessorTimes: Hashable, Sendable {
  /// `cpu` for all together, `cpu0`.
  public let name: String
  /// user nice system idle iowait irq softirq steal guest guest_nice; kernels before 2.6.33 tell fewer, and the rest is 0.
  public let ticks: [UInt64]

  public var user: UInt64 { ticks[0] }
  public var nice: UInt64 { ticks[1] }
  public var system: UInt64 { ticks[2] }
  public var idle: UInt64 { ticks[3] }
  /// Idle while a task of this processor waited for a disk. Not reliable (`man 5 proc_stat`).
  public var waiting: UInt64 { ticks[4] }
  public var interrupts: UInt64 { ticks[5] }
  public var softInterrupts: UInt64 { ticks[6] }
  /// Wanted to run and did not get to: the hypervisor gave the time to another guest.
  public var stolen: UInt64 { ticks[7] }
  /// Everything. Guests' time is contained in user and nice already.
  public var total: UInt64 { ticks[..<8].reduce(0, &+) }

  public init(name: String, ticks: [UInt64]) {
    self.name = name
    self.ticks = Array(ticks.prefix(10)) + [UInt64](repeating: 0, count: max(0, 10 - ticks.count))
  }

  /// What came on top since `before`. A counter that went back, as idle and iowait may, counts as unchanged.
  public func since(_ before: ProcessorTimes) -> ProcessorTimes {
    ProcessorTimes(name: name, ticks: zip(ticks, before.ticks).map { $0 > $1 ? $0 - $1 : 0 })
  }
}

/// /proc/stat: counters of the whole machine since boot (`man 5 proc_stat`, `fs/proc/stat.c`).
public struct SystemStat: Hashable, Sendable {
  /// All processors together first, then each that is online.
  public let processors: [ProcessorTimes]
  public let contextSwitches: UInt64
  /// All interrupts served.
  public let interrupts: UInt64
  public let softInterrupts: UInt64?
  /// Seconds since the epoch.
  public let bootTime: UInt64
  /// Processes and threads made.
  public let forks: UInt64
  public let running: Int
  /// Waiting for a disk (nr_iowait): not all that sleep in state D.
  public let blocked: Int

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "stat") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    var processors: [ProcessorTimes] = []
    var firsts: [String: UInt64] = [:]
    while var line = cursor.line() {
      guard let key = line.word()?.text else { continue }
      if key.hasPrefix("cpu") {
        var ticks: [UInt64] = []
        while let word = line.word() {
          guard let number = word.number() else {
            throw .malformed(path: path, problem: "\"\(word.text)\" in the line of \(key) is not a number")
          }
          ticks.append(number)
        }
        guard ticks.count >= 4 else { throw .malformed(path: path, problem: "\(key) has fewer than four times") }
        processors.append(ProcessorTimes(name: key, ticks: ticks))
      } else {
        firsts[key] = line.word()?.number()
      }
    }
    guard processors.first?.name == "cpu" else { throw .malformed(path: path, problem: "there is no cpu line") }
    func value(_ key: String) throws(InspectError) -> UInt64 {
      guard let value = firsts[key] else { throw .malformed(path: path, problem: "\(key) is missing or no number") }
      return value
    }
    self.processors = processors
    contextSwitches = try value("ctxt")
    interrupts = try value("intr")
    softInterrupts = firsts["softirq"]
    bootTime = try value("btime")
    forks = try value("processes")
    running = Int(clamping: try value("procs_running"))
    blocked = Int(clamping: try value("procs_blocked"))
  }
}

extension Proc {
  /// /proc/stat.
  public func systemStat() throws(InspectError) -> SystemStat {
    try SystemStat(parsing: machineBytes("stat"), path: "\(root)/stat")
  }
}
