import Inspect
import LinuxABI
import SyscallTable

// What is in an object of System V IPC: the values of semaphores, the messages of a queue.
extension Explanation {
  /// struct sembuf (`include/uapi/linux/sem.h`).
  struct SemaphoreOperation {
    let number: Int
    let change: Int
    let isPatient: Bool
  }

  /// What semop was to do, as far as it can be read.
  var semaphoreOperations: [SemaphoreOperation] {
    guard row.name.hasPrefix("sem"), !takesKey, row.name != "semctl", let address = words[safe: 1] else { return [] }
    let count = Int(min(words[safe: 2] ?? 0, 500))
    guard count > 0, let bytes = subject.exactly(count * 6, at: address) else { return [] }
    return (0..<count).map { index in
      let start = index * 6
      let words = [0, 2, 4].map { bytes[(start + $0)..<(start + $0 + 2)].littleEndianWord }
      return SemaphoreOperation(
        number: Int(words[0]), change: Int(Int16(truncatingIfNeeded: words[1])), isPatient: words[2] & 0o4000 == 0)
    }
  }

  private var setID: Int32 { Int32(truncatingIfNeeded: words.first ?? 0) }

  /// EAGAIN, ERANGE and EFBIG: the operation that could not be, found by doing them all on the values as they are.
  func semaphoreReason(_ errno: Errno) -> String? {
    if row.name == "semctl" {
      return errno == .range ? "A semaphore's value lies in 0 to 32767 (SEMVMX)." : nil
    }
    if errno == .fileTooLarge {
      guard let set = systemVObject, let wrong = semaphoreOperations.first(where: { $0.number >= set.size }) else {
        return "sem_num of an operation is not below the number of semaphores that the set has."
      }
      return
        "sem_num of an operation is \(wrong.number), and the set \(setID) has \(set.size): their numbers begin at 0."
    }
    guard var values = lab.proc.semaphores(setID, of: subject.pid).map({ $0.map(Int.init) }) else { return nil }
    for operation in semaphoreOperations {
      guard let value = values[safe: operation.number] else { return nil }
      let result = value + operation.change
      let what = "Semaphore \(operation.number) of the set \(setID) is \(value)"
      if errno == .range {
        if result > 32767 { return "\(what), and sem_op=\(operation.change) would raise it above 32767 (SEMVMX)." }
      } else if operation.change == 0 ? value != 0 : result < 0 {
        let why = operation.isPatient ? "the time is over" : "IPC_NOWAIT keeps the call from waiting"
        return operation.change == 0
          ? "\(what), and sem_op=0 waits until it is 0: \(why)."
          : "\(what), and sem_op=\(operation.change) waits until it is \(-operation.change) or more: \(why)."
      }
      values[operation.number] = result
    }
    return nil
  }

  func tooManyOperations() -> String? {
    guard row.name != "semctl" else { return nil }
    let most = ((try? lab.proc.ipcLimit("sem", of: subject.pid))?[safe: 2]).map { "\($0)" } ?? "the limit"
    return "nsops is \(word("nsops") ?? 0), and kernel.sem allows \(most) operations in a call."
  }

  /// EAGAIN of msgsnd.
  func roomReason() -> String? {
    guard row.name == "msgsnd", let queue = systemVObject, let room = lab.proc.queueRoom(queue.id, of: subject.pid)
    else { return nil }
    return
      "The queue \(queue.id) holds \(queue.size) bytes in \(messages(queue.count)), and takes \(room) at once (msg_qbytes): \(word("msgsz") ?? 0) more have no room now, and IPC_NOWAIT keeps the call from waiting."
  }

  private func messages(_ count: UInt64) -> String { count == 1 ? "1 message" : "\(count) messages" }

  /// ENOMSG and E2BIG of msgrcv.
  func messageReason(_ errno: Errno) -> String? {
    guard row.name == "msgrcv" else { return nil }
    if errno.name == "E2BIG" {
      return "The message is longer than msgsz, \(word("msgsz") ?? 0) bytes; MSG_NOERROR would cut it off."
    }
    guard let queue = systemVObject else { return nil }
    let type = Int64(bitPattern: word("msgtyp") ?? 0)
    // MSG_EXCEPT.
    let wanted =
      type == 0
      ? "" : type < 0 ? " of a type up to \(-type)" : (words[4] & 0o20000 != 0 ? " but those" : "") + " of type \(type)"
    return queue.count == 0
      ? "The queue \(queue.id) is empty, and IPC_NOWAIT keeps the call from waiting."
      : "The queue \(queue.id) holds \(messages(queue.count)), none\(wanted), and IPC_NOWAIT keeps the call from waiting."
  }

  // MARK: At length

