import Foundation
import TestSupport
import Testing

@testable import Shell

/// `--json`: every object is what its shape says, and every shape is met.
@Suite(.serialized)
struct ObjectTests {
  private static let session = """
    fd = open "x" O_RDWR|O_CREAT
    write fd "hi\\n" = 3
    lseek fd 0 = 1
    fds
    files
    tree
    vars
    help close
    r, w = pipe
    fork
    P2: read r 10
    write w "hello"
    P2: write 1 "out\\33[31m\\n"
    close 99
    opne "x"
    p = mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
    fork
    poke p "hi"
    peek p 4
    pages p
    maps
    cow
    mprotect p PAGE PROT_READ
    munmap p+PAGE PAGE
    umask 077
    chdir "/"
    dup2 fd 0
    fcntl fd F_SETFL O_APPEND
    fcntl fd F_SETFD FD_CLOEXEC
    close fd
    sigaction SIGUSR1 handler
    kill P1 SIGUSR1
    rt_sigprocmask SIG_BLOCK [USR2]
    kill P1 SIGUSR2
    kill P1 SIGUSR2
    s = socket AF_INET SOCK_STREAM
    bind s "127.0.0.1:0"
    listen s 4
    set times on
    getpid
    trace on write
    P2: execve "/bin/echo" ["echo", "a"] []
    cont P2
    await P2
    P3: poke 8 "x"
    bench getppid
    read r 10
    """

  @Test func everyObjectHasTheShapeThatHelpGivesIt() throws {
    let run = try Program.run(["--json", "-c", Self.session])
    #expect(run.status == 2)
    var objects = try Self.objects(run.text)
    #expect(objects.count > 90)
    objects += try Self.objects(Program.run(["--json", "-c", "getpid; r, w = pipe; read r 4"]).text)
    objects += try Self.objects(
      Program.run(["check", "--json", "\(Checkout.root)/Lessons/01-tour.md", "/no/such.md"]).text)
    objects += try Self.objects(Program.run(["lessons", "--json", "--lessons", "\(Checkout.root)/Lessons"]).text)
    objects += try Self.objects(Program.run(["syscalls", "--json", "open"]).text)
    objects += try Self.objects(Program.run(["count", "--json", "-o", "/dev/stdout", "true"]).text)
    objects += try Self.objects(
      Program.run(["quiz", "--json", "Q1", "--lessons", "\(Checkout.root)/Lessons"], input: Array("1\n\n".utf8)).text)
    objects += try Self.objects(
      Program.run(
        ["quiz", "--json", "--exam", "1", "--lessons", "\(Checkout.root)/Lessons"], input: Array("1\n".utf8)
      ).text)
    objects += try Self.objects(
      Program.run(["quiz", "--json", "--list", "--lessons", "\(Checkout.root)/Lessons"]).text)
    let shapes = Dictionary(uniqueKeysWithValues: OutcomeSchema.shapes.map { ($0.type, $0) })
    var seen: Set<String> = []
    for object in objects {
      let type = try #require(object["type"] as? String)
      seen.insert(type)
      let shape = try #require(shapes[type], "\(type) has no shape")
      #expect(Self.mistakes(object, shape) == [], "\(object)")
    }
    // A notice is about a file of progress that cannot be read; traced ones depend on how fast the program is.
    #expect(Set(shapes.keys).subtracting(seen).subtracting(["notice", "note"]) == [])
  }

  @Test func theShapesOfTraceHoldToo() throws {
    let run = try Program.run([
      "trace", "-q", "-f", "--explain", "--json", "-o", "/dev/stdout", "sh", "-c", "sleep 0 & kill -USR1 $$",
    ])
    let shapes = Dictionary(uniqueKeysWithValues: OutcomeSchema.trace.map { ($0.type, $0) })
    let objects = try Self.objects(run.text)
    #expect(objects.count > 40)
    for object in objects {
      let shape = try #require(shapes[object["type"] as? String ?? ""])
      #expect(Self.mistakes(object, shape) == [], "\(object)")
    }
  }

