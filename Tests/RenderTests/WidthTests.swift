import Testing

@testable import Render

/// Columns, wrapping, shortening.
struct WidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("ファイル", 8), ("漢字.txt", 8), ("🙂", 2), ("─┤▶…→", 5),
    ("a\u{200d}b", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11ab}", 2), ("　", 2), ("soft\u{ad}hyphen", 11),
  ])
  func `a text takes the columns that a terminal gives it`(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  private func wrapped(_ text: String, _ width: Int, indent: Int = 0, first: Int = 0) -> [String] {
    Renderer(width: width).wrap([.plain(text)], indent: indent, firstIndent: first).map(\.plain)
  }

  @Test func `lines break between words`() {
    #expect(wrapped("one two three four five six", 20) == ["one two three four", "five six"])
    #expect(
      wrapped("one two three four five six", 20, indent: 4, first: 2) == ["  one two three four", "    five six"])
    #expect(wrapped("", 20) == [""])
  }

  @Test func `a word longer than a line is cut`() {
    #expect(
      wrapped("a " + String(repeating: "x", count: 45), 20)
        == ["a", String(repeating: "x", count: 20), String(repeating: "x", count: 20), "xxxxx"])
    #expect(
      wrapped(String(repeating: "漢", count: 21), 21) == [
        String(repeating: "漢", count: 10), String(repeating: "漢", count: 10), "漢",
      ])
  }

  @Test func `a path that no line can hold is cut behind a slash`() {
    #expect(
      wrapped("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", 30)
        == ["/usr/lib/x86_64-linux-gnu/", "ld-linux-x86-64.so.2"])
    // A component that is too long itself is cut where the line ends.
    #expect(wrapped("/tmp/" + String(repeating: "x", count: 30), 20).map(\.count) == [5, 20, 10])
  }

  @Test func `several blanks inside a line stay, at a break they go`() {
    #expect(wrapped("range  size  what", 40) == ["range  size  what"])
    #expect(wrapped("aaaaaaaaaaaaaaaa    bbbb", 20) == ["aaaaaaaaaaaaaaaa", "bbbb"])
  }

  @Test func `styles are kept over a break and inside a word`() {
    let spans: [StyledLine.Span] = [.plain("one two "), .name("fd 3"), .plain("), three four five")]
    let lines = Renderer(width: 20).wrap(spans, indent: 2, firstIndent: 0)
    #expect(lines.map(\.plain) == ["one two fd 3), three", "  four five"])
    #expect(lines[0].spans.contains(.name("fd 3")))
    #expect(lines[0].spans.contains(.plain("), three")))
  }

  @Test func `a path is shortened in its middle`() {
    #expect("/usr/share/dictionary/words".shortened(to: 15) == "/usr/…ary/words")
    #expect("/short".shortened(to: 15) == "/short")
    #expect("漢字漢字漢字".shortened(to: 6) == "漢…字")
    for width in 0...30 {
      #expect(DisplayWidth.of("/a/ファイル/e\u{301}e\u{301}/long/path".shortened(to: width)) <= width)
    }
  }

  @Test func `sizes say what they are exactly where they can`() {
    let sizes: [(UInt64, String)] = [
      (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (4096, "4 KiB"), (135168, "132 KiB"), (2 << 20, "2 MiB"),
      (2052 << 10, "2052 KiB"), (UInt64.max, "15.9 EiB"), (1536, "1.4 KiB"), (1 << 47, "128 TiB"),
    ]
    for (bytes, text) in sizes { #expect(Words.size(bytes) == text) }
  }

  @Test func `permissions have three digits or more`() {
    #expect([0, 0o7, 0o22, 0o644, 0o4755].map(Words.octal) == ["000", "007", "022", "0644", "04755"])
  }

  @Test func `a table without room for its flexible column becomes a list`() {
    let cells = ["one", String(repeating: "x", count: 30), "three four five"].map { StyledLine($0) }
    let columns = [Column(), Column(), Column("", .wrapped)]
    #expect(Renderer(width: 60).table([cells], columns).map(\.plain).count == 1)
    #expect(
      Renderer(width: 40).table([cells], columns).map(\.plain)
        == ["  one  " + String(repeating: "x", count: 30), "      three four five"])
  }
}
