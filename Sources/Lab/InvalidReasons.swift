import Inspect
import LinuxABI
import SyscallTable
import Tracer

// EINVAL has a reason of its own in each call; here are those that the arguments and the state decide.
extension Explanation {
  func invalid() -> [String] {
    switch row.name {
    case "mmap": return mmapReason()
    case "munmap", "mprotect", "madvise", "msync", "mincore", "mremap": return rangeReason()
    case "lseek": return seekReason()
    case "readlink", "readlinkat":
      if let size = word("bufsiz"), Int32(truncatingIfNeeded: size) <= 0 {
        return ["The buffer's size is not positive."]
      }
      if let argument = paths.first, let walk = walk(argument), case .found(let status) = walk.end, !status.isSymlink {
        return ["\(argument.path) is \(noun(status)), not a symbolic link."]
      }
      return []
    case "dup3":
      if descriptorArguments.count == 2, descriptorArguments[0].fd == descriptorArguments[1].fd {
        return ["Both descriptors are \(descriptorArguments[0].fd): dup3 refuses what dup2 accepts silently."]
      }
      return unknownFlags()
    case "open", "openat": return openReason(openFlags)
    case "openat2": return openReason(openFlags, strict: true)
    case "truncate", "ftruncate":
      if let length = word("length"), Int64(bitPattern: length) < 0 { return ["The length is negative."] }
      return truncateReason()
    case "rename", "renameat", "renameat2":
      if paths.count == 2, let from = walk(paths[0]), let to = walk(paths[1]), to.reached.hasPrefix(from.reached + "/")
      {
        return ["\(paths[1].path) lies below \(paths[0].path): a directory cannot be moved into itself."]
      }
      return unknownFlags()
    case "rmdir":
      return paths.first.map { $0.bytes.split(separator: 0x2f).last == [0x2e] } == true
        ? ["A directory is removed by its name; the path ends in a dot, which stands for the directory itself."] : []
    case "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "fallocate":
      if let offset = word("offset"), Int64(bitPattern: offset) < 0 { return ["The offset is negative."] }
      if row.name == "fallocate", let length = word("len"), Int64(bitPattern: length) <= 0 {
        return ["The length is not positive."]
      }
      return []
    case "fsync", "fdatasync": return kindReason(unless: [.regular, .directory, .block], "which has no data on a disk")
    case "splice":
      let kinds = descriptorArguments.map { entry($0.fd)?.file?.kind }
      return kinds.contains(.pipe) ? [] : ["Neither descriptor is a pipe, and splice moves data from or to one."]
    case "tee": return kindReason(unless: [.pipe], "and tee copies between pipes only")
    case "copy_file_range": return kindReason(unless: [.regular], "and this call copies regular files only")
    case "clone": return cloneReason()
    case "setrlimit", "prlimit64": return limitOrder()
    case "poll", "ppoll":
      guard let limit = (try? lab.proc.limits(subject.pid))?["open files"]?.soft, let count = word("nfds"),
        count & 0xffff_ffff > limit
      else { return unknownFlags() }
      return ["nfds is \(count & 0xffff_ffff), more than the limit of open files (RLIMIT_NOFILE), \(limit)."]
    case "rt_sigaction", "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo": return signalReason()
    // Their arguments are no flags, or a kind of file of its own decides.
    case "shmget", "semget", "msgget", "keyctl", "add_key", "request_key", "read", "write", "readv", "writev",
      "sendfile", "fcntl", "ioctl":
      return []
    default: return unknownFlags()
    }
  }

  /// The flags of clone that need others (kernel/fork.c, copy_process).
  private func cloneReason() -> [String] {
    guard let flags = word("flags") else { return [] }
    let (memory, actions, thread): (UInt64, UInt64, UInt64) = (0x100, 0x800, 0x1_0000)
    if flags & thread != 0, flags & actions == 0 {
      return ["CLONE_THREAD needs CLONE_SIGHAND: the threads of a process have one table of signal actions."]
    }
    if flags & actions != 0, flags & memory == 0 {
      return ["CLONE_SIGHAND needs CLONE_VM: a handler is an address, and means the same only in the same memory."]
    }
    return []
  }

  private func openReason(_ flags: UInt64?, strict: Bool = false) -> [String] {
    guard let flags else { return [] }
    if flags & 0o20000000 != 0, flags & 3 == 0 {
      return ["O_TMPFILE makes a file to be written: it needs O_WRONLY or O_RDWR."]
    }
    guard strict, let codec = lab.table["open"]?.parameters[1].type.codecs.first else { return [] }
    let unknown = flags & ~codec.constants.reduce(UInt64(3)) { $0 | $1.value }
    return unknown == 0 ? [] : ["flags has bits that no open flag has: 0x\(String(unknown, radix: 16))."]
  }

