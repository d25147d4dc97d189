import CLinux
import Curriculum
import Glibc
import Lab
import Render

/// `sysh quiz`: at a terminal as a conversation, else with answers read line by line.
public enum QuizProgram {
  public static func run(_ request: QuizRequest, _ options: Options) -> ExitStatus {
    if !request.lists, !request.json, Terminal.isInteractive { return Interactive.run(options, quiz: request) }
    let desk: QuizDesk
    do {
      desk = try QuizDesk(options)
    } catch {
      complain((error as? CommandProblem)?.message ?? "\(error)")
      return .failed
    }
    if request.lists { return list(desk, request, options) }
    return play(desk, request, options)
  }

  private static func list(_ desk: QuizDesk, _ request: QuizRequest, _ options: Options) -> ExitStatus {
    let output = StandardOutput(theme: options.theme)
    if request.json {
      output.showVerbatim(desk.listObjects())
    } else {
      if let notice = desk.notice { complain(notice) }
      output.show(desk.list(Renderer(width: 100)))
    }
    return .done
  }

  /// Answers come from standard input, a line each; what stands for a key is an empty line.
  private static func play(_ desk: QuizDesk, _ request: QuizRequest, _ options: Options) -> ExitStatus {
    let signals = sysh_signals_open()
    let output = StandardOutput(theme: options.theme)
    guard let session = Batch.session(options, output) else { return .refused }
    defer { session.lab.endAll() }
    if let notice = desk.notice { complain(notice) }
    let quizzing: Quizzing
    do {
      quizzing = try desk.quizzing(
        request, LessonBridge(session: session, theme: options.theme), isBatch: true)
    } catch {
      complain((error as? CommandProblem)?.message ?? "\(error)")
      return .misunderstood
    }
    quizzing.start()
    var reader = LineReader(0)
    while !quizzing.isOver, let line = reader.next() {
      quizzing.handle(line)
      if let ended = Batch.interruption(signals) {
        quizzing.leave()
        return ended
      }
    }
    quizzing.leave()
    return quizzing.status
  }
}
