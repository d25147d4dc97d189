import Inspect
import SyscallTable

extension Lab {
  /// Why a program that runs by itself sleeps, when it waits for the other end of a pipe: the call, and who holds that
  /// end. Nil when it does something else.
  public func pipeWait(of subject: LabSubject) -> String? {
    guard subject.tracee.activity == .free, (try? proc.stat(subject.pid).state) == .sleeping,
      case .call(let number, let arguments, _, _)? = try? proc.blockedCall(subject.pid),
      let row = table[number: Int(clamping: number)], let fd = arguments.first,
      case .descriptor? = row.parameters.first?.type
    else { return nil }
    look(at: subject)
    guard let description = descriptors.description(of: Int32(truncatingIfNeeded: fd), in: subject.name),
      description.file?.kind == .pipe
    else { return nil }
    return "\(subject.name) sleeps in \(row.name)(\(fd), ...). " + pipeAdvice(subject, row, description)
  }
}
