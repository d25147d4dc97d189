import Glibc
import Render

/// What the terminal, or whoever else reads, can show: UTF-8 or ASCII alone (`man 7 locale`).
enum TerminalText {
  /// The locale's name for characters: of LC_ALL, LC_CTYPE and LANG the first that is set counts. Empty where none is.
  private static var locale: String {
    let names: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
    let values = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    return values.first { !$0.isEmpty } ?? ""
  }

  private static func namesUTF8(_ locale: String) -> Bool {
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Whether the locale says that there is UTF-8.
  static var isUTF8: Bool { namesUTF8(locale) }

  /// Whether lines are to be written in ASCII alone: where the locale is set to something without UTF-8. Where none is set,
  /// as in most containers and jobs, a file or a program gets UTF-8, and a terminal gets what shows on all of them.
  static var isASCII: Bool {
    let locale = locale
    return locale.isEmpty ? isatty(1) == 1 : !namesUTF8(locale)
  }

  /// Takes the locale for characters. One that this machine does not have would leave readline with bytes for letters, so
  /// it is replaced by one that every glibc has.
  static func chooseLocale() {
    if setlocale(LC_CTYPE, "") == nil, isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
  }
}
