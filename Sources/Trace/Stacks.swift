import SyscallTable

// `-k`: below each call the functions that led to it.
extension Follower {
  /// Before the call is made, where afterwards there is no such stack any more.
  ///
  /// `isLaunch`: it is the tracer's own code that makes the call, which is nobody's business.
  func takeStackAtEntry(_ thread: FollowedThread, isLaunch: Bool) {
    guard let stacks else { return }
    guard !isLaunch else {
      thread.stack = []
      return
    }
    if usesFilter { stacks.mapsChanged(thread.process) }
    thread.stack =
      StackNumbers.leaving.contains(thread.number) ? stacks.lines(of: thread.pid, in: thread.process) : nil
  }

  /// At the call's end, before its line is written.
  func takeStack(_ thread: FollowedThread, failed: Bool) {
    guard let stacks else { return }
    // With a filter, mappings are made unseen.
    if usesFilter || !failed && StackNumbers.mapping.contains(thread.number) { stacks.mapsChanged(thread.process) }
    guard thread.stack == nil, thread.isShown else { return }
    thread.stack = stacks.lines(of: thread.pid, in: thread.process)
  }

  /// Below the line that was just written.
  func writeStack(_ thread: FollowedThread) {
    for line in thread.stack ?? [] { thread.log.line("", line) }
    thread.stack = nil
  }

  private enum StackNumbers {
    /// exit, exit_group, execve, execveat, rt_sigreturn.
    static let leaving: Set<Int> = [60, 231, 59, 322, 15]
    /// mmap, mprotect, munmap, mremap, shmat, shmdt.
    static let mapping: Set<Int> = [9, 10, 11, 25, 30, 67]
  }
}
