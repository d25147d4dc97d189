import Glibc
import LinuxABI
import SyscallTable
import Trace

/// `sysh trace` around a `Follower`.
enum TraceProgram {
  /// The exit status: the program's own.
  static func run(_ command: [String], pids: [Int32], _ options: TraceOptions) -> Int32 {
    do {
      if TraceCounting.serves(options) { return try TraceCounting.run(command, pids: pids, options) }
      let follower = try Follower(options, attaches: command.isEmpty) { say($0) }
      if command.isEmpty {
        try follower.attach(pids)
        try summarize(follower, options)
        return 0
      }
      let word = try follower.run(try Program(command))
      try summarize(follower, options)
      return Counter.Outcome(counts: follower.summary, end: word).endLikewise()
    } catch let failure as TraceFailure {
      return report(failure)
    } catch let missing as Program.NotFound {
      return report(.start(name: missing.name, missing.errno))
    } catch let failure as Counter.Failure {
      say(failure.description)
      return 1
    } catch {
      say("\(error)")
      return 1
    }
  }

  private static func summarize(_ follower: Follower, _ options: TraceOptions) throws {
    guard options.counts != .no else { return }
    follower.close()
    let output = try options.output.map { try Output(file: $0, appends: options.counts == .too) } ?? .standardError
    try TraceCounting.write(follower.summary, options, to: output)
  }

  private static func say(_ text: String) {
    let bytes = Array("sysh trace: \(text)\n".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  private static func report(_ failure: TraceFailure) -> Int32 {
    switch failure {
    case .output(let path, let errno):
      say("\(path) cannot be written: \(errno.message).")
      return 1
    case .start(let name, let errno):
      say("\(name.isEmpty ? "The empty name" : name) cannot be run: \(errno.message).")
      return errno == .noEntry ? 127 : 126
    case .noStackLibrary:
      say("-k needs libdw to find out who called whom, and it is not here: install it with apt install libdw1.")
      return 1
    case .seize(let pid, let errno):
      say("Process \(pid) cannot be traced: \(errno.message).")
      return 1
    }
  }
}
