import CLinux
import Glibc

/// An interactive program on a terminal of its own, driven as a person would: type, and look at what appears.
public final class PseudoTerminal {
  public enum Failure: Error, CustomStringConvertible {
    case start(String, Int32)
    /// What was waited for, and everything that had appeared since the last match.
    case missing(String, screen: String)
    case stillRunning

    public var description: String {
      switch self {
      case .start(let path, let errno): "\(path) could not be started: errno \(errno)"
      case .missing(let text, let screen):
        "\(text.debugDescription) did not appear. What did: \(screen.debugDescription)"
      case .stillRunning: "the program did not end"
      }
    }
  }

  /// How a program ended.
  public enum Ending: Hashable, Sendable {
    case exited(Int32)
    case killed(Int32)
  }

  public let pid: Int32
  private var master: Int32
  private var ending: Ending?
  private var output: [UInt8] = []
  /// Output before this was matched by an `expect`.
  private var seen = 0

  /// Starts `arguments[0]` as leader of a new session with the new terminal as its controlling terminal and as 0, 1 and
  /// 2, with no other descriptor open, no signal blocked or ignored, and exactly `environment`.
  public init(
    _ arguments: [String], environment: [String: String] = ["TERM": "xterm", "PATH": "/usr/bin:/bin"],
    rows: Int32 = 24, columns: Int32 = 80
  ) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    let opened = sysh_terminal_open(rows, columns, &master, &slave)
    if opened < 0 { throw Failure.start("a terminal", -opened) }
    defer { close(slave) }
    let words = arguments.map { strdup($0) } + [nil]
    let settings = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    let pid = sysh_spawn_on_terminal(slave, words, settings)
    if pid < 0 {
      close(master)
      throw Failure.start(arguments[0], -pid)
    }
    self.pid = pid
    self.master = master
  }

  deinit {
    if ending == nil {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }
    if master >= 0 { close(master) }
  }

  /// Takes the terminal away from the program, as a window that is closed does: the kernel sends SIGHUP.
  public func hangUp() {
    close(master)
    master = -1
  }

  /// Everything that the program has written so far.
  public var screen: String { String(decoding: output, as: UTF8.self) }

  /// Types `text`; `"\u{3}"` is Ctrl-C, `"\r"` the enter key.
  public func send(_ text: String) { send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if !wait(for: Int16(POLLOUT), milliseconds: 5000) { return }
    }
  }

  /// Waits until `text` appears behind the last match, and returns what stood before it.
  @discardableResult
  public func expect(_ text: String, timeout: Double = 10) throws -> String {
    let wanted = Array(text.utf8)
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(Int(timeout * 1000))
    while true {
      if let found = output[seen...].firstRange(of: wanted) {
        defer { seen = found.upperBound }
        return String(decoding: output[seen..<found.lowerBound], as: UTF8.self)
      }
      let left = (end - clock.now) / .milliseconds(1)
      let more = left > 0 && wait(for: Int16(POLLIN), milliseconds: Int32(min(left, 1000)))
      if more, absorb() { continue }
      if left <= 0 || more { throw Failure.missing(text, screen: String(decoding: output[seen...], as: UTF8.self)) }
    }
  }

  /// Changes the window's size; the kernel sends SIGWINCH to the foreground processes when it differs.
  public func resize(rows: Int32, columns: Int32) {
    _ = sysh_terminal_resize(master, rows, columns)
  }

  /// Reads on until the program has ended.
  public func waitForExit(timeout: Double = 10) throws -> Ending {
    let ended = eventually(within: timeout) {
      while absorb() {}
      return poll()
    }
    while absorb() {}
    guard ended, let ending else { throw Failure.stillRunning }
    return ending
  }

  private func poll() -> Bool {
    if ending != nil { return true }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return false }
    ending = status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .killed(status & 0x7f)
    return true
  }

  private func wait(for events: Int16, milliseconds: Int32) -> Bool {
    var wanted = pollfd(fd: master, events: events, revents: 0)
    return Glibc.poll(&wanted, 1, milliseconds) > 0
  }

  /// Takes in what is there; false when there was nothing or will be nothing more.
  private func absorb() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { read(master, $0.baseAddress, $0.count) }
    if count > 0 { output += buffer[..<count] }
    return count > 0
  }
}
