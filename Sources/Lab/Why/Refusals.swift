import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EPERM that lies in the object of a call or in its arguments, rather than in the caller alone.
extension Explanation {
  /// Refusals of files, mappings and keyrings.
  func refusedObject() -> Finding? {
    switch row.name {
    case "madvise", "mprotect", "munmap", "mremap", "pkey_mprotect": sealedPages()
    case "cachestat": unreadableCache()
    case "keyctl" where [8, 30].contains(words[0]):
      Finding("The keyring takes no such link: KEYCTL_RESTRICT_KEYRING has closed it, for good.")
        .mended(nil, "Another keyring, such as KEY_SPEC_PROCESS_KEYRING.")
    case "rseq": otherSignature()
    case "sigaltstack":
      processRefusal().map {
        Finding($0).mended(nil, "The same after the handler has returned, when the stack pointer is elsewhere.")
      }
    case "setgroups" where unmappedGroups:
      Finding(
        "The gid_map of \(subject.name)'s user namespace has not been written, and until then nobody there sets groups."
      ).because(.credentials).mended("idmap \(subject.name)", "writes the maps, but denies setgroups for good").mended(
        nil, "Somebody with CAP_SETGID outside writes gid_map, and leaves setgroups at allow.")
    case "statmount" where subject.root != "/":
      Finding(
        "\(subject.name)'s root directory is \(Escapes.harmless(subject.root)), and the mount is not to be seen from there: without CAP_SYS_ADMIN in the user namespace that owns its mount namespace only what lies below is told."
      ).because(.credentials).mended(
        "listmount {mnt_id=LSMT_ROOT}", "lists the ids of mounts that can be seen, if there are any")
    default: nil
    }
  }

  /// Refusals of what the caller is, or claims to be.
  func refusedHere() -> Finding? {
    switch row.name {
    case "sendmsg", "sendmmsg": falseClaim()
    case "ioctl": refusedCommand()
    case "ioprio_set" where (word("ioprio") ?? 0) >> 13 & 7 == 1:
      Finding(
        "IOPRIO_CLASS_RT goes before the requests of everybody else, so it takes CAP_SYS_NICE (or CAP_SYS_ADMIN), which \(subject.name) has not."
      ).because(.credentials).mended(nil, "IOPRIO_CLASS_BE with a level of 0 to 7, which needs no privilege.")
    case "mbind" where (word("flags") ?? 0) & 4 != 0, "move_pages" where (word("flags") ?? 0) & 4 != 0:
      Finding(
        "MPOL_MF_MOVE_ALL moves pages that other processes use too, so it takes CAP_SYS_NICE, which is not in the effective set of \(subject.name)."
      ).because(.credentials).mended(nil, "MPOL_MF_MOVE, which moves the pages that only this process has mapped.")
    case "migrate_pages":
      Finding(
        "new_nodes has nodes on which the process may not have memory (Mems_allowed in its status), and to move it there takes CAP_SYS_NICE, which \(subject.name) has not."
      ).because(.credentials)
    case "fanotify_mark" where (word("flags") ?? 0) & 0x110 != 0:
      Finding(
        "FAN_MARK_MOUNT and FAN_MARK_FILESYSTEM watch what everybody does there, so they take CAP_SYS_ADMIN; \(subject.name) may mark single files and directories."
      ).because(.credentials).mended(nil, "The same without that flag, for the one file or directory.")
    case "setns" where processDescriptor != nil:
      Finding(
        "Entering the namespaces of \(processDescriptor ?? "that process") takes CAP_SYS_ADMIN in the user namespaces that own them and in \(subject.name)'s own."
      ).because(.credentials)
    default: nil
    }
  }

  private var processDescriptor: String? {
    guard let fd = descriptorArguments.first?.fd, let status = try? lab.proc.status(subject.pid),
      (status.capEff ?? 0) >> 21 & 1 == 1
    else { return nil }
    return process(behind: fd).map(named)
  }

  private var unmappedGroups: Bool {
    !lab.isInFirstUserNamespace(subject) && (try? lab.proc.idMap(subject.pid, group: true))?.isEmpty == true
  }

  // MARK: Memory

