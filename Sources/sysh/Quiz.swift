import ArgumentParser
import Shell

struct Quiz: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Be asked what an interviewer asks; the kernel proves each answer.",
    usage: """
      sysh quiz                      what is due today, then new questions
      sysh quiz Q4                   one question
      sysh quiz --exam 10            ten questions without help, and a mark
      sysh quiz --list               all questions, and when each is due
      """,
    discussion: """
      A question that you know rests for 1, 3, 7, 16 and then 35 days; one that you missed comes again the same day.
      Without a terminal, or with --json, answers are read from standard input, a line each: a number, ? for not sure, \
      an empty line where the key would be Enter, y or n.
      Exit status: 0 done; 1 an exam with less than 60 % or broken off, or a proof that this kernel contradicts; \
      2 no such question; 130 interrupted.
      """)

  @Argument(help: "One question, as Q4.")
  var question: String?

  @Option(help: ArgumentHelp("Ask this many questions, and give a mark.", valueName: "n"))
  var exam: Int?

  @Option(help: ArgumentHelp("The exam of this number; the same number asks the same questions.", valueName: "s"))
  var seed: UInt64?

  @Flag(help: "List the questions with their box and the day on which each is due.")
  var list = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let exam, exam < 1 { throw ValidationError("An exam has at least one question: --exam 10.") }
    if exam != nil, question != nil {
      throw ValidationError("An exam picks its questions itself; leave \(question ?? "") out.")
    }
    if seed != nil, exam == nil { throw ValidationError("--seed picks the questions of an exam: --exam 10 --seed 7.") }
    if list, exam != nil || question != nil { throw ValidationError("--list lists all questions, and asks none.") }
  }

  func run() throws {
    var request = QuizRequest()
    (request.question, request.exam, request.seed) = (question, exam, seed)
    (request.lists, request.json) = (list, common.json)
    throw ExitCode(QuizProgram.run(request, common.options).rawValue)
  }
}
