import Lab
import LinuxABI
import SyscallTable

/// What a session has done, statement by statement, so that it can be done again without the last ones.
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
    fileprivate var happened = false

    /// The command's name, nil for calls and assignments.
    var command: String? {
      if case .command(let command) = statement { command.name } else { nil }
    }
  }

  private(set) var entries: [Entry] = []
  private var open: Entry?

  // MARK: Keeping

  func begin(_ statement: Statement, _ text: String, after lateEnds: [LateEnd]) {
    happened(lateEnds)
    open = Entry(text: text, statement: statement, start: Lab.now())
  }

  /// The statement is over, and is kept if it did anything.
  func end(_ lateEnds: [LateEnd], ended: Set<String>) {
    if let open, open.happened { entries.append(open) }
    open = nil
    happened(lateEnds)
    if let last = entries.indices.last { entries[last].ended.formUnion(ended) }
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
    open = nil
  }

  func keep(first count: Int) {
    entries = Array(entries.prefix(count))
  }

  // MARK: Asking

  /// The command to which what happens now belongs, by the number that `history` gives it: the one under way, or the last
  /// one. Nil before the first.
  var present: (number: Int, text: String)? {
    if let open, open.happened { return (count + 1, open.text) }
    return entries.last { !$0.isOutside }.map { (count, $0.text) }
  }

  /// How many commands can be taken back.
  var count: Int {
    entries.count { !$0.isOutside }
  }

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
