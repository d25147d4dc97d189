import CLinux
import Glibc
import LinuxABI

/// A process that outlives the shell for a moment and removes what the shell could not when it was killed: the lab's
/// directory, control groups with what is in them (keeper.c). When the shell ends by itself it has removed them before,
/// and there is nothing left to do.
final class Keeper {
  private let pid: Int32
  private let channel: Int32

  /// Throws the errno of socketpair or fork.
  init() throws(LabError) {
    var channel: Int32 = -1
    pid = sysh_keeper_start(&channel)
    guard pid > 0 else { throw .launch(step: "fork", Errno(rawValue: -pid), refused: false) }
    self.channel = channel
  }

  deinit {
    close(channel)
    var status: Int32 = 0
    // What it may still do takes some seconds at most (keeper.c).
    for _ in 0..<10_000 {
      if waitpid(pid, &status, WNOHANG) != 0 { return }
      usleep(1000)
    }
    kill(pid, SIGKILL)
    waitpid(pid, &status, 0)
  }

  /// A directory with everything in it.
  func keep(tree path: String) throws(LabError) { try keep(SYSH_KEEP_TREE, path) }

  /// A control group, its processes, and the groups in it. It need not exist yet.
  func keep(group path: String) throws(LabError) { try keep(SYSH_KEEP_GROUP, path) }

  /// A text that is written to a file after the groups are gone.
  func keep(write text: String, to path: String) throws(LabError) { try keep(SYSH_KEEP_WRITE, path + "\0" + text) }

  private func keep(_ what: Int, _ text: String) throws(LabError) {
    let bytes = Array(text.utf8) + [0]
    let result = bytes.withUnsafeBytes { sysh_keeper_keep(channel, CChar(what), $0.baseAddress, $0.count) }
    guard result == 0 else {
      throw .refused(
        "Nobody could promise that it is removed if the shell is killed (\(Errno(rawValue: -result).message)), so it was not made."
      )
    }
  }
}
