import Inspect
import LinuxABI

// Why a terminal refuses: job control (`man 4 tty_ioctl`, `drivers/tty/tty_jobctrl.c`).
extension Explanation {
  /// A process that is not in its terminal's foreground group is stopped by SIGTTIN or SIGTTOU when it reads or sets the
  /// terminal. Where the stop could not be ended, because its group is orphaned, the call fails instead: with EIO, which
  /// TIOCSPGRP turns into ENOTTY.
  func inBackground() -> [String]? {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd),
      case .character = description.file?.kind, let stat = try? lab.proc.stat(subject.pid), stat.terminal != nil,
      stat.foregroundGroup > 0, stat.foregroundGroup != stat.group
    else { return nil }
    let signal = row.name.contains("read") ? "SIGTTIN" : "SIGTTOU"
    let front = lab.name(ofProcess: stat.foregroundGroup).map { "\($0)'s" } ?? "group \(stat.foregroundGroup)"
    let place =
      "\(subject.name)'s process group (\(stat.group)) is in the background of its terminal, whose foreground group is \(front)."
    // Who ignores or blocks SIGTTOU may write and set; SIGTTIN has to stop whoever reads.
    if signal == "SIGTTIN", let number = Signal(named: signal), let status = try? lab.proc.status(subject.pid) {
      let bit = UInt64(1) << (UInt64(number.rawValue) - 1)
      if (status.ignored | status.blocked) & bit != 0 {
        return [
          "\(place) SIGTTIN would stop it, but \(subject.name) \(status.ignored & bit != 0 ? "ignores" : "blocks") that signal, so the read fails instead."
        ]
      }
    }
    return [
      "\(place) \(signal) would stop it, but its group is orphaned, so that nobody could continue it: the call fails instead."
        + (signal == "SIGTTOU" ? " A process that ignores SIGTTOU may do it all the same." : "")
    ]
  }
}
