import CLinux
import Glibc

/// The signals of whoever counts, as a descriptor: they neither end the counting before its table is printed nor get
/// lost to the program.
final class CounterSignals {
  private let descriptor: Int32

  init() throws(Counter.Failure) {
    descriptor = sysh_signals_open()
    guard descriptor >= 0 else { throw Counter.Failure(description: "No signalfd could be opened.") }
  }

  deinit {
    close(descriptor)
  }

  /// Sleeps until a signal is there, one of the descriptors is readable, or the time is over (-1: never). Those that are
  /// readable.
  @discardableResult func wait(for descriptors: [Int32], milliseconds: Int32) -> [Int32] {
    var polled = (descriptors + [descriptor]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // EINTR is a stop and SIGCONT of ours: the caller looks again.
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return [] }
    return polled.filter { $0.revents != 0 && $0.fd != descriptor }.map(\.fd)
  }

  /// Sends what a process sent us to the program too. What came from a terminal's key it has got already.
  func passOn(to process: Int32) {
    while let signal = next() {
      if signal.isFromProcess { kill(process, signal.number) }
    }
  }

  /// Whether a signal came that asks to end.
  func askToEnd() -> Bool {
    var asked = false
    while next() != nil { asked = true }
    return asked
  }

  private func next() -> (number: Int32, isFromProcess: Bool)? {
    while true {
      var isFromProcess: Int32 = 0
      switch sysh_signals_next_sender(descriptor, &isFromProcess) {
      case 0: return nil
      // They say nothing to the program: one of its children, or the size of our terminal.
      case SIGCHLD, SIGWINCH: continue
      case let number: return (number, isFromProcess != 0)
      }
    }
  }
}
