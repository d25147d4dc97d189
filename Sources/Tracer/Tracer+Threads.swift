import CLinux
import Glibc
import LinuxABI

// Several threads of one process, and a program that makes too many processes.

/// A program that made more processes than the tracer's limit, and was killed for it.
public struct Overrun: Hashable, Sendable {
  /// The tracee that was let run.
  public let family: Int32
  /// How many were killed: itself and what it had made.
  public let killed: Int
  /// Completes "Its program ..." where somebody else than the tracer found that it had gone too far.
  public var reason: String?
}

extension Tracer {
  /// A thread's exec has given it the number of its process's first thread, and the kernel has let that one go without
  /// a word (`fs/exec.c`, de_thread). The first thread's tracee carries on what the thread was doing.
  func succeed(_ thread: Tracee) {
    thread.isRenamed = false
    forget(thread)
    if let leader = tracees[thread.process] {
      thread.passOn(to: leader, atExec: false)
    } else {
      _ = thread.advance(.killed(.kill, coreDumped: false))
    }
  }

  /// The same, seen from the exec event under the new number: it tells the old one (`man 2 ptrace`,
  /// PTRACE_GETEVENTMSG).
  func succeed(at leader: Tracee) {
    guard let former = try? leader.withStop({ stop throws(TraceError) in try stop.eventMessage() }),
      former != leader.pid, let thread = tracees[former], thread.process == leader.pid
    else { return }
    forget(thread)
    thread.passOn(to: leader, atExec: true)
  }

  /// Kills every tracee of a program's family, those that it makes meanwhile too, and notes it.
  func endFamily(_ family: Int32) {
    end(family: family, because: nil)
  }

  /// The same for another reason than that it made too many; `reason` completes "Its program ...".
  public func end(family: Int32, because reason: String?) {
    let killed = endAll { $0.family == family || $0.pid == family }
    noteOverrun(Overrun(family: family, killed: killed, reason: reason))
  }

  /// Kills what no tracee is: a child whose parent was killed before it could report it stands at its first instruction,
  /// held by us, and nobody waits for it. /proc/PID/status tells who is held (TracerPid), the registers that it is new,
  /// and its parent, which nobody holds, that its maker is dead: what another tracer of this thread holds is left alone.
  func endStrays() {
    guard mayHaveStrays, endsStrays else { return }
    mayHaveStrays = false
    let deadline = Self.now() + 1_000_000_000
    let held = Self.heldByThisThread()
    for (pid, parent) in held where tracees[pid] == nil && held[parent] == nil {
      var registers = Registers()
      guard sysh_ptrace_get_registers(pid, &registers.raw) == 0 else {
        // It may be on the way to its first stop. One that has ended comes to none; looking again and again would read all
        // of /proc each time.
        if !Self.isZombie("/proc/\(pid)/stat") { mayHaveStrays = true }
        continue
      }
      guard registers.isNewChild else { continue }
      kill(pid, SIGKILL)
      var status: Int32 = 0
      while Self.now() < deadline {
        let found = sysh_wait_now(pid, &status)
        if found < 0 || found == pid && WaitStatus(raw: status).isEnd { break }
        if found == 0 { _ = sysh_sleep_until_child(1_000_000) }
      }
    }
  }

  /// Buries threads that no tracee is, of processes that are dead: a thread whose maker was killed before it could report
  /// it. As long as they lie there the kernel does not report the end of their process (`kernel/exit.c`,
  /// delay_group_leader).
  ///
  /// Only processes where that may be: a thread of theirs ended in the middle of something, or their first thread is in
  /// the middle of something and cannot tell.
  func reapUnknownThreads() {
    endedAtWork = endedAtWork.filter { tracees[$0] != nil }
    for leader in tracees.values
    where leader.pid == leader.process && (leader.flight != nil || endedAtWork.contains(leader.pid))
      && Self.isZombie("/proc/\(leader.pid)/stat")
    {
      for thread in Self.numbers(in: "/proc/\(leader.pid)/task")
      where tracees[thread] == nil && Self.isZombie("/proc/\(leader.pid)/task/\(thread)/stat") {
        var status: Int32 = 0
        _ = sysh_wait_now(thread, &status)
      }
    }
  }

  /// Whether a stat file of /proc (`man 5 proc_pid_stat`) tells of a process or thread that has ended.
  private static func isZombie(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 256)
    let count = text.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    // Behind the name, which may hold anything but is the only thing in parentheses.
    guard count > 0, let end = text[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else { return false }
    return text[end + 2] == UInt8(ascii: "Z")
  }

  /// Every process that the calling thread traces, with its parent.
  private static func heldByThisThread() -> [Int32: Int32] {
    let tracer = "TracerPid:\t\(sysh_thread_id())"
    var found: [Int32: Int32] = [:]
    var text = [UInt8](repeating: 0, count: 1024)
    for pid in numbers(in: "/proc") {
      let file = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { continue }
      let count = text.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      close(file)
      let lines = String(decoding: text[..<max(0, count)], as: UTF8.self).lines()
      guard lines.contains(where: { $0 == tracer }), let parent = lines.first(where: { $0.hasPrefix("PPid:\t") }) else {
        continue
      }
      found[pid] = Int32(parent.dropFirst(6)) ?? 0
    }
    return found
  }

  /// The processes or threads that have an entry in a directory of /proc.
  private static func numbers(in path: String) -> [Int32] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let number = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { Int32(String(cString: $0)) }
      }
      if let number { found.append(number) }
    }
    return found
  }
}
