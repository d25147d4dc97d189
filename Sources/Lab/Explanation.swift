import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// Finds the reason for a failure in the state of the subject as it is now: which directory lacks x, which descriptor is
/// open for reading only, which limit was hit. Where the state does not decide, it says nothing instead of listing
/// what a manual lists.
struct Explanation {
  let lab: Lab
  let subject: LabSubject
  let row: Syscall
  let words: [UInt64]

  func reasons(for errno: Errno) -> [String] {
    if let reason = filterReason(errno) { return [reason] }
    if let found = systemVReason(errno) ?? queueReason(errno) ?? finding(for: errno)?.cause { return [found] }
    let usual = usualReasons(for: errno)
    if !usual.isEmpty { return usual }
    let further = furtherReasons(for: errno)
    return further.isEmpty ? tableReason(errno) : further
  }

  private func usualReasons(for errno: Errno) -> [String] {
    if let reason = namespaceReason(errno) { return [reason] }
    if let found = socketReason(errno) ?? epollReason(errno) { return [found] }
    return switch errno {
    case .badDescriptor: badDescriptor()
    case .accessDenied where executableByNobody() != nil: executableByNobody() ?? []
    case .accessDenied where privilegedAccess() != nil: privilegedAccess() ?? []
    case .noEntry where missingInterpreter() != nil: missingInterpreter() ?? []
    case .noEntry, .notDirectory, .accessDenied, .exists, .isDirectory, .linkLoop, .notEmpty, .crossDevice,
      .nameTooLong, .readOnlyFileSystem:
      pathReasons(errno)
    case .notPermitted: notPermitted()
    case .badAddress: badAddress()
    case .tooManyFiles: tooManyFiles()
    case .illegalSeek: illegalSeek()
    case .brokenPipe: brokenPipe()
    case .noSpace: noSpace()
    case .invalid: invalid()
    case .busy where groupInUse() != nil: groupInUse() ?? []
    case .wouldBlock where isFork: tooManyTasks()
    case .wouldBlock where ["rt_sigqueueinfo", "rt_tgsigqueueinfo", "timer_create"].contains(row.name): tooManySignals()
    case .wouldBlock: laterReason().map { [$0] } ?? wouldBlock()
    case .notTerminal: inBackground() ?? notTerminal()
    case .ioError: inBackground() ?? []
    case .notSocket: notSocket()
    case .outOfMemory: outOfMemory()
    case .noSyscall where lab.table[number: row.number] == nil:
      ["This kernel has no syscall number \(row.number)."]
    case .fileTooLarge: fileTooLarge()
    case .range: range()
    case .deadlock: deadlock()
    case .textBusy: textBusy()
    case .badFormat: badFormat()
    case .noChild: noChild()
    case .interrupted where row.number == 219:
      ["No interrupted call waits to be gone on with; the kernel makes this call itself, after a stop."]
    case .interrupted where row.name == "connect":
      ["The wait was broken off. The kernel goes on connecting; poll tells when it is done (man 2 connect)."]
    case .interrupted: ["The call was broken off before it had done anything."]
    default: []
    }
  }

  // MARK: What the call was given

  /// The arguments with their parameters.
  var arguments: [(parameter: Parameter, type: ArgumentType, word: UInt64)] {
    zip(row.parameters, words).map { ($0, $0.type.resolved(words), $1) }
  }

  /// Descriptor arguments, by name and number.
  var descriptorArguments: [(name: String, fd: Int32)] {
    arguments.compactMap { parameter, type, word in
      switch type {
      case .descriptor: (parameter.name, Int32(truncatingIfNeeded: word))
      case .directory:
        Int32(truncatingIfNeeded: word) == -100 ? nil : (parameter.name, Int32(truncatingIfNeeded: word))
      case .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal, .address, .pointer,
        .selected, .presentIf, .absent, .special:
        nil
      }
    }
  }

  func word(_ name: String) -> UInt64? {
    row.parameters.firstIndex { $0.name == name }.map { words[$0] }
  }

  func entry(_ fd: Int32) -> OpenFileDescription? {
    lab.descriptors.description(of: fd, in: subject.name)
  }

  // MARK: Descriptors

