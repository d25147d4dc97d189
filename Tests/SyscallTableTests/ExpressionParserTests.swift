import Testing

@testable import SyscallTable

/// Tokens into expressions, written back with every operation in parentheses.
struct ExpressionParserTests {
  private func shown(_ expression: Expression) -> String {
    switch expression.kind {
    case .integer(let value): String(value)
    case .string(let bytes, let elided): Escapes.quoted(bytes) + (elided ? "..." : "")
    case .name(let name): name
    case .subject(let name): "$\(name)"
    case .prefix(let sign, let operand): "(\(sign.rawValue)\(shown(operand)))"
    case .infix(let sign, let left, let right): "(\(shown(left))\(sign.rawValue)\(shown(right)))"
    case .structure(let members):
      "{\(members.map { ($0.name.map { "\($0)=" } ?? "") + shown($0.value) }.joined(separator: ","))}"
    case .array(let elements): "[\(elements.map(shown).joined(separator: ","))]"
    case .named(let name, let value): "\(name)=\(shown(value))"
    case .call(let name, let arguments): "\(name)(\(arguments.map(shown).joined(separator: ",")))"
    }
  }

  private func words(_ line: String) throws(InputError) -> [Expression] {
    var parser = ExpressionParser(try Lexer.tokens(Array(line.utf8))[...], end: line.utf8.count)
    return try parser.words(until: ["=", ";"])
  }

  private func parenthesized(_ line: String) throws(InputError) -> [Expression] {
    var parser = ExpressionParser(try Lexer.tokens(Array(line.utf8))[...], end: line.utf8.count)
    return try parser.parenthesized().arguments
  }

  @Test(
    arguments: [
      ("1+2*3", "(1+(2*3))"), ("1*2+3", "((1*2)+3)"), ("1|2&3", "(1|(2&3))"), ("1<<2+3", "(1<<(2+3))"),
      ("1&2<<3", "(1&(2<<3))"), ("1-2-3", "((1-2)-3)"), ("1<<2>>3", "((1<<2)>>3)"), ("(1|2)&3", "((1|2)&3)"),
      ("~1|2", "((~1)|2)"), ("-1*2", "((-1)*2)"), ("-~-1", "(-(~(-1)))"), ("3*PAGE", "(3*PAGE)"),
      ("O_WRONLY|O_CREAT|0x40", "((O_WRONLY|O_CREAT)|64)"), ("$P2", "$P2"), ("makedev(8, 1)", "makedev(8,1)"),
      ("f()", "f()"), ("((((1))))", "1"),
    ])
  func operatorsBindAsInC(line: String, expected: String) throws {
    #expect(try words(line).map(shown) == [expected])
    #expect(try parenthesized("(\(line))").map(shown) == [expected])
  }

  @Test(
    arguments: [
      ("a -1", ["a", "(-1)"]), ("a - 1", ["(a-1)"]), ("a-1", ["(a-1)"]), ("a -b", ["a", "(-b)"]),
      ("O_RDONLY | O_CREAT", ["(O_RDONLY|O_CREAT)"]), ("O_RDONLY |O_CREAT", ["(O_RDONLY|O_CREAT)"]),
      ("3 \"x\" 4", ["3", "\"x\"", "4"]), ("a (b)", ["a", "b"]), ("a(b)", ["a(b)"]), ("1 ~2", ["1", "(~2)"]),
      ("wait -1 0 -1", ["wait", "(-1)", "0", "(-1)"]), ("/a /b", ["\"/a\"", "\"/b\""]), ("", []), ("= 3", []),
      ("3 = -1 EBADF", ["3"]), ("a [1, -2] {b=1}", ["a", "[1,(-2)]", "{b=1}"]), ("1 + -1", ["(1+(-1))"]),
      ("a -1 - 1", ["a", "((-1)-1)"]),
    ] as [(String, [String])])
  func wordsAreSeparatedBySpace(line: String, expected: [String]) throws {
    #expect(try words(line).map(shown) == expected)
  }