  @Test func aMissingAndAForeignMemberWouldBeSeen() throws {
    let shape = try #require(OutcomeSchema.shapes.first { $0.type == "expectation" })
    let good: [String: Any] = ["type": "expectation", "expected": "3", "result": "3", "holds": true]
    #expect(Self.mistakes(good, shape) == [])
    #expect(Self.mistakes(good.filter { $0.key != "holds" }, shape) == ["holds is missing"])
    #expect(Self.mistakes(good.merging(["more": 1]) { old, _ in old }, shape) == ["more is not in the shape"])
    #expect(Self.mistakes(good.merging(["holds": "yes"]) { _, new in new }, shape) == ["holds is no true or false"])
  }

  @Test func theSchemaIsOneObjectWithAnEntryForEachType() throws {
    let run = try Program.run(["-c", "help json schema"])
    let objects = try Self.objects(run.text)
    let entries = try #require(objects.first?["oneOf"] as? [[String: Any]])
    #expect(objects.count == 1)
    #expect(entries.count == OutcomeSchema.shapes.count)
    #expect(Set(OutcomeSchema.shapes.map(\.type)).count == OutcomeSchema.shapes.count)
  }

  @Test func nothingIsWrittenThatATerminalWouldActOn() throws {
    let script = """
      fd = open "a\\33[31m\\302\\233\\342\\200\\256b" O_RDWR|O_CREAT
      fds
      write 1 "\\33]0;x\\7\\302\\205\\n"
      opne "\u{1b}[2J"
      """
    let run = try Program.run(["--json", "-c", script])
    #expect(run.text.contains("\\u001b"))
    #expect(run.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    #expect(!run.text.unicodeScalars.contains("\u{202e}"))
    _ = try Self.objects(run.text)
  }

  @Test func lessonsArePlayedForPeople() throws {
    let run = try Program.run(["learn", "--json", "tour"])
    #expect(run.status == 2)
  }

  // MARK: Support

  private static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  private static func mistakes(_ object: [String: Any], _ shape: ObjectShape) -> [String] {
    var rest = object
    rest["type"] = rest["type"] as? String == shape.type ? nil : rest["type"]
    return mistakes(rest, shape.members)
  }

  private static func mistakes(_ object: [String: Any], _ members: [ObjectShape.Member]) -> [String] {
    let names = Set(members.map(\.name))
    var found = object.keys.filter { !names.contains($0) }.sorted().map { "\($0) is not in the shape" }
    for member in members {
      if let value = object[member.name] {
        found += mistakes(value, member.value, member.name)
      } else if member.isRequired {
        found.append("\(member.name) is missing")
      }
    }
    return found
  }

  private static func mistakes(_ value: Any, _ kind: ObjectShape.Value, _ name: String) -> [String] {
    // JSONSerialization gives booleans and numbers as NSNumber; only a boolean prints as one.
    let isBoolean = (value as? NSNumber).map { CFNumberKind.isBoolean($0) } ?? false
    let fits: Bool
    switch kind {
    case .string: fits = value is String
    case .boolean: fits = isBoolean
    case .integer, .number: fits = value is NSNumber && !isBoolean
    case .oneOf(let words): fits = (value as? String).map(words.contains) ?? false
    case .list(let element):
      guard let list = value as? [Any] else { return ["\(name) is no list"] }
      return list.flatMap { mistakes($0, element, name) }
    case .object(let members):
      guard let object = value as? [String: Any] else { return ["\(name) is no object"] }
      return mistakes(object, members).map { "\(name): \($0)" }
    case .any: fits = true
    }
    return fits ? [] : ["\(name) is no \(kind.noun)"]
  }
}

private enum CFNumberKind {
  static func isBoolean(_ number: NSNumber) -> Bool {
    number === NSNumber(value: true) || number === NSNumber(value: false) || String(cString: number.objCType) == "c"
  }
}
