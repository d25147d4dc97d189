import Inspect
import LinuxABI
import SyscallTable

// Failures of System V IPC (`man 7 sysvipc`): which object a call met, who may use it, and how full it is. All of it is
// asked in the subject's IPC namespace, at the failure.
extension Explanation {
  /// The kind of object that the call is about; nil for other calls, and for shmdt, which takes an address.
  var systemVKind: SystemVObject.Kind? {
    switch row.name {
    case "shmget", "shmat", "shmctl": .shm
    case "semget", "semop", "semtimedop", "semctl": .sem
    case "msgget", "msgsnd", "msgrcv", "msgctl": .msg
    default: nil
    }
  }

  var takesKey: Bool { row.name.hasSuffix("get") }

  static let systemVNouns: [SystemVObject.Kind: String] = [.shm: "segment", .sem: "set of semaphores", .msg: "queue"]

  /// The objects of the kind that the subject can name; nil where its namespace cannot be entered.
  var systemVObjects: [SystemVObject]? {
    systemVKind.flatMap { try? lab.proc.systemVObjects($0, of: subject.pid) }
  }

  /// The object that the call names by its id or its key.
  var systemVObject: SystemVObject? {
    guard let number = words.first else { return nil }
    let word = UInt32(truncatingIfNeeded: number)
    return systemVObjects?.first { takesKey ? word != 0 && $0.key == word : $0.id == Int32(bitPattern: word) }
  }

  /// A mode as ipcs and ls -l know it, with all three digits: 0600.
  func octal(_ mode: UInt32) -> String {
    let digits = String(mode & 0o777, radix: 8)
    return "0" + String(repeating: "0", count: 3 - digits.count) + digits
  }

  func name(_ object: SystemVObject) -> String { "\(Self.systemVNouns[object.kind] ?? "object") \(object.id)" }

  func systemVReason(_ errno: Errno) -> String? {
    if row.name == "shmdt", errno == .invalid, words[0] % 4096 == 0 {
      return "No segment is attached to \(subject.name) that begins at 0x\(String(words[0], radix: 16))."
    }
    guard let kind = systemVKind else { return nil }
    switch errno.name {
    case "EACCES": return permissionReason()
    case "EPERM": return ownerReason()
    case "EINVAL": return takesKey ? sizeOfNewObject(kind) : idReason(kind)
    case "EIDRM":
      return
        "The \(Self.systemVNouns[kind] ?? "object") \(Int32(truncatingIfNeeded: words[0])) was removed while \(subject.name) waited in it: all who wait are woken with this error."
    case "EEXIST":
      return systemVObject.map {
        "The \(name($0)) has the key 0x\(String($0.key, radix: 16)) already, and IPC_EXCL asks for a new one."
      }
    case "ENOENT":
      let list = (systemVObjects ?? []).filter { $0.key != 0 }.map { "0x" + String($0.key, radix: 16) }
      let shown = list.isEmpty ? "" : " Keys in use are \(list.prefix(6).joined(separator: " "))."
      return
        "No \(Self.systemVNouns[kind] ?? "object") has the key 0x\(String(words[0] & 0xffff_ffff, radix: 16)), and IPC_CREAT, which would make one, was not given.\(shown)"
    case "ENOSPC": return namespaceLimit(kind)
    case "EAGAIN", "ERANGE", "EFBIG": return kind == .sem ? semaphoreReason(errno) : roomReason()
    case "E2BIG", "ENOMSG": return kind == .sem ? tooManyOperations() : messageReason(errno)
    default: return nil
    }
  }

  // MARK: Ids and sizes

