import Glibc
import SyscallTable

/// How texts, numbers and names are written in C.
enum CWords {
  /// A string literal. Bytes that are no printable ASCII have three octal digits, which no digit behind them can join,
  /// and `??` is kept apart, for it begins a trigraph.
  static func literal(_ bytes: some Collection<UInt8>) -> String {
    var text = "\""
    var last: UInt8 = 0
    for byte in bytes {
      switch byte {
      case 0x0a: text += "\\n"
      case 0x09: text += "\\t"
      case 0x22: text += "\\\""
      case 0x5c: text += "\\\\"
      case 0x3f where last == 0x3f: text += "\\?"
      case 0x20...0x7e: text += String(UnicodeScalar(byte))
      default: text += "\\" + octal(byte)
      }
      last = byte
    }
    return text + "\""
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// A text inside a comment, on one line, that cannot end it.
  static func comment(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if last == "*" && scalar == "/" || last == "/" && scalar == "*" || last == "?" && scalar == "?" { result += " " }
      result.unicodeScalars.append((0x20...0x7e).contains(scalar.value) ? scalar : ".")
      last = scalar
    }
    // A backslash at its end would take the next line in.
    return result.hasSuffix("\\") ? result + " " : result
  }

  /// A word as a signed number of 64 bits.
  static func number(_ word: UInt64) -> String {
    let value = Int64(bitPattern: word)
    if value == .min { return "(-9223372036854775807L - 1)" }
    return Int32(exactly: value) == nil ? "\(value)L" : "\(value)"
  }

  static func hexadecimal(_ word: UInt64) -> String {
    "0x" + String(word, radix: 16) + (word > UInt64(Int32.max) ? "UL" : "")
  }

  static func octal(_ word: UInt64) -> String {
    word == 0 ? "0" : "0" + String(word, radix: 8)
  }

  /// A name for a variable of the program. What C or its library calls something already gets an underscore: gcc warns
  /// of a variable called `log`, and `unix` is a number to it.
  static func variable(_ name: String) -> String {
    let taken =
      reserved.contains(name) || name.hasPrefix("_") || name == name.uppercased() || dlsym(nil, name) != nil
      || CStage.allNames.contains(name)
    return taken ? name + "_" : name
  }

  private static let reserved: Set<String> = [
    "alignas", "alignof", "and", "asm", "auto", "bool", "break", "case", "char", "const", "constexpr", "continue",
    "default", "do", "double", "else", "enum", "errno", "extern", "false", "float", "for", "goto", "if", "inline",
    "int",
    "linux", "long", "main", "major", "makedev", "minor", "nobody", "nullptr", "register", "restrict", "result",
    "return", "short", "signed", "sizeof", "stage", "static", "static_assert", "stderr", "stdin", "stdout", "struct",
    "switch", "thread_local", "true", "typedef", "typeof", "typeof_unqual", "union", "unix", "unsigned", "void",
    "volatile", "while", "i386", "last", "names", "directory", "terminals", "printed", "differences", "interrupted",
  ]
}

extension CStage {
  /// What the stage itself calls something.
  static let allNames: Set<String> = Set(
    (actors + supervisor).flatMap(\.names) + [
      "process", "outcome", "read_state", "wait_for_entry", "take_output", "note_interrupt", "wait_a_little",
      "thread_of", "state_of", "has_ended",
      "give_turn", "wait_until", "say", "print_process", "tell", "give_up", "remove_one", "end_all", "prepare",
      "terminal_count", "printed_length",
    ])
}

/// Why a statement cannot be written in C: a clause that completes "not in the program, because ...".
struct CProblem: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
