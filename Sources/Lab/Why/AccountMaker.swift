import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What is looked up at a failure, by error.
extension Explanation {
  /// The long form of `reasons(for:)`.
  func account(for errno: Errno) -> Account {
    var account = Account()
    if systemVAccount(errno, &account) { return account }
    queueAccount(errno, &account)
    if filterReason(errno) == nil, queueReason(errno) == nil, let found = finding(for: errno) {
      account.facts += found.facts
      account.remedies += found.remedies
      account.circumstances += found.circumstances
    }
    switch errno {
    case .badDescriptor: descriptorAccount(&account)
    case .connectionRefused:
      account.remedies.append(
        .init(nil, "Somebody has to be there first: a socket that is bound to that address and listens."))
    case .notSocket, .illegalSeek, .notTerminal: kindAccount(&account)
    case .notConnected: connectionAccount(&account)
    case .accessDenied, .noEntry, .notDirectory, .exists, .isDirectory, .linkLoop, .notEmpty, .crossDevice,
      .nameTooLong, .readOnlyFileSystem:
      pathAccount(errno, &account)
    case .notPermitted:
      if !paths.isEmpty { pathAccount(errno, &account) }
      rightsAccount(&account)
    case .badAddress: addressAccount(&account)
    case .tooManyFiles: openFilesAccount(&account)
    case .outOfMemory where isFork && endedNamespace() != nil: break
    case .outOfMemory: memoryAccount(&account)
    case .wouldBlock where isFork: tasksAccount(&account)
    case .wouldBlock: waitAccount(&account)
    case .brokenPipe: pipeAccount(&account, readers: true)
    case .noProcess where !row.name.hasPrefix("quotactl"): processAccount(&account)
    case .noChild: childAccount(&account)
    case .interrupted: interruptionAccount(&account)
    case .invalid, .notSupported, .range: argumentAccount(&account)
    case .fileTooLarge: limitAccount(1, "file size", &account)
    default: break
    }
    furtherRemedies(errno, &account)
    return account
  }

  /// A limit's soft and hard value as sentences, and how to raise it where that is possible.
  func limitAccount(_ number: Int, _ name: String, _ account: inout Account, atLeast wanted: UInt64? = nil) {
    account.circumstances.append(.limit(number))
    guard let limit = (try? lab.proc.limits(subject.pid))?[name],
      let constant = WordCodec.resources.constants.first(where: { $0.value == UInt64(number) })?.name
    else { return }
    let text = { (value: UInt64?) in value.map(String.init) ?? "unlimited" }
    account.facts.append("\(constant) of \(subject.name): soft \(text(limit.soft)), hard \(text(limit.hard)).")
    guard let soft = limit.soft else { return }
    if limit.hard == nil || limit.hard ?? 0 > soft {
      let raised = limit.hard.map { "\($0)" } ?? "RLIM64_INFINITY"
      account.remedies.append(
        .init(
          "setrlimit \(constant) {rlim_cur=\(raised), rlim_max=\(raised)}",
          "raises the soft limit to the hard one, which needs no privilege"))
    } else {
      account.remedies.append(
        .init(nil, "The soft limit is as high as the hard one; raising that takes CAP_SYS_RESOURCE."))
    }
  }
}
