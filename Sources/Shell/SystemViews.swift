import CLinux
import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

/// The machine's counters as commands saw them last, to say what came on top.
struct SystemLooks {
  /// Nanoseconds of the monotonic clock.
  typealias Moment = Int64

  var load: (stat: SystemStat, at: Moment)?
  var interrupts: (look: InterruptFigures.Look, at: Moment)?
}

// Views of a process and of the machine that are read from /proc and change nothing.
extension Session {
  /// What a reading of /proc gives, or the sentence why there is nothing.
  func answer<Value>(_ read: () throws(InspectError) -> Value) throws(CommandProblem) -> Value {
    do {
      return try read()
    } catch {
      throw CommandProblem(mask(behind: error) ?? Escapes.harmless("\(error)") + ".")
    }
  }

  /// A sentence for a file that is empty because /dev/null was mounted over it.
  private func mask(behind error: InspectError) -> String? {
    var status = Glibc.stat()
    guard case .malformed(let path, _) = error, fstatat(AT_FDCWD, path, &status, 0) == 0,
      status.st_mode & S_IFMT == S_IFCHR
    else { return nil }
    return "\(path) is hidden here: something is mounted over it, as containers do with /dev/null."
  }

  /// Lines of the terminal that a learner looks at; nil for files and pipes.
  func terminalHeight() -> Int? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    return sysh_terminal_size(1, &rows, &columns) == 0 && rows > 0 ? Int(rows) : nil
  }

  func showLimits(_ command: CommandStatement) throws {
    let subject = try viewed(command, from: [.limits])
    show(renderer.limits(try lab.limitFigures(of: subject)))
  }

  func showCapabilities(_ command: CommandStatement) throws {
    let subject = try viewed(command, from: [.status])
    let status = try answer { () throws(InspectError) in try lab.proc.status(subject.pid) }
    show(
      renderer.capabilities(
        status, of: subject.name, isFirstNamespace: lab.isInFirstUserNamespace(subject),
        namespace: try? lab.proc.link(subject.pid, "ns/user")))
  }

  /// `status P1`.
  func showProcessStatus(_ command: CommandStatement) throws {
    let subject = try viewed(command, from: [.status])
    let status = try answer { () throws(InspectError) in try lab.proc.status(subject.pid) }
    show(renderer.processStatus(status, of: subject.name) { lab.name(ofProcess: $0) })
  }

  func showMemoryUse(_ command: CommandStatement) throws {
    let subject = try viewed(command, from: [.status])
    let status = try answer { () throws(InspectError) in try lab.proc.status(subject.pid) }
    show(renderer.memoryUse(status, try? lab.proc.memoryRollup(subject.pid), of: subject.name))
  }

  func showFreeMemory() throws {
    let info = try answer { () throws(InspectError) in try lab.proc.memoryInfo() }
    var (total, free, buffers) = (UInt64(0), UInt64(0), UInt64(0))
    let isTold = sysh_memory_totals(&total, &free, &buffers) == 0
    let sysinfo = isTold ? SystemInfo(total: total / 1024, free: free / 1024, buffers: buffers / 1024) : nil
    show(renderer.freeMemory(info, sysinfo: sysinfo))
  }

  func showLoad() throws {
    let now = Lab.now()
    let stat = try answer { () throws(InspectError) in try lab.proc.systemStat() }
    let load = try answer { () throws(InspectError) in try lab.proc.loadAverage() }
    let uptime = try answer { () throws(InspectError) in try lab.proc.uptime() }
    let pressure = ["cpu", "memory", "io", "irq"].compactMap { name in
      (try? lab.proc.pressure(name)).map { (name: name, stall: $0) }
    }
    let before = looks.load.map { (stat: $0.stat, seconds: Double(now - $0.at) / 1e9) }
    looks.load = (stat, now)
    show(renderer.load(LoadFigures(load: load, uptime: uptime, stat: stat, before: before, pressure: pressure)))
  }

  func showInterrupts() throws {
    let now = Lab.now()
    let hard = try answer { () throws(InspectError) in try lab.proc.interrupts() }
    let stat = try answer { () throws(InspectError) in try lab.proc.systemStat() }
    let look = InterruptFigures.Look(hard: hard, soft: try? lab.proc.softInterrupts(), stat: stat)
    let before = looks.interrupts.map { (look: $0.look, seconds: Double(now - $0.at) / 1e9) }
    looks.interrupts = (look, now)
    show(renderer.interrupts(InterruptFigures(now: look, before: before)))
  }
}
