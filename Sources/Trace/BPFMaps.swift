import CLinux
import Glibc
import LinuxABI

/// bpf(2) is of no use here.
struct BPFRefusal: Error {
  /// Why: a clause that follows a colon.
  let reason: String
}

extension BPFRefusal {
  /// The kernel's answer to a request for `what`, an error number.
  init(_ what: String, _ errno: Int32) {
    switch errno {
    case EPERM, EACCES: self.init(reason: "BPF needs root or CAP_BPF and CAP_PERFMON")
    case ENOSYS: self.init(reason: "this kernel was built without bpf(2)")
    case let errno: self.init(reason: "BPF refused \(what) (\(Errno(rawValue: errno).name))")
    }
  }
}

/// The maps that the counting programs share; their descriptors are closed by `close`.
struct BPFMaps {
  /// `task_struct` address (8 bytes) to when the call began and which it is (8 bytes each).
  let tasks: Int32
  /// Process number (4 bytes) to a `Watched` (4 bytes).
  let watched: Int32
  /// `Call` place (4 bytes) to returned calls, errors, nanoseconds, and calls in which a thread ended (8 bytes each), of
  /// each CPU.
  let counts: Int32
  /// 0 to the number of followed threads that live, and of those that could not be followed (8 bytes each).
  let state: Int32
  /// Of so many CPUs.
  private let cpus: Int

  enum Watched {
    /// Followed from its execve on.
    static let gate: Int32 = 1
    /// Each thread is followed from its next call on.
    static let running: Int32 = 2
  }

  /// So many threads can be followed at a time.
  static let threads: UInt32 = 65536

  init() throws(BPFRefusal) {
    guard let cpus = PossibleCPUs.count() else {
      throw BPFRefusal(reason: "the kernel does not say how many CPUs it may have")
    }
    self.cpus = cpus
    var made: [Int32] = []
    func map(_ type: bpf_map_type, _ key: UInt32, _ value: UInt32, _ entries: UInt32) throws(BPFRefusal) -> Int32 {
      let map = sysh_bpf_map(type.rawValue, key, value, entries)
      guard map >= 0 else {
        made.forEach { Glibc.close($0) }
        throw BPFRefusal("a map", -map)
      }
      made.append(map)
      return map
    }
    tasks = try map(BPF_MAP_TYPE_HASH, 8, 16, Self.threads)
    watched = try map(BPF_MAP_TYPE_HASH, 4, 4, 1024)
    counts = try map(BPF_MAP_TYPE_PERCPU_ARRAY, 4, 32, UInt32(Call.places))
    state = try map(BPF_MAP_TYPE_ARRAY, 4, 16, 1)
  }

  func close() {
    for map in [tasks, watched, counts, state] { Glibc.close(map) }
  }

  func watch(_ process: Int32, as how: Int32) -> Int32 {
    var process = process
    var how = how
    return sysh_bpf_map_update(watched, &process, &how)
  }

  func unwatch(_ process: Int32) {
    var process = process
    // It is there unless it was taken out before.
    _ = sysh_bpf_map_delete(watched, &process)
  }

  /// Followed threads that live, and those that were lost.
  func threadCounts() -> (living: UInt64, lost: UInt64) {
    var key: UInt32 = 0
    var value: [UInt64] = [0, 0]
    _ = sysh_bpf_map_lookup(state, &key, &value)
    return (value[0], value[1])
  }

  /// The sums over all CPUs, of calls that were made; those that have not returned are among them.
  func sums() -> [Call: CallCounts.Count] {
    var found: [Call: CallCounts.Count] = [:]
    var values = [UInt64](repeating: 0, count: 4 * cpus)
    for place in 0..<Call.places {
      var key = UInt32(place)
      guard sysh_bpf_map_lookup(counts, &key, &values) == 0 else { continue }
      var sum = CallCounts.Count()
      for cpu in stride(from: 0, to: values.count, by: 4) {
        sum.calls += values[cpu] + values[cpu + 3]
        sum.errors += values[cpu + 1]
        sum.nanoseconds += values[cpu + 2]
      }
      if sum.calls > 0 { found[Call(place: place)] = sum }
    }
    // Read last: a call that returns meanwhile is counted once or not yet, never twice.
    for call in pending().values { found[call, default: .init()].calls += 1 }
    return found
  }

  /// What followed threads are calling.
  private func pending() -> [UInt64: Call] {
    // By task: behind a key that was taken out meanwhile the first follows again, as behind 0, where no task lies.
    var calls: [UInt64: Call] = [:]
    var task: UInt64 = 0
    var next: UInt64 = 0
    while sysh_bpf_map_next(tasks, &task, &next) == 0 {
      task = next
      var value: [Int64] = [0, 0]
      // It may have ended since.
      guard sysh_bpf_map_lookup(tasks, &task, &value) == 0, value[1] >= 0 else { continue }
      calls[task] = Call(place: Int(value[1]))
    }
    return calls
  }
}

/// A pid namespace as the kernel's helper names it (`man 7 bpf-helpers`, bpf_get_ns_current_pid_tgid).
struct PidNamespace: Equatable {
  let device: UInt64
  let inode: UInt64

  /// The namespace of this process; nil for the machine's first, in which every process has a number.
  static func own() -> PidNamespace? {
    var status = stat()
    // include/linux/proc_ns.h: PROC_PID_INIT_INO.
    guard stat("/proc/self/ns/pid", &status) == 0, status.st_ino != 0xefff_fffc else { return nil }
    return PidNamespace(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }
}

/// CPUs for which a per-CPU map has a value: those that could be plugged in too.
enum PossibleCPUs {
  /// Nil where the kernel does not say: a lookup writes as many values as it has CPUs, so that a guess could be too few.
  static func count() -> Int? {
    guard let file = fopen("/sys/devices/system/cpu/possible", "re") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 4096)
    guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
    return count(in: String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Of a list such as `0-3` or `0,2-7`: as many as its highest number needs.
  static func count(in list: String) -> Int? {
    list.split { !$0.isNumber }.compactMap { Int($0) }.max().map { $0 + 1 }
  }
}
