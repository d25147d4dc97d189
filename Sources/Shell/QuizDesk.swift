import Curriculum
import Glibc
import Render
import SyscallTable

/// The questions and how well they are known: what the quiz is made from.
struct QuizDesk {
  let bank: QuestionBank
  let known: [String: QuestionProgress]
  let store: ProgressStore?
  /// What the learner should be told about the progress file.
  let notice: String?
  private let today: Day

  /// Throws `CommandProblem` when there are no questions.
  init(_ options: Options) throws {
    guard let path = StatePaths.lessons(options.lessons) else {
      throw CommandProblem("No lessons were found. SYSH_LESSONS or --lessons names their directory.")
    }
    do throws(FileProblem) {
      bank = QuestionBank(try LessonLibrary(path: path))
      store = StatePaths.progress.map(ProgressStore.init)
      let loaded = try store?.load()
      (known, notice) = (loaded?.questions ?? [:], loaded?.notice)
    } catch {
      throw CommandProblem(error.message)
    }
    if bank.entries.isEmpty {
      let reason = bank.broken.first.map { " \($0)" } ?? ""
      throw CommandProblem("There are no questions in \(path).\(reason)")
    }
    today = Day.today()
  }

  /// Throws `CommandProblem` when there is no such question, or an exam cannot be so long.
  func quizzing(_ request: QuizRequest, _ bridge: LessonBridge, isBatch: Bool) throws -> Quizzing {
    let questions: [QuestionBank.Entry]
    var seed: UInt64?
    if let word = request.question {
      guard let entry = bank.find(word) else {
        throw CommandProblem(
          "There is no question \(word); there are \(bank.entries.count), from \(bank.entries[0].id) on.",
          advice: "quiz list shows them.")
      }
      questions = [entry]
    } else if let count = request.exam {
      guard (1...bank.entries.count).contains(count) else {
        throw CommandProblem("An exam can have 1 to \(bank.entries.count) questions, not \(count).")
      }
      let picked = request.seed ?? UInt64.random(in: 1...9999)
      seed = picked
      questions = QuizSchedule.exam(bank.entries, count: count, seed: picked)
    } else {
      questions = QuizSchedule.session(bank, known, on: today)
    }
    let player = QuizPlayer(questions, known: known, isExam: request.exam != nil, isPaced: !isBatch, lab: bridge)
    let quizzing = Quizzing(player: player, bridge: bridge, store: store, isBatch: isBatch, json: request.json)
    quizzing.opening = opening(questions, seed, request)
    return quizzing
  }

  private func opening(_ questions: [QuestionBank.Entry], _ seed: UInt64?, _ request: QuizRequest) -> [String] {
    var lines = bank.broken.map { "A lesson could not be read; its questions are missing. \($0)" }
    if request.question != nil { return lines }
    if let seed {
      let noun = questions.count == 1 ? "question" : "questions"
      lines += [
        "An exam of \(questions.count) \(noun). Nothing helps, and nothing is proved before its end.",
        "sysh quiz --exam \(questions.count) --seed \(seed) asks the same again.",
      ]
    } else if questions.isEmpty {
      let next = QuizSchedule.nextDay(known).map { " The next is due on \($0)." } ?? ""
      lines.append("Nothing is due today, and nothing is new.\(next) quiz Q4 asks one all the same.")
    } else {
      let due = questions.count { known[$0.id] != nil }
      lines += [
        "\(due) due, \(questions.count - due) new. Say your answer aloud, as you would in an interview. Then let it be proved."
      ]
    }
    return lines
  }

  // MARK: The list

  /// Every question with its box and the day on which it is due.
  func list(_ renderer: Renderer) -> [StyledLine] {
    var lines: [StyledLine] = []
    for entry in bank.entries {
      let state: StyledLine.Span =
        switch known[entry.id] {
        case nil: .init("new             ", .faint)
        case let state? where state.due <= today: .init("box \(state.box)  due       ", .changed)
        case let state?: .init("box \(state.box)  \(state.due)", .success)
        }
      lines += renderer.wrap(
        [
          .init("  " + entry.id + String(repeating: " ", count: max(1, 5 - entry.id.count)), .name), state,
          .init("  " + entry.question.prediction.question.joined(separator: " ")),
        ], indent: 25, firstIndent: 0)
    }
    let due = known.values.count { $0.due <= today }
    let new = bank.entries.count { known[$0.id] == nil }
    lines.append(StyledLine("\(bank.entries.count) questions: \(due) due today, \(new) new.", .faint))
    return lines
  }

  /// The list, one JSON object a question.
  func listObjects() -> [String] {
    bank.entries.map { entry in
      var object = JSONObject()
      object.add("type", "question")
      object.add("question", entry.id)
      object.add("asks", entry.question.prediction.question.joined(separator: " "))
      object.add("choices", entry.question.prediction.choices.map(\.text))
      object.add("revise", entry.question.revise.value)
      if let state = known[entry.id] {
        object.add("box", state.box)
        object.add("due", "\(state.due)")
        object.add("asked", state.asked)
        object.add("missed", state.missed)
      }
      return object.text
    }
  }
}
