import Curriculum

/// What the lessons of a directory teach, by the names that they list: for `help`, which names them.
struct LessonIndex {
  private var titles: [String: String] = [:]
  private var teaching: [String: [String]] = [:]
  /// In the order of their numbers.
  private(set) var questionIDs: [String] = []

  /// Of a directory; empty where there is none, or it holds no lessons.
  init(directory: String?) {
    guard let directory, let library = try? LessonLibrary(path: directory) else { return }
    for lesson in library.entries.compactMap({ try? $0.lesson.get() }) {
      let id = lesson.front.id.value
      titles[id] = lesson.front.title
      for name in lesson.front.teaches { teaching[name.value, default: []].append(id) }
    }
    questionIDs = QuestionBank(library).entries.map(\.id)
  }

  func title(of id: String) -> String? { titles[id] }

  func hasQuestion(_ id: String) -> Bool { questionIDs.contains(id) }

  /// The lessons that teach a name, in their order.
  func lessons(on name: String) -> [String] { teaching[name] ?? [] }

  var ids: [String] { titles.keys.sorted() }
}
