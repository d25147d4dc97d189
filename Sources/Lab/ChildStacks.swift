import LinuxABI
import SyscallTable

// clone and clone3 without a stack for a child that uses the caller's memory.
extension Lab {
  /// The request with a stack for the new thread, where the learner left it out and the thread would otherwise stand on
  /// its maker's: a part of the stack mapping that nobody uses. The sentence says so.
  ///
  /// Throws `InputError` where no such part is known: a program that runs has its stack for itself.
  func withStack(_ request: CallRequest, for subject: LabSubject?) throws(InputError) -> (CallRequest, note: String?) {
    guard let subject, request.row.name == "clone" || request.row.name == "clone3", let flags = flags(of: request),
      flags & 0x4100 == 0x100
    else { return (request, nil) }
    guard subject.tracee.image == .subject else {
      throw InputError(
        "With CLONE_VM both would stand on one stack, and each would overwrite what the other keeps there.",
        at: request.nameRange, advice: "Give it a stack of its own, the end of memory made by mmap.")
    }
    let top = subject.memory.top(ofPart: freePart(of: subject.memory))
    let range = request.nameRange
    func member(_ name: String, _ value: UInt64) -> Expression.Member {
      .init(name: name, value: Expression(.integer(value), range), range: range)
    }
    var arguments = request.arguments
    if request.row.name == "clone3", case .structure(let members) = arguments[0].kind {
      let size = AddressSpace.limit
      let stack = [member("stack", top - size), member("stack_size", size)]
      arguments[0] = Expression(.structure(members + stack), arguments[0].range)
    } else if case .named = arguments[0].kind {
      arguments.append(Expression(.named("child_stack", Expression(.integer(top), range)), range))
    } else {
      arguments.append(Expression(.integer(top), range))
    }
    let changed = CallRequest(
      row: request.row, printedAs: request.printedAs, alias: request.alias, arguments: arguments,
      subject: request.subject, targets: request.targets, nameRange: range)
    return (
      changed,
      "No stack was given: it stands in a part of \(subject.process)'s stack mapping that nobody uses."
    )
  }

  /// The flags, where the stack was left out; nil where it was given, or nothing can be said.
  private func flags(of request: CallRequest) -> UInt64? {
    let evaluation = Evaluation(resolver: self, table: table)
    let arguments = request.arguments
    guard let first = arguments.first else { return nil }
    if request.row.name == "clone3" {
      guard case .structure(let members) = first.kind, !members.contains(where: { $0.name == "stack" }),
        let flags = members.first(where: { $0.name == "flags" })
      else { return nil }
      return try? evaluation.word(flags.value, codec: .clone3Flags)
    }
    if case .named = first.kind {
      var flags: Expression?
      for argument in arguments {
        guard case .named(let name, let value) = argument.kind, name != "child_stack" else { return nil }
        if name == "flags" { flags = value }
      }
      return flags.flatMap { try? evaluation.word($0, codec: .cloneFlags) }
    }
    return arguments.count == 1 ? try? evaluation.word(first, codec: .cloneFlags) : nil
  }
}
