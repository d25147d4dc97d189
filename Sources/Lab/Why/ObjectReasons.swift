import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Failures that lie in objects with numbers of their own: timers, contexts of asynchronous I/O, keys.
extension Explanation {
  /// EINVAL of timers, contexts, signals and other numbers that the kernel has given out.
  func numberReason() -> String? {
    let number = words.first ?? 0
    switch row.name {
    case "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete":
      let ids = ((try? lab.proc.text(subject.pid, "timers")) ?? "").lines().filter {
        $0.hasPrefix("ID:")
      }
      .compactMap { Int($0.dropFirst(3).filter { $0 != " " }) }
      let id = Int(Int32(truncatingIfNeeded: number))
      if ids.contains(id) { return nil }
      return ids.isEmpty
        ? "\(subject.name) has no timer: timer_create makes one and gives its number."
        : "\(subject.name) has no timer \(id); it has \(ids.map(String.init).joined(separator: " "))."
    case "io_destroy", "io_getevents", "io_pgetevents", "io_submit", "io_cancel":
      let maps = (try? lab.proc.maps(subject.pid)) ?? subject.maps
      let rings = maps.mappings.filter { $0.path.contains("[aio]") }
      if rings.contains(where: { $0.start == number }) {
        return row.name == "io_cancel" ? "The context has no such request under way that could be cancelled." : nil
      }
      let list = rings.map { "0x" + String($0.start, radix: 16) }.joined(separator: " ")
      return
        "ctx_id is 0x\(String(number, radix: 16)), and \(rings.isEmpty ? "\(subject.name) has no context: io_setup makes one" : "the contexts of \(subject.name) are \(list)")."
    case "io_setup":
      guard let value = subject.exactly(8, at: words[safe: 1] ?? 0)?.littleEndianWord, value != 0 else { return nil }
      return "ctx_idp points to 0x\(String(value, radix: 16)), and has to point to 0 before the call."
    case "pkey_free", "pkey_mprotect":
      let key = row.name == "pkey_free" ? words[0] : words[safe: 3] ?? 0
      return "The protection key \(Int32(truncatingIfNeeded: key)) was not given out to \(subject.name) by pkey_alloc."
    case "setuid", "setgid":
      return number & 0xffff_ffff == 0xffff_ffff
        ? "-1 is no id: other calls take it for \"leave as it is\", and this one has nothing to leave." : nil
    case "getgroups":
      let count = ((try? lab.proc.status(subject.pid))?["Groups"] ?? "").split(separator: " ").count
      return
        "size is \(Int32(truncatingIfNeeded: number)), and \(subject.name) has \(count) groups; 0 only asks how many."
    case "sigaltstack":
      guard let flags = subject.exactly(12, at: number)?[8..<12].littleEndianWord else { return nil }
      return "ss_flags is 0x\(String(flags, radix: 16)), and may be 0, SS_DISABLE or SS_AUTODISARM."
    case "capget", "capset":
      guard let version = subject.exactly(4, at: number)?.littleEndianWord else { return nil }
      return
        "The version in hdrp was none that the kernel knows; it has written the one that it prefers there: 0x\(String(version, radix: 16))."
    case "ustat": return "No mounted file system has the device number 0x\(String(number & 0xffff_ffff, radix: 16))."
    case "sysfs":
      return
        "option is \(Int32(truncatingIfNeeded: number)): 1 wants the name of a type, 2 its number, 3 neither, and there is none such."
    case "personality", "modify_ldt": return nil
    case "open_by_handle_at", "name_to_handle_at":
      let address = words[safe: row.name == "open_by_handle_at" ? 1 : 2] ?? 0
      guard let size = subject.exactly(4, at: address)?.littleEndianWord, size == 0 || size > 128 else { return nil }
      return "handle_bytes is \(size), and a handle has 1 to 128 bytes."
    case "futex_wait", "futex_wake":
      let flags = (word("flags") ?? 0) & 0xffff_ffff
      let size = UInt64(1) << (flags & 3)
      if number % size != 0 {
        return "uaddr is 0x\(String(number, radix: 16)), no multiple of \(size), the size of the number there."
      }
      return flags & 3 != 2
        ? "flags asks for a number of \(size) bytes, and this kernel has futexes of 4 (FUTEX2_SIZE_U32)." : nil
    case "statmount", "listmount":
      guard let size = subject.exactly(4, at: number)?.littleEndianWord, size < 24 else { return nil }
      return "req has size=\(size), and its first version has 24 bytes (MNT_ID_REQ_SIZE_VER0)."
    case "process_mrelease":
      return "The process that the pidfd stands for has not been killed: only memory of somebody dying is taken early."
    case "lsm_set_self_attr":
      return "ctx has to begin with its own length, the id of a module and flags 0, and to fit size."
    case "dup3": return nil
    case "sched_getaffinity":
      return "cpusetsize is \(words[safe: 1] ?? 0) bytes, too few for the processors that the kernel is built for."
    case "sched_setaffinity":
      return "mask has none of the processors that \(subject.name) may use; sched_getaffinity tells which those are."
    case "getdents64", "getdents":
      return "count is \(Int32(truncatingIfNeeded: words[safe: 2] ?? 0)), too few bytes for the next entry."
    case "copy_file_range":
      let files = descriptorArguments.compactMap { entry($0.fd)?.file?.inode }
      return files.count == 2 && files[0] == files[1] ? "Both ranges lie in one file and overlap." : nil
    case "tee", "splice":
      guard descriptorArguments.count == 2, let first = entry(descriptorArguments[0].fd)?.file,
        let second = entry(descriptorArguments[1].fd)?.file
      else { return nil }
      if first.kind == .pipe, first.inode == second.inode { return "Both descriptors lead to the same pipe." }
      return isAppending("fd_out") ? "fd_out is open with O_APPEND, so nothing can be put at a place." : nil
    case "sendfile":
      if isAppending("out_fd") { return "out_fd is open with O_APPEND, so nothing can be put at a place." }
      guard let fd = word("in_fd").map({ Int32(truncatingIfNeeded: $0) }), let description = entry(fd),
        let kind = description.file?.kind, kind != .regular, kind != .block
      else { return nil }
      return
        "in_fd is \(kind.noun) (\(Escapes.harmless(description.target))), and sendfile reads what lies in the page cache."
    case "readahead":
      guard let fd = descriptorArguments.first?.fd, let kind = entry(fd)?.file?.kind else { return nil }
      return "fd \(fd) is \(kind.noun), and only a regular file or a block device is read ahead."
    case "clone3":
      guard let bytes = subject.exactly(64, at: number) else { return nil }
      let flags = bytes[..<8].littleEndianWord
      if flags & 0xff != 0 {
        return
          "flags has 0x\(String(flags & 0xff, radix: 16)) in its low byte, where clone has the exit signal; clone3 has exit_signal for that."
      }
      if bytes[40..<48].littleEndianWord == 0 || bytes[48..<56].littleEndianWord == 0,
        bytes[40..<48].littleEndianWord | bytes[48..<56].littleEndianWord != 0
      {
        return "stack and stack_size go together: both are 0, or neither is."
      }
      return "The flags contradict each other, or exit_signal is no signal."
    case "read", "readv", "pread64", "preadv":
      guard let fd = descriptorArguments.first?.fd, let target = entry(fd)?.target, target.hasPrefix("anon_inode:")
      else {
        return nil
      }
      let needs = ["[eventfd]": 8, "[timerfd]": 8, "inotify": 16, "[signalfd]": 128]
      let kind = String(target.dropFirst(11))
      guard let least = needs[kind] else {
        return "fd \(fd) is \(Escapes.harmless(kind)), and that kind of file cannot be read."
      }
      return
        "fd \(fd) is \(Escapes.harmless(kind)), which gives \(least) bytes or more at once, and there is room for fewer."
    case "write", "writev", "pwrite64", "pwritev", "pwritev2", "preadv2":
      guard let fd = descriptorArguments.first?.fd, let target = entry(fd)?.target, target.hasPrefix("anon_inode:")
      else {
        return nil
      }
      return target.hasSuffix("[eventfd]")
        ? "fd \(fd) is an eventfd: it takes 8 bytes, a number below 0xffffffffffffffff."
        : "fd \(fd) is \(Escapes.harmless(String(target.dropFirst(11)))), and that kind of file is not read or written so."
    case "bind", "connect":
      guard let fd = descriptorArguments.first?.fd, let length = words[safe: 2] else { return nil }
      if row.name == "connect", let (fd, record) = socket, record.status?.state == .listen {
        return "fd \(fd) listens: others connect to it, and it connects to nobody."
      }
      let family = subject.exactly(2, at: words[1])?.littleEndianWord
      return
        "addrlen is \(Int32(truncatingIfNeeded: length)) and the address of family \(family.map { "\($0)" } ?? "unknown"): one of them does not suit fd \(fd)\(socket.map { ", which is \($0.record.kindName)" } ?? "")."
    case "getsockopt":
      guard let room = words[safe: 4].flatMap({ subject.exactly(4, at: $0) })?.littleEndianWord else { return nil }
      return "optlen points to \(Int32(truncatingIfNeeded: room)), which is negative or too little for the option."
    case "setsockopt":
      return
        "optlen is \(Int32(truncatingIfNeeded: words[safe: 4] ?? 0)), too small for the option, or the option does not take this value."
    case "close_range":
      let (first, last) = (number & 0xffff_ffff, (words[safe: 1] ?? 0) & 0xffff_ffff)
      return first > last ? "first is \(first) and last is \(last): the range ends before it begins." : nil
    case "mount_setattr", "fspick":
      guard let argument = paths.first else { return nil }
      return "\(argument.path) is no mount point, or the attributes do not go together."
    case "mq_notify": return "sigev_notify names no way to be told, or the signal is unknown."
    case "inotify_rm_watch":
      return
        "The instance has no watch \(Int32(truncatingIfNeeded: words[safe: 1] ?? 0)): inotify_add_watch gives their numbers."
    case "madvise":
      return
        "The advice does not suit these pages: they are locked, shared or of a device, or the kernel was built without it."
    case "pidfd_send_signal":
      let signal = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      return (0...64).contains(signal) ? nil : "There is no signal \(signal): they have the numbers 1 to 64."
    case "memfd_create":
      return
        "flags is 0x\(String(words[safe: 1] ?? 0, radix: 16)), which has an unknown bit, or the name is longer than 249 bytes."
    case "swapon", "swapoff":
      return
        "The file is no swap space\(row.name == "swapoff" ? " in use: /proc/swaps lists those" : ", or swapflags has an unknown bit")."
    case "get_mempolicy", "set_mempolicy", "mbind", "migrate_pages":
      return
        "The mode, the nodes and maxnode do not fit each other; this machine's nodes are \((try? ControlGroup.text(of: "/sys/devices/system/node/online"))?.filter { $0 != "\n" } ?? "unknown")."
    case "mremap":
      let (old, new) = (word("old_size") ?? 0, word("new_size") ?? 0)
      if new > Proc.userAddresses.upperBound {
        return "new_size is \(new), more than the address space has."
      }
      return old == 0
        ? "old_size is 0, which asks for a second mapping of the same pages, and only a shared one can have that." : nil
    case "sched_setscheduler", "sched_setparam":
      let priority = words.last.flatMap { subject.exactly(4, at: $0) }.map {
        Int32(truncatingIfNeeded: $0.littleEndianWord)
      }
      guard let priority else { return nil }
      return
        "The priority is \(priority): SCHED_FIFO and SCHED_RR take 1 to 99, all other policies 0."
    case "getsockname", "getpeername", "accept", "accept4":
      guard let room = words[safe: 2].flatMap({ subject.exactly(4, at: $0) })?.littleEndianWord,
        Int32(truncatingIfNeeded: room) < 0
      else { return nil }
      return "addrlen points to \(Int32(truncatingIfNeeded: room)), and a length cannot be negative."
    case "seccomp":
      return "The filter is empty, longer than 4096 instructions, or none that the kernel's checker lets pass."
    case "fcntl": return controlReason()
    default: return nil
    }
  }

