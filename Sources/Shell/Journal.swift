import Lab
import LinuxABI
import SyscallTable

/// What a session has done, statement by statement, so that it can be done again without the last ones: what `undo`
/// replays, and what `save` writes as scripts, lessons and C.
///
/// It is not the `Transcript`, which has what was shown, views and mistakes too, but no statements that could be done
/// again, and forgets the oldest; nor the `Chronicle`, which has for `why` what calls changed and what went wrong, of
/// subjects before a reset too, and of what happens by itself as well. The numbers that the chronicle gives commands are
/// this one's.
///
/// Views leave nothing here, and neither does a line that was not understood or refused. `reset` is an entry: what stands
/// behind it is the present session, and what stands before it can still be had back. Entries keep what came of them the
/// first time; a replay is compared with that and does not change it.
final class Journal {
  struct Entry {
    let text: String
    let statement: Statement
    /// Nanoseconds of the monotonic clock.
    let start: Int64
    /// What came of it when its prompt came back, nil where it made no call.
    var outcome: CallOutcome?
    var row: Syscall?
    /// The calls that it made, in order. One that blocked is here as blocked.
    var reports: [CallReport] = []
    /// The loads and stores that it made.
    var memory: [MemoryReport] = []
    /// Descriptors that it gave names to.
    var descriptors: [UInt64] = []
    var lasting: [Lasting] = []
    /// It reached outside the lab, so that doing it again would reach it twice.
    var reached = false
    /// `!COMMAND`: nothing of the lab's.
    var isOutside = false
    /// Blocked calls that came back, and subjects that ended, before the next entry.
    var lateEnds: [LateEnd] = []
    /// The subjects that had ended by then.
    var ended: Set<String> = []
    /// A line of a pasted log: its numbers are the log's.
    var isLogged = false
    /// The line said something else than came of it.
    var differed = false
    /// Its result depends on the machine or the moment, so that another run need not give it again.
    var isUnsteady = false
    /// Its process ids are those of a namespace inside the shell's, which are the same each time.
    var isInside = false
    fileprivate var happened = false

    /// The command's name, nil for calls and assignments.
    var command: String? {
      if case .command(let command) = statement { command.name } else { nil }
    }
  }

  /// What was typed and did nothing: a view, a comment. `save` writes it where it stood.
  struct Aside {
    /// The statement, or the comment without its `#`.
    let text: String
    let isComment: Bool
    /// How many entries stand before it.
    let after: Int
    /// It stands behind the statements of a line.
    var isTrailing = false
    /// It is about the entry behind it and goes with that.
    var belongsToNext = false
  }

  private(set) var entries: [Entry] = []
  /// How many of them ran outside the lab.
  private var outsideCount = 0
  private(set) var asides: [Aside] = []
  /// Names of the subjects by process id, of those that have ended too.
  private(set) var names: [Int32: String] = [:]
  private var open: Entry?

  // MARK: Keeping

  func begin(_ statement: Statement, _ text: String, after lateEnds: [LateEnd]) {
    happened(lateEnds)
    open = Entry(text: text, statement: statement, start: Lab.now())
  }

  /// The statement is over, and is kept if it did anything. One that did nothing and did not fail is an aside.
  func end(_ lateEnds: [LateEnd], failed: Bool, ended: Set<String>) {
    if var open, open.happened {
      open.differed = failed
      entries.append(open)
      if open.isOutside { outsideCount += 1 }
    } else if let open, !failed {
      asides.append(Aside(text: open.text, isComment: false, after: entries.count))
    }
    open = nil
    happened(lateEnds)
    if let last = entries.indices.last { entries[last].ended.formUnion(ended) }
  }

  /// Where a line begins, for the comment of the line.
  var place: (entries: Int, asides: Int) { (entries.count, asides.count) }

  /// Keeps the comment of a line that began at `place`, before what the line did. `isTrailing`: it stands behind statements.
  func note(_ comment: String, at place: (entries: Int, asides: Int), isTrailing: Bool) {
    let after = min(place.entries, entries.count)
    asides.insert(
      Aside(
        text: comment, isComment: true, after: after, isTrailing: isTrailing, belongsToNext: entries.count > after),
      at: min(place.asides, asides.count))
  }

  func note(subjects: [LabSubject]) {
    // The newest come last, and most statements make none.
    for subject in subjects.reversed() {
      if names.updateValue(subject.name, forKey: subject.pid) == subject.name { return }
    }
  }

  /// What of the statement under way tells `save` how its result is to be written.
  func mark(isUnsteady: Bool, isInside: Bool) {
    open?.isUnsteady = isUnsteady
    open?.isInside = isInside
  }

  func belongsToLog() {
    open?.isLogged = true
  }

  /// Something happened by itself, after what was done last.
  func happened(_ lateEnds: [LateEnd]) {
    guard let last = entries.indices.last else { return }
    entries[last].lateEnds += lateEnds
    entries[last].ended.formUnion(lateEnds.filter(\.isDeath).map(\.subject))
  }

  func made(_ report: CallReport, _ lasting: Lasting?, descriptors: [UInt64]) {
    worked(report.outcome, lasting)
    open?.row = report.row
    open?.reports.append(report)
    open?.descriptors = descriptors
  }

  func worked(_ outcome: CallOutcome, _ lasting: Lasting?) {
    changed()
    open?.outcome = outcome
    if case .failed = outcome { return }
    guard let lasting else { return }
    lasts(lasting)
    if case .outside = lasting { open?.reached = true }
  }

  func worked(_ report: MemoryReport, _ lasting: Lasting?) {
    worked(report.outcome, lasting)
    open?.memory.append(report)
  }

  func changed() {
    open?.happened = true
  }

  func lasts(_ lasting: Lasting) {
    open?.lasting.append(lasting)
  }

  func runsOutside() {
    changed()
    open?.isOutside = true
    lasts(.outside("run outside the lab"))
  }

  /// The statement under way is not kept.
  func forget() {
    open = nil
  }

  func clear() {
    entries = []
    outsideCount = 0
    asides = []
    names = [:]
    open = nil
  }

  func keep(first count: Int) {
    entries = Array(entries.prefix(count))
    outsideCount = entries.count(where: \.isOutside)
    asides.removeAll { $0.after > count || $0.after == count && $0.belongsToNext }
  }

  // MARK: Asking

  /// The command to which what happens now belongs, by the number that `history` gives it: the one under way, or the last
  /// one. Nil before the first.
  var present: (number: Int, text: String)? {
    if let open, open.happened { return (count + 1, open.text) }
    return entries.last { !$0.isOutside }.map { (count, $0.text) }
  }

  /// How many commands can be taken back. Asked at each call, so it is not counted each time.
  var count: Int { entries.count - outsideCount }

  /// The index from which entries go when the last `count` commands are taken back. What ran outside the lab is no
  /// command of the lab's and is not counted.
  func cut(undoing count: Int) -> Int {
    var left = count
    return entries.lastIndex { entry in
      if !entry.isOutside { left -= 1 }
      return left == 0
    } ?? 0
  }

  /// The first entry of the present session among the first `end`.
  func start(before end: Int) -> Int {
    (entries.prefix(end).lastIndex { $0.command == "reset" } ?? -1) + 1
  }

  /// What the present session did that does not end with it, but for output that is on the screen anyway.
  var lastingSinceReset: [Entry] {
    entries[start(before: entries.count)...].filter { $0.lasting.contains { $0 != .screen } }
  }
}
