import CLinux
import LinuxABI

/// Why no subject could be started.
public struct LaunchError: Error, Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    case image, fork, seize, session, terminal, directory, exec

    init(_ step: sysh_launch_step) {
      switch step {
      case SYSH_LAUNCH_SEIZE: self = .seize
      case SYSH_LAUNCH_SESSION: self = .session
      case SYSH_LAUNCH_TERMINAL: self = .terminal
      case SYSH_LAUNCH_DIRECTORY: self = .directory
      case SYSH_LAUNCH_EXEC: self = .exec
      default: self = .fork
      }
    }
  }

  public let step: Step
  public let errno: Errno

  public init(step: Step, errno: Errno) {
    self.step = step
    self.errno = errno
  }

  /// Whether the machine refuses ptrace itself.
  public var isRefusedPtrace: Bool {
    step == .seize
  }
}
