import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EAGAIN and its like that no descriptor's O_NONBLOCK decides: numbers that have changed, room that is taken for now,
// and what is under way already.
extension Explanation {
  /// EAGAIN.
  func laterReason() -> String? {
    switch row.name {
    case "futex", "futex_wait", "futex_waitv", "futex_requeue": return changedNumber()
    case "mremap":
      let limit = (try? lab.proc.limits(subject.pid))?["locked memory"]?.soft
      let locked = ((try? lab.proc.status(subject.pid))?.kilobytes("VmLck") ?? 0) * 1024
      return limit.map {
        "The mapping is locked, and would grow by \(added()) bytes: \(subject.name) has \(locked) bytes locked, and the limit (RLIMIT_MEMLOCK) is \($0)."
      }
    case "waitid":
      guard let fd = word("id").map({ Int32(truncatingIfNeeded: $0) }), let description = entry(fd) else { return nil }
      let who = ((try? lab.proc.text(subject.pid, "fdinfo/\(fd)")) ?? "").lines()
        .first { $0.hasPrefix("Pid:") }.flatMap { Int32($0.dropFirst(4).filter { !$0.isWhitespace }) }
      let name = who.map { lab.name(ofProcess: $0) ?? "process \($0)" } ?? "the process"
      return
        "fd \(fd) (\(Escapes.harmless(description.target))) has O_NONBLOCK, and \(name), for which it stands, has not ended: without the flag the call would wait."
    case "preadv2", "pwritev2":
      guard (word("flags") ?? 0) & 8 != 0, let (_, fd) = descriptorArguments.first, let description = entry(fd) else {
        return nil
      }
      return description.file?.kind == .regular
        ? "flags has RWF_NOWAIT, and the part of \(Escapes.harmless(description.target)) that is asked for is not in memory."
        : "flags has RWF_NOWAIT, and fd \(fd) (\(Escapes.harmless(description.target))) has nothing for the call now: without the flag it would wait."
    case "umount2":
      guard (word("flags") ?? 0) & 4 != 0, let path = paths.first?.path else { return nil }
      return
        "MNT_EXPIRE has marked the mount at \(path) now: the same call once more unmounts it, if nobody has used it meanwhile."
    case "io_setup":
      guard let most = (try? lab.proc.setting("fs/aio-max-nr")), let held = try? lab.proc.setting("fs/aio-nr") else {
        return nil
      }
      return
        "nr_events is \(word("nr_events") ?? 0), and all contexts of the machine together may have \(most) (fs.aio-max-nr); they have \(held) now (fs.aio-nr)."
    case "io_submit":
      // struct aio_ring (`fs/aio.c`): id, nr, head, tail.
      guard let ring = words.first.flatMap({ subject.exactly(16, at: $0) }) else { return nil }
      let (size, head, tail) = (
        ring[4..<8].littleEndianWord, ring[8..<12].littleEndianWord, ring[12..<16].littleEndianWord
      )
      let waiting = size == 0 ? 0 : (tail &+ size &- head) % size
      return
        "The context's ring has room for \(size) results, and as many requests are under way or wait in it (\(waiting) with their result): io_getevents takes results out."
    default: return nil
    }
  }

  /// What the number of a futex is, where it is not what the call says.
  private func changedNumber() -> String? {
    guard let (address, found, wanted) = otherNumber else { return nil }
    let begin = row.name == "futex" ? "uaddr" : "The number"
    return "\(begin) does not hold val any more: at 0x\(String(address, radix: 16)) is \(found), and val is \(wanted)."
  }

  /// The first number of a futex call that is another than the call says, and what it says. 32 bits each.
  var otherNumber: (address: UInt64, found: UInt64, wanted: UInt64)? {
    var pairs: [(address: UInt64, wanted: UInt64)] = []
    if row.name == "futex_waitv" || row.name == "futex_requeue" {
      // struct futex_waitv: val, uaddr, flags.
      let count = row.name == "futex_requeue" ? 1 : min(word("nr_futexes") ?? 0, 128)
      for index in 0..<count {
        guard let bytes = subject.exactly(24, at: words[0] &+ index * 24) else { break }
        pairs.append((bytes[8..<16].littleEndianWord, bytes[..<8].littleEndianWord))
      }
    } else {
      // FUTEX_CMP_REQUEUE has what is to be compared in its last argument.
      let isRequeue = row.name == "futex" && [4, 12].contains((words[safe: 1] ?? 0) & 0x7f)
      pairs = [(words[0], (isRequeue ? words[safe: 5] : word("val")) ?? 0)]
    }
    for (address, val) in pairs {
      let wanted = val & 0xffff_ffff
      guard let found = subject.exactly(4, at: address)?.littleEndianWord, found != wanted else { continue }
      return (address, found, wanted)
    }
    return nil
  }

  /// EINPROGRESS of io_cancel, which is how it says that it went well.
  func cancelledReason() -> [String] {
    row.name == "io_cancel"
      ? [
        "The request could be cancelled, and this is how the call says so: its result comes like all others, by io_getevents."
      ] : []
  }

  /// EBADF where the number stands in memory: sets of select, requests of io_submit.
  func badNumberInMemory() -> [String] {
    let open = Set((lab.descriptors.table(of: subject.name) ?? [:]).keys)
    let list = open.sorted().prefix(12).map { "\($0)" }.joined(separator: " ")
    if row.name == "io_submit" {
      // The first of the pointers, and aio_fildes in what it points to.
      guard let pointer = words[safe: 2].flatMap({ subject.exactly(8, at: $0) })?.littleEndianWord,
        let bytes = subject.exactly(64, at: pointer)
      else { return [] }
      let fd = Int32(truncatingIfNeeded: bytes[20..<24].littleEndianWord)
      if !open.contains(fd) {
        return ["aio_fildes of the first request is \(fd), which is not open in \(subject.name); open are \(list)."]
      }
      return [
        "fd \(fd), aio_fildes of the first request, is open in another way than the request needs: reading wants it readable, writing writable."
      ]
    }
    guard row.name == "select" || row.name == "pselect6", let count = word("nfds"), count <= 1 << 16 else { return [] }
    for name in ["readfds", "writefds", "exceptfds"] {
      guard let address = word(name), address != 0, let bytes = subject.exactly(Int(count + 63) / 64 * 8, at: address)
      else { continue }
      for fd in 0..<Int32(count) where bytes[Int(fd) / 8] >> (fd % 8) & 1 == 1 && !open.contains(fd) {
        return ["fd \(fd), which is in \(name), is not open in \(subject.name); open are \(list)."]
      }
    }
    return []
  }

  /// EFAULT of MADV_POPULATE_READ and MADV_POPULATE_WRITE.
  func populateReason() -> [String] {
    guard row.name == "madvise", [22, 23].contains(words[safe: 2] ?? 0) else { return [] }
    let maps = (try? lab.proc.maps(subject.pid)) ?? subject.maps
    guard let mapping = maps.mapping(containing: words[0]), !mapping.isAnonymous else { return [] }
    var status = stat()
    let path = "/proc/\(subject.pid)/map_files/\(String(mapping.start, radix: 16))-\(String(mapping.end, radix: 16))"
    let size = stat(path, &status) == 0 || stat(mapping.path, &status) == 0 ? "\(status.st_size)" : "too few"
    return [
      "The range is a mapping of \(Escapes.harmless(mapping.path)) from offset \(mapping.offset) on, and the file has \(size) bytes: a page beyond its end has nothing that could be brought in."
    ]
  }
}
