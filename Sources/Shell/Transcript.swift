import Lab
import Render

/// What a session showed, line by line as it was typed: what `save` writes into pages, and where `explain`, `await` and
/// the C of a session find calls that came back. Views and mistakes are in it, and stay in it after `undo`, since they were
/// on the screen.
///
/// It keeps the last turns only, so that a long session does not grow without end. What a replay for `undo` shows is not
/// in it. The `Journal` has what was done, as statements that can be done again, and nothing that `undo` took back; the
/// `Chronicle` has what calls changed, by the journal's numbers.
final class Transcript {
  enum Event {
    case call(CallReport)
    case memory(MemoryReport)
    case problem(Problem)
    /// A result that was written behind a call, and what came.
    case expectation(expected: String, result: String, holds: Bool)
    /// What subjects wrote to the lab's terminal, without its newlines.
    case terminal([String])
    /// At the end of a script: a call that has not come back, or with no text a program that still runs.
    case unfinished(subject: String, text: String?)
    /// Calls of programs that run, as strace prints them, each with its subject.
    case traced([(subject: String, text: String)])
  }

  /// Why a line, or a part of it, did nothing or not what was expected.
  struct Problem {
    enum Kind: String {
      /// The line cannot be read.
      case misunderstood
      /// It can be read and not be done.
      case refused
    }

    let kind: Kind
    let message: String
    let advice: String?
    var line: String?
    /// The bytes of the line that it is about.
    var range: Range<Int>?
  }

  /// One line of input and all that was shown until the next.
  struct Turn {
    /// Counts from 1, over the whole session.
    let number: Int
    /// The line as it was typed.
    let line: String
    /// The subject at whose prompt it was typed.
    let subject: String
    fileprivate(set) var shown: [StyledLine] = []
    /// Reports in the order in which they were shown, of calls that came back late too.
    fileprivate(set) var events: [Event] = []
    /// What was drawn, and which of the lines shown it is.
    fileprivate(set) var drawings: [(drawing: Drawing, lines: Range<Int>)] = []
  }

  /// How many turns are kept.
  static let limit = 5000
  /// How many drawings are kept as such.
  static let drawingLimit = 200

  private(set) var turns: [Turn] = []
  /// How many turns there were.
  private(set) var count = 0
  private var drawn = 0
  /// What was drawn last.
  private(set) var lastDrawing: Drawing?

  func begin(_ line: String, in subject: String) {
    if turns.count >= 2 * Self.limit { turns.removeFirst(Self.limit) }
    count += 1
    turns.append(Turn(number: count, line: line, subject: subject))
  }

  /// The next `count` lines shown are this drawing.
  func note(_ drawing: Drawing, lines count: Int) {
    lastDrawing = drawing
    guard let last = turns.indices.last else { return }
    drawn += 1
    if drawn > Self.drawingLimit, let first = turns.firstIndex(where: { !$0.drawings.isEmpty }) {
      turns[first].drawings.removeFirst()
    }
    let start = turns[last].shown.count
    turns[last].drawings.append((drawing, start..<(start + count)))
  }

  func show(_ lines: [StyledLine]) {
    guard let last = turns.indices.last else { return }
    turns[last].shown += lines
  }

  func note(_ event: Event) {
    guard let last = turns.indices.last else { return }
    turns[last].events.append(event)
  }
}
