import CLinux
import Glibc
import Inspect
import TestSupport

/// What stands for the world outside the lab, and can be seen to have been touched: files beside the lab's directory, a
/// process, sockets and a pipe on which somebody listens, memory of the shell, and some settings of the machine.
final class Canaries {
  enum Kind: String, CaseIterable, Sendable {
    case file, directory, process, memory, messages, machine
  }

  let directory: String
  let victim: Int32
  let memory: UnsafeMutablePointer<UInt64>
  let port: UInt16
  let abstract: String
  private let listeners: [Int32]
  private var messages = 0
  private let input: Int32
  private let output: Int32

  var file: String { "\(directory)/file" }

  init() throws {
    var template = Array("\(Scratch.home)/outside-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw PseudoTerminal.Failure.start("canaries", errno) }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let file = open("\(directory)/file", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    _ = write(file, "untouched", 9)
    close(file)
    mkdir("\(directory)/inner", 0o755)
    mkfifo("\(directory)/pipe", 0o600)
    memory = .allocate(capacity: 1)
    memory.pointee = 0x1122_3344
    let sleeper = try Built.start(["600"], program: "/bin/sleep")
    (victim, input, output) = (sleeper.pid, sleeper.input, sleeper.output)
    abstract = "sysh-canary-\(getpid())"
    let stream = Self.listen(path: "\(directory)/stream", SOCK_STREAM)
    let datagrams = Self.listen(path: "\(directory)/datagrams", SOCK_DGRAM)
    let named = Self.listen(path: "\0" + abstract, SOCK_STREAM)
    let (tcp, port) = Self.listenOnLoopback()
    self.port = port
    let fifo = open("\(directory)/pipe", O_RDWR | O_NONBLOCK | O_CLOEXEC)
    listeners = [stream, datagrams, named, tcp, fifo]
    _ = eventually { (try? Proc().stat(sleeper.pid).state) == .sleeping }
  }

  deinit {
    kill(victim, SIGKILL)
    var status: Int32 = 0
    waitpid(victim, &status, 0)
    (listeners + [input, output]).forEach { close($0) }
    memory.deallocate()
    chmod(directory, 0o700)
    for name in ProcessList.names(in: directory) {
      unlink("\(directory)/\(name)")
      rmdir("\(directory)/\(name)")
    }
    rmdir(directory)
  }

  private static func listen(path: String, _ type: __socket_type) -> Int32 {
    let fd = socket(AF_UNIX, Int32(type.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8.prefix(107))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(2 + bytes.count + (bytes.first == 0 ? 0 : 1))
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = bind(fd, $0, size) }
    }
    if type == SOCK_STREAM { Glibc.listen(fd, 16) }
    return fd
  }

  private static func listenOnLoopback() -> (Int32, UInt16) {
    let fd = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(fd, $0, size)
        _ = getsockname(fd, $0, &size)
      }
    }
    Glibc.listen(fd, 16)
    return (fd, UInt16(bigEndian: address.sin_port))
  }

  /// Everything, in words that can be compared.
  func state() -> [Kind: String] {
    [
      .file: fileState(file), .directory: "\(ProcessList.names(in: directory).sorted()) \(fileState(directory))",
      .process: processState(), .memory: "\(memory.pointee)", .messages: "\(countMessages())", .machine: machineState(),
    ]
  }

  func changed(since before: [Kind: String]) -> Set<Kind> {
    let now = state()
    return Set(Kind.allCases.filter { now[$0] != before[$0] })
  }

  private func fileState(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { return "gone" }
    let text = status.st_mode & S_IFMT == S_IFREG ? ProcessList.text(of: path) ?? "" : ""
    return
      "\(text) \(status.st_mode) \(status.st_uid) \(status.st_nlink) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
  }

  private func processState() -> String {
    let proc = Proc()
    guard let stat = try? proc.stat(victim) else { return "gone" }
    let limits = (try? proc.text(victim, "limits")) ?? ""
    let status = try? proc.status(victim)
    return
      "\(stat.state) \(stat.nice) \(status?["Cpus_allowed"] ?? "") \(status?["ShdPnd"] ?? "") \(sched_getscheduler(victim)) \(limits)"
  }

  private func countMessages() -> Int {
    var bytes = [UInt8](repeating: 0, count: 4096)
    for fd in listeners {
      while true {
        let accepted = accept(fd, nil, nil)
        if accepted < 0 { break }
        close(accepted)
        messages += 1
      }
      while read(fd, &bytes, bytes.count) > 0 { messages += 1 }
    }
    return messages
  }

  private func machineState() -> String {
    let mounts = (ProcessList.text(of: "/proc/self/mountinfo") ?? "").split(separator: "\n").count
    var name = [CChar](repeating: 0, count: 128)
    gethostname(&name, 127)
    let settings = ["kernel/core_pattern", "vm/swappiness", "kernel/sysrq", "kernel/domainname"].map {
      (try? Proc().setting($0)) ?? ""
    }
    return "\(mounts) \(name.prefix { $0 != 0 }) \(settings)"
  }
}
