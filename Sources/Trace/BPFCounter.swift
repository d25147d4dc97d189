import CLinux
import Glibc
import Inspect
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
  init(
    followsForks: Bool, namespace: PidNamespace? = PidNamespace.own(),
    readsDirectly: Bool = access("/sys/kernel/btf/vmlinux", F_OK) == 0
  ) throws(BPFRefusal) {
    guard LinuxVersion.own() >= BPFCounting.oldest else {
      throw BPFRefusal(reason: "its programs fit Linux \(BPFCounting.oldest) and later")
    }
    maps = try BPFMaps()
    let counting = BPFCounting(maps: maps, namespace: namespace, readsDirectly: readsDirectly)
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
    let program = sysh_bpf_program(words, words.count)
    guard program >= 0 else { throw BPFRefusal("a program for \(tracepoint)", -program) }
    programs.append(program)
    let attachment = sysh_bpf_attach(program, tracepoint)
    guard attachment >= 0 else { throw BPFRefusal("the tracepoint \(tracepoint)", -attachment) }
    attachments.append(attachment)
  }

  /// Counts a process and what it forks, from its next execve or from its next call on.
  func watch(_ process: Int32, fromItsExec: Bool) throws(BPFRefusal) {
    let result = maps.watch(process, as: fromItsExec ? BPFMaps.Watched.gate : BPFMaps.Watched.running)
    guard result == 0 else { throw BPFRefusal("process \(process)", -result) }
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

/// A kernel release (`man 2 uname`), as far as it decides what can be relied on.
struct LinuxVersion: Comparable, CustomStringConvertible {
  let major: Int
  let minor: Int

  static func own() -> LinuxVersion { LinuxVersion(SystemName.own.release) }

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Of a release such as `6.18.44-fc`.
  init(_ release: String) {
    let numbers = release.split { !$0.isNumber }.map { Int($0) ?? 0 }
    self.init(major: numbers.first ?? 0, minor: numbers.dropFirst().first ?? 0)
  }

  static func < (left: LinuxVersion, right: LinuxVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  var description: String { "\(major).\(minor)" }
}
