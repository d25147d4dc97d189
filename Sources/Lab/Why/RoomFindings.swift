import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

// ENOSPC, ENOMEM and their like: which table, file system or limit is full.
extension Explanation {
  func fullTable() -> Finding? {
    switch row.name {
    case "unshare", "clone", "clone3", "setns": return fullNamespaces()
    case "inotify_add_watch":
      let most = (try? lab.proc.setting("fs/inotify/max_user_watches")) ?? "unknown"
      return Finding(
        "The instance has \(lines(of: "inotify ")) watches, and the user may have no more: fs.inotify.max_user_watches is \(most), and /proc/sys/user/max_inotify_watches of \(subject.name)'s user namespace may say less."
      ).because(.credentials).mended(nil, "inotify_rm_watch of one that is not needed, or a higher number there.")
    case "fanotify_mark":
      let most = (try? lab.proc.setting("fs/fanotify/max_user_marks")) ?? "unknown"
      return Finding(
        "The instance has \(lines(of: "fanotify ino:")) marks, and the user may have no more: fs.fanotify.max_user_marks is \(most), and /proc/sys/user/max_fanotify_marks of \(subject.name)'s user namespace may say less."
      ).because(.credentials).mended(nil, "FAN_MARK_FLUSH takes all marks away; or a higher number there.")
    case "pkey_alloc":
      return Finding("All 16 protection keys are given out; 0 is that of all memory from the start.").mended(
        "pkey_free 1", "gives one back, which no page should have any more")
    default: return fullDisk()
    }
  }

  /// How many lines of the first descriptor's fdinfo begin so.
  private func lines(of prefix: String) -> Int {
    guard let fd = descriptorArguments.first?.fd, let text = try? lab.proc.text(subject.pid, "fdinfo/\(fd)") else {
      return 0
    }
    return text.lines().count { $0.hasPrefix(prefix) }
  }

  private func fullNamespaces() -> Finding? {
    var flags = word("flags") ?? 0
    if row.name == "clone3" { flags = subject.exactly(8, at: words[0])?.littleEndianWord ?? 0 }
    let kinds = NamespaceKind.allCases.filter { flags & $0.flag != 0 }
    guard let kind = kinds.first else { return nil }
    if kinds.contains(where: { $0 == .user || $0 == .pid }) {
      let deepest = kinds.contains(.user) ? NamespaceKind.user : .pid
      let depth = lab.proc.nested(deepest, subject.pid).count
      if depth >= 32 {
        return Finding("\(subject.name) is \(depth) \(deepest.noun) namespaces deep, and they go no deeper than 32.")
          .mended(nil, "The same in a process further out: tree and ns show where the subjects are.")
      }
    }
    let files = kinds.map { "/proc/sys/user/max_\($0.rawValue)_namespaces" }.joined(separator: ", ")
    return Finding(
      "The user has as many \(kind.noun) namespaces\(kinds.count > 1 ? " or others of these" : "") as \(subject.name)'s user namespace, or one further out, allows: \(files)."
    ).because(.credentials).mended(nil, "A higher number there, or the end of a process that holds one.")
  }

  private func fullDisk() -> Finding? {
    guard let cause = noSpace().first else { return nil }
    let finding = Finding(cause)
    let target =
      descriptorArguments.compactMap { entry($0.fd) }.first { $0.canWrite }?.target
      ?? paths.first { $0.name != "target" && $0.name != "oldpath" }.flatMap { walk($0)?.reached }
    guard let target, target != "/dev/full", let mounts = try? lab.proc.mounts(subject.pid) else { return finding }
    let mount = mounts.filter { target == $0.point || $0.point == "/" || target.hasPrefix($0.point + "/") }.max {
      $0.point.utf8.count < $1.point.utf8.count
    }
    guard let mount else { return finding }
    let bound = mount.option("size").map { ", made with size=\($0)" } ?? ""
    let told = finding.knowing(
      "\(Escapes.harmless(target)) lies on \(Escapes.harmless(mount.point)), a file system of type \(mount.type)\(bound)."
    ).mended(nil, "Less data, or room: unlink or ftruncate of something that lies there.")
    return mount.type == "tmpfs"
      ? told.mended(
        "mount \"none\" \(quoted(mount.point)) NULL MS_REMOUNT \"size=1m\"", "makes it larger, for who may mount there")
      : told
  }

  // MARK: Memory

  func lockedRings() -> Finding? {
    guard row.name == "io_uring_setup", let limit = (try? lab.proc.limits(subject.pid))?["locked memory"]?.soft else {
      return nil
    }
    return Finding(
      "Rings of \((words[0] & 0xffff_ffff)) entries take memory that counts as locked, and RLIMIT_MEMLOCK of \(subject.name) is \(limit) bytes; all rings of the user count together."
    ).because(.limit(8)).mended(nil, "Fewer entries, or rings closed that are not needed.")
  }

  // MARK: Messages

  func messageTooLong() -> Finding? {
    guard ["sendto", "sendmsg", "write"].contains(row.name), let (fd, record) = socket,
      let length = word("len") ?? word("count")
    else { return nil }
    if record.status?.kind == .udp {
      return Finding("The datagram has \(length) bytes, and UDP over IPv4 carries 65507 at most.").mended(
        nil, "Several datagrams, or a stream (SOCK_STREAM), which has no bound.")
    }
    let buffer = sysh_send_buffer(subject.pid, fd)
    guard buffer > 0 else { return nil }
    return Finding(
      "The message has \(length) bytes and has to lie in the socket's buffer whole; SO_SNDBUF of fd \(fd) is \(buffer), of which a message has a little less."
    ).mended(nil, "Several messages, or a stream, which has no bound.").mended(
      "setsockopt \(fd) SOL_SOCKET SO_SNDBUF [\(length)]", "asks for more, up to net.core.wmem_max")
  }

  func descriptorsUnderWay() -> Finding? {
    guard let limit = (try? lab.proc.limits(subject.pid))?["open files"]?.soft,
      let user = (try? lab.proc.status(subject.pid))?.uids.real
    else { return nil }
    let finding = Finding(
      "User \(user) has more descriptors under way in sockets, sent and not received, than RLIMIT_NOFILE of \(subject.name) allows (\(limit))."
    ).because(.limit(7), .credentials)
    guard let record = socket?.record, let row = lab.socketTable().rows.first(where: { $0.inode == record.inode }),
      case .subjects(let holders) = row.peer, let holder = holders.first, let fd = holder.fds.first
    else { return finding.mended(nil, "A recvmsg at the other end, which takes what was sent.") }
    return finding.mended("\(holder.subject): recvmsg \(fd)", "takes what was sent at the other end")
  }
}
