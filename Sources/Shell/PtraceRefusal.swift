import Glibc
import Inspect
import LinuxABI

/// Why the machine does not let us trace our own child, in the order in which it is worth looking.
enum PtraceRefusal {
  static func explanation(_ errno: Errno, proc: Proc = Proc()) -> String {
    let start = "This machine refuses ptrace (\(errno.name)), and sysh holds its subjects by it."
    if let tracer = try? proc.status(getpid()).tracerPid, tracer != 0 {
      return
        "\(start) The shell itself is traced by process \(tracer), which then traces its children too, and a process has one tracer: start sysh outside strace or gdb."
    }
    if let scope = yamaScope(), scope > 0 {
      let meaning =
        switch scope {
        case 1: "only a parent may trace, which should do; a security module may forbid even that"
        case 2: "only CAP_SYS_PTRACE may trace: run sysh as root, or set it to 1"
        default: "nobody may trace until the next boot"
        }
      return "\(start) /proc/sys/kernel/yama/ptrace_scope is \(scope): \(meaning)."
    }
    if let mode = try? proc.status(getpid()).seccomp, mode == 2 {
      return
        "\(start) A seccomp filter is in force here, as in a container: allow ptrace in it (docker run --cap-add=SYS_PTRACE --security-opt seccomp=unconfined)."
    }
    return "\(start) No reason can be seen from here; a security module (SELinux, AppArmor) may forbid it."
  }

  /// Why no subject could be started: `step` is one of `LaunchError.Step`.
  static func launch(_ step: String, _ errno: Errno, proc: Proc = Proc()) -> String {
    let calls = [
      "image": "memfd_create", "fork": "fork", "session": "setsid", "terminal": "making a terminal for it",
      "directory": "chdir", "exec": "execveat",
    ]
    let failed = "No subject could be started: \(calls[step] ?? step) failed with \(errno.name) (\(errno.message))."
    guard [.notPermitted, .noSyscall].contains(errno), let mode = try? proc.status(getpid()).seccomp, mode == 2 else {
      return failed
    }
    return "\(failed) A seccomp filter is in force here, as in a container, and has to allow it."
  }

  private static func yamaScope() -> Int? {
    let file = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var byte: UInt8 = 0
    return read(file, &byte, 1) == 1 ? Int(byte) - 48 : nil
  }
}
