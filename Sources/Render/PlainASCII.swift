/// Text for terminals without UTF-8: each character of our drawings has one of ASCII that stands for it and is as wide, so
/// that what stands below each other stays there. Letters of others, in the name of a file, become `?`.
public enum PlainASCII {
  public static func text(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else if let found = characters[scalar] {
        result.append(found)
      } else {
        result += String(repeating: "?", count: DisplayWidth.of(scalar))
      }
    }
    return result
  }

  private static let characters: [Unicode.Scalar: Character] = {
    var found: [Unicode.Scalar: Character] = [:]
    for (originals, replacement) in replacements {
      for scalar in originals.unicodeScalars { found[scalar] = replacement }
    }
    return found
  }()

  private static let replacements: [(String, Character)] = [
    ("→▶»", ">"), ("←◀«", "<"), ("↔", "="), ("↑▲", "^"), ("↓▼", "v"),
    ("─━═‐‑‒–—−", "-"), ("│┃║┊▏", "|"), ("┌┐└┘├┤┬┴┼╭╮╯╰╲╱", "+"),
    ("█▉▊▋", "#"), ("▌▍▎▒▓", "%"), ("░", ":"), ("·•…", "."), ("✓", "v"), ("✗×", "x"),
    ("‘’‚", "'"), ("“”„", "\""), ("µμ", "u"), ("≤", "<"), ("≥", ">"), ("≈", "~"), ("\u{a0}", " "),
  ]
}
