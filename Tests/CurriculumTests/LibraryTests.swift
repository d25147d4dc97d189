import Curriculum
import Testing

/// The list of lessons, and finding one by what is typed.
@Suite struct LibraryTests {
  private func library() throws -> LessonLibrary {
    let directory = try TemporaryDirectory()
    for (name, id) in [("01-tour.md", "tour"), ("02-threads.md", "threads"), ("07-cow.md", "cow")] {
      try directory.write(Text.lesson("x", id: id), name)
    }
    try directory.write("nothing", "08-broken.md")
    try directory.write("nothing", "README.md")
    return try LessonLibrary(path: directory.path)
  }

  @Test func lessonsComeInOrderAndABrokenOneDoesNotHideTheOthers() throws {
    let library = try library()
    #expect(library.entries.map(\.id) == ["tour", "threads", "cow", nil])
    #expect(library.entries.map(\.number) == ["01", "02", "07", "08"])
    #expect(throws: LessonErrors.self) { try library.entries[3].lesson.get() }
  }

  @Test(arguments: [
    ("cow", "cow"), ("7", "cow"), ("07", "cow"), ("c", "cow"), ("thr", "threads"), ("t", nil), ("", nil), ("9", nil),
  ])
  func aWordFindsALesson(word: String, id: String?) throws {
    #expect(try library().find(word)?.id == id)
  }

  @Test func theNextLessonIsTheNextThatCanBeRead() throws {
    let library = try library()
    #expect(library.next(after: "tour") == "threads")
    #expect(library.next(after: "cow") == nil && library.next(after: "unknown") == nil)
  }

  @Test func aLessonComesBeforeThoseWhoseNamesGoOn() throws {
    let directory = try TemporaryDirectory()
    for (name, id) in [("27-tools-io.md", "tools-io"), ("27-tools.md", "tools"), ("28-end.md", "end")] {
      try directory.write(Text.lesson("x", id: id), name)
    }
    #expect(try LessonLibrary(path: directory.path).entries.map(\.id) == ["tools", "tools-io", "end"])
  }

  @Test func aMistypedWordHasANearestLesson() throws {
    #expect(try library().nearest(to: "threds") == "threads")
  }

  @Test func aDirectoryThatIsNotThereIsSaid() {
    #expect(throws: FileProblem.self) { try LessonLibrary(path: "/nonexistent") }
  }
}