  @Test(
    arguments: [
      ("()", []), ("(1, 2)", ["1", "2"]), ("(a -1)", ["(a-1)"]), ("(\"a\"..., 3)", ["\"a\"...", "3"]),
      ("(3, 0x7ffe /* 25 entries */, 3)", ["3", "32766", "3"]),
      ("({st_mode=S_IFREG|0644, st_size=5, ...})", ["{st_mode=(S_IFREG|420),st_size=5}"]),
      ("({1, b=2, {}})", ["{1,b=2,{}}"]), ("([\"a\", \"b\"...])", ["[\"a\",\"b\"...]"]),
      ("([1, ...])", ["[1,\"\"...]"]), ("([])", ["[]"]), ("([[1], [2, 3]])", ["[[1],[2,3]]"]),
      ("([{iov_base=\"abc\", iov_len=3}], 1)", ["[{iov_base=\"abc\",iov_len=3}]", "1"]),
      ("({st_rdev=makedev(0x1, 0x3)})", ["{st_rdev=makedev(1,3)}"]), ("([0] => [5], 3)", ["[0]", "3"]),
      ("([{WIFEXITED(s) && WEXITSTATUS(s) == 3}])", ["[{WIFEXITED(s),WEXITSTATUS(s),3}]"]),
      ("(BTRFS_IOC_CLONE or FICLONE, 3)", ["or(BTRFS_IOC_CLONE,FICLONE)", "3"]),
      ("([[VINTR]=0x3, [VQUIT]=0x1c])", ["[3,28]"]),
    ] as [(String, [String])])
  func structuresAndListsAreReadAsStraceWritesThem(line: String, expected: [String]) throws {
    #expect(try parenthesized(line).map(shown) == expected)
  }

  @Test(
    arguments: [
      ("1, 2", "A comma stands between arguments only inside parentheses.", ","),
      ("1 +", "An argument is missing here.", ""), ("1 | | 2", "An argument is missing before |.", "|"),
      ("-", "An argument is missing here.", ""), ("(1", "This parenthesis is not closed.", "("),
      ("[1, 2", "This bracket is not closed.", "["), ("{a=1", "This brace is not closed.", "{"),
      ("{a=", "This brace is not closed.", "{"), ("]", "An argument is missing before ].", "]"),
      ("$", "$ stands before a subject or a register.", "$"), ("$ P1", "$ stands before a subject or a register.", "$"),
      ("$3", "$ stands before a subject or a register.", "$"), ("f(1", "This parenthesis is not closed.", "("),
      ("f(1 2)", "A comma or ) is missing here.", "2"), ("f(1,)", "An argument is missing before ).", ")"),
      ("f(,1)", "An argument is missing before ,.", ","),
      ("...", "An argument is missing before ....", "..."),
      ("3 > 5", "The character > means nothing here.", ">"), ("<fd:x>", "The character < means nothing here.", "<"),
      ("?", "The character ? means nothing here.", "?"), ("é", "The character é means nothing here.", "é"),
      ("\"é\" , 1", "A comma stands between arguments only inside parentheses.", ","),
    ])
  func aMistakeIsNamedAndShown(line: String, message: String, shown: String) {
    let error = inputError(line) { () throws(InputError) in _ = try words(line) }
    #expect(error?.message == message)
    #expect(error.map { part(line, $0) } == shown)
  }

  @Test(arguments: ["(", "[", "{", "-", "~", "f(", "{a=", "[[", "1+(", "((", "1|[", "~-"])
  func nestingHasAnEnd(piece: String) {
    for count in [65, 1000, 100_000] {
      let line = String(repeating: piece, count: count)
      let error = inputError(line) { () throws(InputError) in _ = try words(line) }
      #expect(error?.message == "This is nested too deeply.", "\(count)")
    }
  }

  @Test func whatIsNestedALittleIsRead() throws {
    #expect(try words(String(repeating: "(", count: 30) + "1" + String(repeating: ")", count: 30)).map(shown) == ["1"])
    #expect(try words(String(repeating: "-", count: 60) + "1").count == 1)
  }

  @Test(arguments: ["|", "+", "*", "<<", "-"])
  func aChainOfOperatorsHasAnEnd(sign: String) throws {
    #expect(try words("1" + String(repeating: sign + "1", count: 400)).count == 1)
    for count in [401, 100_000] {
      let line = "1" + String(repeating: sign + "1", count: count)
      let error = inputError(line) { () throws(InputError) in _ = try words(line) }
      #expect(error?.message == "This expression is too long.")
    }
  }

  @Test func expressionsKnowWhereTheyStand() throws {
    let line = "\"é\"... -$P2 {a=[1]} (1 | 2) f(x) [0] => [5]"
    let parts = try words(line).map { String(decoding: Array(line.utf8)[$0.range], as: UTF8.self) }
    #expect(parts == ["\"é\"...", "-$P2", "{a=[1]}", "(1 | 2)", "f(x)", "[0] => [5]"])
  }
}
