import CLinux
import Glibc
import LinuxABI

/// `sysh trace` beside the shell: a process of its own, because a tracer waits for all its children.
struct TracedOutside {
  /// A longer line is handed over in pieces: a program may write without end and without a newline.
  static let longest = 1 << 16
  /// How many bytes lie in a pipe at most (`man 7 pipe`).
  private static let pipeCapacity = 1 << 16

  /// Runs this program again as `sysh trace WORDS` in `directory`, and hands what it and the traced program write to
  /// `take`, line by line. Its wait status, or -errno where it could not be started.
  ///
  /// A program that it leaves behind and that keeps the pipe open is not waited for. In plain English it is whatever
  /// language the learner's is: a lesson's text counts calls, and a language costs dozens.
  static func run(
    _ words: [String], in directory: String, inPlainEnglish: Bool, take: @escaping ([UInt8]) -> Void
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

  private static func collect(_ child: pid_t, _ source: Int32, _ take: @escaping ([UInt8]) -> Void) -> Int32 {
    var status: Int32 = 0
    var lines = Lines(take)
    var chunk = [UInt8](repeating: 0, count: longest)
    // What the tracer wrote lies in the pipe when it has ended. A program that it left behind may go on writing.
    var left: Int?
    while left ?? 1 > 0 {
      var ready = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, left == nil ? 50 : 0) > 0 {
        let count = read(source, &chunk, min(chunk.count, left ?? chunk.count))
        if count <= 0 { break }
        lines.add(chunk[..<count])
        left = left.map { $0 - count }
        if left != nil { continue }
      } else if left != nil {
        break
      }
      // Looked at between reads too: who is left behind may write all the time.
      if waitpid(child, &status, WNOHANG) == child { left = pipeCapacity }
    }
    if left == nil { while waitpid(child, &status, 0) < 0, errno == EINTR {} }
    lines.end()
    return status
  }

  /// Puts lines together from what a pipe gives.
  struct Lines {
    private let take: ([UInt8]) -> Void
    private var rest: [UInt8] = []

    init(_ take: @escaping ([UInt8]) -> Void) {
      self.take = take
    }

    mutating func add(_ bytes: ArraySlice<UInt8>) {
      var bytes = bytes
      while let end = bytes.firstIndex(of: 0x0a) {
        take(rest + bytes[..<end])
        rest = []
        bytes = bytes[(end + 1)...]
      }
      rest += bytes
      if rest.count >= TracedOutside.longest { end() }
    }

    /// The last line may have no newline.
    mutating func end() {
      if !rest.isEmpty { take(rest) }
      rest = []
    }
  }
}
