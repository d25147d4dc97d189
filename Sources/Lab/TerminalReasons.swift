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
    return [
      "\(subject.name)'s process group (\(stat.group)) is in the background of its terminal, whose foreground group is \(front). \(signal) would stop it, but its group is orphaned, so that nobody could continue it: the call fails instead."
        + (signal == "SIGTTOU" ? " A process that ignores SIGTTOU may do it all the same." : "")
    ]
  }
}