  /// `sl` among the flags of a mapping: it is sealed (`man 2 mseal`).
  private func sealedPages() -> Finding? {
    guard let start = words.first, let entries = try? lab.proc.smaps(subject.pid) else { return nil }
    let end = start &+ max(1, words[safe: 1] ?? 1)
    guard
      let sealed = entries.first(where: {
        $0.flags.contains("sl") && $0.mapping.start < max(start &+ 1, end) && $0.mapping.end > start
      })
    else { return nil }
    let range = "0x\(String(sealed.mapping.start, radix: 16))-0x\(String(sealed.mapping.end, radix: 16))"
    let what =
      row.name == "madvise"
      ? "\(subject.name) may not write there (\(sealed.mapping.permissions)), so it may not throw away what the pages hold either"
      : "its place, size and permissions stay as they are"
    return Finding("\(range) is sealed (mseal), and \(what).").because(.memory(start)).mended(
      nil, "No call takes a seal away: it goes with the whole memory, at execve or at the end of the process.")
  }

  private func otherSignature() -> Finding? {
    var found = sysh_rseq()
    guard sysh_ptrace_rseq(subject.tracee.process, &found) == 0, found.address != 0, let given = word("sig") else {
      return nil
    }
    let hex = { (value: UInt64) in "0x" + String(value, radix: 16) }
    return Finding(
      "sig is \(hex(given)), and the area at \(hex(found.address)) was registered with \(hex(UInt64(found.signature))): who does not know that may not take it away."
    ).mended(nil, "sig=\(hex(UInt64(found.signature))), as at the registration.")
  }

  // MARK: Files

  private func unreadableCache() -> Finding? {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd), !description.canWrite, let credentials
    else { return nil }
    var status = stat()
    guard stat("/proc/\(subject.pid)/fd/\(fd)", &status) == 0, status.st_uid != credentials.user else { return nil }
    let target = Escapes.harmless(description.target)
    return Finding(
      "fd \(fd) is open for reading only, \(target) belongs to user \(status.st_uid), and user \(credentials.user) may not write it: what of a file is in memory is told to those only who could change it."
    ).because(.descriptor(fd), .credentials).mended(
      nil, "A file of user \(credentials.user), or one that \(subject.name) has open for writing.")
  }

  // MARK: Claims and commands

  /// SCM_CREDENTIALS with ids that the sender has not (net/core/scm.c, scm_check_creds).
  private func falseClaim() -> Finding? {
    guard let address = word("msg"), let claim = ControlMessages.credentials(ofMessageAt: address, in: subject),
      let status = try? lab.proc.status(subject.pid)
    else { return nil }
    let own = subject.numbers.all.last ?? subject.pid
    let users = [status.uids.real, status.uids.effective, status.uids.saved]
    let groups = [status.gids.real, status.gids.effective, status.gids.saved]
    var lies: [String] = []
    if claim.pid != own { lies.append("pid \(claim.pid), and \(subject.name) is process \(own) (CAP_SYS_ADMIN)") }
    if !users.contains(claim.user) { lies.append("uid \(claim.user), and it is user \(users[1]) (CAP_SETUID)") }
    if !groups.contains(claim.group) { lies.append("gid \(claim.group), and it is group \(groups[1]) (CAP_SETGID)") }
    guard !lies.isEmpty else { return nil }
    return Finding(
      "cmsg_data claims \(lies.joined(separator: "; ")): without the capability in brackets a sender tells only what is true."
    ).because(.credentials).mended(
      nil, "cmsg_data={pid=\(own), uid=\(users[1]), gid=\(groups[1])}, which is true.")
  }

  private func refusedCommand() -> Finding? {
    switch (words[safe: 1] ?? 0) & 0xffff_ffff {
    // TIOCSCTTY
    case 0x540e:
      guard let stat = try? lab.proc.stat(subject.pid) else { return nil }
      if stat.session != subject.pid {
        return Finding(
          "\(subject.name) leads no session: it is in session \(stat.session)\(lab.name(ofProcess: stat.session).map { ", which \($0) leads" } ?? ""), and only a session's leader takes a terminal for it."
        ).mended("setsid", "makes a session that the caller leads, unless it leads a process group")
      }
      if stat.terminal != nil {
        return Finding("\(subject.name)'s session has a terminal already, and it has one at most.").mended(
          "ioctl 0 TIOCNOTTY", "gives that one up")
      }
      return Finding(
        "The terminal belongs to another session, and to take it away from that needs CAP_SYS_ADMIN and 1 as argument.")
    // FS_IOC_SETFLAGS
    case 0x4008_6602:
      return Finding(
        "FS_IMMUTABLE_FL and FS_APPEND_FL can be set or taken away with CAP_LINUX_IMMUTABLE only, and other flags by the file's owner; \(subject.name) has not what it takes."
      ).because(.credentials)
    default: return nil
    }
  }
}
