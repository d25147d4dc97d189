@testable import Curriculum
import Testing

/// The language of checks: what holds, what does not, and what is said about mistakes.
@Suite struct CheckLanguageTests {
  /// A lesson whose only try has this check.
  private func check(_ text: String) throws -> Check {
    let body = Text.fence("try", "# g\ncheck: \(text)\nsolution: dup 1")
    guard case .attempt(let attempt) = try parse(Text.lesson(body)).steps[0].activity else {
      throw LabProblem("not a try")
    }
    return try #require(attempt.checks.first)
  }

  private func lab() throws -> FakeLab {
    let lab = FakeLab()
    try lab.startOver()
    for line in ["fd = open \"a\"", "dup fd", "read 3 10", "set zero 0"] { _ = lab.run(line) }
    return lab
  }

  @Test(arguments: [
    ("fd(3).open", true), ("fd(9).open", false), ("not fd(9).open", true), ("not not fd(3).open", true),
    ("fd(fd).offset == 10", true), ("fd(fd + 1).offset == 0xa", true), ("fd(3).offset == 012", true),
    ("fd(3).offset + 2 * 3 == 16", true), ("(fd(3).offset + 2) * 3 == 36", true), ("fd(3).offset - 20 == -10", true),
    ("fd(3).offset - 2 - 3 == 5", true), ("fd(3).offset < PAGE", true), ("fd(3).offset >= 10", true),
    ("fd(3).offset > 10", false), ("fd(3).offset <= 9", false), ("fd(3).offset != 10", false),
    ("fd(9).offset", false), ("fd(9).offset == absent", true), ("fd(9).offset != 3", true), ("fd(9).offset < 3", false),
    ("fd(9).offset >= 3", false), ("fd(0).target == \"in\"", true), ("fd(0).target < \"out\"", true),
    ("fd(3).target == \"\\\"a\\\"\"", true), ("same(3, 4)", true), ("same(fd, 0)", false), ("cwd == \"/lab\"", true),
    ("cwd", true), ("descriptors.count == 5", true), ("used(dup) and used(\"read\")", true), ("used(close)", false),
    ("fd == 3", true), ("zero", false), ("fd(9).open or fd(3).open and fd(9).open", false),
    ("(fd(9).open or fd(3).open) and fd(0).open", true), ("fd(3).open == true", true), ("last.result == 10", true),
    ("last.error == absent", true), ("fd(3).open or nothing == 1", true),
  ])
  func evaluates(text: String, expected: Bool) throws {
    let evaluator = CheckEvaluator(lab: try lab())
    #expect(try evaluator.holds(check(text).expression) == expected)
  }

  @Test(arguments: [
    ("nothing == 1", "There is no variable nothing."), ("fd(nothing + 1).open", "There is no variable nothing."),
    ("fd(P2).open", "fd takes a number."), ("not fd(P2).open", "fd takes a number."),
    ("fd(3).offset == \"10\"", "10 == \"10\" compares two different kinds of value."),
    ("fd(3).open < true", "true < true compares two different kinds of value."),
    ("cwd + 1 == 2", "\"/lab\" + 1 is not arithmetic on two numbers."),
    ("fd * 0x7fffffffffffffff == 1", "3 * 9223372036854775807 does not fit 64 bits."),
  ])
  func whatCannotBeDecidedSaysWhy(text: String, message: String) throws {
    let evaluator = CheckEvaluator(lab: try lab())
    #expect(throws: CheckProblem(message: message)) { try evaluator.holds(check(text).expression) }
  }

  @Test func changedComparesWithTheStartOfTheStep() throws {
    let lab = try lab()
    let changed = try check("fd(3).offset changed and fd(0).offset unchanged and fd(5).open unchanged").expression
    let evaluator = CheckEvaluator(lab: lab, baseline: CheckEvaluator.baseline(of: [changed], in: lab))
    #expect(try !evaluator.holds(changed))
    _ = lab.run("read 3 1")
    #expect(try evaluator.holds(changed))
    #expect(evaluator.readings(of: changed).map(\.text).first == "fd(3).offset was 10, is 11")
    _ = lab.run("dup 3")
    #expect(try !evaluator.holds(changed))
  }

  @Test func aSumCanBeWatched() throws {
    let lab = try lab()
    let sum = try check("fd(3).offset + 1 changed").expression
    let evaluator = CheckEvaluator(lab: lab, baseline: CheckEvaluator.baseline(of: [sum], in: lab))
    _ = lab.run("read 3 1")
    #expect(try evaluator.holds(sum))
  }

  /// Columns are those of the file's line: `check: ` takes seven.
  @Test(arguments: [
    ("1 + 1", 8, "This check looks at no fact, so it can never change."),
    ("fd(3).open and", 22, "Did not expect the end of the line here. A fact, a number or a string belongs here."),
    ("fd(3).open fd(4).open", 19, "Did not expect fd here. Join checks with and, or."),
    ("fd(3", 12, "Did not expect the end of the line here. Arguments are separated by commas and end with )."),
    ("(cwd", 12, "Did not expect the end of the line here. A closing parenthesis is missing."),
    ("fd(3).", 14, "Did not expect the end of the line here. The name of a property follows the dot."),
    ("fd(3).open = 1", 19, "A check has no use for \"=\". Write == to compare."),
    ("fd(3).open & cwd", 19, "A check has no use for \"&\"."),
    ("cwd == \"x", 15, "This string has no closing quote."),
    ("cwd == \"\\q\"", 16, "Unknown escape in a string; known are \\n \\t \\r \\0 \\\\ \\\"."),
    ("fd(09).open", 11, "\"09\" is no integer: write decimal, 0x hexadecimal or octal with a leading 0."),
    (
      "fd(0x8000000000000000).open", 11,
      "\"0x8000000000000000\" is no integer: write decimal, 0x hexadecimal or octal with a leading 0."
    ),
    ("1 < fd == 3", 15, "Did not expect == here. Comparisons do not chain; write a < b and b < c."),
    ("3 changed or cwd", 8, "A constant never changes; put a fact before changed."),
    ("changed", 8, "Did not expect changed here. A fact, a number or a string belongs before it."),
    ("sound(3, 4)", 8, "There is no fact \"sound\"."),
    ("samee(3, 4)", 8, "There is no fact \"samee\". Did you mean \"same\"?"),
    ("same(3)", 8, "same takes 2 arguments, not 1."), ("fd.open", 8, "fd takes 1 argument, not 0."),
    ("fd(3)", 8, "Say which property of fd: open, offset, target, description."),
    ("fd(3).size", 8, "fd has no property \"size\". It has open, offset, target, description."),
    ("last == 3", 8, "Say which property of last: result, error."),
    ("cwd.length", 8, "cwd has no property \"length\". It has none."),
    ("same(fd(3).inode, 4)", 13, "fd has no property \"inode\". It has open, offset, target, description."),
  ])
  func mistakesNameTheColumn(text: String, column: Int, message: String) {
    let body = Text.fence("try", "# g\ncheck: \(text)\nsolution: dup 1")
    #expect(errors(Text.lesson(body)) == ["10:\(column): \(message)"])
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "(", count: 5000) + "cwd"
    let long = String(repeating: "not ", count: 5000) + "cwd"
    for text in [deep, long] {
      let found = errors(Text.lesson(Text.fence("try", "# g\ncheck: \(text)\nsolution: dup 1")))
      #expect(found.count == 1 && found[0].hasSuffix("This check is too long; write several."))
    }
  }
}
