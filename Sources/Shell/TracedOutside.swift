import CLinux
import Glibc
import LinuxABI

/// `sysh trace` beside the shell: a process of its own, because a tracer waits for all its children.
struct TracedOutside {
  /// Runs this program again as `sysh trace WORDS` in `directory`, and hands what it and the traced program write to
  /// `take`, line by line. Its wait status, or -errno where it could not be started.
  ///
  /// A program that it leaves behind and that keeps the pipe open is not waited for. In plain English it is whatever
  /// language the learner's is: a lesson's text counts calls, and a language costs dozens.
  static func run(
    _ words: [String], in directory: String, inPlainEnglish: Bool, take: ([UInt8]) -> Void
  ) -> Int32 {
    let language = getenv("LC_ALL").map { String(cString: $0) }
    if inPlainEnglish { setenv("LC_ALL", "C", 1) }
    defer {
      if let language { setenv("LC_ALL", language, 1) } else { unsetenv("LC_ALL") }
    }
    let arguments = (["sysh", "trace"] + words).map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var output: Int32 = -1
    let child = arguments.withUnsafeBufferPointer { sysh_run_captured($0.baseAddress, directory, &output) }
    guard child > 0 else { return child }
    defer { close(output) }
    return collect(child, output, take)
  }

  private static func collect(_ child: pid_t, _ source: Int32, _ take: ([UInt8]) -> Void) -> Int32 {
    var status: Int32 = 0
    var isOver = false
    var rest: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      var ready = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
      let found = poll(&ready, 1, isOver ? 0 : 50)
      if found > 0 {
        let count = read(source, &chunk, chunk.count)
        if count <= 0, isOver { break }
        if count <= 0 {
          while waitpid(child, &status, 0) < 0, errno == EINTR {}
          break
        }
        rest += chunk[..<count]
        while let end = rest.firstIndex(of: 0x0a) {
          take(Array(rest[..<end]))
          rest.removeSubrange(...end)
        }
      } else if isOver {
        break
      } else if waitpid(child, &status, WNOHANG) == child {
        isOver = true
      }
    }
    if !rest.isEmpty { take(rest) }
    return status
  }
}
