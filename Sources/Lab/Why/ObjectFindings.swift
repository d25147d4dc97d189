import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What is not there, or too small to hold it: mounts, handles, elements of maps, networks, block devices, quotas.
extension Explanation {
  func absentObject(_ errno: Errno) -> Finding? {
    switch (row.name, errno.name) {
    case ("statmount", "EOVERFLOW"):
      Finding("bufsize is \(word("bufsize") ?? 0), and the texts that param asks for need more.").mended(
        nil, "bufsize of 4096, or less in param.")
    case ("statmount", "ENOENT"), ("listmount", "ENOENT"):
      Finding("No mount that \(subject.name) can see has the id in req; these ids are never given twice.").mended(
        "listmount {mnt_id=LSMT_ROOT}", "lists the ids of those that it sees")
    case ("open_by_handle_at", "ESTALE"):
      Finding(
        "The file that the handle stood for has been removed, or is none of the file system of mount_fd: its inode is free, or somebody else's by now."
      ).mended("name_to_handle_at AT_FDCWD \".\" {handle_bytes=128}", "gives a handle of what is there now")
    case ("bpf", "ENOENT"):
      Finding("The map has no element with that key, or there is no object with that id.").mended(
        nil, "BPF_MAP_UPDATE_ELEM puts an element in; BPF_MAP_GET_NEXT_KEY tells which keys there are.")
    case ("perf_event_open", "ENOENT"):
      Finding(
        "This machine has no such event: attr.type and attr.config name one, and /sys/bus/event_source/devices has \(eventSources)."
      ).mended(
        "perf_event_open {type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER0, config=PERF_COUNT_SW_PAGE_FAULTS, exclude_kernel=1} 0 -1 -1 0",
        "counts page faults, for which every machine will do")
    default: nil
    }
  }

  private var eventSources: String {
    let names = ((try? DirectoryListing.entries(of: "/sys/bus/event_source/devices", limit: 64)) ?? []).map(\.name)
    return names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
  }

  /// ENETUNREACH.
  func noNetwork() -> Finding? {
    guard let fd = socket?.fd, let cause = unreachable() else { return nil }
    guard lab.proc.localAddresses(of: subject.pid)?.isEmpty == true else {
      return Finding(cause).mended(nil, "An address in a network that a route leads to, 127.0.0.1 for one.")
    }
    return Finding(cause).mended(
      "ioctl \(fd) SIOCSIFFLAGS {ifr_name=\"lo\", ifr_flags=IFF_UP}",
      "takes lo up, for whoever has CAP_NET_ADMIN over the namespace")
  }

  /// ENOTBLK of mount.
  func noBlockDevice() -> Finding? {
    guard row.name == "mount", let name = word("source").flatMap({ path(at: $0, named: "source", directory: nil) }),
      let walk = walk(name), case .found(let status) = walk.end
    else { return nil }
    let type = word("filesystemtype").flatMap { subject.string(at: $0) }.map {
      Escapes.harmless(String(decoding: $0.bytes, as: UTF8.self))
    }
    return Finding(
      "\(name.path) is \(noun(status)), and a file system of type \(type ?? "this") lies on a block device."
    ).because(.path(walk.reached)).mended(
      nil, "A loop device makes a block device of a file (man 4 loop); tmpfs needs none.")
  }

  /// Quotas: which type was meant, and on what.
  func quota(_ errno: Errno) -> Finding? {
    guard row.name.hasPrefix("quotactl"), let command = word("cmd") else { return nil }
    let type = command & 0xff
    switch errno.name {
    case "EINVAL" where type > 2:
      return Finding("cmd is about quotas of type \(type), and there are 0 USRQUOTA, 1 GRPQUOTA and 2 PRJQUOTA.")
        .mended(
          nil, "QCMD(Q_GETQUOTA, USRQUOTA) or another of these types.")
    case "ESRCH":
      let names = ["user", "group", "project"]
      return Finding(
        "No \(names[safe: Int(type)] ?? "such") quotas are on for the file system: it has to be mounted for them and told so (Q_QUOTAON, man 8 quotaon)."
      ).mended(nil, "The same on a file system whose quotas are on; cat /proc/self/mounts tells which has usrquota.")
    case "ENOTBLK":
      return Finding(
        "special is no block device, and quotactl asks for the file system on one; quotactl_fd takes a file."
      )
      .mended("quotactl_fd 3 QCMD(Q_GETQUOTA, USRQUOTA) 0 q", "asks for the file system of fd 3")
    default: return nil
    }
  }

  /// ENOMEM of fork in a pid namespace that takes no more processes.
  func lostInit() -> Finding? {
    guard isFork, let cause = endedNamespace() else { return nil }
    let other = lab.living.first {
      $0 !== subject && $0.namespaces.forChildren[.pid] != subject.namespaces.forChildren[.pid]
    }
    return Finding(cause).mended(
      other.map { "switch \($0.name)" } ?? "reset",
      other == nil
        ? "makes new subjects, in the machine's first pid namespace" : "its children get another pid namespace")
  }

  /// EIO of ptrace.
  func traceError() -> Finding? {
    guard row.name == "ptrace" else { return nil }
    if words[0] == 0x4206 {
      let (address, options) = (words[safe: 2] ?? 0, words[safe: 3] ?? 0)
      return address != 0
        ? Finding("addr is 0x\(String(address, radix: 16)), and PTRACE_SEIZE has no use for one.").mended(
          nil, "addr 0.")
        : Finding("data is 0x\(String(options, radix: 16)), and has bits that are no PTRACE_O_ option.").mended(
          nil, "0, or options such as PTRACE_O_EXITKILL.")
    }
    return nil
  }

  func longName() -> Finding? {
    guard row.name == "mq_open" || row.name == "mq_unlink",
      let bytes = words.first.flatMap({ subject.string(at: $0) })?.bytes, bytes.count > 255
    else { return nil }
    return Finding("The name has \(bytes.count) bytes; the most is 255.").mended(
      nil, "A shorter name, without a slash.")
  }
}
