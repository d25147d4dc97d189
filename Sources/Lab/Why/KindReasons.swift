import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Failures that lie in the kind of a file, of a socket or of an object, and in sizes.
extension Explanation {
  /// ENODEV.
  func wrongDevice() -> [String] {
    switch row.name {
    case "mount", "fsopen":
      let name = row.name == "mount" ? word("filesystemtype") : word("fs_name")
      guard let text = name.flatMap({ subject.string(at: $0) })?.bytes else { return [] }
      let type = Escapes.harmless(String(decoding: text, as: UTF8.self))
      return ["/proc/filesystems has no type \(type): this kernel was built without it, or its module is not loaded."]
    case "mmap", "fallocate":
      for (_, fd) in descriptorArguments {
        guard let description = entry(fd) else { continue }
        return [
          "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(Escapes.harmless(description.target))), and \(row.name == "mmap" ? "that kind cannot be mapped" : "only a regular file has room that can be reserved")."
        ]
      }
      return []
    case "add_key":
      guard let text = word("type").flatMap({ subject.string(at: $0) })?.bytes else { return [] }
      return [
        "There is no type of key \(Escapes.quoted(text)); /proc/keys shows those in use: user, keyring, logon and others."
      ]
    default: return []
    }
  }

  /// ENXIO.
  func noDevice() -> [String] {
    switch row.name {
    case "open", "openat", "openat2":
      guard let argument = paths.first, let walk = walk(argument), case .found(let status) = walk.end else { return [] }
      return status.mode & S_IFMT == S_IFIFO
        ? [
          "\(argument.path) is a FIFO that nobody has open for reading, and O_NONBLOCK keeps the call from waiting for one."
        ]
        : ["\(argument.path) is \(noun(status)), and nothing is behind it that open could reach."]
    case "lseek":
      guard let fd = descriptorArguments.first?.fd, let size = entry(fd)?.file?.size, let offset = word("offset") else {
        return []
      }
      let past = Int64(bitPattern: offset) >= size
      return [
        past
          ? "The offset, \(Int64(bitPattern: offset)), is not before the end of the file, which has \(size) bytes."
          : "No data follows offset \(Int64(bitPattern: offset)): the rest of the file is one hole."
      ]
    default: return []
    }
  }

  /// EOPNOTSUPP.
  func unsupported() -> [String] {
    if row.name.contains("xattr"), let text = word("name").flatMap({ subject.string(at: $0) })?.bytes {
      let name = String(decoding: text, as: UTF8.self)
      let known = ["user.", "trusted.", "security.", "system."]
      return known.contains(where: name.hasPrefix)
        ? ["The file system keeps no attributes of the kind \(Escapes.harmless(name)) for this file."]
        : ["The name \(Escapes.quoted(text)) has no namespace: names begin with user., trusted., security. or system."]
    }
    if row.name.hasPrefix("io_uring"), let fd = descriptorArguments.first?.fd, let description = entry(fd),
      !description.target.contains("io_uring")
    {
      return [
        "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(Escapes.harmless(description.target))), no ring of io_uring_setup."
      ]
    }
    switch row.name {
    case "fallocate":
      let mode = word("mode") ?? 0
      if mode & 2 != 0, mode & 1 == 0 { return ["FALLOC_FL_PUNCH_HOLE needs FALLOC_FL_KEEP_SIZE beside it."] }
      if mode & ~0xff != 0 {
        return ["mode has bits that no fallocate mode has: 0x\(String(mode & ~0xff, radix: 16))."]
      }
      return ["The file system of the file cannot do that, or the modes exclude each other."]
    case "preadv2", "pwritev2":
      let flags = (word("flags") ?? 0) & 0xffff_ffff
      let known = arguments.last.flatMap { $0.type.codecs.first }?.constants.reduce(UInt64(0)) { $0 | $1.value } ?? 0
      return flags & ~known != 0
        ? ["flags has bits that are no RWF_ flag: 0x\(String(flags & ~known, radix: 16))."]
        : ["This kind of file does not know one of the flags."]
    case "mmap":
      return [
        "flags has a bit beside MAP_SHARED_VALIDATE that this kernel or this file does not know; MAP_SHARED would pass over it."
      ]
    case "clock_adjtime": return ["That clock runs by itself: only CLOCK_REALTIME and clocks of devices are adjusted."]
    case "socketpair":
      return ["Sockets of that family and type cannot be made in pairs: AF_UNIX ones can."]
    case "fchmodat2":
      return [
        "The path is a symbolic link, AT_SYMLINK_NOFOLLOW keeps it from being followed, and links have no permissions of their own."
      ]
    case "accept", "accept4", "listen":
      guard let fd = descriptorArguments.first?.fd else { return [] }
      return ["fd \(fd) is a socket of a type that makes no connections, so there is nothing to accept."]
    case "fsconfig": return ["cmd is \(word("cmd") ?? 0), and there is no such command."]
    case "landlock_create_ruleset":
      return ["Landlock is not among the active security modules: /sys/kernel/security/lsm lists them."]
    case "getsockopt": return ["The socket's family has no options of that level."]
    case "lsm_get_self_attr", "lsm_set_self_attr":
      return ["No active security module has that attribute; lsm_list_modules tells which are active."]
    default: return []
    }
  }

