import CLinux
import Glibc
import SyscallTable
import Tracer

// Letting go of everything.
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
    guard untold.remove(pid) == nil, threads[pid] == nil else { return }
    let child = add(pid, process: processOf(pid, child: thread))
    child.isSilent = true
    child.isLeaving = true
  }

  /// The id under which a thread made an execve is gone without a word.
  private func forgetFormer(_ thread: FollowedThread) {
    var message: UInt = 0
    guard sysh_ptrace_event_message(thread.pid, &message) == 0 else { return }
    let former = Int32(truncatingIfNeeded: message)
    if former != thread.pid { threads[former] = nil }
  }
}
