/// How many tasks wanted to run, on average: /proc/loadavg (`man 5 proc_loadavg`, `kernel/sched/loadavg.c`).
public struct LoadAverage: Hashable, Sendable {
  /// Averages over 1, 5 and 15 minutes as the kernel writes them, `0.20`: of tasks that run, wait for a processor, or
  /// sleep uninterruptibly (state D).
  public let averages: [String]
  /// Tasks (threads) that run or wait for a processor now.
  public let running: Int
  /// All tasks.
  public let total: Int
  /// The number given to a process last.
  public let lastPid: Int32

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "loadavg") throws(InspectError) {
    var whole = Cursor(Array(bytes)[...])
    guard var line = whole.line() else { throw .malformed(path: path, problem: "it is empty") }
    var words: [String] = []
    while let word = line.word() { words.append(word.text) }
    let tasks = words.count == 5 ? words[3].split(separator: "/").compactMap { Int($0) } : []
    guard tasks.count == 2, let last = Int32(words[4]), words[..<3].allSatisfy({ Double($0) != nil }) else {
      throw .malformed(path: path, problem: "it is not three averages, RUNNING/TOTAL and a process number")
    }
    averages = Array(words[..<3])
    running = tasks[0]
    total = tasks[1]
    lastPid = last
  }
}

/// /proc/uptime (`man 5 proc_uptime`). Seconds.
public struct Uptime: Hashable, Sendable {
  public let seconds: Double
  /// What all processors together spent idle.
  public let idle: Double

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "uptime") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    guard let seconds = cursor.word().flatMap({ Double($0.text) }), seconds.isFinite, seconds >= 0,
      let idle = cursor.word().flatMap({ Double($0.text) }), idle.isFinite, idle >= 0
    else { throw .malformed(path: path, problem: "it is not two numbers of seconds") }
    self.seconds = seconds
    self.idle = idle
  }
}

extension Proc {
  /// /proc/loadavg.
  public func loadAverage() throws(InspectError) -> LoadAverage {
    try LoadAverage(parsing: machineBytes("loadavg"), path: "\(root)/loadavg")
  }

  /// /proc/uptime.
  public func uptime() throws(InspectError) -> Uptime {
    try Uptime(parsing: machineBytes("uptime"), path: "\(root)/uptime")
  }
}
