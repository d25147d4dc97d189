import CLinux
import Glibc

// Questions in the middle of a command, and Ctrl-C while one runs.
extension Interactive {
  /// A question in the middle of a command: the terminal is back in its ordinary mode then, so a line is read as it is.
  func confirm(_ question: String) -> Bool {
    session.say(question, .changed)
    return editor.withOrdinaryTerminal { ask() }
  }

  func ask() -> Bool {
    output.write("Make it all the same? [y/N] ")
    var sources = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      guard poll(&sources, 2, -1) >= 0 || errno == EINTR else { return false }
      if sources[1].revents != 0, interruptRequested() {
        output.write("\n")
        return false
      }
      guard sources[0].revents != 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      return count > 0 && (bytes[0] == 0x79 || bytes[0] == 0x59)
    }
  }

  func interruptRequested() -> Bool {
    while true {
      switch sysh_signals_next(signals) {
      case 0:
        defer { interrupted = false }
        return interrupted
      case SIGINT: interrupted = true
      case SIGTSTP: editor.stop()
      case SIGTERM, SIGHUP:
        leave(.interrupted)
        return true
      default: break
      }
    }
  }
}
