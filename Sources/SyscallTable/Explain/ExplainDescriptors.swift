import LinuxABI

// What is done with descriptors.
extension CallExplainer {
  var descriptors: String? {
    switch line.name {
    case "read", "readv": return hasRead(descriptor(0), asked: line.name == "read" ? argument(2) : nil)
    case "pread64", "preadv", "preadv2":
      return "\(hasRead(descriptor(0), asked: nil)), from offset \(self[3])"
    case "write": return "writes \(written(of: argument(2))) to \(descriptor(0))"
    case "writev":
      return "writes \(written(of: nil)) from \(Self.count(argument(2) ?? 0, "buffer", "buffers")) to \(descriptor(0))"
    case "pwrite64", "pwritev", "pwritev2":
      return
        "writes \(written(of: line.name == "pwrite64" ? argument(2) : nil)) to \(descriptor(0)), at offset \(self[3])"
    case "close": return "closes \(descriptor(0))"
    case "close_range": return closedRange
    case "lseek": return moved
    case "dup": return "makes descriptor \(numberText) a second one for \(descriptor(0))"
    case "dup2", "dup3":
      return Self.leadingNumber(self[0]) == Self.leadingNumber(self[1])
        ? "asks whether \(descriptor(0)) is open: it is"
        : "makes \(role(1)) the same as \(descriptor(0))"
    case "fcntl": return controlled
    case "ioctl": return commanded
    case "flock": return has("LOCK_UN", 1) ? "unlocks \(descriptor(0))" : "locks \(descriptor(0)) against others"
    case "fsync", "fdatasync": return "waits until all that was written to \(descriptor(0)) is on the disk"
    case "fadvise64": return "tells the kernel how \(descriptor(0)) will be read"
    case "fallocate": return "reserves \(size(3)) of disk for \(descriptor(0))"
    case "pipe", "pipe2":
      return pair.map { "makes a pipe: what is written to descriptor \($0.1) is read from descriptor \($0.0)" }
    case "socketpair":
      return list(3).count == 2
        ? "makes two connected sockets, descriptors \(Self.leadingNumber(list(3)[0]) ?? -1) and \(Self.leadingNumber(list(3)[1]) ?? -1)"
        : nil
    case "sendfile":
      return "copies \(written(of: argument(3))) from \(descriptor(1)) to \(descriptor(0)), inside the kernel"
    case "splice", "copy_file_range":
      return "copies \(written(of: argument(4))) from \(descriptor(0)) to \(descriptor(2)), inside the kernel"
    case "eventfd", "eventfd2": return "makes an event counter; \(itIs)"
    case "signalfd", "signalfd4": return "makes a descriptor from which signals are read; \(itIs)"
    case "timerfd_create": return "makes a timer; \(itIs)"
    case "inotify_init", "inotify_init1": return "makes a watch on files; \(itIs)"
    case "epoll_create", "epoll_create1": return "makes an epoll set; \(itIs)"
    case "pidfd_open": return "takes hold of process \(self[0]); \(itIs)"
    default: return nil
    }
  }

  private var numberText: String { number.map(String.init) ?? "?" }

  /// Without what is behind it, for a descriptor that is about to become another.
  private func role(_ index: Int) -> String {
    switch argument(index) {
    case 0: "standard input"
    case 1: "standard output"
    case 2: "standard error"
    default: "descriptor \(argument(index) ?? -1)"
    }
  }

  private var pair: (Int64, Int64)? {
    let ends = list(0).compactMap(Self.leadingNumber)
    return ends.count == 2 ? (ends[0], ends[1]) : nil
  }

  func hasRead(_ from: String, asked: Int64?) -> String {
    guard let number else { return "reads from \(from)" }
    if number == 0, asked == 0 { return "asks for nothing from \(from)" }
    if number > 0 { return "reads \(Self.size(number)) from \(from)" }
    let hasOtherSide = from.hasSuffix("(a pipe)") || from.hasSuffix("socket)") || from.contains("(TCP")
    return hasOtherSide ? "finds the end of \(from): its other side is closed" : "finds the end of \(from)"
  }

