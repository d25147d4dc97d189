import Glibc

/// How far a learner has come in one lesson.
public struct LessonProgress: Hashable, Sendable {
  /// The lesson's stable id.
  public let id: String
  /// Steps done: where the lesson resumes.
  public var stepsDone: Int
  /// Whether it was ever played to its end.
  public var isFinished: Bool
  /// Whether the kernel disagreed with the lesson's file.
  public var isStale: Bool
  /// When it was last played, in seconds since 1970.
  public var date: Int

  public init(id: String, stepsDone: Int, isFinished: Bool, isStale: Bool, date: Int = time(nil)) {
    self.id = id
    self.stepsDone = stepsDone
    self.isFinished = isFinished
    self.isStale = isStale
    self.date = date
  }

  /// Where to start when the lesson is opened again: after what is done, or at its beginning when all of it is.
  public func resumption(of lesson: Lesson) -> Int {
    stepsDone < lesson.steps.count ? stepsDone : 0
  }
}

/// The text of the progress file: a line with the version, then a line a lesson, then a line a question of the quiz.
///
/// ```
/// sysh progress 2
/// cow step=3 finished=no stale=no date=2026-11-24T02:57:41Z
/// Q4 box=2 due=2026-11-27 asked=3 missed=1
/// ```
/// A file without questions is one of version 1, which an older sysh reads as well.
enum ProgressText {
  static let headers = ["sysh progress 1", "sysh progress 2"]

  /// What a file holds. Lines that are not understood make it damaged; the others are kept.
  struct Content {
    var records: [String: LessonProgress] = [:]
    var questions: [String: QuestionProgress] = [:]
    var isDamaged = false
    /// A later version of the format: not ours to touch.
    var isNewer = false
  }

  static func parse(_ text: String) -> Content {
    var content = Content()
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    // The file ends with a newline, or it was cut short.
    content.isDamaged = lines.popLast() != "" || lines.isEmpty
    guard let first = lines.first else { return content }
    if !headers.contains(first) {
      let version = first.hasPrefix("sysh progress ") ? Int(first.dropFirst(14)) : nil
      content.isNewer = version.map { $0 > headers.count } ?? false
      content.isDamaged = !content.isNewer
      if content.isNewer { return content }
    }
    for line in lines where !headers.contains(line) {
      if let question = question(line) {
        content.questions[question.id] = question
      } else if let record = record(line) {
        content.records[record.id] = record
      } else {
        content.isDamaged = true
      }
    }
    return content
  }

  static func text(_ content: Content) -> String {
    let lines = content.records.values.sorted { $0.id < $1.id }.map { record in
      "\(record.id) step=\(record.stepsDone) finished=\(record.isFinished ? "yes" : "no") "
        + "stale=\(record.isStale ? "yes" : "no") date=\(UTCDate.text(record.date))"
    }
    let questions = content.questions.values.sorted { $0.number < $1.number }.map { question in
      "\(question.id) box=\(question.box) due=\(question.due) asked=\(question.asked) missed=\(question.missed)"
    }
    return ([headers[questions.isEmpty ? 0 : 1]] + lines + questions).map { $0 + "\n" }.joined()
  }

  private static func record(_ line: String) -> LessonProgress? {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 5, let id = words.first, !id.isEmpty, !id.contains("="),
      let step = value("step", words[1]).flatMap({ Int($0) }), (0...100_000).contains(step),
      let finished = value("finished", words[2]).flatMap(truth),
      let stale = value("stale", words[3]).flatMap(truth),
      let date = value("date", words[4]).flatMap(UTCDate.seconds)
    else { return nil }
    return LessonProgress(id: String(id), stepsDone: step, isFinished: finished, isStale: stale, date: date)
  }

  private static func question(_ line: String) -> QuestionProgress? {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 5, let id = words.first.map(String.init), InterviewQuestion.number(of: id) != nil,
      let box = value("box", words[1]).flatMap({ Int($0) }), QuestionProgress.boxes.contains(box),
      let due = value("due", words[2]).flatMap({ Day($0) }),
      let asked = value("asked", words[3]).flatMap({ Int($0) }), (1...1_000_000).contains(asked),
      let missed = value("missed", words[4]).flatMap({ Int($0) }), (0...asked).contains(missed)
    else { return nil }
    return QuestionProgress(id: id, box: box, due: due, asked: asked, missed: missed)
  }

  private static func value(_ key: String, _ word: Substring) -> Substring? {
    word.hasPrefix(key + "=") ? word.dropFirst(key.count + 1) : nil
  }

  private static func truth(_ word: Substring) -> Bool? {
    switch word {
    case "yes": true
    case "no": false
    default: nil
    }
  }
}

/// Dates as `2026-11-24T02:57:41Z`.
enum UTCDate {
  static func text(_ seconds: Int) -> String {
    var parts = tm()
    var time = time_t(seconds)
    gmtime_r(&time, &parts)
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(padded)
    let clock = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map(padded)
    return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
  }

  static func seconds(_ text: Substring) -> Int? {
    guard text.utf8.count == 20, text.hasSuffix("Z") else { return nil }
    let numbers = text.dropLast().split { "-T:".contains($0) }.compactMap { Int32($0) }
    guard numbers.count == 6 else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] &- 1900, numbers[1] &- 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    let seconds = timegm(&parts)
    return Self.text(seconds) == text ? seconds : nil
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
