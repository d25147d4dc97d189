import SyscallTable

/// What styles look like on a terminal. Only the 16 colours that every terminal has, and of those none that vanishes on
/// a light or a dark background: no yellow, no white, no black.
public struct Theme: Sendable {
  /// SGR parameters by style; none for text as it is.
  private let codes: [TextStyle: String]

  /// Text alone: batch output, pipes, NO_COLOR.
  public static let plain = Theme(codes: [:])

  public static let color = Theme(codes: [
    .call: "1", .value: "36", .name: "35", .success: "32", .failure: "31", .added: "32", .removed: "31",
    .changed: "36", .faint: "2", .strong: "1", .emphasis: "3", .heading: "1", .link: "4", .struck: "9;31",
  ])

  /// Colours of a drawing's lines, neighbours far apart.
  private static let series = ["35", "32", "36", "31", "1;35", "1;32", "1;36", "1;31"]

  private func code(_ style: TextStyle) -> String? {
    guard case .series(let number) = style, !codes.isEmpty else { return codes[style] }
    return Self.series[number % Self.series.count]
  }

  /// Whoever made a text has made it harmless. This is the one place through which all of them go: nothing but our own
  /// sequences reaches the terminal.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
  }

  /// The line as it is sent to the terminal, without a newline.
  public func string(_ line: StyledLine) -> String {
    var result = ""
    var current: String?
    for span in line.spans where !span.text.isEmpty {
      let code = code(span.style)
      if code != current {
        if current != nil { result += "\u{1b}[0m" }
        if let code { result += "\u{1b}[\(code)m" }
        current = code
      }
      result += Self.isPlain(span.text) ? span.text : Escapes.harmless(span.text)
    }
    return current == nil ? result : result + "\u{1b}[0m"
  }
}
