import Testing

@testable import SyscallTable

/// Lines into tokens.
struct LexerTests {
  private func kinds(_ line: String) throws -> [Token.Kind] {
    try Lexer.tokens(Array(line.utf8)).map(\.kind)
  }

  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("10", 10), ("0x0", 0), ("0xff", 255), ("0XFF", 255), ("017", 15), ("00", 0),
      ("18446744073709551615", .max), ("0xffffffffffffffff", .max), ("01777777777777777777777", .max),
      ("9223372036854775808", 1 << 63), ("0000000000000000000000000017", 15),
    ] as [(String, UInt64)])
  func numbersAreDecimalHexadecimalOrOctal(text: String, value: UInt64) throws {
    #expect(try kinds(text) == [.integer(value)])
    #expect(Integers.parse(text) == value)
  }

  @Test(
    arguments: [
      ("18446744073709551616", "largest"), ("0x1ffffffffffffffff", "hexadecimal"), ("0x", "hexadecimal"),
      ("0xg", "hexadecimal"), ("08", "octal"), ("02000000000000000000000", "octal"), ("12ab", "decimal"),
      ("1e5", "decimal"), ("1_000", "decimal"), ("4K", "decimal"),
    ])
  func whatIsNoNumberSaysWhichNumbersThereAre(text: String, advice: String) {
    let line = "lseek 3 " + text
    let error = inputError(line) { () throws(InputError) in _ = try Lexer.tokens(Array(line.utf8)) }
    #expect(error?.message == "\(text) is not a number.")
    #expect(error?.advice?.contains(advice) == true)
    #expect(error.map { part(line, $0) } == text)
  }

  @Test(arguments: [
    "", "-", "--5", "+5", "0-5", "0+7", "0x-5", "0x+5", "-0x", "²", "٣", " 5", "5 ", "-9223372036854775809",
  ])
  func integersTakeNothingElse(text: String) {
    #expect(Integers.parse(text) == nil)
  }

  @Test(
    arguments: [
      ("-1", -1), ("-0x10", -16), ("-010", -8), ("-0", 0), ("-9223372036854775808", .min),
    ] as [(String, Int64)])
  func aMinusSignMakesANegativeNumber(text: String, value: Int64) {
    #expect(Integers.parse(text) == UInt64(bitPattern: value))
  }

  @Test(
    arguments: [
      (#""""#, []),
      (#""abc""#, [97, 98, 99]),
      (#""\n\t\r\v\f\a\b\e""#, [10, 9, 13, 11, 12, 7, 8, 27]),
      (#""\"\\\'""#, [34, 92, 39]),
      (#""\0\1\12\123\377\1234""#, [0, 1, 10, 83, 255, 83, 52]),
      (#""\18\08""#, [1, 56, 0, 56]),
      (#""\x4\x41\xfF\x414""#, [4, 65, 255, 65, 52]),
      ("\"é→\"", [0xc3, 0xa9, 0xe2, 0x86, 0x92]),
      (##""# /* no comment */""##, Array("# /* no comment */".utf8)),
      ("\"a\tb\"", [97, 9, 98]),
    ] as [(String, [UInt8])])
  func textsHaveTheEscapesOfC(line: String, bytes: [UInt8]) throws {
    #expect(try kinds(line) == [.string(bytes)])
  }

  @Test(
    arguments: [
      (#"write 1 "abc"#, "This text has no end.", #""abc"#),
      (#"write 1 "abc\"#, "This text has no end.", #""abc\"#),
      (#"write 1 "abc\""#, "This text has no end.", #""abc\""#),
      (#"write 1 "é"#, "This text has no end.", "\"é"),
      (#"write 1 "a\q""#, #"\q is no escape."#, #"\q"#),
      (#"write 1 "a\8""#, #"\8 is no escape."#, #"\8"#),
      (#"write 1 "a\é!""#, #"\é is no escape."#, #"\é"#),
      (#"write 1 "a\x""#, #"\x needs one or two hexadecimal digits."#, #"\x"#),
      (#"write 1 "a\xg""#, #"\x needs one or two hexadecimal digits."#, #"\x"#),
      (#"write 1 "\400""#, "The octal escape is larger than a byte.", #"\400"#),
      (#"write 1 "\777""#, "The octal escape is larger than a byte.", #"\777"#),
      ("read 3 /* count", "This comment has no end.", "/* count"),
      ("read 3 /*/", "This comment has no end.", "/*/"),
      ("read 3 @", "The character @ means nothing here.", "@"),
      ("read 3 €5", "The character € means nothing here.", "€"),
      ("read 3 'x'", "The character ' means nothing here.", "'"),
      ("read 3 %5", "The character % means nothing here.", "%"),
      ("read 3 \u{1b}[31m", #"The control character \033 means nothing here."#, "\u{1b}"),
      ("read 3 \u{202e}", #"The character \u{202e} means nothing here."#, "\u{202e}"),
    ])
  func aMistakeIsNamedAndShown(line: String, message: String, shown: String) {
    let error = inputError(line) { () throws(InputError) in _ = try Lexer.tokens(Array(line.utf8)) }
    #expect(error?.message == message)
    #expect(error.map { part(line, $0) } == shown)
    #expect(error?.advice != nil)
  }

  @Test func bytesThatAreNoTextAreMistakesOutsideQuotesAndBytesInside() throws {
    #expect(try Lexer.tokens([0x22, 0xff, 0x80, 0x22]).map(\.kind) == [.string([0xff, 0x80])])
    #expect(throws: InputError.self) { try Lexer.tokens([0xff, 0x80]) }
    #expect(throws: InputError.self) { try Lexer.tokens(Array("/tmp/".utf8) + [0xff]) }
  }

  @Test func commentsCountAsSpace() throws {
    #expect(try kinds("read /* the fd */ 3 # and so on \"") == [.name("read"), .integer(3)])
    let tokens = try Lexer.tokens(Array("a/**/b".utf8))
    #expect(tokens.map(\.kind) == [.name("a"), .name("b")])
    #expect(tokens.map(\.spaced) == [false, true])
    #expect(try kinds("# nothing").isEmpty)
    #expect(try kinds("").isEmpty)
    #expect(try kinds(" \t\r").isEmpty)
  }

  @Test(
    arguments: [
      ("/etc/hostname", ["/etc/hostname"]), ("./a", ["./a"]), ("../a/b", ["../a/b"]), ("~/x", ["~/x"]), (".", ["."]),
      ("..", [".."]), (".profile", [".profile"]), ("/tmp/é#1", ["/tmp/é#1"]), ("/a /b", ["/a", "/b"]),
      ("/", ["/"]), ("..;", [".."]), ("/a,/b", ["/a", "/b"]), ("[/a]", ["/a"]), ("{/a}", ["/a"]), ("(/a)", ["/a"]),
    ])
  func pathsNeedNoQuotes(line: String, paths: [String]) throws {
    let found = try kinds(line).compactMap { kind -> String? in
      if case .path(let text) = kind { return text }
      return nil
    }
    #expect(found == paths)
  }

  @Test func symbolsAreWhatCAndStraceWrite() throws {
    let line = "( ) [ ] { } , ; : = $ | & + - * << >> ~ ... => && == < > ?"
    #expect(try kinds(line) == line.split(separator: " ").map { .symbol(String($0)) })
  }

  @Test func tokensKnowWhereTheyStand() throws {
    let line = "open \"é\" /ü O_RDONLY"
    let tokens = try Lexer.tokens(Array(line.utf8))
    #expect(tokens.map(\.range) == [0..<4, 5..<9, 10..<13, 14..<22])
    #expect(tokens.map(\.spaced) == [false, true, true, true])
    #expect(try Lexer.tokens(Array("P1: x".utf8), from: 3).map(\.range) == [4..<5])
    #expect(try Lexer.tokens(Array("x".utf8), from: 10).isEmpty)
  }

  @Test func linesLoseTheirEndsWhateverThoseAre() {
    #expect(" \t= 3\r\n".trimmedSpaces == "= 3")
    #expect("\r\n\n".trimmedSpaces.isEmpty)
  }
}
