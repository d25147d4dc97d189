import Glibc
import Testing

@testable import Curriculum

/// Progress on disk: plain, atomic, merged, and never lost silently.
@Suite struct ProgressTests {
  private let directory: TemporaryDirectory
  private let store: ProgressStore

  init() throws {
    directory = try TemporaryDirectory()
    store = ProgressStore(path: directory.file("progress"))
  }

  private func progress(_ id: String, _ step: Int, finished: Bool = false, stale: Bool = false) -> LessonProgress {
    LessonProgress(id: id, stepsDone: step, isFinished: finished, isStale: stale, date: 1_795_489_061)
  }

  @Test func theFileIsPlainLines() throws {
    try store.record(progress("tour", 5, finished: true))
    try store.record(progress("cow", 3, stale: true))
    #expect(
      directory.read("progress") == """
        sysh progress 1
        cow step=3 finished=no stale=yes date=2026-11-24T02:57:41Z
        tour step=5 finished=yes stale=no date=2026-11-24T02:57:41Z

        """)
    #expect(try store.load().records["cow"] == progress("cow", 3, stale: true))
    #expect(try store.load().notice == nil)
  }

  @Test func noFileIsNoProgress() throws {
    #expect(try store.load() == ProgressStore.Loaded(records: [:], notice: nil))
    #expect(directory.names.isEmpty)
  }

  @Test func aSecondShellLosesNoLesson() throws {
    let other = ProgressStore(path: store.path)
    try store.record(progress("tour", 1))
    try other.record(progress("cow", 2))
    try store.record(progress("tour", 2))
    #expect(try store.load().records.mapValues(\.stepsDone) == ["tour": 2, "cow": 2])
  }

  @Test func manyWritersAtOnceLoseNothing() async throws {
    let store = store
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          _ = try? store.record(LessonProgress(id: "l\(number)", stepsDone: 1, isFinished: false, isStale: false))
        }
      }
    }
    #expect(try store.load().records.count == 20)
    #expect(directory.names == ["progress", "progress.lock"])
  }

  @Test func onceFinishedStaysFinished() throws {
    try store.record(progress("tour", 5, finished: true))
    try store.record(progress("tour", 1))
    #expect(try store.load().records["tour"] == progress("tour", 1, finished: true))
  }

  @Test(arguments: [
    "", "sysh progress 1", "sysh progress 1\ncow step=3", "nonsense\n",
    "sysh progress 1\ncow step=3 finished=no stale=no\n",
    "sysh progress 1\ncow step=-1 finished=no stale=no date=2026-11-24T02:57:41Z\n",
    "sysh progress 1\ncow step=3 finished=perhaps stale=no date=2026-11-24T02:57:41Z\n",
    "sysh progress 1\ncow step=3 finished=no stale=no date=2026-13-24T02:57:41Z\n", "sysh progress 1\n\u{1}\n",
  ])
  func aDamagedFileIsSetAside(text: String) throws {
    try directory.write(text, "progress")
    let notice = try #require(try store.record(progress("tour", 1)))
    #expect(notice.hasPrefix("The progress file was damaged. It is kept as \(store.path).damaged-1;"))
    #expect(directory.names == ["progress", "progress.damaged-1", "progress.lock"])
    #expect(try store.load().records.keys.sorted() == ["tour"])
    try directory.write(text, "progress")
    #expect(try store.load().notice != nil)
    #expect(directory.names.contains("progress.damaged-2"))
    #expect(try store.load().notice == nil)
  }

  @Test func whatCanBeReadOfADamagedFileIsKept() throws {
    try directory.write(
      "sysh progress 1\ncow step=3 finished=yes stale=no date=2026-11-24T02:57:41Z\ntour st", "progress")
    let loaded = try store.load()
    #expect(loaded.records == ["cow": progress("cow", 3, finished: true)])
    #expect(loaded.notice?.hasSuffix("1 lesson could be read.") ?? false)
  }

  // MARK: Questions

  private let day = Day(number: 20_782)

  @Test func answersStandBehindTheLessons() throws {
    try store.record(progress("tour", 5, finished: true))
    try store.record(answerTo: "Q10", isRight: true, on: day)
    try store.record(answerTo: "Q4", isRight: false, on: day)
    try store.record(answerTo: "Q10", isRight: true, on: day + 1)
    #expect(
      directory.read("progress") == """
        sysh progress 2
        tour step=5 finished=yes stale=no date=2026-11-24T02:57:41Z
        Q4 box=0 due=2026-11-25 asked=1 missed=1
        Q10 box=2 due=2026-11-29 asked=2 missed=0

        """)
    let loaded = try store.load()
    #expect(loaded.notice == nil && loaded.records.keys.sorted() == ["tour"])
    #expect(loaded.questions["Q4"] == QuestionProgress(id: "Q4", box: 0, due: day, asked: 1, missed: 1))
    try store.record(progress("cow", 1))
    #expect(try store.load().questions.count == 2)
  }

  @Test func aFileFromBeforeTheQuizIsReadAndStaysAsItWas() throws {
    let old = "sysh progress 1\ntour step=5 finished=yes stale=no date=2026-11-24T02:57:41Z\n"
    try directory.write(old, "progress")
    #expect(
      try store.load() == ProgressStore.Loaded(records: ["tour": progress("tour", 5, finished: true)], notice: nil))
    try store.record(progress("tour", 5))
    #expect(directory.read("progress") == old)
    #expect(try store.record(answerTo: "Q1", isRight: true, on: day) == nil)
    #expect(try store.load().records["tour"]?.stepsDone == 5)
  }

  @Test(arguments: [
    "Q4 box=9 due=2026-11-25 asked=1 missed=1", "Q4 box=1 due=2026-11-31 asked=1 missed=0",
    "Q4 box=1 due=2026-11-25 asked=0 missed=0", "Q4 box=1 due=2026-11-25 asked=1 missed=2",
    "Q04 box=1 due=2026-11-25 asked=1 missed=0", "Q4 box=1 due=2026-11-25 asked=1", "Q4 step=1 finished=no stale=no",
  ]) func aDamagedAnswerIsSetAsideAndTheOthersAreKept(line: String) throws {
    try directory.write("sysh progress 2\nQ5 box=1 due=2026-11-26 asked=1 missed=0\n\(line)\n", "progress")
    let loaded = try store.load()
    #expect(loaded.questions.keys.sorted() == ["Q5"])
    #expect(loaded.notice?.hasSuffix("0 lessons and 1 question could be read.") ?? false)
    #expect(directory.names.contains("progress.damaged-1"))
    #expect(try store.load().notice == nil && store.load().questions.count == 1)
  }

  @Test func aNewerFormatIsNotTouched() throws {
    try directory.write("sysh progress 3\nwhatever\n", "progress")
    #expect(throws: FileProblem.self) { try store.record(progress("tour", 1)) }
    #expect(directory.read("progress") == "sysh progress 3\nwhatever\n")
  }

  @Test func theFileAndItsDirectoryAreTheUsersAlone() throws {
    let path = directory.file("state/sysh/progress")
    try ProgressStore(path: path).record(progress("tour", 1))
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(stat(directory.file("state/sysh"), &status) == 0 && status.st_mode & 0o777 == 0o700)
    for file in ["state/sysh/progress", "state/sysh/progress.lock"] { unlink(directory.file(file)) }
    rmdir(directory.file("state/sysh"))
    rmdir(directory.file("state"))
  }

  @Test func aDirectoryThatCannotBeMadeIsSaid() {
    #expect(throws: FileProblem.self) { try ProgressStore(path: "/proc/nowhere/progress").record(progress("tour", 1)) }
  }

  @Test func aLessonResumesAfterWhatIsDone() throws {
    let lesson = try parse(Text.complete)
    #expect([0, 2, 4, 5, 9].map { progress("sample", $0).resumption(of: lesson) } == [0, 2, 4, 0, 0])
  }

  @Test func thePlaceFollowsTheStandard() {
    let path = ProgressStore.standardPath
    #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/sysh/progress")
    #expect(path(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/sysh/progress")
    #expect(path([:]) == nil)
  }

  @Test(arguments: [0, 951_782_400, 1_795_489_061, 4_102_444_799]) func datesReadBack(seconds: Int) {
    #expect(UTCDate.seconds(UTCDate.text(seconds)[...]) == seconds)
  }
}
