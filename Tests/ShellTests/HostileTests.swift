import Curriculum
import Glibc
import Render
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// Lessons of strangers try to reach what is outside the lab. Nothing there changes without a yes, and nobody here says
/// yes. That a change would be seen shows the same attempt, where it harms nobody, in a session that guards nothing.
@Suite(.serialized) @TracerThread
struct HostileTests {
  /// Runs the lines as those of a lesson that did not come with sysh, however each of them ends.
  private func play(_ attack: Attack, _ canaries: Canaries, _ session: Session) -> [String] {
    let bridge = LessonBridge(session: session, theme: .plain)
    return attack.lines.map { line in
      let outcome = bridge.run(canaries.placed(line), from: "\(Scratch.home)/hostile.md")
      switch outcome.result {
      case .problem(let problem): return problem
      case .none, .done, .outcome: return outcome.display.joined(separator: " ")
      }
    }
  }

  @Test(arguments: Attack.all) func nothingOutsideIsTouchedWithoutAYes(attack: Attack) throws {
    let canaries = try Canaries()
    let transcript = try Transcript()
    defer { withExtendedLifetime(transcript) {} }
    let session = transcript.session
    let before = canaries.state()
    var said = play(attack, canaries, session)
    #expect(canaries.changed(since: before) == [], "\(said)")
    guard let change = attack.changes else { return }

    session.lab.endAll()
    try session.reset()
    session.isUnguarded = true
    said = play(attack, canaries, session)
    #expect(eventually { canaries.changed(since: before).contains(change) }, "positive control: \(said)")
    session.lab.endAll()
  }

  @Test(.enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user"), arguments: Attack.all)
  func inASandboxNothingOutsideIsTouchedAlthoughNothingIsAsked(attack: Attack) throws {
    let canaries = try Canaries()
    let transcript = try Transcript(sandboxed: true)
    defer { withExtendedLifetime(transcript) {} }
    let session = transcript.session
    session.confirm = { question in
      // What runs outside the sandbox is asked about in it too.
      #expect(
        question.contains("run a program outside") || question.contains("write the file")
          || question.contains("change what the lab"))
      return false
    }
    let before = canaries.state()
    let said = play(attack, canaries, session)
    #expect(canaries.changed(since: before) == [], "\(said)")
    session.lab.endAll()
  }

  @Test func thereAreAttacksEnough() {
    #expect(Attack.all.count >= 120)
    #expect(Set(Attack.all.map { $0.lines.joined() }).count == Attack.all.count)
    #expect(Attack.all.filter { $0.changes != nil }.count >= 70)
  }

  // MARK: The program

  private func check(_ lesson: String, _ options: [String] = []) throws -> (text: String, status: Int32) {
    let path = "\(Scratch.home)/hostile-\(UInt32.random(in: 0...UInt32.max)).md"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let front = "---\nformat: 1\nid: hostile\ntitle: Hostile\nminutes: 5\nteaches: [unlink]\n---\n# One\n\nText.\n\n"
    let bytes = Array((front + lesson).utf8)
    _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    close(file)
    defer { unlink(path) }
    return try Built.run(["check"] + options + [path])
  }

  @Test func aCheckRefusesAndSaysWhatWouldLetIt() throws {
    let canaries = try Canaries()
    let before = canaries.state()
    let run = "```sysh\nexecve \"/bin/rm\" [\"rm\", \"FILE\"] []\n= replaced\n```\n"
    let (text, status) = try check(canaries.placed(run))
    #expect(status == 1)
    #expect(
      text.contains("would run the program /usr/bin/rm") || text.contains("would run the program /bin/rm"), "\(text)")
    #expect(canaries.changed(since: before) == [])
    if Machine.hasUserNamespaces {
      let sandboxed = try check(canaries.placed(run), ["--sandbox"])
      #expect(sandboxed.status == 0, "\(sandboxed.text)")
      #expect(canaries.changed(since: before) == [])
    }
  }

  @Test func aLessonThatHangsEnds() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let (text, _) = try check(
      "```sysh\nexecve \"/bin/sh\" [\"sh\", \"-c\", \"while :; do :; done\"] []\n= replaced\n```\n\n```sysh\nset processor 1\n```\n\n```sysh\ncont\n```\n",
      ["--unguarded"])
    #expect(text.contains("1 passed") || text.contains("1 failed"), "\(text)")
    #expect(clock.now - start < .seconds(30))
  }

  @Test(arguments: [
    "id: ../../etc/passwd", "id: \u{1b}[2J", "title: \u{1b}]0;mine\u{7}", "title: a\u{202e}b\u{9b}31m",
  ])
  func frontMatterCannotDriveTheTerminal(_ line: String) throws {
    let path = "\(Scratch.home)/front.md"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let key = line.prefix { $0 != ":" }
    let front = ["format: 1", "id: hostile", "title: x", "minutes: 5", "teaches: [unlink]"]
      .map { $0.hasPrefix(key + ":") ? line : $0 }.joined(separator: "\n")
    let bytes = Array("---\n\(front)\n---\n# One\n\nA \u{1b}[2J\u{9b}31m\u{202e} [x](http://\u{1b}]8;;y\u{7})\n".utf8)
    _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    close(file)
    defer { unlink(path) }
    let (text, _) = try Built.run(["check", path])
    #expect(Controls.found(in: text) == [], "\(text)")
    let list = try Built.run(["lessons", "--lessons", path])
    #expect(Controls.found(in: list.text) == [], "\(list.text)")
  }
}

/// Characters that drive a terminal or reorder what is seen on it.
enum Controls {
  static func found(in text: String) -> [String] {
    text.unicodeScalars.filter { scalar in
      let value = scalar.value
      return value < 0x20 && value != 0x0a || (0x7f...0x9f).contains(value) || (0x202a...0x202e).contains(value)
        || (0x2066...0x2069).contains(value) || value == 0x200b || value == 0xfeff
    }.map { "U+" + String($0.value, radix: 16) }
  }
}

extension Canaries {
  /// A line of an attack with the names of what it is after.
  func placed(_ line: String) -> String {
    let hop = String(repeating: "../", count: 24) + file.dropFirst()
    let pairs = [
      ("HOP", hop), ("FILE", file), ("DIR", directory), ("VICTIM", "\(victim)"), ("SHELL", "\(getpid())"),
      ("ADDRESS", "0x" + String(UInt(bitPattern: memory), radix: 16)), ("PORT", "\(port)"), ("NAME", abstract),
    ]
    return pairs.reduce(line) { $0.replacing($1.0, with: $1.1) }
  }
}

extension String {
  /// Puts something else in the place of a word, where it is one: O_DIRECTORY and CLONE_FILES are others.
  fileprivate func replacing(_ word: String, with other: String) -> String {
    func isOfName(_ character: Character?) -> Bool {
      character.map { $0 == "_" || $0.isUppercase } ?? false
    }
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: word) {
      let isWord = !isOfName(rest[..<range.lowerBound].last) && !isOfName(rest[range.upperBound...].first)
      result += rest[..<range.lowerBound] + (isWord ? other : word)
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
