import CLinux
import Glibc
import LinuxABI

/// Counting without a stop: maps and programs in the kernel for as long as this lives. What it made is closed with it,
/// and the kernel then takes the programs off its tracepoints.
///
/// Needs root or CAP_BPF and CAP_PERFMON (`man 7 capabilities`).
final class BPFCounter {
  private let maps: BPFMaps
  private var programs: [Int32] = []
  private var attachments: [Int32] = []

  /// Loads the programs and begins to look at every call on the machine; none is counted before a process is watched.
  init(followsForks: Bool, namespace: PidNamespace? = PidNamespace.own()) throws(BPFRefusal) {
    maps = try BPFMaps()
    let counting = BPFCounting(maps: maps, namespace: namespace)
    // Threads' ends first: no thread is to be taken in whose end would be missed.
    try attach(counting.end, to: "sched_process_exit")
    if followsForks { try attach(counting.fork, to: "sched_process_fork") }
    try attach(counting.exit, to: "sys_exit")
    try attach(counting.entry, to: "sys_enter")
  }

  deinit {
    for descriptor in attachments + programs { close(descriptor) }
    maps.close()
  }

  private func attach(_ lines: [BPFLine], to tracepoint: String) throws(BPFRefusal) {
    let words: [UInt64]
    do {
      words = try BPFAssembler.assemble(lines)
    } catch {
      preconditionFailure("the program for \(tracepoint): \(error)")
    }
    let program = sysh_bpf_program(words, words.count, nil, 0)
    guard program >= 0 else {
      throw BPFRefusal(what: "a program for \(tracepoint)", errno: Errno(rawValue: -program))
    }
    programs.append(program)
    let attachment = sysh_bpf_attach(program, tracepoint)
    guard attachment >= 0 else {
      throw BPFRefusal(what: "the tracepoint \(tracepoint)", errno: Errno(rawValue: -attachment))
    }
    attachments.append(attachment)
  }

  /// Counts a process and what it forks, from its next execve or from its next call on.
  func watch(_ process: Int32, fromItsExec: Bool) throws(BPFRefusal) {
    let result = maps.watch(process, as: fromItsExec ? BPFMaps.Watched.gate : BPFMaps.Watched.running)
    guard result == 0 else { throw BPFRefusal(what: "process \(process)", errno: Errno(rawValue: -result)) }
  }

  /// Its number may become another process's; what it forked is followed on.
  func unwatch(_ process: Int32) {
    maps.unwatch(process)
  }

  /// Followed threads that have not ended.
  var livingThreads: UInt64 { maps.threadCounts().living }

  /// What was counted until now.
  func counts() -> CallCounts {
    var counts = CallCounts(method: .bpf, counts: maps.sums())
    counts.lost = maps.threadCounts().lost
    for program in programs {
      var missed: UInt64 = 0
      if sysh_bpf_misses(program, &missed) == 0 { counts.missed += missed }
    }
    return counts
  }
}
