import Curriculum
import Glibc
import Testing

/// Lesson texts for tests.
enum Text {
  /// Front matter that is right, seven lines of it, and a body from line 8.
  static func lesson(
    _ body: String, id: String = "sample", teaches: String = "[open, close, dup, read]", extra: String = ""
  )
    -> String
  {
    "---\nformat: 1\nid: \(id)\ntitle: Sample\nminutes: 5\nteaches: \(teaches)\n\(extra)---\n\(body)\n"
  }

  static func fence(_ label: String, _ content: String) -> String { "```\(label)\n\(content)\n```\n" }

  /// A lesson with every part, and every proof of it holds.
  static let complete = """
    ---
    format: 1
    id: sample
    title: Descriptors
    minutes: 5
    teaches: [open, close, dup, read, mmap, fork]
    ---
    # The lowest number

    `open` gives the *lowest* free number.

    - 0, 1 and 2 are taken
    - see [the tables](#the-tables)

    ```
    fd -> description -> inode
    ```

    ```sysh
    # the first
    fd = open "a"
    = 3
    p = mmap
    = <addr:p>
    fds
    ```

    ```predict
    A dup of 3 is read. Whose offset moves?
    - [ ] only that of 4 :: The offset is not in the descriptor.
    - [x] that of 3 and 4 :: It lies in the description, which they share.
    check: fd(3).offset changed and fd(3).offset == fd(4).offset
    ```

    ```sysh
    dup fd
    = 4
    read 4 5
    = 5
    ```

    ## The tables

    Now you.

    ```try
    # Make 5 another name for the description of 3
    check: same(3, 5)
    # and close 4 in the end
    check: not fd(4).open
    hint: Which call makes a copy?
    hint: It gives the lowest free number.
    solution: dup 3
    solution: close 4
    wrong: open "b" :: A second open makes a second description.
    wrong: close 4 :: That is only the second half.
    ```

    That is all.
    """ + "\n"
}

extension Text {
  static let syllabus = """
    ---
    format: 1
    id: cow                      # stable: the key of progress, whatever the file is called
    title: Copy-on-write
    minutes: 8
    teaches: [fork, pagemap]     # nothing outside teaches + the lessons in `after` is used in a solution
    after: [fork]
    answers: [Q2]
    needs: [pagemap]             # capabilities; a missing one skips the lesson and says which and why
    ---
    One idea a step, in a few sentences.

    ```sysh
    p = mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0
    = <addr:p>
    poke p "a"
    fork
    = <pid:P2>
    ```

    ```predict
    After P2 writes one byte at p, whose physical page changes?
    - [ ] P1's :: P1 never faulted; nobody touched its page
    - [x] P2's :: the writer takes the fault and gets the copy
    - [ ] both :: one copy is enough: the other keeps the original
    check: frame(P2, p) changed and frame(P1, p) unchanged
    ```

    ```sysh
    P2: poke p "b"
    ```

    ```try
    # P2 has its own copy of the second page too
    check: page(P2, p + PAGE).exclusive
    hint: Reading never copies.
    hint: Which command stores a byte?
    solution: P2: poke p+PAGE "c"
    wrong: P2: peek p+PAGE 1 :: A read maps the shared page; it does not copy it.
    ```

    """
}

func parse(_ text: String, _ lab: FakeLab? = FakeLab()) throws -> Lesson {
  try LessonParser(file: "x.md", vocabulary: lab).parse(text)
}

/// What is wrong with a lesson, as `line:column: message`.
func errors(_ text: String, _ lab: FakeLab? = FakeLab()) -> [String] {
  do throws(LessonErrors) {
    _ = try LessonParser(file: "x.md", vocabulary: lab).parse(text)
    return []
  } catch { return error.diagnostics.map { "\($0.place.line):\($0.place.column): \($0.message)" } }
}

/// A directory that is gone when the test is over.
final class TemporaryDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/sysh-curriculum-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ text: String, _ name: String) throws {
    let file = try #require(fopen(file(name), "w"))
    fputs(text, file)
    fclose(file)
  }

  func read(_ name: String) -> String? {
    guard let file = fopen(file(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte >= 0 { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  var names: [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  deinit {
    for name in names { unlink(file(name)) }
    rmdir(path)
  }
}

/// Compares with a recorded text in Fixtures. SYSH_RECORD=1 records, and fails the run, so that nobody forgets it on.
func expectSnapshot(_ text: String, _ name: String, location: Testing.SourceLocation = #_sourceLocation) throws {
  let path = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "/Fixtures/" + name
  if getenv("SYSH_RECORD") != nil {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
    Issue.record("Recorded \(name); look at it and run again without SYSH_RECORD.", sourceLocation: location)
    return
  }
  let file = try #require(fopen(path, "r"), "There is no snapshot \(name); record it with SYSH_RECORD=1.")
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while case let byte = fgetc(file), byte >= 0 { bytes.append(UInt8(byte)) }
  #expect(String(decoding: bytes, as: UTF8.self) == text, sourceLocation: location)
}
