import Glibc
import Lab
import Render
import TestSupport

@testable import Shell

/// A session whose lines are kept. Used on the tracer's thread only.
final class Transcript {
  private final class Recorder: SessionOutput {
    var lines: [String] = []

    func show(_ lines: [StyledLine]) {
      self.lines += lines.map(\.plain)
    }

    func showRendered(_ lines: [String]) {
      self.lines += lines
    }
  }

  private let recorder = Recorder()
  let session: Session
  private(set) var results: [LineResult] = []

  init(sandboxed: Bool = false) throws {
    session = Session(lab: try Lab(sandboxed: sandboxed), output: recorder, width: 100)
    session.isBatch = true
  }

  /// Runs lines as a script does, and gives what they showed.
  @discardableResult
  func run(_ script: String) -> [String] {
    recorder.lines = []
    results = script.split(separator: "\n").map { session.execute(String($0)) }
    return recorder.lines
  }

  /// What the session showed during `body`.
  func lines(_ body: () -> Void) -> [String] {
    recorder.lines = []
    body()
    return recorder.lines
  }

  /// The text without its line breaks: sentences are wrapped at the width of the screen.
  func unwrapped(_ script: String) -> String {
    text(script).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  func text(_ script: String) -> String {
    run(script).joined(separator: "\n")
  }

  /// The same with what is told later, until all of these words are there: who is woken needs a moment.
  func text(_ script: String, until words: String...) -> String {
    var text = text(script)
    _ = eventually {
      if words.allSatisfy({ text.contains($0) }) { return true }
      text += "\n" + lines { session.takeEvents() }.joined(separator: "\n")
      return false
    }
    return text
  }
}

typealias Program = Built
