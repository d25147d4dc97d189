import Glibc
import Inspect
import LinuxABI
import SyscallTable

// ETIMEDOUT: until when a call would have waited, and for what; and programs that run while their file is written.
extension Explanation {
  func tooLate() -> Finding? {
    switch row.name {
    case "connect": unanswered()
    case "futex_waitv", "futex_wait":
      passed("timeout", Int32(truncatingIfNeeded: word("clockid") ?? 0), "nobody woke \(subject.name)")
    default: nil
    }
  }

  /// A time limit that is a moment of a clock, not a duration.
  private func passed(_ name: String, _ clock: Int32, _ what: String) -> Finding? {
    guard let address = word(name), address != 0, let bytes = subject.exactly(16, at: address) else { return nil }
    var now = timespec()
    guard clock_gettime(clock, &now) == 0 else { return nil }
    let seconds = Int64(bitPattern: bytes[..<8].littleEndianWord)
    let ago = Int64(now.tv_sec) - seconds
    let label = clock == CLOCK_REALTIME ? "CLOCK_REALTIME" : "CLOCK_MONOTONIC"
    let past =
      ago > 1
      ? "That is \(ago) s ago: the time is a moment of the clock, not a duration."
      : "That moment has come, and \(what) before it."
    return Finding("\(name) is second \(seconds) of \(label), and the clock shows \(now.tv_sec). \(past)").mended(
      nil, "tv_sec=\(now.tv_sec + 10) waits for about 10 s from now; NULL waits as long as it takes.")
  }

  /// A connect that got no answer: whose queue is full, where that is one of the lab's.
  private func unanswered() -> Finding? {
    guard case .inet(let endpoint) = target else { return nil }
    let listener = lab.socketTable().rows.first { row in
      row.record.map { $0.status?.state == .listen && holds($0, endpoint) } ?? false
    }
    let tries = (try? lab.proc.setting("net/ipv4/tcp_syn_retries")) ?? "some"
    let bound =
      "a SYN is sent again \(tries) times at most (TCP_SYNCNT), for as long as TCP_USER_TIMEOUT allows"
    guard let listener, let status = listener.record?.status else {
      return Finding("\(endpoint) has not answered: \(bound).").mended(
        nil, "Somebody who listens there and lets packets through.")
    }
    let waiting = status.receiveQueue ?? 0
    return Finding(
      "\(list(listener.holders)) \(verb(listener.holders, "listens", "listen")) at \(endpoint) with \(waiting) connections in the accept queue, whose bound was \(status.sendQueue ?? 0): while it is full a SYN gets no answer, and \(bound)."
    ).mended(
      listener.holders.first.flatMap { holder in holder.fds.first.map { "\(holder.subject): accept \($0)" } },
      "takes a connection out of the queue")
  }

  /// ETXTBSY of a call that would change a program: who runs it.
  func runningProgram() -> Finding? {
    guard !row.name.hasPrefix("exec"), let argument = paths.first, let walk = walk(argument) else { return nil }
    var file = stat()
    guard stat(subject.pathFromOutside(walk.reached), &file) == 0 || stat(walk.reached, &file) == 0 else { return nil }
    func runs(_ pid: Int32) -> Bool {
      var program = stat()
      return stat("/proc/\(pid)/exe", &program) == 0 && program.st_ino == file.st_ino && program.st_dev == file.st_dev
    }
    let running = lab.living.filter { runs($0.pid) }
    let cure = "makes the name free: the running program keeps the old file, and creat makes a new one"
    guard let first = running.first else {
      return Finding(
        "\(argument.path) is a program that somebody outside the lab runs, and its pages come from the file."
      )
      .because(.path(walk.reached)).mended("unlink \(quoted(walk.reached))", cure)
    }
    return Finding(
      "\(running.prefix(4).map(\.name).joined(separator: ", ")) \(running.count == 1 ? "runs" : "run") \(argument.path), whose pages come from the file as they are needed: it must not change under a program."
    ).because(.path(walk.reached), .process(first.pid)).mended("unlink \(quoted(walk.reached))", cure).mended(
      "kill \(first.name) SIGKILL", "ends \(first.name), and nobody runs it then")
  }
}
