import Inspect
import LinuxABI
import SyscallTable

/// An object of System V IPC that a subject made.
struct IPCObject: Hashable {
  /// Each kind has a table of its own, `/proc/sysvipc/shm` and its like.
  enum Kind: String { case shm, sem, msg }
  let kind: Kind
  let id: Int32

  /// The calls on each kind, by number: those that make or find, and those that take an id.
  fileprivate static let makers: [Int: (kind: Kind, flags: Int)] = [29: (.shm, 2), 64: (.sem, 2), 68: (.msg, 1)]
  fileprivate static let users: [Int: Kind] = [
    30: .shm, 31: .shm, 65: .sem, 66: .sem, 220: .sem, 69: .msg, 70: .msg, 71: .msg,
  ]
  /// Commands that only ask, of shmctl, semctl and msgctl, and where the command stands.
  fileprivate static let asking: [Int: (argument: Int, commands: Set<UInt64>)] = [
    31: (1, [2, 3, 13, 14, 15]), 66: (2, [2, 3, 11, 12, 13, 14, 15, 18, 19, 20]), 71: (1, [2, 3, 11, 12, 13]),
  ]
  fileprivate static let nouns: [Kind: String] = [
    .shm: "shared memory", .sem: "semaphores", .msg: "a message queue",
  ]
}

// Objects of System V IPC belong to no process: they outlive the lab, and by their numbers it would reach those of
// other programs. In an IPC namespace of their own they end with the subjects.
extension Guard {
  var ipcTarget: String? {
    // mq_open and mq_unlink: the names are the namespace's too.
    if row.number == 240 || row.number == 241 {
      if isApart(.ipc) { return nil }
      return row.number == 240 ? "open a message queue, which has a name of its own" : "remove a message queue"
    }
    if let (kind, flags) = IPCObject.makers[row.number], let key = words.first {
      // IPC_PRIVATE makes one without IPC_CREAT.
      let makes = key & 0xffff_ffff == 0 || (words[safe: flags] ?? 0) & 0x200 != 0
      guard makes, !isApart(.ipc) else { return nil }
      return "make \(IPCObject.nouns[kind] ?? ""), which outlives its processes"
    }
    guard let kind = IPCObject.users[row.number], let first = words.first, !isApart(.ipc) else { return nil }
    if let (argument, commands) = IPCObject.asking[row.number],
      commands.contains((words[safe: argument] ?? 0) & 0xffff_ffff)
    {
      return nil
    }
    let id = Int32(truncatingIfNeeded: first)
    if lab.ipcObjects.contains(IPCObject(kind: kind, id: id)) || !exists(id, kind) { return nil }
    return "use or change \(IPCObject.nouns[kind] ?? "") of other processes"
  }

  private func exists(_ id: Int32, _ kind: IPCObject.Kind) -> Bool {
    // The table is the reader's namespace's, and that is the subject's.
    guard let table = try? lab.proc.text(subject.pid, "../sysvipc/\(kind.rawValue)") else { return true }
    return table.lines().dropFirst().contains { line in
      line.split(separator: " ").dropFirst().first.flatMap { Int32($0) } == id
    }
  }
}

extension Lab {
  /// Remembers an object that a call made: the learner was asked, and it is the lab's from now on.
  func noteIPCObject(_ call: PendingCall, _ outcome: CallOutcome) {
    guard case .returned(let id) = outcome, let (kind, flags) = IPCObject.makers[call.row.number],
      call.words[safe: 0].map({ $0 & 0xffff_ffff }) == 0 || (call.words[safe: flags] ?? 0) & 0x600 == 0x600
    else { return }
    ipcObjects.insert(IPCObject(kind: kind, id: Int32(truncatingIfNeeded: id)))
  }
}
