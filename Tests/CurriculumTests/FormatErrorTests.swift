import Curriculum
import Testing

/// Every kind of error in a lesson file, with its line, its column and what it says to do. Bodies begin at line 8.
@Suite struct FormatErrorTests {
  static let frontMatter: [(String, [String])] = [
    ("x", ["1:1: A lesson begins with its front matter between two lines of three dashes: ---."]),
    ("---\nid: x\n", ["3:1: A lesson begins with its front matter between two lines of three dashes: ---."]),
    (
      "---\nid: [\n---\nx",
      ["3:1: The front matter is no YAML: did not find expected node content."]
    ),
    ("---\n- a\n---\nx", ["2:1: The front matter is a list of keys, one a line: id: cow."]),
    (
      "---\n---\nx", ["2:1: The front matter is empty; it needs format, id, title, minutes, teaches."]
    ),
    (
      "---\nformat: 1\nid: a\nid: b\ntitle: T\nminutes: 1\nteaches: []\n---\nx",
      ["4:1: The key id stands here twice; keep one."]
    ),
    (
      "---\nformat: 2\nid: Cow\ntitle: [a]\nminutes: soon\nteaches: {a: b}\nafter: [[a]]\nanswers: [7]\ncolour: red\n---\nx",
      [
        "2:9: This sysh reads format 1; write format: 1.",
        "3:5: An id is a word of small letters, digits and dashes, as in cow.",
        "4:8: title is a text, as in title: Copy-on-write.",
        "5:10: minutes is a number from 1 to 240, as in minutes: 8.",
        "6:10: teaches is a list of words, as in teaches: [fork, pagemap].",
        "7:9: after is a list of words, as in after: [fork, pagemap].",
        "8:11: \"7\" is no question; answers are written Q1, Q2 and so on.",
        "9:1: Unknown key \"colour\". Known are format, id, title, minutes, teaches, after, answers, needs.",
      ]
    ),
    (
      "---\nformat: 1\ntitel: T\n---\nx",
      [
        "1:1: The front matter lacks the key id.", "1:1: The front matter lacks the key title.",
        "1:1: The front matter lacks the key minutes.", "1:1: The front matter lacks the key teaches.",
        "3:1: Unknown key \"titel\". Did you mean \"title\"? Known are format, id, title, minutes, teaches, after, "
          + "answers, needs.",
      ]
    ),
    (
      Text.lesson("x", extra: "needs: [pagemop]\n"),
      ["7:9: sysh knows no capability \"pagemop\", so it cannot tell when to skip."]
    ),
    (Text.lesson(""), ["7:1: The lesson has no step; write a sentence."]),
  ]

  @Test(arguments: frontMatter) func frontMatterErrorsNameTheirPlace(text: String, expected: [String]) {
    #expect(errors(text) == expected)
  }

