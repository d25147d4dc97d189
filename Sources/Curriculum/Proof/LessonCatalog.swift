/// The lessons of a directory by id: what each teaches and builds on.
struct LessonCatalog {
  struct Entry {
    let file: String
    let front: FrontMatter
  }

  private(set) var entries: [String: Entry] = [:]
  private var questions: [String: String] = [:]
  /// Files whose id another file had before, and questions.
  private(set) var duplicates: [LessonDiagnostic] = []

  mutating func add(_ lesson: Lesson) {
    let id = lesson.front.id
    if let first = entries[id.value] {
      duplicates.append(
        LessonDiagnostic(id.place, "The id \(id.value) belongs to \(first.file) already; progress is kept by id."))
    } else {
      entries[id.value] = Entry(file: lesson.file, front: lesson.front)
    }
    for (_, question) in lesson.questions {
      let id = question.id
      if let first = questions[id.value] {
        duplicates.append(
          LessonDiagnostic(id.place, "The question \(id.value) stands in \(first) already; progress is kept by id."))
      }
      questions[id.value] = lesson.file
    }
  }

  /// What is wrong with the lessons that a lesson names.
  func problems(of lesson: Lesson) -> [LessonDiagnostic] {
    problems(ofLessonsBefore: lesson.front)
      + lesson.questions.map(\.question.revise).filter { entries[$0.value] == nil }.map { revise in
        let question = Nearest.question(revise.value, among: Array(entries.keys))
        return LessonDiagnostic(revise.place, "There is no lesson \"\(revise.value)\" to read again.\(question)")
      }
  }

  private func problems(ofLessonsBefore front: FrontMatter) -> [LessonDiagnostic] {
    front.after.compactMap { after in
      if entries[after.value] == nil {
        let question = Nearest.question(after.value, among: Array(entries.keys))
        return LessonDiagnostic(after.place, "There is no lesson \"\(after.value)\" to come after.\(question)")
      }
      let before = ancestors(of: [after.value])
      return before.contains(front.id.value)
        ? LessonDiagnostic(after.place, "\(after.value) itself comes after \(front.id.value); one must be first.") : nil
    }
  }

  /// Every word taught by the lesson and those that it comes after, near or far.
  func taught(to front: FrontMatter) -> Set<String> {
    let before = ancestors(of: front.after.map(\.value)).compactMap { entries[$0]?.front }
    return Set((before + [front]).flatMap { $0.teaches.map(\.value) })
  }

  private func ancestors(of ids: [String]) -> Set<String> {
    var found = Set<String>()
    var open = ids
    while let id = open.popLast() {
      if found.insert(id).inserted { open += entries[id]?.front.after.map(\.value) ?? [] }
    }
    return found
  }
}
