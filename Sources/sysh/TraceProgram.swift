import CLinux
import Glibc
import LinuxABI
import SyscallTable
import Trace

/// `sysh trace` around a `Follower`.
enum TraceProgram {
  /// The exit status: the program's own.
  static func run(_ command: [String], pids: [Int32], _ options: TraceOptions) -> Int32 {
    do {
      let follower = try Follower(options) { say($0) }
      if command.isEmpty {
        try follower.attach(pids)
        return 0
      }
      let word = try follower.run(try Program(command))
      if let signal = word.signal { sysh_follow_die(signal) }
      return word.exitStatus ?? 128 + (word.signal ?? 0)
    } catch let failure as TraceFailure {
      return report(failure)
    } catch let missing as Program.NotFound {
      return report(.start(name: missing.name, missing.errno))
    } catch {
      return 1
    }
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