  func written(of asked: Int64?) -> String {
    guard let number else { return asked.map(Self.size) ?? "bytes" }
    guard let asked, asked > number else { return Self.size(number) }
    return "\(number) of \(Self.size(asked))"
  }

  private var closedRange: String {
    let last = argument(1).map { $0 >= 0xffff_ffff || $0 < 0 } ?? false
    let range = last ? "every descriptor from \(self[0]) on" : "descriptors \(self[0]) to \(self[1])"
    return has("CLOSE_RANGE_CLOEXEC", 2) ? "has \(range) closed at the next execve" : "closes \(range)"
  }

  private var moved: String {
    switch self[2] {
    case "SEEK_CUR" where self[1] == "0": "asks where in \(descriptor(0)) it is: at \(numberText)"
    case "SEEK_DATA": "asks where data begins in \(descriptor(0)) from \(self[1]) on: at \(numberText)"
    case "SEEK_HOLE": "asks where a hole begins in \(descriptor(0)) from \(self[1]) on: at \(numberText)"
    case "SEEK_END" where self[1] == "0": "goes to the end of \(descriptor(0)): \(numberText)"
    default: "goes to offset \(numberText) of \(descriptor(0))"
    }
  }

  private var controlled: String? {
    let what = descriptor(0)
    switch self[1] {
    case "F_GETFD":
      return "asks whether \(what) is closed at an execve: \(number == 0 ? "no" : "yes")"
    case "F_SETFD":
      return has("FD_CLOEXEC", 2) ? "has \(what) closed at the next execve" : "keeps \(what) open over an execve"
    case "F_GETFL":
      return "asks how \(what) was opened: \(Self.flags(line.result))"
    case "F_SETFL":
      return has("O_NONBLOCK", 2) ? "no call on \(what) waits from now on" : "sets the flags of \(what) to \(self[2])"
    case "F_DUPFD", "F_DUPFD_CLOEXEC": return "makes descriptor \(numberText) a second one for \(what)"
    case "F_SETLK", "F_SETLKW", "F_OFD_SETLK", "F_OFD_SETLKW":
      switch member("l_type", 2) {
      case "F_UNLCK": return "gives up its lock on \(what)"
      case "F_RDLCK": return "locks \(what) against writers"
      default: return "locks \(what) against all others"
      }
    case "F_SETPIPE_SZ": return "makes room for \(Self.size(number ?? 0)) in \(what)"
    case "F_GETPIPE_SZ": return "asks how much fits into \(what): \(Self.size(number ?? 0))"
    default: return nil
    }
  }

  /// The names in `0x8000 (flags O_RDONLY|O_LARGEFILE)`.
  private static func flags(_ result: String) -> String {
    guard let open = result.firstIndex(of: "("), result.hasSuffix(")") else { return result }
    let inner = result[result.index(after: open)...].dropLast()
    return inner.hasPrefix("flags ") ? String(inner.dropFirst(6)) : String(inner)
  }

  private var commanded: String? {
    let what = descriptor(0)
    switch self[1] {
    case "TCGETS", "TCGETS2": return "asks for the terminal settings of \(what): it is a terminal"
    case "TCSETS", "TCSETSW", "TCSETSF": return "changes the terminal settings of \(what)"
    case "TIOCGWINSZ":
      guard let rows = member("ws_row", 2), let columns = member("ws_col", 2) else { return nil }
      return "asks how large the terminal is: \(rows) rows of \(columns) columns"
    case "TIOCGPGRP": return "asks which process group is in the foreground of \(what)"
    case "TIOCSPGRP": return "puts process group \(list(2).first ?? self[2]) into the foreground of \(what)"
    case "FIONREAD":
      return list(2).first.flatMap(Self.leadingNumber)
        .map { "asks how much there is to read from \(what): \(Self.size($0))" }
    case "FIONBIO": return "has calls on \(what) \(list(2).first == "0" ? "wait" : "not wait") from now on"
    case "FIOCLEX": return "has \(what) closed at the next execve"
    default: return "sends \(what) the command \(self[1])"
    }
  }
}
