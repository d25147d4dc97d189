import Inspect
import LinuxABI
import SyscallTable
import Tracer

// What a failed call had to do with who the caller is, and with processes.
extension Explanation {
  /// EPERM: ids, capabilities, and what would give the missing one.
  func rightsAccount(_ account: inout Account) {
    account.circumstances.append(.credentials)
    guard let status = try? lab.proc.status(subject.pid), let effective = status.capEff else { return }
    let ids = status.uids
    let all = ids.real == ids.effective && ids.effective == ids.saved
    account.facts.append(
      all
        ? "\(subject.name) is user \(ids.real), group \(status.gids.effective)."
        : "\(subject.name) has the real user id \(ids.real), the effective one \(ids.effective), the saved one \(ids.saved)."
    )
    let known = WordCodec.capabilities.constants.filter { effective >> $0.value & 1 == 1 }.count
    account.facts.append(
      effective == 0
        ? "Its effective set of capabilities is empty."
        : "Its effective set has \(known == WordCodec.capabilities.constants.count ? "all \(known) capabilities" : names(effective))."
    )
    let inner = !lab.isInFirstUserNamespace(subject)
    if inner {
      account.facts.append("It is in a user namespace of its own: what it may do there, it may do there only.")
    }
    guard let demand = demand() ?? furtherDemand(), let bit = WordCodec.capabilities.value(of: demand.capability) else {
      return
    }
    account.facts.append("\(row.name) asks here for \(demand.capability), number \(bit).")
    let permitted = (status.capabilities("CapPrm") ?? 0) >> bit & 1 == 1
    if effective >> bit & 1 == 0, permitted {
      account.remedies.append(.init(nil, "It is in the permitted set: capset can make it effective."))
    } else if !account.remedies.isEmpty {
      // Somebody of the lab may do it, or it can be had in another way.
      return
    } else if let flag = Self.roomFor[demand.namespace ?? ""], !inner {
      account.remedies.append(
        .init(
          "unshare CLONE_NEWUSER|\(flag)",
          "a namespace of its own gives \(subject.name) \(demand.capability) over it, where the machine allows that"))
    } else if case let helper = whoMay(demand.capability, { _ in false }), helper.line != nil {
      account.remedies.append(helper)
    } else {
      account.remedies.append(
        .init(
          nil,
          "Not possible without \(demand.capability)\(demand.namespace == nil ? " in the first user namespace" : ""): sysh would have to be started by somebody who has it, root for one."
        ))
    }
  }

  /// The namespace that a capability of one's own can be had over.
  private static let roomFor = ["mnt": "CLONE_NEWNS", "uts": "CLONE_NEWUTS", "net": "CLONE_NEWNET"]

  /// EAGAIN of fork.
  func tasksAccount(_ account: inout Account) {
    if let status = try? lab.proc.status(subject.pid) {
      account.facts.append(
        "User \(status.uids.real) had \(lab.proc.tasks(ofUser: status.uids.real)) processes and threads, all over the machine."
      )
      account.circumstances.append(.credentials)
    }
    limitAccount(6, "processes", &account)
    account.remedies.append(.init(nil, "Ends and waits: a zombie that nobody has waited for counts too."))
  }

  /// ESRCH: who there is.
  func processAccount(_ account: inout Account) {
    for (parameter, type, word) in arguments {
      guard case .process = type else { continue }
      let number = Int32(truncatingIfNeeded: word)
      guard number > 0 else { continue }
      let seen = lab.process(numbered: number, for: subject)
      account.circumstances.append(.process(seen ?? number))
      account.facts.append("\(parameter.name) was \(number).")
    }
    let living = lab.living.prefix(12).map { "\($0.name) \($0.numbers.seen(by: subject.numbers) ?? $0.pid)" }
    account.facts.append("Alive in the lab were \(living.joined(separator: ", ")).")
    if let fact = unborn() { account.facts.append(fact) }
    if account.remedies.isEmpty {
      account.remedies.append(
        .init(nil, "A subject's name stands for its number: kill P2 SIGTERM. tree shows who is there."))
    }
  }

