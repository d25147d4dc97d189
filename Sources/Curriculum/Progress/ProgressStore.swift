import Glibc

/// The learner's progress on disk. Every write replaces the file atomically, under a lock and after reading it again, so
/// that neither a crash nor a second shell loses a lesson.
public struct ProgressStore: Sendable {
  /// What was read, and what the learner should be told about it.
  public struct Loaded: Hashable, Sendable {
    public let records: [String: LessonProgress]
    /// Where each question of the quiz stands, by its id.
    public var questions: [String: QuestionProgress] = [:]
    public let notice: String?
  }

  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// `$XDG_STATE_HOME/sysh/progress`, or `~/.local/state/sysh/progress`; nil when neither directory is known. A relative
  /// XDG_STATE_HOME is passed over, as its specification says.
  public static func standardPath(environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/sysh/progress" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/state/sysh/progress"
  }

  /// Every lesson's progress and every question's. A damaged file is set aside, and what can be read of it is kept.
  public func load() throws(FileProblem) -> Loaded {
    guard TextFile.exists(path) else { return Loaded(records: [:], notice: nil) }
    return try underLock { () throws(FileProblem) in
      let loaded = try read()
      if loaded.notice != nil { try write(loaded) }
      return loaded
    }
  }

  /// Writes one lesson's progress; the others stay as they are on disk. A lesson once finished stays finished.
  /// Gives what the learner should be told, if anything.
  @discardableResult
  public func record(_ progress: LessonProgress) throws(FileProblem) -> String? {
    try change { content in
      var merged = progress
      merged.isFinished = progress.isFinished || content.records[progress.id]?.isFinished ?? false
      content.records[progress.id] = merged
    }
  }

  /// Writes where a question stands after an answer on `day`. What another shell wrote meanwhile counts.
  /// Gives what the learner should be told, if anything.
  @discardableResult
  public func record(answerTo id: String, isRight: Bool, on day: Day) throws(FileProblem) -> String? {
    try change { content in
      content.questions[id] = QuestionProgress.after(content.questions[id], id: id, isRight: isRight, on: day)
    }
  }

  private func change(_ body: (inout ProgressText.Content) -> Void) throws(FileProblem) -> String? {
    try underLock { () throws(FileProblem) in
      let loaded = try read()
      var content = ProgressText.Content(records: loaded.records, questions: loaded.questions)
      body(&content)
      try TextFile.replace(path, with: ProgressText.text(content), mode: 0o600)
      return loaded.notice
    }
  }

  // MARK: The file

  private func read() throws(FileProblem) -> Loaded {
    guard TextFile.exists(path) else { return Loaded(records: [:], notice: nil) }
    // Bytes that are no UTF-8 are damage like any other.
    let content = ProgressText.parse(String(decoding: try TextFile.bytes(path).get(), as: UTF8.self))
    if content.isNewer {
      throw FileProblem(message: "\(path) was written by a newer sysh; it is left as it is.")
    }
    guard content.isDamaged else {
      return Loaded(records: content.records, questions: content.questions, notice: nil)
    }
    let aside = try setAside()
    let kept = content.records.count
    let asked = content.questions.count
    let lessons = "\(kept) lesson\(kept == 1 ? "" : "s")"
    let questions = asked == 0 ? "" : " and \(asked) question\(asked == 1 ? "" : "s")"
    return Loaded(
      records: content.records, questions: content.questions,
      notice: "The progress file was damaged. It is kept as \(aside); \(lessons)\(questions) could be read.")
  }

  /// Renames the file to the first free `progress.damaged-N`.
  private func setAside() throws(FileProblem) -> String {
    for number in 1...10_000 {
      let aside = "\(path).damaged-\(number)"
      // link fails when the name is taken, where rename would replace the file behind it.
      if link(path, aside) == 0 {
        unlink(path)
        return aside
      }
      if errno == EEXIST { continue }
      // A file system without hard links.
      guard !TextFile.exists(aside), rename(path, aside) == 0 else { throw .failed("set aside", path) }
      return aside
    }
    throw FileProblem(message: "There are too many damaged progress files beside \(path); remove some.")
  }

  private func write(_ loaded: Loaded) throws(FileProblem) {
    let content = ProgressText.Content(records: loaded.records, questions: loaded.questions)
    try TextFile.replace(path, with: ProgressText.text(content), mode: 0o600)
  }

  // MARK: The lock

  /// Holds `progress.lock`, a file of its own: the progress file is another one after each write.
  private func underLock<Value>(_ body: () throws(FileProblem) -> Value) throws(FileProblem) -> Value {
    try makeDirectory(FilePath.directory(path))
    let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .failed("open", path + ".lock") }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw .failed("lock", path + ".lock") }
    }
    return try body()
  }

  /// Makes a directory and those above it, each for the user alone.
  private func makeDirectory(_ directory: String) throws(FileProblem) {
    if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    let parent = FilePath.directory(directory)
    guard errno == ENOENT, parent != directory else { throw .failed("make", directory) }
    try makeDirectory(parent)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .failed("make", directory) }
  }
}
