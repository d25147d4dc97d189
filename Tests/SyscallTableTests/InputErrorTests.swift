import Testing

@testable import SyscallTable

/// Suggestions, and text that is safe to show.
struct InputErrorTests {
  private let calls = SyscallTable.standard.names

  @Test(
    arguments: [
      ("opne", "open"), ("opn", "open"), ("oepn", "open"), ("reda", "read"), ("clsoe", "close"), ("fstst", "fstat"),
      ("getpdi", "getpid"), ("memfd_craete", "memfd_create"), ("OPEN", "open"), ("newfsatat", "newfstatat"),
      ("Fork", "fork"), ("sys_open", "open"), ("__NR_getpid", "getpid"), ("sys_openat2", "openat2"), ("open64", "open"),
      ("fadvise", "fadvise64"), ("llseek", "lseek"), ("lisen", "listen"), ("sigactoin", "sigaction"), ("pen", "open"),
    ])
  func aSlipFindsTheName(typed: String, name: String) {
    #expect(NearestName.match(typed, in: calls) == name)
    #expect(NearestName.advice(typed, in: calls) == "Did you mean \(name)?")
  }

  @Test(arguments: [
    "", "x", "frobnicate", "openopenopen", "éé", "work", "dead", "result", "report", "secret", "silent", "string",
    "xyz", "banana", "python", "hello", "world", "in", "it", "go",
  ])
  func whatIsFarFromEveryNameFindsNone(typed: String) {
    #expect(NearestName.match(typed, in: calls) == nil)
  }

  @Test func oneLetterIsNoSlipOfAnother() {
    #expect(NearestName.match("x", in: ["y"]) == nil)
    #expect(NearestName.match("fs", in: ["fd"]) == nil)
    #expect(NearestName.match("df", in: ["fd"]) == "fd")
    #expect(NearestName.match("fs", in: ["fds"]) == "fds")
  }

  @Test func aFlagThatLacksALetterIsFoundInItsFamily() throws {
    let flags = try #require(SyscallTable.standard["open"]).parameters.flatMap(\.type.codecs).flatMap(\.constants)
    #expect(NearestName.match("O_RDONY", in: flags.map(\.name)) == "O_RDONLY")
    #expect(NearestName.match("o_creat", in: flags.map(\.name)) == "O_CREAT")
    #expect(NearestName.match("PROT_READ", in: flags.map(\.name)) == nil)
  }

  @Test func theNearestNameWinsAndTiesGoByTheAlphabet() {
    #expect(NearestName.match("abcde", in: ["abcxy", "abcdx"]) == "abcdx")
    #expect(NearestName.match("abcde", in: ["abcdz", "abcdx", "abcdy"]) == "abcdx")
    #expect(NearestName.match("open", in: []) == nil)
    #expect(NearestName.match(String(repeating: "a", count: 100_000), in: calls) == nil)
  }

  @Test(
    arguments: [
      ("plain é →", "plain é →"), ("a\u{1b}[31m", #"a\033[31m"#), ("a\u{7}", #"a\007"#), ("a\u{9b}2J", #"a\u{9b}2J"#),
      ("a\u{202e}b", #"a\u{202e}b"#), ("a\u{2066}b", #"a\u{2066}b"#), ("a\n\r\nb", #"a\n\r\nb"#), ("\u{7f}", #"\177"#),
      ("\u{0}", #"\000"#),
    ])
  func whatActsOnATerminalIsEscaped(text: String, shown: String) {
    #expect(Escapes.harmless(text) == shown)
  }

  @Test(
    arguments: [
      ([], .max, #""""#), ([97, 10, 98], .max, #""a\nb""#), ([1, 56], .max, #""\18""#), ([1, 55], .max, #""\0017""#),
      ([255, 48], .max, #""\3770""#), ([97, 98], 1, #""a"..."#), ([97, 98], 2, #""ab""#), ([97], 0, #"""..."#),
      ([97], -5, #"""..."#), ([1, 49], 1, #""\1"..."#), ([34, 92], .max, #""\"\\""#),
    ] as [([UInt8], Int, String)])
  func bytesAreQuotedAsStraceQuotesThem(bytes: [UInt8], limit: Int, text: String) {
    #expect(Escapes.quoted(bytes, limit: limit) == text)
  }

  @Test func everyByteBeforeEveryByteIsReadBack() throws {
    for first in UInt8.min ... .max {
      for second in UInt8.min ... .max {
        let text = Escapes.quoted([first, second])
        #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) })
        let tokens = try Lexer.tokens(Array(text.utf8))
        if tokens.map(\.kind) != [.string([first, second])] { Issue.record("\(text)") }
      }
    }
  }
}
