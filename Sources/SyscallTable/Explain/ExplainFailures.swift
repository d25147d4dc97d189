import LinuxABI

// Why a call failed: in words of the case at hand where the line says enough, otherwise as the row tells of the error.
extension CallExplainer {
  func failure(_ errno: Errno) -> String {
    specific(errno) ?? known(errno) ?? "fails: \(errno.message.prefix(1).lowercased() + errno.message.dropFirst())"
  }

  private func known(_ errno: Errno) -> String? {
    row?.errors.first { $0.errno == errno }.map { "fails: \($0.when)" }
  }

  private func specific(_ errno: Errno) -> String? {
    switch errno {
    case .noEntry: missing
    case .notTerminal where self[1].hasPrefix("TCGETS") || self[1].hasPrefix("TIOC"):
      "\(descriptor(0)) is no terminal"
    case .exists where namesAFile: "\(firstPath ?? "the name") exists already"
    case .accessDenied where ["access", "faccessat", "faccessat2"].contains(line.name):
      "may not do that with \(firstPath ?? "the file")"
    case .invalid where line.name.hasPrefix("readlink"): "\(firstPath ?? "the name") is no symbolic link"
    case .invalid where line.name == "arch_prctl": "this processor or kernel does not have that setting"
    case .illegalSeek: "\(descriptor(0)) has no places to move to"
    case .brokenPipe where writes: "nobody reads what is written to \(descriptor(0)) any more"
    case .badDescriptor where line.name == "close": "descriptor \(self[0]) is not open"
    case .noChild: "there is no child to wait for"
    case .wouldBlock: wouldWait
    case .interrupted where row?.errors.contains(where: { $0.errno == errno }) != true:
      "a signal handler ran before it was done"
    case .noProcess where line.name.hasSuffix("kill"): "there is no process or thread with that id"
    case .noSyscall: "this kernel does not have the call"
    case Errno(named: "EINPROGRESS"): "\(descriptor(0)) is being connected, and the program need not wait for that"
    case Errno(named: "ECONNREFUSED"): "nobody listens at \(address(1))"
    case Errno(named: "ETIMEDOUT") where line.name == "futex": "nobody woke it in time"
    case Errno(named: "EADDRINUSE"): "\(address(1)) is taken already"
    default: nil
    }
  }

  private var missing: String? {
    switch line.name {
    case "execve": "there is no program \(plain(0))"
    case "execveat": "there is no program \(path(0, 1))"
    case "connect": "there is no socket \(address(1))"
    case "open" where has("O_CREAT", 1), "creat", "mkdir", "mknod":
      "a directory on the way to \(plain(0)) does not exist"
    case "openat" where has("O_CREAT", 2), "mkdirat", "mknodat":
      "a directory on the way to \(path(0, 1)) does not exist"
    case "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat": nil
    default: firstPath.map { "there is no \($0)" }
    }
  }

  private var wouldWait: String? {
    switch line.name {
    case "futex": "the word at \(self[0]) is not \(self[2]) any more, so there is nothing to wait for"
    case "accept", "accept4": "nobody is waiting to be accepted at \(descriptor(0))"
    case _ where writes: "there is no room in \(descriptor(0)) now, and it does not wait for some"
    case _ where line.name.hasPrefix("read") || line.name.hasPrefix("recv"):
      "there is nothing to read from \(descriptor(0)) now, and it does not wait for it"
    default: nil
    }
  }

  private var writes: Bool {
    ["write", "writev", "pwrite64", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg", "sendfile"]
      .contains(line.name)
  }

  private var namesAFile: Bool {
    line.name.hasPrefix("mkdir") || line.name.hasPrefix("mknod") || line.name.hasPrefix("open")
  }

  /// The first file name among the arguments, from the directory that stands before it.
  private var firstPath: String? {
    guard let row else {
      return line.arguments.first { $0.hasPrefix("\"") }.map(Self.plain)
    }
    for (index, parameter) in row.parameters.enumerated() {
      guard case .pointer(.path, .input) = parameter.type else { continue }
      if index > 0, case .directory = row.parameters[index - 1].type { return path(index - 1, index) }
      return plain(index)
    }
    return nil
  }
}
