import SyscallTable

/// Text as it stands in XML and HTML.
public enum Markup {
  /// Between tags and inside quoted attributes. Control characters and what reorders letters are written as escapes, and
  /// what XML has no place for (XML 1.0, 2.2) as what stands for the unknown.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in Escapes.harmless(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
