import LinuxABI
import SyscallTable
import Tracer

// Why calls about signals fail, and why a signal came that nobody sent.
extension Explanation {
  /// EINVAL of the calls that name a signal.
  func signalReason() -> [String] {
    guard let word = row.signalParameter.flatMap({ words[safe: $0] }) else { return [] }
    let number = Int32(truncatingIfNeeded: word)
    guard (0...64).contains(number) else { return ["There is no signal \(number): they have the numbers 1 to 64."] }
    if row.name == "rt_sigaction" {
      let signal = Signal(rawValue: number)
      if signal == .kill || signal == .stop {
        return [
          "What \(signal.name) does cannot be changed: SIGKILL and SIGSTOP are not caught, ignored or blocked by anybody, so that every process can be ended and stopped."
        ]
      }
      if number == 0 { return ["0 is no signal: it only asks kill whether it could send one."] }
    }
    return []
  }

  /// Calls that a handler ends with EINTR whether or not SA_RESTART is set (`man 7 signal`).
  private static let neverRestarted: Set<String> = [
    "rt_sigtimedwait", "nanosleep", "clock_nanosleep", "poll", "ppoll", "select", "pselect6", "epoll_wait",
    "epoll_pwait", "epoll_pwait2", "semop", "semtimedop", "msgrcv", "msgsnd", "io_getevents",
  ]

  /// Why a handler of `signal` ended the call of that name with EINTR.
  static func interruption(of call: String, by signal: Signal) -> String {
    if call == "pause" || call == "rt_sigsuspend" {
      return "The handler of \(signal.name) ran. That is the only way in which \(call) returns."
    }
    let begin = "The handler of \(signal.name) ran, so the call was broken off."
    return neverRestarted.contains(call)
      ? begin + " \(call) ends so even with SA_RESTART (man 7 signal)."
      : begin + " With SA_RESTART the kernel would have taken it up again."
  }

  /// Why the kernel itself sent a signal that ended a process, where the signal tells (SI_KERNEL).
  static func kernelCause(of delivery: SignalDelivery) -> String? {
    guard delivery.code == 0x80 else { return nil }
    if delivery.comesFromTerminal {
      return "The terminal sent \(delivery.signal.name) to its foreground process group, for a key was pressed."
    }
    switch delivery.signal.rawValue {
    case 1: return "The leader of its session has ended, and the kernel sends SIGHUP to those left in the foreground."
    case 24: return "It has used the processor for as many seconds as its limit allows (RLIMIT_CPU)."
    case 14: return "The time that it set with alarm or setitimer is over."
    default: return nil
    }
  }
}

extension Syscall {
  /// The position of the argument that is a signal.
  var signalParameter: Int? {
    parameters.firstIndex { parameter in
      if case .signal = parameter.type { return true }
      return false
    }
  }
}
