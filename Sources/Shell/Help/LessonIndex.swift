import Curriculum
import Glibc

/// What the lessons of a directory are called and teach: for `help` and TAB. Reading all of them takes long enough to be
/// noticed between two keys, so a session keeps it.
struct LessonIndex {
  /// In their order.
  private(set) var lessons: [(id: String, title: String)] = []
  /// Questions of the interview, in the order of their numbers.
  private(set) var questions: [(id: String, text: String)] = []
  private var titles: [String: String] = [:]
  private var teaching: [String: [String]] = [:]
  private let directory: String?
  private let changed: timespec?

  /// Of a directory; empty where there is none, or it holds no lessons.
  init(directory: String?) {
    self.directory = directory
    changed = directory.flatMap(Self.lastChange)
    guard let directory, let library = try? LessonLibrary(path: directory) else { return }
    for lesson in library.entries.compactMap({ try? $0.lesson.get() }) {
      let id = lesson.front.id.value
      lessons.append((id, lesson.front.title))
      titles[id] = lesson.front.title
      for name in lesson.front.teaches { teaching[name.value, default: []].append(id) }
    }
    questions = QuestionBank(library).entries.map { ($0.id, $0.question.prediction.question.joined(separator: " ")) }
  }

  /// Whether it would be the same if it were read now from `directory`, as far as files that came, went or were replaced
  /// tell: each of that changes the directory's time (`man 7 inode`), while writing into one does not.
  func isCurrent(_ directory: String?) -> Bool {
    let now = directory.flatMap(Self.lastChange)
    return directory == self.directory && now?.tv_sec == changed?.tv_sec && now?.tv_nsec == changed?.tv_nsec
  }

  private static func lastChange(_ path: String) -> timespec? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim : nil
  }

  func title(of id: String) -> String? { titles[id] }

  func hasQuestion(_ id: String) -> Bool { questions.contains { $0.id == id } }

  /// The lessons that teach a name, in their order.
  func lessons(on name: String) -> [String] { teaching[name] ?? [] }

  var ids: [String] { titles.keys.sorted() }

  var questionIDs: [String] { questions.map(\.id) }
}
