import CLinux
import Inspect
import LinuxABI

/// What lessons may need of the machine and only an attempt can tell. Nil when it is there, else the reason to skip, one
/// sentence.
enum MachineOffer {
  /// io_uring, with its parts where the lesson stores its requests.
  static func ring(proc: Proc = Proc()) -> String? {
    var layout = sysh_ring_layout()
    let result = sysh_find_ring(&layout)
    guard result == 0 else {
      return ring(Errno(rawValue: -result), disabled: try? proc.setting("kernel/io_uring_disabled"))
    }
    return ring(layout)
  }

  static func ring(_ errno: Errno, disabled: String?) -> String {
    switch (errno, disabled) {
    case (.noSyscall, _): "It needs io_uring, which this kernel (CONFIG_IO_URING) or a filter around it does not offer."
    case (.notPermitted, .some(let setting)) where setting != "0":
      "It needs io_uring, which the machine forbids: kernel.io_uring_disabled is \(setting)."
    case (.notPermitted, _):
      "It needs io_uring, which something forbids here (EPERM): the seccomp filter of a container, as a rule."
    default: "It needs io_uring, and the kernel gives no ring: \(errno.name) (\(errno.message))."
    }
  }

  static func ring(_ layout: sysh_ring_layout) -> String? {
    let places = [layout.cq_head, layout.cq_tail, layout.sq_tail, layout.cqes, layout.sq_array]
    return places == [8, 12, 4, 64, 192]
      ? nil
      : "It needs io_uring with its parts in the order of Linux 6.18; here the queue's tail is at byte \(layout.sq_tail), not 4."
  }

  /// perf, for programs of one's own and outside the kernel, which is what an ordinary user may count.
  static func counters(proc: Proc = Proc()) -> String? {
    let result = sysh_can_count()
    guard result != 0 else { return nil }
    let errno = Errno(rawValue: -result)
    let paranoia = (try? proc.setting("kernel/perf_event_paranoid")).map {
      " (kernel.perf_event_paranoid is \($0); 2 would do)"
    }
    switch errno {
    case .noSyscall:
      return "It needs perf_event_open, which this kernel (CONFIG_PERF_EVENTS) or a filter around it does not offer."
    case .notPermitted, .accessDenied:
      return "It needs to count with perf, which the machine forbids here: \(errno.name)\(paranoia ?? "")."
    default: return "It needs to count with perf, and the kernel refuses: \(errno.name) (\(errno.message))."
    }
  }
}
