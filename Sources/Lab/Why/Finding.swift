import LinuxABI
import SyscallTable

/// A cause that was found in the state, with what follows from it: the sentence under the call, and what `why` adds.
struct Finding {
  let cause: String
  var facts: [String] = []
  var remedies: [Account.Remedy] = []
  var circumstances: [Circumstance] = []

  init(_ cause: String) { self.cause = cause }

  /// With what the session's history is searched for.
  func because(_ circumstances: Circumstance...) -> Finding {
    var copy = self
    copy.circumstances += circumstances
    return copy
  }

  /// With what would make the call work: a line that can be typed, or nil, and a sentence.
  func mended(_ line: String?, _ sentence: String) -> Finding { mended(.init(line, sentence)) }

  func mended(_ remedy: Account.Remedy) -> Finding {
    var copy = self
    copy.remedies.append(remedy)
    return copy
  }

  func knowing(_ facts: String...) -> Finding {
    var copy = self
    copy.facts += facts
    return copy
  }
}

extension Explanation {
  /// The cause, where the live state tells it for this very call; nil where the usual places have to be asked. What a
  /// filter of seccomp or a map of ids decides comes first: see `usualReasons`.
  func finding(for errno: Errno) -> Finding? {
    if let found = attribute(errno) ?? quota(errno) { return found }
    return switch errno.name {
    case "EPERM": forgedSignal() ?? refusedByOther() ?? refusedObject() ?? refusedHere()
    case "EACCES": refusedByOther()
    case "ESRCH": endedProcess()
    case "EINVAL": wrongValue() ?? wrongMount(errno)
    case "ELOOP", "ENOTDIR": wrongMount(errno)
    case "ENOSPC": fullTable()
    case "ENOMEM": lostInit() ?? lockedRings()
    case "ETIMEDOUT": tooLate()
    case "ETXTBSY": runningProgram()
    case "ETOOMANYREFS": descriptorsUnderWay()
    case "EMSGSIZE": messageTooLong()
    case "EKEYREVOKED", "EKEYEXPIRED", "ENOKEY": goneKey(errno)
    case "EOPNOTSUPP": unsupportedByFileSystem()
    case "ENODEV": absentDevice()
    case "ENXIO": nothingRegistered()
    case "EIO": traceError()
    case "EOVERFLOW", "ENOENT", "ESTALE": absentObject(errno)
    case "ENETUNREACH": noNetwork()
    case "ENOTBLK": noBlockDevice()
    case "ENAMETOOLONG": longName()
    default: nil
    }
  }
}