  private func isAppending(_ name: String) -> Bool {
    word(name).flatMap { entry(Int32(truncatingIfNeeded: $0)) }.map { $0.statusFlags & 0o2000 != 0 } ?? false
  }

  private func controlReason() -> String? {
    let (command, value) = ((words[safe: 1] ?? 0) & 0xffff_ffff, words[safe: 2] ?? 0)
    guard case .word(let codec, _) = row.parameters[1].type else { return nil }
    guard codec.constants.contains(where: { $0.value == command }) else {
      return "cmd is \(Int32(truncatingIfNeeded: command)), which is no command of fcntl."
    }
    switch command {
    case 0, 1030:
      let limit = (try? lab.proc.limits(subject.pid))?["open files"]?.soft ?? 0
      return value >= limit || Int64(bitPattern: value) < 0
        ? "The lowest number asked for, \(Int64(bitPattern: value)), is not below the limit of open files (RLIMIT_NOFILE), \(limit)."
        : nil
    case 10: return value > 64 ? "There is no signal \(value): they have the numbers 1 to 64." : nil
    case 1033, 1034:
      guard let fd = descriptorArguments.first?.fd, let target = entry(fd)?.target else { return nil }
      return
        "fd \(fd) (\(Escapes.harmless(target))) cannot be sealed: files of memfd_create with MFD_ALLOW_SEALING can, and seals have to be known."
    case 5, 6, 7, 36, 37, 38:
      guard let bytes = subject.exactly(24, at: value) else { return nil }
      let type = bytes[..<2].littleEndianWord
      let whence = bytes[2..<4].littleEndianWord
      if type > 2 { return "l_type is \(type), and there are F_RDLCK, F_WRLCK and F_UNLCK." }
      if whence > 2 { return "l_whence is \(whence), and there are SEEK_SET, SEEK_CUR and SEEK_END." }
      return command == 5 && type == 2
        ? "F_GETLK asks who is in the way of a lock, and F_UNLCK is none."
        : "The range would begin before the start of the file."
    default: return nil
    }
  }
}
