import SyscallTable

/// A typed call on its way into the kernel: encoded, its arguments in the subject's memory, looked at by the guard. What
/// was judged is what runs.
public struct PreparedCall {
  let subject: LabSubject
  let pending: PendingCall
  var words: [UInt64] { pending.words }
  /// The row by which it is counted among the calls made.
  let row: Syscall
  /// Where the stack may begin while it runs: below its arguments. Nil for a subject with a stack of its own.
  let stack: UInt64?
  /// What it would reach outside the lab, as a clause that completes "This call would ..."; nil when it stays inside.
  public let objection: String?
}

extension Lab {
  /// Makes a typed call ready to run. Nothing of it is remembered until it does. A dead current subject is replaced; the
  /// next report says so.
  ///
  /// Throws `InputError` for everything that is wrong with its arguments, before a subject is replaced, and `LabError`
  /// when its subject cannot take a call.
  public func prepare(_ request: CallRequest) throws -> PreparedCall {
    // Nobody's memory would be too small for any argument, which is not what is wrong.
    if let name = request.subject, self.subject(named: name) == nil { _ = try ready(name) }
    var (encoded, note) = try encode(request, for: request.subject.map { self.subject(named: $0) } ?? current)
    let subject = try ready(request.subject)
    // Another subject than the one encoded for, or a program that has moved its stack since.
    if encoded.arena.top != subject.arenaTop & ~15 { (encoded, note) = try encode(request, for: subject) }
    try refuseTooMany(encoded.row)
    try refuseGrowth(encoded.row, encoded.words, of: subject)
    try place(encoded.arena, in: subject)
    forgetLostNamespaces()
    let row = request.printedAs ?? encoded.row
    let missing = max(0, row.parameters.count - encoded.words.count)
    let words = encoded.words + [UInt64](repeating: 0, count: missing)
    return PreparedCall(
      subject: subject,
      pending: PendingCall(row: row, words: words, targets: request.targets, alias: request.alias, note: note),
      row: encoded.row, stack: subject.hasOwnStack ? nil : encoded.arena.bottom - 256,
      objection: isSandboxed ? nil : Guard(lab: self, subject: subject, row: row, words: words).objection)
  }

  /// What a prepared call would reach now: while somebody thought about an answer a program may have moved a file.
  public func objection(to call: PreparedCall) -> String? {
    isSandboxed
      ? nil : Guard(lab: self, subject: call.subject, row: call.pending.row, words: call.pending.words).objection
  }

  /// Runs a call that was prepared, once, with nothing run in its subject since.
  ///
  /// Throws `LabError.refused` when the subject has died meanwhile.
  public func run(_ prepared: PreparedCall) throws(LabError) -> CallReport {
    guard prepared.subject.end == nil else { throw .refused("\(prepared.subject.name) has ended.") }
    callsMade.append(prepared.row.name)
    rememberPages(before: prepared.row)
    var report = run(prepared.pending, stack: prepared.stack, in: prepared.subject)
    report.started = takeStartNotice()
    return report
  }

  /// Runs a typed call and tells what came of it.
  ///
  /// Throws as `prepare` does; everything is as it was then.
  public func run(_ request: CallRequest) throws -> CallReport {
    try run(prepare(request))
  }

  private func encode(_ request: CallRequest, for subject: LabSubject?) throws(InputError) -> (
    EncodedCall, note: String?
  ) {
    let results = request.row.resultCount
    if request.targets.count > results {
      throw InputError(
        "\(request.row.name) gives \(results == 1 ? "one value" : "\(results) values"), and \(request.targets.count) names were given.",
        at: request.nameRange)
    }
    let (request, note) = try withStack(request, for: subject)
    var encoder = Encoder(
      request.row, table: table, resolver: CallerNames(lab: self, caller: subject), arenaTop: subject?.arenaTop ?? 0,
      arenaLimit: subject?.arenaLimit ?? Arena.limit, nameRange: request.nameRange)
    return (try encoder.encode(request.arguments), note)
  }
}
