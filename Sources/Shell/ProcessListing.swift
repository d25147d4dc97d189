import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

/// Turns what /proc says of a process into the cells of `ps aux`.
struct ProcessListing {
  /// Seconds since boot.
  let uptime: Double
  /// Seconds since the epoch.
  let bootTime: UInt64
  /// Of the machine, in kB.
  let memory: UInt64
  let ticksPerSecond: UInt64
  /// Seconds since the epoch.
  let now: UInt64
  /// Names of users by their number.
  let users: [UInt32: String]

  func line(_ process: MachineProcess, subject: String?) -> ProcessLine {
    let stat = process.stat
    let ticks = stat.userTicks &+ stat.systemTicks
    let lived = uptime - Double(stat.startTicks) / Double(ticksPerSecond)
    let share = lived > 0 ? Double(ticks) / Double(ticksPerSecond) / lived * 100 : 0
    let seconds = ticks / ticksPerSecond
    return ProcessLine(
      pid: stat.pid, parent: stat.parent, subject: subject, user: user(process.user), processor: tenths(share),
      memory: tenths(memory == 0 ? 0 : Double(process.residentKilobytes) * 100 / Double(memory)),
      virtual: stat.virtualBytes / 1024, resident: process.residentKilobytes,
      terminal: Self.terminal(stat.terminal), state: Self.state(process),
      started: started(at: bootTime &+ stat.startTicks / ticksPerSecond),
      time: "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)", command: process.command,
      isKernelThread: process.isKernelThread)
  }

  private func user(_ number: UInt32) -> String {
    guard let name = users[number] else { return "\(number)" }
    return name.count > 8 ? "\(name.prefix(7))+" : name
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((min(max(value, 0), 99_999) * 10).rounded(.down))
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// `pts/0`, `tty1`, `ttyS0`; `?` for none (`Documentation/admin-guide/devices.txt`).
  static func terminal(_ device: Device?) -> String {
    guard let device else { return "?" }
    switch device.major {
    case 136...143: return "pts/\((device.major - 136) * 256 + device.minor)"
    case 4: return device.minor < 64 ? "tty\(device.minor)" : "ttyS\(device.minor - 64)"
    default: return "\(device)"
    }
  }

  /// The letter, and what ps writes behind it: `<` and `N` for priorities, `L` for locked pages, `s` for the leader of a
  /// session, `l` for several threads, `+` for the foreground of its terminal.
  static func state(_ process: MachineProcess) -> String {
    let stat = process.stat
    var text = String(stat.state.letter)
    if stat.nice < 0 { text += "<" }
    if stat.nice > 0 { text += "N" }
    if process.hasLockedPages { text += "L" }
    if stat.session == stat.pid { text += "s" }
    if stat.threads > 1 { text += "l" }
    if stat.terminal != nil, stat.foregroundGroup == stat.group { text += "+" }
    return text
  }

  /// The time of day, or the date of what has run for more than a day.
  private func started(at seconds: UInt64) -> String {
    var time = time_t(clamping: seconds)
    var parts = tm()
    guard localtime_r(&time, &parts) != nil else { return "?" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if now > seconds, now - seconds > 86_400 {
      let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
      let month = months.indices.contains(Int(parts.tm_mon)) ? months[Int(parts.tm_mon)] : "?"
      return "\(month)\(two(parts.tm_mday))"
    }
    return "\(two(parts.tm_hour)):\(two(parts.tm_min))"
  }

  /// The names in a file like /etc/passwd. Read here and not by getpwuid, which in a static program wants libraries at
  /// run time.
  static func users(in text: String) -> [UInt32: String] {
    var found: [UInt32: String] = [:]
    for line in text.lines() {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count >= 3, let number = UInt32(fields[2]), found[number] == nil else { continue }
      found[number] = String(fields[0])
    }
    return found
  }
}

extension Session {
  /// `ps`, `ps tree`, `ps all`, `ps tree all`.
  func showProcesses(_ command: CommandStatement) throws {
    let words = command.rest.split(separator: " ").map { $0.hasPrefix("-") ? $0.dropFirst() : $0 }
    for word in words where !["tree", "all", "aux", "ef"].contains(word) {
      throw CommandProblem(
        "ps takes tree and all, and not \(Escapes.harmless(word)).",
        advice: "ps tree all; !ps -ef runs the program of that name.")
    }
    let processes = try answer { () throws(InspectError) in try lab.proc.machineProcesses() }
    let uptime = try answer { () throws(InspectError) in try lab.proc.uptime() }
    let stat = try answer { () throws(InspectError) in try lab.proc.systemStat() }
    let info = try answer { () throws(InspectError) in try lab.proc.memoryInfo() }
    let listing = ProcessListing(
      uptime: uptime.seconds, bootTime: stat.bootTime, memory: info.total,
      ticksPerSecond: UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1)), now: UInt64(max(time(nil), 0)),
      users: ProcessListing.users(in: FileText.read("/etc/passwd") ?? ""))
    let lines = processes.map { listing.line($0, subject: lab.name(ofProcess: $0.stat.pid)) }
    // Heading, sentences and the prompt want lines too.
    let limit = words.contains("all") ? nil : terminalHeight().map { max(8, $0 - 13) }
    show(renderer.processes(lines, asTree: words.contains("tree"), limit: limit))
  }
}

/// Small files outside /proc.
enum FileText {
  /// The first 256 KiB; nil when it cannot be read.
  static func read(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count < 256 << 10 {
      let count = part.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      bytes += part[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
