/// A process of the machine as `ps aux` shows one: /proc/PID/stat, status and cmdline together.
public struct MachineProcess: Hashable, Sendable {
  public let stat: ProcessStat
  /// The effective user (`Uid:` of status).
  public let user: UInt32
  /// In kB, 0 for kernel threads.
  public let residentKilobytes: UInt64
  /// Some of its pages are locked into memory.
  public let hasLockedPages: Bool
  /// The words of cmdline, which the process may have overwritten; empty for kernel threads and zombies.
  public let arguments: [String]

  public init(
    stat: ProcessStat, user: UInt32, residentKilobytes: UInt64, hasLockedPages: Bool, arguments: [String]
  ) {
    self.stat = stat
    self.user = user
    self.residentKilobytes = residentKilobytes
    self.hasLockedPages = hasLockedPages
    self.arguments = arguments
  }

  /// Made by the kernel itself: kthreadd or a child of it.
  public var isKernelThread: Bool { stat.pid == 2 || stat.parent == 2 }

  /// As ps writes it: the command line, or the name in brackets where there is none.
  public var command: String { arguments.isEmpty ? "[\(stat.comm)]" : arguments.joined(separator: " ") }
}

extension Proc {
  /// All processes that can be seen, by ascending number. One that ends meanwhile is left out.
  ///
  /// Throws when the root cannot be listed.
  public func machineProcesses() throws(InspectError) -> [MachineProcess] {
    var pids: [Int32] = []
    try DirectoryListing.forEachNumber(in: root) { pids.append($0) }
    return pids.sorted().compactMap { pid in try? machineProcess(pid) }
  }

  /// Throws when it has ended.
  func machineProcess(_ pid: Int32) throws(InspectError) -> MachineProcess {
    let status = try status(pid)
    return MachineProcess(
      stat: try stat(pid), user: status.uids.effective, residentKilobytes: status.vmRSS ?? 0,
      hasLockedPages: status.vmLocked ?? 0 > 0, arguments: (try? commandLine(pid)) ?? [])
  }

  /// The arguments with which the program was started, as far as it has left them as they were (`man 5 proc_pid_cmdline`).
  public func commandLine(_ pid: Int32) throws(InspectError) -> [String] {
    Self.arguments(in: try bytes(pid, "cmdline"))
  }

  static func arguments(in commandLine: [UInt8]) -> [String] {
    var bytes = commandLine[...]
    if bytes.last == 0 { bytes.removeLast() }
    if bytes.isEmpty { return [] }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  }

  /// How many tasks, threads counted one by one, have `user` as their real user: what RLIMIT_NPROC is held against, but for
  /// user namespaces, each of which is counted by itself (`kernel/ucount.c`).
  public func tasks(ofUser user: UInt32) -> Int {
    var pids: [Int32] = []
    guard (try? DirectoryListing.forEachNumber(in: root, { pids.append($0) })) != nil else { return 0 }
    return pids.reduce(0) { sum, pid in
      guard let status = try? status(pid), status.uids.real == user else { return sum }
      return sum + status.threads
    }
  }
}
