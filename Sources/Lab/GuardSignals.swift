import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What reaches others by way of a descriptor, or of the subject's own death: signals that the kernel sends for it, locks,
// and the image of memory that a fatal signal leaves behind.
extension Guard {
  private func number(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: words[safe: index] ?? 0) }

  /// fcntl with F_SETOWN or F_SETOWN_EX, ioctl with FIOSETOWN or SIOCSPGRP: who gets the signals of O_ASYNC.
  var ownerTarget: String? {
    let what = "have the kernel send signals to"
    switch (row.number, number(1)) {
    case (72, 8): return owner(number(2), what)
    case (72, 15):
      guard let bytes = subject.exactly(8, at: words[safe: 2] ?? 0) else { return nil }
      let pid = Int32(truncatingIfNeeded: bytes[4..<8].littleEndianWord)
      return owner(bytes[0] == 2 ? -pid : pid, what)
    case (16, 0x8901), (16, 0x8902):
      guard let bytes = subject.exactly(4, at: words[safe: 2] ?? 0) else { return nil }
      return owner(Int32(truncatingIfNeeded: bytes.littleEndianWord), what)
    default: return nil
    }
  }

  private func owner(_ pid: Int32, _ what: String) -> String? {
    pid < 0 ? signalled(pid).map { _ in "\(what) process group \(-pid)" } : foreign(pid).map { "\(what) \($0)" }
  }

  /// flock, and fcntl with F_SETLEASE: others wait for a file that is locked, however little it may be opened for.
  var lockTarget: String? {
    let locks = row.number == 73 && number(1) & 8 == 0 || row.number == 72 && number(1) == 1024 && number(2) != 2
    guard locks, let fd = words.first,
      let target = (try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: fd)))?.target,
      !isInside(descriptor: fd, target)
    else { return nil }
    return "lock \(Escapes.harmless(target)), for which programs outside the lab may have to wait"
  }

  /// chdir, fchdir, setrlimit and prlimit64 after which an image of its memory (`man 5 core`) would be left in a
  /// directory outside the lab.
  var coreTarget: String? {
    guard [80, 81, 160, 302].contains(row.number), let pattern = try? lab.proc.setting("kernel/core_pattern"),
      !pattern.hasPrefix("|")
    else { return nil }
    if row.number == 80 || row.number == 81 {
      guard !pattern.hasPrefix("/"), (try? lab.proc.limits(subject.pid))?["core file size"]?.soft != 0 else {
        return nil
      }
      return newDirectory.map { "make \($0) the place where an image of its memory is left, should it crash" }
    }
    // RLIMIT_CORE.
    guard number(row.number == 160 ? 0 : 1) == 4,
      let limit = subject.exactly(8, at: words[safe: row.number == 160 ? 1 : 2] ?? 0),
      limit.littleEndianWord != 0
    else { return nil }
    if pattern.hasPrefix("/") { return "let images of its memory be left where core_pattern says, outside the lab" }
    let directory = "/proc/\(subject.pid)/cwd"
    guard let place = Place(opening: Array(directory.utf8), follow: true),
      !isInside(place, subject.directory, entry: false)
    else { return nil }
    return "let an image of its memory be left in \(Escapes.harmless(subject.directory)), should it crash"
  }

  /// The directory that chdir and fchdir would enter, when it is not the lab's.
  private var newDirectory: String? {
    if row.number == 81 {
      guard let fd = words.first,
        let target = (try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: fd)))?.target
      else { return nil }
      return isInside(descriptor: fd, target) ? nil : Escapes.harmless(target)
    }
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    guard let path = explanation.path(at: words.first ?? 0, named: "path", directory: nil) else { return nil }
    let walk = PathWalk(
      path.bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: true)
    guard case .found(let status) = walk.end, status.isDirectory, let place = walk.place,
      !isInside(place, walk.reached, entry: false)
    else { return nil }
    return Escapes.harmless(walk.reached)
  }
}
