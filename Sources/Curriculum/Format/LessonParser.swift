/// Reads a lesson file: front matter by Yams, the body by libcmark, the labelled fences by their own readers.
///
/// With a vocabulary the names in commands, checks and `needs` are held against what the lab knows as well, still
/// without running anything.
public struct LessonParser {
  let file: String
  let vocabulary: (any LessonVocabulary)?
  /// Whether a bare `=` is accepted, for `sysh check --update`.
  var acceptsBlankResults = false

  /// `file` is only named in errors.
  public init(file: String, vocabulary: (any LessonVocabulary)? = nil) {
    self.file = file
    self.vocabulary = vocabulary
  }

  /// The lesson, or everything that is wrong with it.
  public func parse(_ text: String) throws(LessonErrors) -> Lesson {
    let (lesson, problems) = parseLeniently(text)
    guard let lesson, problems.isEmpty else { throw LessonErrors(diagnostics: problems) }
    return lesson
  }

  /// What can be read in spite of errors: enough to know the id of a lesson that is wrong elsewhere.
  func parseLeniently(_ text: String) -> (lesson: Lesson?, problems: [LessonDiagnostic]) {
    let problems = DiagnosticList(file: file)
    let source = SourceLines(text)
    let frontMatter = FrontMatterParser(source: source, problems: problems, vocabulary: vocabulary)
    let front = frontMatter.parse()
    guard let last = frontMatter.lastLine else { return (nil, problems.sorted) }
    var reader = MarkdownReader(source: source, problems: problems)
    let reading = FenceReading(
      problems: problems, vocabulary: vocabulary, acceptsBlankResults: acceptsBlankResults)
    var steps = StepBuilder(reading: reading)
    for piece in reader.read(after: last) { steps.take(piece) }
    let built = steps.finish()
    if built.isEmpty, problems.all.isEmpty { problems.report(last, 1, "The lesson has no step; write a sentence.") }
    let lesson = front.map {
      Lesson(file: file, front: $0, steps: built, links: reader.links, anchors: reader.anchors)
    }
    return (lesson, problems.sorted)
  }
}

/// Puts the pieces of a body together into steps, as `Lesson` defines them.
struct StepBuilder {
  private static let labels = ["sysh", "predict", "try", "question"]

  let reading: FenceReading
  private var steps: [Step] = []
  private var prose: [Block] = []
  private var name: String?
  private var start: Place?
  /// The predict or question fence that still waits for the session that decides it.
  private var undecided: (place: Place, isQuestion: Bool)?

  init(reading: FenceReading) {
    self.reading = reading
  }

  mutating func take(_ piece: MarkdownReader.Piece) {
    switch piece {
    case .blocks(let blocks, let place):
      start = start ?? place
      prose += blocks
    case .heading(let block, let title, let place):
      endReading()
      if undecided?.isQuestion ?? false { reportUndecided() }
      start = place
      name = title
      prose = [block]
    case .rule: endReading()
    case .fence(let fence): take(fence)
    }
  }

  mutating func finish() -> [Step] {
    endReading()
    reportUndecided()
    return steps
  }

  private mutating func take(_ fence: Fence) {
    switch fence.label {
    case "sysh":
      undecided = nil
      end(with: .session(SessionFence(reading: reading).parse(fence)), at: fence.place)
    case "predict":
      reportUndecided()
      undecided = (fence.place, false)
      end(with: .prediction(PredictFence(reading: reading).parse(fence)), at: fence.place)
    case "try":
      reportUndecided()
      var parser = TryFence(reading: reading)
      end(with: .attempt(parser.parse(fence)), at: fence.place)
    case "question":
      reportUndecided()
      undecided = (fence.place, true)
      var parser = QuestionFence(reading: reading)
      if let question = parser.parse(fence) { end(with: .question(question), at: fence.place) }
    default:
      let question = Nearest.question(fence.label, among: Self.labels)
      reading.problems.report(
        fence.place,
        "Unknown label \"\(fence.label)\".\(question) Labels are sysh, predict, try and question; without one a fence is only shown."
      )
    }
  }

  private mutating func endReading() {
    guard !prose.isEmpty, let start else { return }
    end(with: .reading, at: start)
  }

  private mutating func end(with activity: Activity, at place: Place) {
    steps.append(Step(name: name, prose: prose, activity: activity, place: start ?? place))
    (prose, name, start) = ([], nil, nil)
  }

  private mutating func reportUndecided() {
    guard let (place, _) = undecided else { return }
    undecided = nil
    reading.problems.report(place, "No sysh fence follows that decides this question; put it right after.")
  }
}
