import Lab
import Render

/// What a session showed, statement by statement: what `save` writes into pages, and what `why` looks back at.
///
/// It keeps the last turns only, so that a long session does not grow without end. What a replay for `undo` shows is not
/// in it.
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
    fileprivate(set) var shown: [StyledLine] = []
    /// Reports in the order in which they were shown, of calls that came back late too.
    fileprivate(set) var events: [Event] = []
  }

  /// How many turns are kept.
  static let limit = 5000

  private(set) var turns: [Turn] = []
  /// How many turns there were.
  private(set) var count = 0

  func begin(_ line: String) {
    if turns.count >= 2 * Self.limit { turns.removeFirst(Self.limit) }
    count += 1
    turns.append(Turn(number: count, line: line))
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
