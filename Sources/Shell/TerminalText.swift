import Glibc
import Render
import SyscallTable

/// What the terminal, or whoever else reads, can show: UTF-8 or ASCII alone (`man 7 locale`).
enum TerminalText {
  /// The variable that names the locale for characters, and what it says: of LC_ALL, LC_CTYPE and LANG the first that is
  /// set counts. Nil where none is.
  private static var locale: (variable: String, name: String)? {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = getenv(variable), value.pointee != 0 { return (variable, String(cString: value)) }
    }
    return nil
  }

  private static func namesUTF8(_ locale: String) -> Bool {
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Whether the locale says that there is UTF-8.
  static var isUTF8: Bool { locale.map { namesUTF8($0.name) } ?? false }

  /// Whether lines are to be written in ASCII alone: where the locale is set to something without UTF-8. Where none is set,
  /// as in most containers and jobs, a file or a program gets UTF-8, and a terminal gets what shows on all of them.
  static var isASCII: Bool {
    locale == nil ? isatty(1) == 1 : !isUTF8
  }

  /// Why it is ASCII, in a sentence; nil where it is not.
  static var reasonForASCII: String? {
    guard isASCII else { return nil }
    guard let locale else { return "None of LC_ALL, LC_CTYPE and LANG is set, and one of them has to name UTF-8." }
    return "\(locale.variable) is \(Escapes.harmless(locale.name)), which is not UTF-8."
  }

  /// How to get UTF-8, a clause: what the variable that counts has to be when the shell is started.
  static var remedyForASCII: String {
    "start sysh with \(locale?.variable ?? "LANG")=C.UTF-8, if the terminal shows UTF-8"
  }

  /// Takes the locale for characters. One that this machine does not have would leave readline with bytes for letters, so
  /// it is replaced by one that every glibc has.
  static func chooseLocale() {
    if setlocale(LC_CTYPE, "") == nil, isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
  }
}