  private func badDescriptor() -> [String] {
    // What nobody could look at gives no reason.
    guard let table = lab.descriptors.table(of: subject.name) else { return [] }
    let open = table.keys.sorted()
    for (name, fd) in descriptorArguments + sentDescriptors where !open.contains(fd) {
      if name == "cmsg_data" {
        return ["fd \(fd), which was to be sent, is not open in \(subject.name); \(openList(open))"]
      }
      // dup2's second descriptor need not be open, but has to be below the limit.
      if row.name.hasPrefix("dup"), descriptorArguments.count == 2, fd == descriptorArguments[1].fd, fd >= 0 {
        continue
      }
      if row.name == "mmap", fd == -1 {
        return ["fd is -1, so there is no file to map. Memory without a file is asked for with MAP_ANONYMOUS."]
      }
      return ["fd \(fd) is not open in \(subject.name); \(openList(open))"]
    }
    if row.name.hasPrefix("dup"), let newfd = descriptorArguments.last?.fd,
      let limit = (try? lab.proc.limits(subject.pid))?["open files"]?.soft, newfd < 0 || UInt64(newfd) >= limit
    {
      return [
        "\(newfd) cannot be a descriptor of \(subject.name): its limit of open files (RLIMIT_NOFILE) is \(limit), so the largest is \(limit - 1)."
      ]
    }
    for (name, fd) in descriptorArguments {
      guard let description = entry(fd) else { continue }
      let writes =
        ["write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate", "fallocate"].contains(row.name)
        || name == "out_fd" || name == "fd_out" || name == "fdout"
      if description.statusFlags & 0o10000000 != 0 {
        return ["fd \(fd) was opened with O_PATH: it names the file and can neither read nor write it."]
      }
      if writes, !description.canWrite {
        return [
          "fd \(fd) is open, but for reading only (O_RDONLY). The mode belongs to the open file description and cannot be changed: open it again for writing."
        ]
      }
      if !writes, !description.canRead {
        return [
          "fd \(fd) is open, but for writing only (O_WRONLY). The mode belongs to the open file description and cannot be changed: open it again for reading."
        ]
      }
    }
    return []
  }

  private func openList(_ open: [Int32]) -> String {
    if open.isEmpty { return "none is open." }
    if open.count == 1 { return "only \(open[0]) is." }
    let shown = open.prefix(12).map(String.init).joined(separator: " ")
    return open.count > 12 ? "open are \(shown) and \(open.count - 12) more." : "open are \(shown)."
  }

  private func tooManyFiles() -> [String] {
    guard let count = lab.descriptors.table(of: subject.name)?.count,
      let limit = (try? lab.proc.limits(subject.pid))?["open files"]?.soft
    else { return [] }
    if row.name == "fcntl", let from = words[safe: 2], from >= limit {
      return ["A duplicate at \(from) or above is out of reach: the limit of open files (RLIMIT_NOFILE) is \(limit)."]
    }
    return [
      "\(subject.name) has \(count) descriptors open, and its limit (RLIMIT_NOFILE) is \(limit). Close one, or raise the limit."
    ]
  }

  private func illegalSeek() -> [String] {
    for (_, fd) in descriptorArguments {
      guard let description = entry(fd), !description.isSeekable else { continue }
      return [
        "fd \(fd) is \(description.file?.kind.noun ?? "no file") (\(description.target)): it has no offset, so there is no position to move to."
      ]
    }
    return []
  }

  private func brokenPipe() -> [String] {
    let written = descriptorArguments.first { $0.name == "fd_out" } ?? descriptorArguments.first
    guard let fd = written?.fd, let description = entry(fd) else { return [] }
    guard description.file?.kind == .pipe else {
      return ["The other side of fd \(fd) has closed its connection."]
    }
    return [
      "No descriptor is open for reading at the other end of \(description.target): what is written could never be read. SIGPIPE is sent with this error, and its default action ends the process."
    ]
  }

  private func notTerminal() -> [String] {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd) else { return [] }
    return [
      "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(description.target)), and this command is not for it."
    ]
  }

  private func wouldBlock() -> [String] {
    if row.name == "flock" || row.name == "fcntl", descriptorArguments.count == 1 {
      return ["Somebody else holds a lock on this file that excludes this one."]
    }
    if ["splice", "tee"].contains(row.name), descriptorArguments.count == 2 { return neitherMoves() }
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd), description.statusFlags & 0o4000 != 0
    else { return [] }
    return ["fd \(fd) has O_NONBLOCK, and \(missing) now: without the flag the call would wait."]
  }

  /// What a call that would wait waits for.
  private var missing: String {
    switch row.name {
    case "accept", "accept4": "no connection waits there"
    case "connect": "who listens there has a full queue"
    case let name where name.contains("read") || name.hasPrefix("recv") || name == "mq_timedreceive":
      "nothing is there to read"
    default: "there is no room to write"
    }
  }
}

extension FileIdentity.Kind {
  /// With its article, for sentences.
  public var noun: String {
    switch self {
    case .regular: "a regular file"
    case .directory: "a directory"
    case .pipe: "a pipe"
    case .socket: "a socket"
    case .character: "a character device"
    case .block: "a block device"
    case .symlink: "a symbolic link"
    case .anonymous: "an anonymous file"
    }
  }
}