  private func idReason(_ kind: SystemVObject.Kind) -> String? {
    guard let objects = systemVObjects, let noun = Self.systemVNouns[kind] else { return nil }
    let id = Int32(truncatingIfNeeded: words[0])
    if !objects.contains(where: { $0.id == id }) {
      let shown = objects.prefix(6).map { "\($0.id)" }.joined(separator: " ")
      return
        "No \(noun) has the id \(id) in the IPC namespace of \(subject.name); \(objects.isEmpty ? "there is none" : "there \(objects.count == 1 ? "is" : "are") \(shown)")."
    }
    if let reason = foreignOwner() { return reason }
    switch row.name {
    case "shmat":
      let address = words[safe: 1] ?? 0
      if address & 4095 != 0, (words[safe: 2] ?? 0) & 0o20000 == 0 {
        return
          "shmaddr is 0x\(String(address, radix: 16)), no multiple of the page size, 4096; SHM_RND would round it down."
      }
      return address == 0
        ? "SHM_REMAP needs an address."
        : "Something is mapped at 0x\(String(address, radix: 16)) already; SHM_REMAP replaces it."
    case "msgsnd":
      if let type = subject.exactly(8, at: words[1])?.littleEndianWord, Int64(bitPattern: type) <= 0 {
        return "mtype is \(Int64(bitPattern: type)), and the type of a message is positive."
      }
      let most = ((try? lab.proc.ipcLimit("msgmax", of: subject.pid))?.first).map { "\($0)" } ?? "the limit"
      return "The text has \(Int64(bitPattern: words[safe: 2] ?? 0)) bytes, and kernel.msgmax is \(most)."
    case "semctl":
      let number = Int32(truncatingIfNeeded: words[safe: 1] ?? 0)
      guard let set = systemVObject, number < 0 || number >= set.size else { return nil }
      return "semnum is \(number), and the set \(id) has \(set.size): their numbers begin at 0."
    default: return nil
    }
  }

  /// IPC_SET with an owner who has no number in the subject's user namespace.
  private func foreignOwner() -> String? {
    let place = row.name == "semctl" ? 2 : 1
    guard row.name.hasSuffix("ctl"), (words[safe: place] ?? 0) & 0xffff_ffff == 1,
      let bytes = words[safe: place + 1].flatMap({ subject.exactly(12, at: $0) })
    else { return nil }
    for (name, start) in [("uid", 4), ("gid", 8)] {
      let id = UInt32(truncatingIfNeeded: bytes[start..<(start + 4)].littleEndianWord)
      guard let map = try? lab.proc.idMap(subject.pid, group: name == "gid") else { continue }
      if map.contains(where: { id >= $0.inside && id - $0.inside < $0.count }) { continue }
      return
        "\(name)=\(Int32(bitPattern: id)) means nobody in the user namespace of \(subject.name)\(map.isEmpty ? ": its map is empty, and idmap writes one" : "")."
    }
    return nil
  }

  /// EINVAL of shmget, semget and msgget.
  private func sizeOfNewObject(_ kind: SystemVObject.Kind) -> String? {
    guard kind != .msg else { return nil }
    let what = kind == .shm ? "size" : "nsems"
    let size = kind == .shm ? Int64(bitPattern: words[1]) : Int64(Int32(truncatingIfNeeded: words[1]))
    if let object = systemVObject {
      let unit = kind == .shm ? "bytes" : "semaphores"
      return "\(what) is \(size), and the \(name(object)), which has that key, has \(object.size) \(unit)."
    }
    if size == 0 { return "\(what) is 0, and there is no object with the key that would say how many." }
    let limits = (try? lab.proc.ipcLimit(kind == .shm ? "shmmax" : "sem", of: subject.pid)) ?? []
    let limit = limits.first.map { "\($0)" } ?? "the limit"
    return "\(what) is \(size), and \(kind == .shm ? "kernel.shmmax" : "the first number of kernel.sem") is \(limit)."
  }

