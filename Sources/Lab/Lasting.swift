import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// What a command does that does not end with its subject and the lab's directory.
public enum Lasting: Hashable, Sendable {
  /// Output on the learner's screen.
  case screen
  /// A clause that completes "it did ...": `write to /tmp/x`.
  case outside(String)
}

extension Lab {
  /// What a call will leave behind if it succeeds. Asked before it runs, while its descriptors are those that it names.
  public func lasting(_ call: PreparedCall) -> Lasting? {
    if let reach = call.objection { return .outside(reach) }
    return Guard(lab: self, subject: call.subject, row: call.pending.row, words: call.pending.words).dataTarget
  }

  /// The same for stores: those to a shared mapping are in its file (`man 2 mmap`).
  public func lasting(_ report: MemoryReport) -> Lasting? {
    let address: UInt64
    switch report.work {
    case .peek, .touch: return nil
    case .poke(let start, _), .fill(_, let start, _): address = start
    }
    guard case .returned = report.outcome, let subject = subject(named: report.subject),
      let mapping = subject.maps.mapping(containing: address), mapping.permissions.shared, mapping.inode != 0,
      mapping.path != "/dev/zero (deleted)"
    else { return nil }
    let isInside = Guard(lab: self, subject: subject, row: .noCall, words: []).isInside(mapping.path)
    return isInside ? nil : .outside("store to \(Escapes.harmless(mapping.path)) through a shared mapping")
  }
}

extension Syscall {
  /// For questions to the guard that are about no call.
  fileprivate static let noCall = Syscall(-1, "none", [], .number, [], changes: [], "No call.")
}

extension Guard {
  /// Calls that put data into a file or change its extent, and the argument with the descriptor: write, pwrite64,
  /// writev, sendfile, ftruncate, splice, tee, vmsplice, fallocate, pwritev, copy_file_range, pwritev2.
  private static let writers: [Int: Int] = [
    1: 0, 18: 0, 20: 0, 40: 0, 77: 0, 275: 2, 276: 1, 278: 0, 285: 0, 296: 0, 326: 2, 328: 0,
  ]
  /// Calls that take data out of what is no plain file: read, readv, splice, preadv2.
  private static let readers: [Int: Int] = [0: 0, 19: 0, 275: 0, 327: 0]
  /// Devices from which nothing can be taken, or to which nothing can be added.
  private static let bottomless: Set<String> = [
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
  ]

  /// What moving data through descriptors leaves behind. That the descriptor may write was judged when it was opened.
  var dataTarget: Lasting? {
    if let index = Self.writers[row.number], let word = words[safe: index], let target = target(word) {
      if target == "/dev/tty" || target == lab.terminal.name { return .screen }
      if isOutside(word, target) { return .outside("write to \(Escapes.harmless(target))") }
    }
    if let index = Self.readers[row.number], let word = words[safe: index], let target = target(word),
      isOutside(word, target), target != "/dev/tty", drains(word)
    {
      return .outside("take bytes out of \(Escapes.harmless(target))")
    }
    return nil
  }

  private func isOutside(_ word: UInt64, _ target: String) -> Bool {
    !Self.bottomless.contains(target) && !isInside(descriptor: word, target)
  }

  private func target(_ word: UInt64?) -> String? {
    word.flatMap { try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: $0)).target }
  }

  /// Whether what is read is gone: from a fifo, a socket, a terminal.
  private func drains(_ fd: UInt64) -> Bool {
    var status = stat()
    guard stat("/proc/\(subject.pid)/fd/\(Int32(truncatingIfNeeded: fd))", &status) == 0 else { return false }
    return [S_IFIFO, S_IFSOCK, S_IFCHR].contains(status.st_mode & S_IFMT)
  }
}
