import Testing

@testable import Shell

/// How much of a flood of traced calls is shown.
struct TraceFlowTests {
  private static let second: Int64 = 1_000_000_000

  @Test func whatProgramsOfOrdinarySizeMakeIsShownWhole() {
    var flow = TraceFlow()
    #expect(flow.admit(1999, missed: 0, at: 0) == 1999)
    #expect(flow.takeLeftOut(at: 0) == nil)
  }

  @Test func aFloodIsCutToItsRateAndTheRestIsCounted() {
    var flow = TraceFlow()
    var shown = 0
    var left = 0
    for tenth in 0..<100 {
      let now = Int64(tenth) * Self.second / 10
      shown += flow.admit(5000, missed: 1, at: now)
      left += flow.takeLeftOut(at: now) ?? 0
    }
    #expect(shown <= TraceFlow.burst + 10 * TraceFlow.rate)
    #expect(shown >= TraceFlow.burst + 9 * TraceFlow.rate)
    left += flow.takeLeftOut(at: 100 * Self.second) ?? 0
    #expect(shown + left == 100 * 5001)
  }

  @Test func whatWasLeftOutIsToldOnceASecondAtMost() {
    var flow = TraceFlow()
    _ = flow.admit(3000, missed: 0, at: 0)
    #expect(flow.takeLeftOut(at: 0) == 1000)
    _ = flow.admit(100, missed: 0, at: Self.second / 2)
    _ = flow.admit(100, missed: 0, at: Self.second / 2)
    #expect(flow.takeLeftOut(at: Self.second / 2) == nil)
    #expect(flow.takeLeftOut(at: Self.second) == 100)
    #expect(flow.takeLeftOut(at: 3 * Self.second) == nil)
  }

  @Test func aQuietTimeMakesRoomAgain() {
    var flow = TraceFlow()
    _ = flow.admit(5000, missed: 0, at: 0)
    #expect(flow.admit(5000, missed: 0, at: 20 * Self.second) == TraceFlow.burst)
  }
}

/// What a traced program writes, cut into lines.
struct TracedLinesTests {
  private func lines(_ chunks: [String]) -> [String] {
    var found: [String] = []
    var lines = TracedOutside.Lines { found.append(String(decoding: $0, as: UTF8.self)) }
    for chunk in chunks { lines.add(Array(chunk.utf8)[...]) }
    lines.end()
    return found
  }

  @Test func linesArePutTogetherAcrossReads() {
    #expect(lines(["a", "b\nc\n\nd"]) == ["ab", "c", "", "d"])
    #expect(lines(["a\n", "b\n"]) == ["a", "b"])
    #expect(lines([]) == [])
  }

  @Test func aLineWithoutEndIsHandedOverInPieces() {
    let found = lines(Array(repeating: String(repeating: "x", count: 60_000), count: 5))
    #expect(found.count > 1)
    #expect(found.allSatisfy { $0.utf8.count < 2 * TracedOutside.longest })
    #expect(found.joined().utf8.count == 300_000)
  }
}

/// Words as `trace` reads them.
struct ShellWordsTests {
  @Test(arguments: [
    ("ls -l", ["ls", "-l"]), ("  a\t b ", ["a", "b"]), ("", []), ("''", [""]),
    ("sh -c 'echo \"a b\"; exit 0'", ["sh", "-c", "echo \"a b\"; exit 0"]),
    ("sh -c \"echo \\\"a\\\" \\n\"", ["sh", "-c", "echo \"a\" \\n"]), ("a\\ b", ["a b"]), ("a'b c'd", ["ab cd"]),
    ("end\\", ["end\\"]),
  ])
  func quotesGoAsFarAsInAShell(_ text: String, _ words: [String]) throws {
    #expect(try ShellWords.split(text) == words)
  }

  @Test(arguments: ["'a", "\"a", "a \"b'"])
  func anOpenQuoteIsAMistake(_ text: String) {
    #expect(throws: CommandProblem.self) { try ShellWords.split(text) }
  }
}
