import LinuxABI
import Testing

/// Lines and fields as the kernel ends them, whatever names stand in them.
struct TextLineTests {
  @Test func aCarriageReturnSwallowsNoLine() {
    #expect("a\r\nb\n\nc".lines() == ["a\r", "b", "c"])
    #expect("a\r\nb\n\nc\n".lines(keepingEmpty: true) == ["a\r", "b", "", "c", ""])
    #expect("".lines().isEmpty && "".lines(keepingEmpty: true) == [""])
    // What this is there for.
    #expect("a\r\nb".split(separator: "\n").count == 1)
  }

  @Test func anAccentBehindABlankKeepsTheFieldsApart() {
    #expect("tmpfs \u{301}x rw".parts(" ") == ["tmpfs", "\u{301}x", "rw"])
    #expect("a b c".parts(" ", atMost: 2) == ["a", "b c"])
    #expect("a  b".parts(" ", keepingEmpty: true) == ["a", "", "b"])
  }
}