  /// Whether anybody ever had the number that nobody has, as far as the counters of the machine tell: numbers are given
  /// out in turn up to kernel.pid_max, then from 301 on again (`kernel/pid.c`).
  private func unborn() -> String? {
    guard subject.numbers.depth == 0 else { return nil }
    for (_, type, word) in arguments {
      guard case .process = type else { continue }
      let number = Int32(truncatingIfNeeded: word)
      guard number > 0, !lab.proc.exists(number), !lab.subjects.contains(where: { $0.pid == number }) else { continue }
      guard let most = (try? lab.proc.setting("kernel/pid_max")).flatMap({ Int32($0) }),
        let last = try? lab.proc.loadAverage().lastPid
      else { return nil }
      if number >= most { return "Numbers of processes stay below kernel.pid_max, \(most): nobody can have \(number)." }
      let made = (try? ControlGroup.text(of: "/proc/stat"))?.lines().first { $0.hasPrefix("processes ") }
        .flatMap { Int($0.dropFirst(10)) }
      if let made, made < most, number > last {
        return
          "Nobody has had the number \(number) since the machine was started: the last that was given out was \(last)."
      }
      return "Somebody may have had the number \(number) before: none of the lab's subjects has."
    }
    return nil
  }

  /// ECHILD: the family.
  func childAccount(_ account: inout Account) {
    account.circumstances.append(.children)
    account.circumstances.append(.signal(.child))
    let made = lab.subjects.filter { $0.parent == subject.name && $0.leader == nil }
    if made.isEmpty {
      account.facts.append("\(subject.name) has made no child so far.")
    } else {
      let told = made.prefix(8).map { child in
        let parent = (try? lab.proc.stat(child.pid).parent) ?? 0
        if child.end != nil, !lab.proc.exists(child.pid) { return "\(child.name) has ended and was taken in" }
        return parent == subject.pid
          ? "\(child.name) is still its child"
          : "\(child.name) belongs to \(lab.name(ofProcess: parent) ?? "process \(parent)") now"
      }
      account.facts.append(told.joined(separator: "; ") + ".")
    }
    account.remedies.append(
      .init("fork", "makes a child; when that has ended, or at once with WNOHANG, a wait finds it"))
  }

  /// EINTR: what the signal does here.
  func interruptionAccount(_ account: inout Account) {
    guard let status = try? lab.proc.status(subject.pid) else { return }
    let caught = Signal.members(of: status.caught)
    for signal in caught.prefix(4) { account.circumstances.append(.signal(signal)) }
    account.facts.append(
      caught.isEmpty
        ? "\(subject.name) catches no signal: the lab broke the call off (interrupt)."
        : "\(subject.name) catches \(caught.prefix(8).map(\.name).joined(separator: " ")).")
    if let signal = caught.first {
      account.remedies.append(
        .init(
          "sigaction \(signal.name) {sa_handler=handler, sa_flags=SA_RESTART}",
          "lets the kernel take most calls up again after the handler (man 7 signal says which)"))
    }
    account.remedies.append(.init(nil, "The same line again: EINTR says only that this time it was cut short."))
  }

  /// EINVAL and its like: each argument with what it is for.
  func argumentAccount(_ account: inout Account) {
    for (_, fd) in descriptorArguments { account.circumstances.append(.descriptor(fd)) }
    for (parameter, type, word) in arguments {
      var value: String
      switch type {
      case .word(let codec, let bits):
        let masked = bits == 32 ? word & 0xffff_ffff : word
        value = "\(codec.text(masked))"
        let known = codec.constants.prefix(10).map(\.name).joined(separator: " ")
        value +=
          ", where \(known)\(codec.constants.count > 10 ? " and \(codec.constants.count - 10) more" : "") are known"
      case .signed(let bits), .unsigned(let bits):
        value = bits == 32 ? "\(Int32(truncatingIfNeeded: word))" : "\(Int64(bitPattern: word))"
      case .descriptor, .directory:
        let fd = Int32(truncatingIfNeeded: word)
        value = entry(fd).map { "\(fd), \($0.file?.kind.noun ?? "a file") (\(Escapes.harmless($0.target)))" } ?? "\(fd)"
      case .pointer, .address: value = word == 0 ? "NULL" : "0x" + String(word, radix: 16)
      case .hexadecimal, .special: value = word < 10 ? "\(word)" : "0x" + String(word, radix: 16)
      case .permissions: value = "0" + String(word & 0xffff_ffff, radix: 8)
      case .process, .owner, .signal: value = "\(Int32(truncatingIfNeeded: word))"
      case .selected, .presentIf, .absent: continue
      }
      account.facts.append("\(parameter.name) was \(value): \(parameter.meaning).")
    }
    if account.remedies.isEmpty, let remedy = valueRemedy() { account.remedies.append(remedy) }
  }
}