  private func truncateReason() -> [String] {
    if let argument = paths.first {
      guard let walk = walk(argument), case .found(let status) = walk.end, status.mode & 0o170000 != 0o100000 else {
        return []
      }
      return ["\(argument.path) is \(noun(status)), which has no size to be set."]
    }
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd) else { return [] }
    if description.file?.kind == .regular, !description.canWrite {
      return ["fd \(fd) is open for reading only, and truncating is writing."]
    }
    return kindReason(unless: [.regular], "which has no size to be set")
  }

  /// The first descriptor that leads to another kind of file.
  private func kindReason(unless kinds: [FileIdentity.Kind], _ why: String) -> [String] {
    for (_, fd) in descriptorArguments {
      guard let description = entry(fd), let kind = description.file?.kind, !kinds.contains(kind) else { continue }
      return ["fd \(fd) is \(kind.noun) (\(Escapes.harmless(description.target))), \(why)."]
    }
    return []
  }

  func unknownFlags() -> [String] {
    for (parameter, type, word) in arguments {
      guard case .word(let codec, let bits) = type else { continue }
      let value = bits == 32 ? word & 0xffff_ffff : word
      let known = codec.constants.reduce(codec.permissionBits) { $0 | $1.value }
      if codec.isEnumeration {
        if !codec.constants.contains(where: { $0.value == value }) {
          let number = bits == 32 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
          return ["\(parameter.name) is \(number), which is no \(codec.noun)."]
        }
      } else if value & ~known != 0 {
        return ["\(parameter.name) has bits that no \(codec.noun) has: 0x\(String(value & ~known, radix: 16))."]
      }
    }
    return []
  }

  private func mmapReason() -> [String] {
    guard words.count == 6 else { return [] }
    if words[1] == 0 { return ["The length is 0: a mapping has at least one byte, and then takes a whole page."] }
    if ![1, 2, 3, 8].contains(words[3] & 0xf) {
      return ["One of MAP_SHARED, MAP_PRIVATE and MAP_SHARED_VALIDATE has to be given."]
    }
    if words[5] & 4095 != 0 { return ["The offset, \(words[5]), is not a multiple of the page size, 4096."] }
    if words[3] & 0x10 != 0, words[0] & 4095 != 0 {
      return ["With MAP_FIXED the address has to be a multiple of the page size, 4096."]
    }
    // Flags that mmap does not know it ignores.
    return []
  }

  private func rangeReason() -> [String] {
    if let address = words.first, address & 4095 != 0 {
      return [
        "The address, 0x\(String(address, radix: 16)), is not a multiple of the page size, 4096: mappings begin at page boundaries."
      ]
    }
    if row.name == "munmap", words[safe: 1] == 0 { return ["The length is 0."] }
    if row.name == "mremap" {
      if words[safe: 2] == 0 { return ["The new length is 0."] }
      if let flags = word("flags"), flags & 3 == 2 {
        return ["MREMAP_FIXED moves the mapping, so it needs MREMAP_MAYMOVE."]
      }
    }
    if row.name == "msync", let flags = word("flags"), flags & 5 == 5 {
      return ["MS_ASYNC and MS_SYNC exclude each other."]
    }
    return unknownFlags()
  }

  private func seekReason() -> [String] {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd), let whence = word("whence"),
      let offset = word("offset").map({ Int64(bitPattern: $0) })
    else { return [] }
    let base: Int64
    switch whence & 0xffff_ffff {
    case 0: base = 0
    case 1: base = description.offset
    case 2:
      guard let file = description.file, file.kind == .regular else { return [] }
      base = file.size
    default: return unknownFlags()
    }
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target < 0 else { return unknownFlags() }
    return ["The offset would become \(target), and an offset cannot lie before the start of the file."]
  }

  // MARK: Signals that end a subject

  /// Why a fatal signal came, told from what it carried.
  static func cause(of delivery: SignalDelivery, in subject: LabSubject, sender: String?) -> String? {
    let address = "0x" + String(delivery.address, radix: 16)
    if delivery.isFault {
      let mapping = subject.maps.mapping(containing: delivery.address)
      switch delivery.signal {
      case .segmentationFault:
        if delivery.address == delivery.instructionPointer {
          return mapping == nil
            ? "It went on at \(address), where its code no longer is."
            : "It went on at \(address), where it may not execute (\(mapping.map { "\($0.permissions)" } ?? ""))."
        }
        guard let mapping else {
          let limit = subject.limits?["stack size"]?.soft
          if let reason = stackLimit(delivery.address, subject.maps, stack: limit) { return reason }
          return delivery.address < 4096
            ? "It touched address \(address). Nothing is ever mapped there, so that NULL pointers are noticed."
            : "It touched address \(address), where nothing is mapped."
        }
        let path = mapping.path.isEmpty ? "an anonymous mapping" : mapping.path
        return "It touched address \(address) in \(path), whose permissions are \(mapping.permissions)."
      case .bus:
        guard let mapping, !mapping.path.isEmpty else {
          return "It touched address \(address), which has nothing behind it."
        }
        return
          "It touched address \(address) in the mapping of \(Escapes.harmless(mapping.path)), beyond the last page that the file has."
      default: return "The instruction at 0x\(String(delivery.instructionPointer, radix: 16)) caused it."
      }
    }
    if delivery.signal == .pipe {
      return "It wrote to a pipe or socket that nobody reads; the default action of SIGPIPE ends the process."
    }
    if let sentence = kernelCause(of: delivery) { return sentence }
    // The kernel sends it in the name of whoever wrote (mm/filemap.c, generic_write_check_limits).
    if delivery.signal.rawValue == 25, delivery.sender == subject.numbers.all.last,
      let limit = subject.limits?["file size"]?.soft
    {
      return
        "A file would have grown beyond \(limit) bytes, the limit of \(subject.name) (RLIMIT_FSIZE). Where SIGXFSZ is ignored or caught, the write gives EFBIG."
    }
    if delivery.sender == subject.numbers.all.last { return "It sent the signal to itself." }
    if let sender { return "\(sender) sent it." }
    if delivery.sender > 0 { return "Process \(delivery.sender) (user \(delivery.user)) sent it." }
    return nil
  }
}