  /// EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPROTOTYPE: `socket` and addresses.
  func familyReason(_ errno: Errno) -> [String] {
    if ["socket", "socketpair"].contains(row.name) {
      let (family, type, number) = (words[0] & 0xffff_ffff, words[1] & 0xf, words[2] & 0xffff_ffff)
      let name = row.parameters[0].type.codecs.first?.text(family) ?? "\(family)"
      let kind = row.parameters[1].type.codecs.first?.text(type) ?? "\(type)"
      switch errno.name {
      case "EAFNOSUPPORT":
        return ["This kernel has no family \(name): it was built without it, or the module is not loaded."]
      case "ESOCKTNOSUPPORT": return ["\(name) has no sockets of type \(kind)."]
      default: return ["\(name) has no protocol \(number) for sockets of type \(kind); 0 asks for the usual one."]
      }
    }
    guard let (fd, record) = socket else { return [] }
    if errno.name == "EPROTOTYPE" {
      return ["fd \(fd) is \(record.kindName), and the socket that has the address is of another type."]
    }
    for (index, argument) in arguments.enumerated() {
      guard case .pointer(.socketAddress(let length), .input) = argument.type, words[index] != 0,
        let bytes = subject.exactly(2, at: words[index]), words[safe: length] ?? 0 >= 2
      else { continue }
      return [
        "The address is of family \(bytes.littleEndianWord), and fd \(fd) is \(record.kindName): both have to be of one family."
      ]
    }
    return []
  }

  /// E2BIG, ERANGE, EOVERFLOW, EMSGSIZE: too large, or no room.
  func sizeReason(_ errno: Errno) -> [String] {
    let name = row.name
    if name.contains("getxattr") || name.contains("listxattr") {
      guard let size = word("size") else { return [] }
      return ["The buffer has \(size) bytes, and what the file has to tell needs more; a size of 0 asks how many."]
    }
    if name.contains("setxattr"), name != "setxattrat" {
      return ["The value has \(word("size") ?? 0) bytes, and an attribute has 65536 at most."]
    }
    switch name {
    case "execve", "execveat":
      let stack = (try? lab.proc.limits(subject.pid))?["stack size"]?.soft
      return [
        "The arguments and the environment together may take a quarter of the stack's limit (RLIMIT_STACK, \(stack.map { "\($0) bytes" } ?? "unlimited")), at most 6 MiB, and each text 131072 bytes."
      ]
    case "openat2", "clone3", "mount_setattr", "sched_setattr", "file_setattr", "setxattrat", "open_tree_attr",
      "perf_event_open", "bpf", "landlock_create_ruleset":
      let size = word("size") ?? word("usize")
      return [
        "\(size.map { "size is \($0): the" } ?? "The") structure has a member set that this kernel does not know; what lies behind the known ones has to be 0."
      ]
    case "name_to_handle_at":
      return ["handle_bytes is smaller than the handle; the kernel has written there how many it needs."]
    case "statmount": return ["bufsize is \(word("bufsize") ?? 0), and the texts need more."]
    case "sendto", "sendmsg":
      return ["The message is larger than one of this socket's type can be: SO_SNDBUF or the protocol bounds it."]
    case "lsm_get_self_attr", "lsm_list_modules":
      return ["size is too small; the kernel has written there how much it needs."]
    case "lsm_set_self_attr": return ["size is above a page, 4096 bytes."]
    default: return []
    }
  }
}
