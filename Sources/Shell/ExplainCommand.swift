import Curriculum
import Glibc
import Lab
import Render
import SyscallTable

extension Session {
  /// `explain [LINE]`
  func explain(_ command: CommandStatement) throws {
    var line = command.rest
    if line.isEmpty {
      guard let report = lastCall else {
        throw CommandProblem(
          "No call has been made yet.", advice: "explain close(9) = -1 EBADF explains any line of strace.")
      }
      line = report.text
    }
    do throws(LineExplanation.Problem) {
      show(renderer.explanation(try LineExplanation(line, table: lab.table)))
    } catch {
      throw CommandProblem(error.message, advice: error.advice)
    }
  }

  /// The last call that was shown.
  private var lastCall: CallReport? {
    for turn in transcript.turns.reversed() {
      for case .call(let report) in turn.events.reversed() where report.row != nil { return report }
    }
    return nil
  }
}

/// `sysh explain`: lines of a log, without a lab.
public enum ExplainProgram {
  /// `line` is explained piece by piece. Without one the lines of standard input are: each with what it came to, or with
  /// `whole` piece by piece too. A line that is none of strace's is named, and the others go on.
  public static func run(_ line: String?, whole: Bool, _ options: Options) -> ExitStatus {
    let output = StandardOutput(theme: options.theme)
    let renderer = Renderer(width: Interactive.terminalWidth())
    var reader = LogReader()
    guard line == nil else {
      do throws(LineExplanation.Problem) {
        output.show(renderer.explanation(try reader.explain(line ?? "", full: true)))
        return .done
      } catch {
        complain("\(error.message) \(error.advice)")
        return .misunderstood
      }
    }
    if isatty(0) == 1 { complain("Paste or type lines of strace; Ctrl-D ends them.") }
    var lines = LineReader(0)
    var number = 0
    var status = ExitStatus.done
    while let text = lines.next() {
      number += 1
      guard !text.trimmedSpaces.isEmpty else { continue }
      do throws(LineExplanation.Problem) {
        let explained = try reader.explain(text, full: whole)
        output.show(whole ? renderer.explanation(explained) : renderer.sentence(of: explained))
      } catch {
        complain("line \(number): \(error.message)")
        status = .misunderstood
      }
    }
    return status
  }
}
