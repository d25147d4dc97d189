import Glibc
import Inspect
import LinuxABI
import SyscallTable

/// Why the kernel does not give us a process that runs already, in the order in which it is worth looking
/// (`man 2 ptrace`, "Ptrace access mode checking").
///
/// The kernel says EPERM for all of it, so /proc is asked what stands in the way.
struct SeizeRefusal {
  let proc: Proc
  /// Who asks; 0 may trace what belongs to others.
  let user: UInt32
  let asker: Int32

  init(proc: Proc = Proc(), user: UInt32 = geteuid(), asker: Int32 = getpid()) {
    self.proc = proc
    self.user = user
    self.asker = asker
  }

  /// A sentence without its subject: "It belongs to user 0, ...".
  func reason(for pid: Int32) -> String {
    if let status = try? proc.status(pid), let reason = reason(status) { return reason }
    if let scope = (try? proc.setting("kernel/yama/ptrace_scope")).flatMap({ Int($0) }), scope > 0 {
      switch scope {
      case 1:
        return
          "/proc/sys/kernel/yama/ptrace_scope is 1: only a process's ancestors may trace it. Start the program with sysh trace, or trace it as root."
      case 2: return "/proc/sys/kernel/yama/ptrace_scope is 2: only root (CAP_SYS_PTRACE) may trace."
      default: return "/proc/sys/kernel/yama/ptrace_scope is \(scope): nobody may trace until the next boot."
      }
    }
    if (try? proc.status(asker))?.seccomp == 2 {
      return
        "A seccomp filter is in force here, as in a container: allow ptrace in it (docker run --cap-add=SYS_PTRACE --security-opt seccomp=unconfined)."
    }
    return
      "It has privileges that you have not (a capability, a setuid program, another user namespace), or a security module (SELinux, AppArmor) forbids it."
  }

  private func reason(_ status: ProcessStatus) -> String? {
    if status.tracerPid != 0 {
      let name = (try? proc.status(status.tracerPid)).map { " (\(Escapes.harmless($0.name)))" } ?? ""
      return
        "It is traced already, by process \(status.tracerPid)\(name), and a process has one tracer at most."
    }
    if status.pid == asker { return "A process cannot trace itself." }
    if status.state == .zombie { return "It has ended, and only waits for its parent to ask how." }
    // kthreadd is process 2, and all of the kernel's threads are its children.
    if status.pid == 2 || status.ppid == 2 { return "It is a thread of the kernel, which makes no calls." }
    let owners = [status.uids.real, status.uids.effective, status.uids.saved]
    if user != 0, let owner = owners.first(where: { $0 != user }) {
      return "It belongs to user \(owner), and you are user \(user): root may trace it."
    }
    return nil
  }
}

extension TraceFailure {
  /// Why a process that runs already cannot be traced: one or two sentences.
  public static func sentence(seizing pid: Int32, _ errno: Errno) -> String {
    switch errno {
    case .notPermitted: "Process \(pid) cannot be traced (EPERM). \(SeizeRefusal().reason(for: pid))"
    case .noProcess: "There is no process \(pid)."
    default: "Process \(pid) cannot be traced: \(errno.message)."
    }
  }
}
