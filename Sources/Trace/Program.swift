import CLinux
import Glibc
import LinuxABI

/// A program to be traced or counted, as it stands on the command line.
public struct Program: Sendable {
  /// What is executed: found in PATH like a shell does (`man 3 execvp`) where the name has no slash.
  public let path: String
  public let arguments: [String]

  /// Why a program cannot be started.
  public struct NotFound: Error, Sendable {
    public let name: String
    public let errno: Errno
  }

  /// Throws when `command` has no word, or its first names no file that could be executed.
  public init(_ command: [String]) throws(NotFound) {
    guard let name = command.first, !name.isEmpty else { throw NotFound(name: "", errno: .noEntry) }
    arguments = command
    if name.utf8.contains(0x2f) {
      guard access(name, F_OK) == 0 else { throw NotFound(name: name, errno: Errno(rawValue: Glibc.errno)) }
      path = name
      return
    }
    let places = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
    var refused: Errno?
    for place in places.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = place.isEmpty ? name : "\(place)/\(name)"
      var status = stat()
      guard stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if access(candidate, X_OK) == 0 {
        path = candidate
        return
      }
      refused = Errno(rawValue: Glibc.errno)
    }
    throw NotFound(name: name, errno: refused ?? .noEntry)
  }

  /// Forks it and leaves it at the gate (`sysh_program_start`): its process is the caller's child, and ends when the gate
  /// is dropped. Throws when no process could be made.
  public func start(
    filter: [sock_filter] = [], withoutNewPrivileges: Bool = false, stops: Bool = false
  ) throws(NotFound) -> sysh_gate {
    var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { strings.forEach { free($0) } }
    var filter = filter
    let gate = filter.withUnsafeMutableBufferPointer { code in
      var program = sock_fprog(len: UInt16(code.count), filter: code.baseAddress)
      return withUnsafePointer(to: &program) { program in
        path.withCString { path in
          strings.withUnsafeMutableBufferPointer { arguments in
            var what = sysh_program(
              path: path, arguments: arguments.baseAddress, environment: environ,
              filter: code.isEmpty ? nil : program, without_new_privileges: withoutNewPrivileges ? 1 : 0,
              stops: stops ? 1 : 0)
            return sysh_program_start(&what)
          }
        }
      }
    }
    guard gate.pid > 0 else { throw NotFound(name: path, errno: Errno(rawValue: -gate.pid)) }
    return gate
  }
}
