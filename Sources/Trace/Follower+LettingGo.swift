import CLinux
import Glibc
import SyscallTable
import Tracer

// Letting go of everything, and taking in what nobody reported.
extension Follower {
  /// Each runs on by itself, from its next stop.
  func letGo() {
    isLettingGo = true
    for thread in threads.values where !thread.isLeaving {
      thread.isLeaving = true
      _ = sysh_ptrace_interrupt(thread.pid)
    }
  }

  func leave(_ thread: FollowedThread, _ word: WaitStatus) {
    // What it made or became in this moment is told once, here.
    switch word {
    case .event(.fork), .event(.vfork), .event(.clone): letGoOfChild(thread)
    case .event(.exec): forgetFormer(thread)
    default: break
    }
    processors.release(thread)
    // A signal that was on its way is delivered all the same.
    var signal: Int32 = 0
    if case .signalStop(let found) = word { signal = found.rawValue }
    if thread.isShown, thread.isInCall, !isStaged { thread.log.cut(thread, " <detached ...>") }
    _ = sysh_ptrace_detach(thread.pid, signal)
    threads[thread.pid] = nil
    if options.quiet == 0 { announce("Process \(thread.pid) detached") }
  }

  private func letGoOfChild(_ thread: FollowedThread) {
    var message: UInt = 0
    guard sysh_ptrace_event_message(thread.pid, &message) == 0 else { return }
    let pid = Int32(truncatingIfNeeded: message)
    guard threads[pid] == nil else { return }
    let isThread = sysh_is_thread_of(thread.process, pid) != 0
    let child = add(pid, process: isThread ? thread.process : pid)
    child.isSilent = true
    child.isLeaving = true
    if early.remove(pid) != nil { leave(child, .interruptStop) }
  }

  /// The id under which a thread made an execve is gone without a word.
  private func forgetFormer(_ thread: FollowedThread) {
    var message: UInt = 0
    guard sysh_ptrace_event_message(thread.pid, &message) == 0 else { return }
    let former = Int32(truncatingIfNeeded: message)
    if former != thread.pid { threads[former] = nil }
  }

  /// Takes those in whose making a thread was killed, so that nobody says whose they are. They would stay stopped.
  func adoptUnclaimed() {
    for pid in early.intersection(unclaimed) {
      early.remove(pid)
      let process = Self.process(of: pid) ?? pid
      let sibling = threads.values.first { $0.process == process }
      let child = add(pid, process: process)
      child.isSilent = sibling?.isSilent ?? !followsChildren
      child.isLeaving = isLettingGo
      if options.quiet == 0, followsChildren { announce("Process \(pid) attached") }
      child.isLeaving ? leave(child, .interruptStop) : takeFirst(child)
    }
    unclaimed = early
  }

  /// The id of the process to which a thread belongs.
  private static func process(of thread: Int32) -> Int32? {
    guard let file = fopen("/proc/\(thread)/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("Tgid:") { return Int32(text.dropFirst(5).filter(\.isNumber)) }
    }
    return nil
  }
}
