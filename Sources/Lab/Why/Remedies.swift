import LinuxABI
import SyscallTable

// What would make a call work where neither a path, a descriptor nor a limit in general says it.
extension Explanation {
  func furtherRemedies(_ errno: Errno, _ account: inout Account) {
    let hex = { (value: UInt64) in "0x" + String(value, radix: 16) }
    let first = words.first ?? 0
    switch (row.name, errno.name) {
    case ("mremap", "EAGAIN"):
      account.remedies.append(
        .init("munlock \(hex(first)) \(word("old_size") ?? 0)", "unlocks the mapping, which may grow then"))
      limitAccount(8, "locked memory", &account)
    case ("rt_sigqueueinfo", "EAGAIN"), ("rt_tgsigqueueinfo", "EAGAIN"), ("timer_create", "EAGAIN"):
      limitAccount(11, "pending signals", &account)
    case ("msync", "EBUSY"):
      account.circumstances.append(.memory(first))
      account.remedies.append(
        .init(
          "munlock \(hex(first)) \(words[safe: 1] ?? 0)", "unlocks the range; without MS_INVALIDATE it may stay locked")
      )
    case ("rseq", "EBUSY"):
      account.remedies.append(
        .init(
          "rseq \(hex(first)) \(word("rseq_len") ?? words[safe: 1] ?? 32) RSEQ_FLAG_UNREGISTER \(words[safe: 3] ?? 0)",
          "takes the area back"))
    case ("io_uring_register", "EBUSY"):
      let fd = Int32(truncatingIfNeeded: first)
      let back = [0: "BUFFERS", 2: "FILES", 4: "EVENTFD", 7: "EVENTFD", 13: "FILES", 15: "BUFFERS"]
      if let name = back[Int(truncatingIfNeeded: words[safe: 1] ?? 0)] {
        account.remedies.append(
          .init("io_uring_register \(fd) IORING_UNREGISTER_\(name)", "takes back what is registered"))
      }
    case ("io_uring_enter", "EBADFD"):
      account.remedies.append(
        .init(
          "io_uring_register \(Int32(truncatingIfNeeded: first)) IORING_REGISTER_ENABLE_RINGS",
          "enables the ring: it was made with IORING_SETUP_R_DISABLED"))
    case ("io_submit", "EAGAIN"), ("io_cancel", "EINPROGRESS"):
      account.remedies.append(.init("io_getevents \(hex(first)) 1 8", "takes results out of the context"))
    case ("umount2", "EAGAIN"):
      if let path = paths.first?.path {
        account.remedies.append(.init("umount2 \(path) MNT_EXPIRE", "once more, while nobody uses it, unmounts it"))
      }
    case ("connect", "EALREADY"):
      account.remedies.append(
        .init(
          "poll [{fd=\(Int32(truncatingIfNeeded: first)), events=POLLOUT}] 1 1000",
          "waits until the connection is made or has failed; SO_ERROR tells which"))
    case ("listen", "EADDRINUSE"):
      account.remedies.append(.init(nil, "The other socket closed first, or a socket of another port."))
    case ("fsetxattr", "EACCES"), ("fremovexattr", "EACCES"):
      account.remedies.append(
        .init("fchmod \(Int32(truncatingIfNeeded: first)) 0600", "gives its owner w, where the caller is the owner"))
    case ("perf_event_open", "EACCES"):
      account.remedies.append(
        .init(
          nil,
          "exclude_kernel=1 in attr and a pid of one's own, or a lower kernel.perf_event_paranoid, which root sets."))
    case ("setxattr", "EEXIST"), ("lsetxattr", "EEXIST"), ("fsetxattr", "EEXIST"), ("setxattrat", "EEXIST"):
      account.remedies.append(
        .init(nil, "Without XATTR_CREATE the call takes the new value; XATTR_REPLACE asks that there be an old one."))
    case ("landlock_restrict_self", "E2BIG"):
      account.remedies.append(.init(nil, "One ruleset with all the rules, in a process that has fewer above it."))
    case ("mount", "EBUSY"), ("mount_setattr", "EBUSY"):
      for (subject, fd) in writersOfMount().prefix(3) {
        account.remedies.append(
          .init(
            "\(subject == self.subject.name ? "" : "\(subject): ")close \(fd)", "ends one use of the mount for writing")
        )
      }
    case ("futex", "EAGAIN"), ("futex_wait", "EAGAIN"), ("futex_waitv", "EAGAIN"), ("futex_requeue", "EAGAIN"):
      if let (address, _, wanted) = otherNumber {
        account.remedies.append(
          .init("poke \(hex(address)) \(wanted) 4", "puts there what the call expects, and it waits then"))
      }
    default: break
    }
  }

  private func writersOfMount() -> [(subject: String, fd: Int32)] {
    guard let argument = paths.last, let place = walk(argument)?.reached else { return [] }
    return lab.descriptors.descriptions.values.filter { $0.canWrite && $0.target.hasPrefix(place + "/") }
      .flatMap { lab.descriptors.members(of: $0.label) }.map { ($0.subject, $0.fd) }.sorted { $0.1 < $1.1 }
  }
}