  /// ENOSPC: which limit of the namespace is reached.
  private func namespaceLimit(_ kind: SystemVObject.Kind) -> String? {
    guard let objects = systemVObjects, let noun = Self.systemVNouns[kind] else { return nil }
    func limit(_ name: String, _ index: Int = 0) -> UInt64? {
      (try? lab.proc.ipcLimit(name, of: subject.pid))?[safe: index]
    }
    let (setting, most): (String, UInt64?) =
      switch kind {
      case .shm: ("kernel.shmmni", limit("shmmni"))
      case .sem: ("the fourth number of kernel.sem", limit("sem", 3))
      case .msg: ("kernel.msgmni", limit("msgmni"))
      }
    guard let most else { return nil }
    let plural = kind == .sem ? "sets of semaphores" : noun + "s"
    if UInt64(objects.count) >= most {
      return
        "The IPC namespace of \(subject.name) has \(objects.count == 1 ? "1 \(noun)" : "\(objects.count) \(plural)"), and \(setting) lets there be \(most)."
    }
    let sum = objects.reduce(UInt64(0)) { $0 + $1.size }
    return switch kind {
    case .shm: limit("shmall").map { "All segments have \(sum / 4096) pages, and kernel.shmall lets there be \($0)." }
    case .sem:
      limit("sem", 1).map {
        "All sets have \(sum) semaphores, and the second number of kernel.sem lets there be \($0)."
      }
    case .msg: nil
    }
  }

  // MARK: Rights

  /// The permission bits, 4 2 1, that the call needs.
  private var wantedMode: UInt32 {
    let flags = UInt32(truncatingIfNeeded: words.last ?? 0)
    switch row.name {
    case "shmat": return (flags & 0o10000 != 0 ? 4 : 6) | (flags & 0o100000 != 0 ? 1 : 0)
    case "msgsnd": return 2
    case "semop", "semtimedop": return semaphoreOperations.contains { $0.change != 0 } ? 2 : 4
    // SETVAL and SETALL.
    case "semctl": return [16, 17].contains(words[safe: 2] ?? 0) ? 2 : 4
    case "shmget", "semget", "msgget": return (flags >> 6 | flags >> 3 | flags) & 7
    default: return 4
    }
  }

  private static func letters(_ mode: UInt32) -> String {
    (mode & 4 != 0 ? "r" : "") + (mode & 2 != 0 ? "w" : "") + (mode & 1 != 0 ? "x" : "")
  }

  /// EACCES, as `ipcperms` finds it (`ipc/util.c`).
  private func permissionReason() -> String? {
    guard let object = systemVObject, let status = try? lab.proc.ownStatus(subject.pid), let effective = status.capEff
    else { return nil }
    let (user, group) = (status.uids.effective, status.gids.effective)
    let groups = (status["Groups"] ?? "").split(separator: " ").compactMap { UInt32($0) } + [group]
    let (role, granted): (String, UInt32)
    if user == object.owner || user == object.maker {
      (role, granted) = ("\(user == object.owner ? "owner" : "maker"), user \(user),", object.mode >> 6 & 7)
    } else if groups.contains(object.group) || groups.contains(object.makerGroup) {
      (role, granted) = ("group, which is \(object.group),", object.mode >> 3 & 7)
    } else {
      (role, granted) = (
        "others (its owner is user \(object.owner), and \(subject.name) is user \(user))", object.mode & 7
      )
    }
    let missing = wantedMode & ~granted
    guard missing != 0 else { return nil }
    let lacks = effective >> 15 & 1 == 0
    let capability =
      lacks
      ? "CAP_IPC_OWNER is not in the effective set of \(subject.name)"
      : "\(subject.name) has CAP_IPC_OWNER in its own user namespace only, which this IPC namespace is not part of"
    return
      "The \(name(object)) has the mode \(octal(object.mode)), in which the \(role) has no \(Self.letters(missing)), and \(capability)."
  }

  /// EPERM of IPC_SET, IPC_RMID and SHM_LOCK.
  private func ownerReason() -> String? {
    guard let object = systemVObject, let status = try? lab.proc.ownStatus(subject.pid) else { return nil }
    let user = status.uids.effective
    if user == object.owner || user == object.maker {
      // Only CAP_SYS_RESOURCE raises a queue's room.
      return row.name == "msgctl"
        ? "msg_qbytes is above kernel.msgmnb, and CAP_SYS_RESOURCE is not in the effective set of \(subject.name)."
        : nil
    }
    return
      "The \(name(object)) belongs to user \(object.owner) and was made by user \(object.maker), and \(subject.name) is user \(user), without CAP_SYS_ADMIN in the namespace."
  }
}
