import Inspect
import LinuxABI
import SyscallTable

// Where the usual places have nothing to say: other errors, and errors of rarer calls.
extension Explanation {
  /// Reasons found in rarer places of the state, or in the arguments.
  func furtherReasons(for errno: Errno) -> [String] {
    switch errno.name {
    case "EINVAL":
      return (unmetConstraint() ?? numberReason()).map { [$0] } ?? unknownFlags()
    case "ESRCH": return nobodyThere()
    case "EPERM": return processRefusal().map { [$0] } ?? []
    case "EBUSY": return busyReason()
    case "ENODEV": return wrongDevice()
    case "ENXIO": return noDevice()
    case "EOPNOTSUPP": return unsupported()
    case "EAFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "EPROTOTYPE": return familyReason(errno)
    case "E2BIG" where tooBigReason() != nil: return tooBigReason().map { [$0] } ?? []
    case "EBADF" where ["select", "pselect6", "io_submit"].contains(row.name): return badNumberInMemory()
    case "EINPROGRESS": return cancelledReason()
    case "E2BIG", "ERANGE", "EOVERFLOW", "EMSGSIZE": return sizeReason(errno)
    case "ENOSYS": return absentCall()
    case "EFAULT" where row.name == "madvise": return populateReason()
    case "EFAULT": return plainAddress()
    case "ENOENT": return missingObject()
    case "EEXIST" where row.name == "mmap":
      let maps = (try? lab.proc.maps(subject.pid)) ?? subject.maps
      return maps.mapping(containing: words[0]).map {
        [
          "Something is mapped at 0x\(String($0.start, radix: 16)) already (\($0.permissions)), and MAP_FIXED_NOREPLACE does not take its place."
        ]
      } ?? []
    case "EEXIST" where row.name.contains("setxattr"):
      guard let text = word("name").flatMap({ subject.string(at: $0) })?.bytes else { return [] }
      return ["flags has XATTR_CREATE, and the attribute exists already: \(Escapes.quoted(text))."]
    case "EEXIST" where row.name == "clone3": return takenNumbers()
    case "ENODATA":
      guard let text = word("name").flatMap({ subject.string(at: $0) })?.bytes else { return [] }
      return [
        "The file has no attribute \(Escapes.quoted(text)) that \(subject.name) may see; listxattr tells which it has."
      ]
    case "EXDEV" where row.name == "openat2":
      return ["The path leads out of dirfd, or out of its mount, and resolve forbids that."]
    case "EBADF" where row.name == "fcntl":
      guard let (_, fd) = descriptorArguments.first, let description = entry(fd) else { return [] }
      let noun = description.file?.kind.noun ?? "something else"
      return [1031, 1032].contains(word("cmd") ?? 0)
        ? [
          "fd \(fd) is \(noun) (\(Escapes.harmless(description.target))), and only a pipe has a size that can be set or asked."
        ]
        : [
          "fd \(fd) is open in another way than the command needs: a read lock wants a descriptor for reading, a write lock one for writing."
        ]
    case "EBADF" where row.name == "pidfd_getfd":
      return [
        "targetfd is \(Int32(truncatingIfNeeded: words[safe: 1] ?? 0)), which is not open in the other process, or pidfd is no pidfd."
      ]
    case "EBADF" where row.name == "waitid":
      return [
        "id is \(Int32(truncatingIfNeeded: words[safe: 1] ?? 0)), and P_PIDFD wants a descriptor of pidfd_open there."
      ]
    case "ECHILD": return ["No child of \(subject.name) is the one that idtype and id ask for."]
    case "EACCES" where ["fsetxattr", "fremovexattr", "fgetxattr", "perf_event_open"].contains(row.name),
      "EACCES" where row.name.contains("key"):
      return otherAccess()
    case "EACCES" where row.name == "connect" || row.name == "bind":
      guard case .unix(let name) = target else { return [] }
      return [
        "The path \(SocketRecord.text(ofName: name)) goes through a directory without x for \(subject.name), or ends where it has no w."
      ]
    case "ENOENT" where row.name == "bind":
      guard case .unix(let name) = target else { return [] }
      return ["A directory on the way to \(SocketRecord.text(ofName: name)) does not exist."]
    default: return []
    }
  }

  /// EEXIST of clone3: which of the numbers in set_tid is taken (`man 2 clone3`).
  private func takenNumbers() -> [String] {
    guard let bytes = words.first.flatMap({ subject.exactly(80, at: $0) }) else { return [] }
    let (table, count) = (bytes[64..<72].littleEndianWord, bytes[72..<80].littleEndianWord)
    let numbers = (0..<min(count, 32)).compactMap { subject.exactly(4, at: table &+ $0 * 4)?.littleEndianWord }
    guard !numbers.isEmpty else { return [] }
    let shown = numbers.map { "\($0)" }.joined(separator: " ")
    return [
      "set_tid asks for the number \(shown) in the pid namespace of the child\(count > 1 ? " and those around it" : ""), and a process has it already."
    ]
  }

  /// The row's own words. They are called the table's, because there may be other cases, and where there are several
  /// the state has not told which it was.
  func tableReason(_ errno: Errno) -> [String] {
    guard let when = row.errors.first(where: { $0.errno == errno })?.when else { return [] }
    return when.contains(" or ")
      ? ["The table lists for \(errno.name) of \(row.name): \(when). Which it was cannot be seen."]
      : ["The one case that the table lists for \(errno.name) of \(row.name): \(when)."]
  }

  private func absentCall() -> [String] {
    if row.name == "futex" {
      return ["futex_op is \(Int32(truncatingIfNeeded: words[safe: 1] ?? 0)), and there is no such operation."]
    }
    let when = row.errors.first { $0.errno == .noSyscall }?.when
    return ["Number \(row.number) has its name, and this kernel has nothing behind it\(when.map { ": \($0)" } ?? "")."]
  }

  /// EFAULT where the address stands in an argument that is no pointer by its type.
  private func plainAddress() -> [String] {
    let maps = (try? lab.proc.maps(subject.pid)) ?? subject.maps
    for (parameter, type, word) in arguments {
      switch type {
      case .address, .hexadecimal, .selected:
        if word != 0, maps.mapping(containing: word) == nil {
          return [
            "\(parameter.name) is 0x\(String(word, radix: 16)), and nothing is mapped there in \(subject.name). `maps` shows what is."
          ]
        }
      case .descriptor, .directory, .signed, .unsigned, .permissions, .word, .process, .owner, .signal, .pointer,
        .presentIf, .absent, .special:
        continue
      }
    }
    return []
  }

  /// ENOENT of what is no path.
  private func missingObject() -> [String] {
    switch row.name {
    case "getcwd": return ["The working directory of \(subject.name) has been removed: no path leads to it any more."]
    case "getdents", "getdents64": return ["The directory has been removed since it was opened."]
    case "set_mempolicy_home_node": return ["No mapping with a policy of its own lies there: mbind gives one."]
    default: return []
    }
  }
}
