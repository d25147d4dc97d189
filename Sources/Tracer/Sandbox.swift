import CLinux
import Glibc
import LinuxABI

/// Why there is no sandbox.
public struct SandboxError: Error, Hashable, Sendable {
  public enum Step: Hashable, Sendable {
    /// Making namespaces, and the maps of their ids.
    case namespaces, ids
    /// Showing the root file system; mounting anything else.
    case root, mounts
    /// The lab's directory could not be found or mounted.
    case directory
    /// Becoming the user that subjects are.
    case identity
  }

  public let step: Step
  public let errno: Errno
}

/// Namespaces in which subjects are born: user, mount, pid, network, IPC and UTS (sandbox.c). Whatever runs in it sees
/// the file systems read-only and can change nothing outside but the lab's directory. Its process 1 bears the subjects;
/// it ends with the shell, however that ends, and all others with it.
public final class Sandbox {
  /// Process 1, by the shell's number.
  public let pid: Int32
  /// What user and group 0 of the sandbox are outside; 0 where all ids are the shell's own.
  public let firstID: UInt32
  let channel: Int32
  /// The directory of its terminals.
  let terminals: Int32

  /// `directory` is without symbolic links; `mounts` are all mount points, with + or - for whether they are to be seen.
  init(directory: String, mounts: [String], image: Int32, firstID: UInt32) throws(SandboxError) {
    let made = directory.withCString { path in
      let points = mounts.map { strdup($0) }
      defer { points.forEach { free($0) } }
      let list = points.map { UnsafePointer<CChar>($0) } + [nil]
      return list.withUnsafeBufferPointer { list in
        var what = sysh_sandbox(directory: path, mounts: list.baseAddress, image: image, first_id: firstID)
        return sysh_sandbox_start(&what)
      }
    }
    guard made.step == SYSH_SANDBOX_OK else {
      throw SandboxError(step: .init(made.step), errno: Errno(rawValue: made.error))
    }
    (pid, channel, terminals, self.firstID) = (made.pid, made.channel, made.terminals, firstID)
  }

  deinit {
    close(terminals)
    close(channel)
    sysh_sandbox_end(pid)
  }
}

extension SandboxError.Step {
  fileprivate init(_ step: sysh_sandbox_step) {
    switch step {
    case SYSH_SANDBOX_IDS: self = .ids
    case SYSH_SANDBOX_ROOT: self = .root
    case SYSH_SANDBOX_MOUNT: self = .mounts
    case SYSH_SANDBOX_DIRECTORY: self = .directory
    case SYSH_SANDBOX_IDENTITY: self = .identity
    default: self = .namespaces
    }
  }
}
