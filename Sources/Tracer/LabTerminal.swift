import CLinux
import Glibc
import LinuxABI

/// The pseudo-terminal of the lab (`man 7 pty`): subjects have its slave side as controlling terminal and as 0, 1, 2;
/// the shell reads and writes the master side.
public final class LabTerminal {
  public let master: Int32
  public let slave: Int32

  /// In a sandbox it is one of the sandbox's terminals.
  public init(rows: Int32 = 24, columns: Int32 = 80, in sandbox: Sandbox? = nil) throws(LaunchError) {
    var master: Int32 = -1
    var slave: Int32 = -1
    let result =
      sandbox.map { sysh_terminal_open_in($0.terminals, $0.firstID, rows, columns, &master, &slave) }
      ?? sysh_terminal_open(rows, columns, &master, &slave)
    if result < 0 { throw LaunchError(step: .terminal, errno: Errno(rawValue: -result)) }
    self.master = master
    self.slave = slave
  }

  deinit {
    close(master)
    close(slave)
  }

  /// What subjects have written since the last look. The line discipline hands output over through a kernel work queue,
  /// so `patience` nanoseconds may pass before it is there; 0 only looks.
  public func output(patience: Int64 = 0) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var waited = false
    // A bound, so that a subject that writes without end cannot hold the shell.
    while all.count < 1 << 20 {
      let count = buffer.withUnsafeMutableBytes { read(master, $0.baseAddress, $0.count) }
      if count > 0 {
        all += buffer[..<count]
        continue
      }
      guard patience > 0, !waited else { break }
      waited = true
      var wanted = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      if Glibc.poll(&wanted, 1, Int32(patience / 1_000_000)) <= 0 { break }
    }
    return all
  }

  /// Types `bytes` at the terminal: they pass through the line discipline.
  public func type(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  public func resize(rows: Int32, columns: Int32) {
    _ = sysh_terminal_resize(master, rows, columns)
  }
}
