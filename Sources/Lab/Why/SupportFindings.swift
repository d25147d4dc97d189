import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a file system, a processor, a key or a ring does not have.
extension Explanation {
  // MARK: File systems

  func unsupportedByFileSystem() -> Finding? {
    switch row.name {
    case "name_to_handle_at":
      lacking("gives out no handles for its files").map {
        $0.mended("name_to_handle_at AT_FDCWD \".\" {handle_bytes=128}", "asks for one of the lab's directory")
      }
    case "file_getattr", "file_setattr":
      lacking("keeps no such attributes for its files, or not this one").map {
        $0.mended(nil, "A file on a disk's file system, such as ext4, xfs or btrfs, or on tmpfs.")
      }
    case "ioctl" where [0x4004_9409, 0x4020_940d, 0xc018_9436].contains((words[safe: 1] ?? 0) & 0xffff_ffff):
      lacking("cannot let two files share blocks").map {
        $0.mended(nil, "copy_file_range copies the bytes where they cannot be shared; btrfs and xfs can share them.")
      }
    case "cachestat":
      lacking("has its pages outside the page cache").map {
        $0.mended(nil, "A file of any other file system; mincore tells which pages of a mapping are in memory.")
      }
    case "seccomp": unknownAction()
    case "keyctl" where words[0] == 2:
      Finding("A keyring holds keys, and has no value that KEYCTL_UPDATE could replace.").mended(
        "add_key \"user\" \"name\" \"hello\" KEY_SPEC_THREAD_KEYRING", "makes a key whose value can be replaced")
    default: nil
    }
  }

  /// `X lies on a file system of type T, which ...`
  private func lacking(_ what: String) -> Finding? {
    guard let mounts = try? lab.proc.mounts(subject.pid) else { return nil }
    if let argument = paths.first, let walk = walk(argument), let id = walk.place?.mountID,
      let mount = mounts.first(where: { $0.id == id })
    {
      return Finding(
        "\(argument.path) lies on \(Escapes.harmless(mount.point)), a file system of type \(mount.type), which \(what)."
      ).because(.path(walk.reached))
    }
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd) else { return nil }
    let id = (try? lab.proc.descriptor(subject.pid, fd))?.info.mountID
    let type = mounts.first { UInt64($0.id) == id }.map { " of type \($0.type)" }
    // A memfd lies on a mount that no table shows.
    let inner = description.target.hasPrefix("/memfd:") ? " of the kernel's own, tmpfs or hugetlbfs," : ""
    return Finding(
      "fd \(fd) (\(Escapes.harmless(description.target))) is on a file system\(type ?? inner) which \(what)."
    ).because(.descriptor(fd))
  }

  private func unknownAction() -> Finding? {
    guard words[0] & 0xffff_ffff == 2, let bytes = subject.exactly(4, at: words[safe: 2] ?? 0) else { return nil }
    let known = (try? lab.proc.setting("kernel/seccomp/actions_avail")) ?? "unknown"
    return Finding(
      "args points to 0x\(String(bytes.littleEndianWord, radix: 16)), which is no action of this kernel; kernel.seccomp.actions_avail is: \(known)."
    ).mended("seccomp SECCOMP_GET_ACTION_AVAIL 0 [SECCOMP_RET_KILL_PROCESS]", "asks for one that there is")
  }

  // MARK: Devices

  func absentDevice() -> Finding? {
    switch row.name {
    case "arch_prctl":
      return Finding(
        "The processor, or the machine below this one, cannot make cpuid fault: /proc/cpuinfo lists no cpuid_fault among its flags."
      ).mended("arch_prctl ARCH_GET_CPUID", "tells whether cpuid may be used, and it may")
    case "move_pages":
      guard let nodes = word("nodes"), nodes != 0, let bytes = subject.exactly(4, at: nodes) else { return nil }
      let online = (try? ControlGroup.text(of: "/sys/devices/system/node/has_memory")) ?? "0"
      let list = online.filter { !$0.isWhitespace }
      let count = Int(min(word("count") ?? 1, 1024))
      let wanted = (subject.exactly(count * 4, at: nodes) ?? bytes)
      let numbers = stride(from: 0, to: wanted.count, by: 4).map {
        Int32(truncatingIfNeeded: wanted[$0..<($0 + 4)].littleEndianWord)
      }
      let shown = numbers.prefix(8).map { "\($0)" }.joined(separator: ", ")
      return Finding("nodes asks for \(shown), and the nodes that have memory are \(list).").mended(
        nil, "A node of \(list), or NULL for nodes, which only asks where the pages lie.")
    default: return nil
    }
  }

  // MARK: Rings

  func nothingRegistered() -> Finding? {
    guard row.name == "io_uring_register", let fd = descriptorArguments.first?.fd,
      let info = (try? lab.proc.descriptor(subject.pid, fd))?.info, let files = info["UserFiles"],
      let buffers = info["UserBufs"]
    else { return nil }
    return Finding(
      "The ring of fd \(fd) has \(files) registered files and \(buffers) registered buffers (/proc/\(subject.pid)/fdinfo/\(fd)), and this operation is about some that are."
    ).because(.descriptor(fd)).mended(
      "io_uring_register \(fd) IORING_REGISTER_FILES [0] 1", "registers fd 0 as the first of the ring's files")
  }

  // MARK: Keys

  func goneKey(_ errno: Errno) -> Finding? {
    guard ["keyctl", "request_key", "add_key"].contains(row.name) else { return nil }
    var serial = row.name == "keyctl" ? words[safe: 1] : words.last
    if row.name == "request_key", serial == 0 || errno == Errno(named: "ENOKEY") { serial = nil }
    let name = serial.map { WordCodec.keySerials.text($0 & 0xffff_ffff) }
    let what =
      name
      ?? word("description").flatMap { subject.string(at: $0) }.map { "The key \(Escapes.quoted($0.bytes))" }
      ?? "The key"
    let again = "add_key \"user\" \"name\" \"hello\" KEY_SPEC_PROCESS_KEYRING"
    switch errno.name {
    case "EKEYREVOKED":
      return Finding("\(what) was revoked (KEYCTL_REVOKE): it is there for a while, and nobody uses it any more.")
        .mended(
          again, "makes a new key")
    case "EKEYEXPIRED":
      return Finding("\(what) has expired: its time, set by KEYCTL_SET_TIMEOUT or by whoever made it, is up.").mended(
        again, "makes a new key")
    case "ENOKEY" where row.name == "request_key":
      return Finding(
        "None of the thread's, process's and session's keyrings of \(subject.name) leads to such a key; \(word("callout_info") == 0 ? "without callout_info nobody is asked to make it" : "/sbin/request-key made none")."
      ).mended(again, "makes one, with the type and description that are asked for")
    case "ENOKEY":
      let number = Int32(truncatingIfNeeded: serial ?? 0)
      return number < 0
        ? Finding("\(subject.name) has no \(name ?? "such keyring") now.").mended(
          "keyctl KEYCTL_GET_KEYRING_ID KEY_SPEC_THREAD_KEYRING 1", "makes the thread's keyring, where it has none")
        : Finding("No key has the number \(number), or it is on its way out.").mended(
          again, "makes one, and gives its number")
    default: return nil
    }
  }
}