  static let bodies: [(String, [String])] = [
    (
      Text.fence("bash", "ls"),
      ["8:1: Unknown label \"bash\". Labels are sysh, predict, try and question; without one a fence is only shown."]
    ),
    (
      Text.fence("tri", "x"),
      [
        "8:1: Unknown label \"tri\". Did you mean \"try\"? Labels are sysh, predict, try and question; without one a fence is only shown."
      ]
    ),
    ("```sysh\nfds", ["8:1: This fence is never closed; end it with a line of ```."]),
    ("> ```sysh\n> fds\n> ```", ["8:3: A sysh fence stands at the margin, outside lists and quotes."]),
    (
      "a <b>c</b>",
      ["8:1: HTML is not shown in a terminal; write Markdown, or put <…> between backquotes."]
    ),
    ("a | b\n--|--\nc | d", ["9:1: Tables are not shown in a terminal; draw it in an unlabelled fence."]),
    (
      "\n" + String(repeating: "> ", count: 40) + "x", ["9:49: Lists and quotes are nested too deeply here."]
    ),
    // Sessions
    (Text.fence("sysh", ""), ["8:1: This fence is empty; write at least one command."]),
    (
      Text.fence("sysh", "= 3\nfds"),
      ["9:1: A result stands directly under its command; there is none above this one."]
    ),
    (
      Text.fence("sysh", "close 9\n= 0\n= 0"),
      ["11:1: A result stands directly under its command; there is none above this one."]
    ),
    (
      Text.fence("sysh", "close 9\n= about 3"),
      [
        "10:3: \"about 3\" is no result: write 3, -1 EBADF, blocked, killed SIGSEGV, exited 0, replaced, or a "
          + "placeholder <pid:P2>, <addr:p>, <fd:x>, <any>."
      ]
    ),
    (
      Text.fence("sysh", "close 9\n  ="),
      ["10:3: This result is empty; write it, or let sysh check --update fill it in."]
    ),
    (Text.fence("sysh", "fds\n# why"), ["10:1: A comment stands above the command that it explains."]),
    (Text.fence("sysh", "  opne 3"), ["9:3: There is no command \"opne\"."]),
    // Predictions
    (
      Text.fence("predict", "") + Text.fence("sysh", "fds"),
      [
        "8:1: A predict fence begins with its question.", "8:1: A predict fence has at least two choices.",
        "8:1: A predict fence has a check that holds when the marked choice is right.",
      ]
    ),
    (
      Text.fence("predict", "q\n- [x] a :: s\n- [x] b :: s\ncheck: cwd") + Text.fence("sysh", "fds"),
      ["8:1: Mark exactly one choice with [x]; 2 are marked."]
    ),
    (
      Text.fence(
        "predict", "q\n- a\n- [x] b\n- [ ] c ::\n- [ ] Not sure :: s\n- [x] a :: s\n- [ ] a :: s\nwhy\ncheck: cwd")
        + Text.fence("sysh", "fds"),
      [
        "10:1: A choice begins with - [ ], the right one with - [x].",
        "11:1: A choice has its own sentence after \" :: \": - [ ] both :: One copy is enough.",
        "12:1: A choice has its own sentence after \" :: \": - [ ] both :: One copy is enough.",
        "13:7: \"not sure\" is always offered; leave it out.",
        "15:1: This choice stands here twice.",
        "16:1: After the choices of a predict fence come its check lines: check: fd(3).open.",
      ]
    ),
    (
      Text.fence("predict", "q\n- [x] a :: s\ncheck: cwd\n- [ ] b :: s") + "x",
      [
        "8:1: No sysh fence follows that decides this question; put it right after.",
        "12:1: Choices stand above the check lines.",
      ]
    ),
    // Tries
    (
      Text.fence("try", ""),
      [
        "8:1: A try fence has a check, which looks at the state: check: fd(3).open.",
        "8:1: A try fence has a solution: the commands, each after solution:.",
      ]
    ),
    (
      Text.fence("try", "check: cwd\nsolution: fds"), ["9:1: Say the goal in a line beginning with # above the check."]
    ),
    (
      Text.fence(
        "try", "# g\ncheck: cwd\n# h\nsolution: fds\nhint:\nchek: cwd\nrun it\nwrong: close 9\nwrong: cloze 9 :: no"),
      [
        "11:1: This goal has no check; write one under it.", "13:1: Nothing follows hint: on this line.",
        "14:1: A line of a try fence is a # goal or begins with check: how: hint: solution: wrong:. Did you mean \"check\"?",
        "15:1: A line of a try fence is a # goal or begins with check: how: hint: solution: wrong:.",
        "16:8: A wrong try says why after \" :: \": wrong: close 9 :: 9 was never open.",
        "17:8: There is no command \"cloze\".",
      ]
    ),
    (
      Text.fence("try", "# g\ncheck: eventually soon: cwd\nsolution: fds"),
      ["10:8: Write how long a fact may take as in: eventually 2s: process(P2).exists (at most 60s)."]
    ),
    (
      Text.fence("try", "# g\ncheck: eventually 61s: cwd\nsolution: fds"),
      ["10:8: Write how long a fact may take as in: eventually 2s: process(P2).exists (at most 60s)."]
    ),
    (
      Text.fence("try", "# g\ncheck:   eventually 2s:  fdd(3).open\nsolution: zap"),
      ["10:26: There is no fact \"fdd\". Did you mean \"fd\"?", "11:11: There is no command \"zap\"."]
    ),
  ]

  @Test(arguments: bodies) func bodyErrorsNameTheirPlace(body: String, expected: [String]) {
    #expect(errors(Text.lesson(body)) == expected)
  }

  @Test func placesAreRightWithCarriageReturnsToo() {
    let text = Text.lesson(Text.fence("sysh", "  opne 3")).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    #expect(errors(text).contains("9:3: There is no command \"opne\"."))
  }
}
