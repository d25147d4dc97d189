import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Calls that reach outside the lab with some arguments and not with others: the kernel's log and clock, keys, and
// priorities of several processes at once.
extension Guard {
  /// Whether a call that can change the machine only asks here, or changes what belongs to the subject alone.
  var isHarmlessHere: Bool {
    switch row.number {
    // syslog: opening, closing, reading all of it, and asking for sizes.
    case 103: [0, 1, 3, 9, 10].contains(word(0))
    case 159: clockModes(at: 0) == 0
    case 305: clockModes(at: 1) == 0
    // sethostname and setdomainname in a UTS namespace that is not the shell's.
    case 170, 171: isApart(.uts)
    // Of a keyring that somebody waits for there is none, for nobody has asked a subject for a key.
    case 248: isOwnKeyring(4) || [-7, -8].contains(process(4))
    case 250: isOwnKeyOperation
    default: false
    }
  }

  /// What a call with more than one target would reach; nil for every other row.
  var severalTargets: String? {
    switch row.number {
    case 249 where words[safe: 2] ?? 0 != 0: "have the kernel run /sbin/request-key, outside the lab"
    case 249 where word(3) != 0 && !isOwnKeyring(3): "put a key into a keyring that the lab does not own"
    case 251: inputOutputPriority
    case 312: [0, 1].lazy.compactMap { foreign(process($0)) }.first.map { "look into \($0)" }
    default: nil
    }
  }

  private func word(_ index: Int) -> UInt64 { (words[safe: index] ?? 0) & 0xffff_ffff }
  private func process(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: word(index)) }

  /// The member `modes` of struct timex; nil when it cannot be read.
  private func clockModes(at index: Int) -> UInt64? {
    guard let bytes = subject.exactly(4, at: words[safe: index] ?? 0) else { return nil }
    return bytes.littleEndianWord
  }

  /// The keyrings of the thread (-1) and of the process (-2), which end with it. That of the session is the shell's too.
  private func isOwnKeyring(_ index: Int) -> Bool {
    [-1, -2].contains(process(index))
  }

  private var isOwnKeyOperation: Bool {
    switch word(0) {
    // Asking for a keyring's number, without making it; describing, reading, security, queries, abilities.
    case 0: word(2) == 0 || isOwnKeyring(1)
    case 6, 11, 17, 24, 31: true
    // A new session keyring for the subject; which keyring takes requested keys; for whom a key is made.
    case 1: words[safe: 1] ?? 0 == 0
    case 14, 16: true
    case 8, 9: isOwnKeyring(2)
    case 10: word(4) == 0 || isOwnKeyring(4)
    // SESSION_TO_PARENT reaches the shell, GET_PERSISTENT another user's keyring, INSTANTIATE and the like a key that
    // someone waits for.
    case 12, 13, 18, 19, 20, 22, 30: false
    default: isOwnKeyring(1)
    }
  }

  /// ioprio_set: a process by its id, the caller's own group as 0, and otherwise whoever it may be.
  private var inputOutputPriority: String? {
    let who = process(1)
    // IOPRIO_WHO_PROCESS, _PGRP, _USER: the kernel refuses anything else.
    if !(1...3).contains(word(0)) { return nil }
    if who == 0, word(0) < 3 { return nil }
    if word(0) == 1 { return foreign(who).map { "change the I/O priority of \($0)" } }
    return "change the I/O priority of processes that are no subjects of the lab"
  }
}