  /// What the object was like, and what would make the call work. False where the call is about none.
  func systemVAccount(_ errno: Errno, _ account: inout Account) -> Bool {
    guard let kind = systemVKind, errno != .badAddress, let noun = Self.systemVNouns[kind] else { return false }
    let id = takesKey ? systemVObject?.id : setID
    if let id { account.circumstances.append(.systemV(kind, id: id)) }
    if errno == .accessDenied || errno == .notPermitted { account.circumstances.append(.credentials) }
    if let object = systemVObject { account.facts.append(description(object)) }
    if kind == .sem, let id, let values = lab.proc.semaphores(id, of: subject.pid), !values.isEmpty {
      account.facts.append(
        "Its semaphores were \(values.prefix(16).map { "\($0)" }.joined(separator: " "))\(values.count > 16 ? " ..." : "")."
      )
    }
    account.remedies = systemVRemedies(errno, kind, noun)
    return errno != .interrupted && errno != .outOfMemory && !account.facts.isEmpty || !account.remedies.isEmpty
  }

  private func description(_ object: SystemVObject) -> String {
    let contents =
      switch object.kind {
      case .shm: "\(object.size) bytes, attached \(object.count == 1 ? "once" : "\(object.count) times")"
      case .sem: object.size == 1 ? "1 semaphore" : "\(object.size) semaphores"
      case .msg: "\(object.size) bytes in \(messages(object.count))"
      }
    let key = object.key == 0 ? "IPC_PRIVATE" : "0x" + String(object.key, radix: 16)
    return
      "The \(name(object)) had \(contents), key \(key), mode \(octal(object.mode)), owner user \(object.owner) and group \(object.group), and was made by user \(object.maker)."
  }

  private func systemVRemedies(_ errno: Errno, _ kind: SystemVObject.Kind, _ noun: String) -> [Account.Remedy] {
    let id = setID
    let control = "\(kind.rawValue)ctl"
    switch errno.name {
    case "EINVAL" where !takesKey && systemVObject == nil, "EIDRM":
      let maker = [
        SystemVObject.Kind.shm: "shmget IPC_PRIVATE 4096 IPC_CREAT|0600", .sem: "semget IPC_PRIVATE 1 IPC_CREAT|0600",
        .msg: "msgget IPC_PRIVATE IPC_CREAT|0600",
      ]
      return [.init(maker[kind], "makes a new \(noun) and gives its id: a removed one does not come back")]
    case "EACCES":
      guard let object = systemVObject, let status = try? lab.proc.ownStatus(subject.pid) else { return [] }
      let user = status.uids.effective
      guard user == object.owner || user == object.maker else {
        return [.init(nil, "User \(object.owner), its owner, can change the mode with \(control) and IPC_SET.")]
      }
      let command = kind == .sem ? "semctl \(object.id) 0" : "\(control) \(object.id)"
      return [
        .init(
          "\(command) IPC_SET {\(kind.rawValue)_perm={uid=\(object.owner), gid=\(object.group), mode=0600}\(kind == .msg ? ", msg_qbytes=\(lab.proc.queueRoom(object.id, of: subject.pid) ?? 16384)" : "")}",
          "gives the owner r and w: the owner may always change the mode")
      ]
    case "EAGAIN" where kind == .msg: return [.init("msgrcv \(id)", "takes a message out, which makes room")]
    case "ENOMSG": return [.init("msgsnd \(id) {mtype=\(wantedType), mtext=\"hello\"}", "puts such a message in")]
    case "EAGAIN":
      guard let values = lab.proc.semaphores(id, of: subject.pid),
        let blocked = semaphoreOperations.first(where: { operation in
          guard let value = values[safe: operation.number].map(Int.init) else { return false }
          return operation.change == 0 ? value != 0 : value + operation.change < 0
        })
      else { return [] }
      let value = Int(values[blocked.number])
      let change = blocked.change == 0 ? -value : -blocked.change - value
      return [
        .init(
          "semop \(id) [{sem_num=\(blocked.number), sem_op=\(change), sem_flg=0}]", "brings it to where it can be done")
      ]
    case "ENOSPC":
      guard let object = systemVObjects?.first else { return [] }
      let command = kind == .sem ? "semctl \(object.id) 0 IPC_RMID" : "\(control) \(object.id) IPC_RMID"
      return [.init(command, "removes one, which makes room, where nobody needs it any more")]
    case "EEXIST": return [.init(nil, "Without IPC_EXCL the call gives the id of the one that exists.")]
    case "ENOENT": return [.init(nil, "With IPC_CREAT|0600 in the flags the call makes one.")]
    default: return []
    }
  }

  private var wantedType: Int64 {
    let type = Int64(bitPattern: word("msgtyp") ?? 0)
    return type == 0 || type == .min ? 1 : abs(type)
  }
}
