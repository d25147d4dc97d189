import SyscallTable

/// The lessons of a directory, in their order: for the list of lessons and for finding one by what a learner types.
public struct LessonLibrary: Sendable {
  public struct Entry: Sendable {
    public let file: String
    /// The two digits before the name.
    public let number: String
    public let lesson: Result<Lesson, LessonErrors>

    /// Nil when the file could not be read as a lesson.
    public var id: String? { (try? lesson.get())?.front.id.value }
  }

  public let entries: [Entry]

  /// Reads every `NN-name.md` of a directory, or a single lesson file.
  public init(path: String, vocabulary: (any LessonVocabulary)? = nil) throws(FileProblem) {
    entries = try LessonFiles.list(path).get().lessons.map { file in
      Entry(file: file, number: String(FilePath.name(file).prefix(2)), lesson: Self.read(file, vocabulary))
    }
  }

  private static func read(_ file: String, _ vocabulary: (any LessonVocabulary)?) -> Result<Lesson, LessonErrors> {
    switch TextFile.read(file) {
    case .failure(let problem):
      let place = Place(file: file, line: 1, column: 1)
      return .failure(LessonErrors(diagnostics: [LessonDiagnostic(place, problem.message)]))
    case .success(let text):
      do throws(LessonErrors) {
        return .success(try LessonParser(file: file, vocabulary: vocabulary).parse(text))
      } catch {
        return .failure(error)
      }
    }
  }

  /// The lesson that a word names: its id, its number (`7` or `07`), or the only one whose id begins with the word.
  public func find(_ word: String) -> Entry? {
    if let exact = entries.first(where: { $0.id == word }) { return exact }
    if let number = Int(word), let numbered = entries.first(where: { Int($0.number) == number }) { return numbered }
    let begun = entries.filter { !word.isEmpty && $0.id?.hasPrefix(word) ?? false }
    return begun.count == 1 ? begun[0] : nil
  }

  /// The id of the lesson behind this one, in their order.
  public func next(after id: String) -> String? {
    guard let place = entries.firstIndex(where: { $0.id == id }) else { return nil }
    return entries[(place + 1)...].lazy.compactMap(\.id).first
  }

  /// The id nearest to a word that names no lesson.
  public func nearest(to word: String) -> String? {
    NearestName.match(word, in: entries.compactMap(\.id))
  }
}
