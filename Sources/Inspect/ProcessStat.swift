/// /proc/PID/stat: the numbers that change all the time (`man 5 proc_pid_stat`, `fs/proc/array.c` do_task_stat).
public struct ProcessStat: Hashable, Sendable {
  public let pid: Int32
  /// The command's name, at most 15 bytes; it may hold spaces, parentheses and newlines.
  public let comm: String
  public let state: ProcessState
  public let parent: Int32
  public let group: Int32
  public let session: Int32
  /// The controlling terminal, nil when there is none.
  public let terminal: Device?
  /// The terminal's foreground process group (tpgid), -1 when there is no terminal.
  public let foregroundGroup: Int32
  /// Page faults that were served without reading from a disk.
  public let minorFaults: UInt64
  /// Page faults that had to read.
  public let majorFaults: UInt64
  /// CPU time in user mode, in ticks: sysconf(_SC_CLK_TCK) a second, 100 on x86-64.
  public let userTicks: UInt64
  /// CPU time in the kernel, in ticks.
  public let systemTicks: UInt64
  /// -20, which gets most of a processor, to 19.
  public let nice: Int
  public let threads: Int
  /// When it started, in ticks after boot; with the pid it names the process for good.
  public let startTicks: UInt64
  /// Size of the address space in bytes.
  public let virtualBytes: UInt64
  /// Pages in memory, approximately: the kernel batches this counter (smaps is exact).
  public let residentPages: UInt64
  /// The wait status (`man 2 wait`) of a zombie; 0 without permission, nil before Linux 3.5.
  public let exitCode: Int32?

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "stat") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    // The name is not escaped, so only the last parenthesis is sure to be the kernel's.
    guard let pid: Int32 = cursor.upTo(UInt8(ascii: " "))?.integer(),
      var name = cursor.upToLast(UInt8(ascii: ")")), name.upTo(UInt8(ascii: "("))?.isAtEnd == true
    else { throw .malformed(path: path, problem: "it does not begin with PID (NAME)") }
    self.pid = pid
    comm = name.text

    guard let state = cursor.word()?.state else { throw .malformed(path: path, problem: "there is no state") }
    self.state = state

    var fields: [Cursor] = []
    while let field = cursor.word() { fields.append(field) }
    /// The field that the manual page gives this number; the fourth is the first one here.
    func field<Number: FixedWidthInteger>(_ number: Int) throws(InspectError) -> Number {
      guard number - 4 < fields.count, let value: Number = fields[number - 4].integer() else {
        throw InspectError.malformed(path: path, problem: "field \(number) is missing or no number")
      }
      return value
    }
    parent = try field(4)
    group = try field(5)
    session = try field(6)
    let terminal: Int32 = try field(7)
    self.terminal = terminal == 0 ? nil : Device(encoded: UInt64(UInt32(bitPattern: terminal)))
    foregroundGroup = try field(8)
    minorFaults = try field(10)
    majorFaults = try field(12)
    userTicks = try field(14)
    systemTicks = try field(15)
    nice = try field(19)
    threads = try field(20)
    startTicks = try field(22)
    virtualBytes = try field(23)
    residentPages = try field(24)
    exitCode = fields.count > 48 ? try field(52) : nil
  }
}

extension Proc {
  /// /proc/PID/stat.
  public func stat(_ pid: Int32) throws(InspectError) -> ProcessStat {
    try ProcessStat(parsing: bytes(pid, "stat"), path: path(pid, "stat"))
  }
}
