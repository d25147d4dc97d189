// Readers of what sysh writes for others, made from what the standards say and from nothing in Sources.

/// JSON (RFC 8259): one object.
struct JSONReader {
  enum Value: Equatable {
    case text(String)
    case list(Int)
    case other
  }

  private var rest: Substring.UnicodeScalarView

  static func object(_ text: String) -> [(name: String, value: Value)]? {
    var reader = JSONReader(rest: text[...].unicodeScalars)
    let members = reader.members()
    return reader.rest.isEmpty ? members : nil
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func members() -> [(name: String, value: Value)]? {
    var found: [(name: String, value: Value)] = []
    guard take("{") else { return nil }
    if take("}") { return found }
    repeat {
      guard let name = string(), take(":"), let value = value() else { return nil }
      found.append((name, value))
    } while take(",")
    return take("}") ? found : nil
  }

  private mutating func value() -> Value? {
    switch rest.first {
    case "\"": return string().map { .text($0) }
    case "{": return members() == nil ? nil : .other
    case "[":
      rest.removeFirst()
      if take("]") { return .list(0) }
      var count = 0
      repeat {
        guard value() != nil else { return nil }
        count += 1
      } while take(",")
      return take("]") ? .list(count) : nil
    default:
      let word = String(rest.prefix { !",]}".unicodeScalars.contains($0) })
      rest = rest.dropFirst(word.unicodeScalars.count)
      let isNumber = word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil
      return isNumber || ["true", "false", "null"].contains(word) ? .other : nil
    }
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var result = ""
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return result
      case "\\":
        guard let escaped = escape() else { return nil }
        result.unicodeScalars.append(escaped)
      default:
        guard scalar.value >= 0x20 else { return nil }
        result.unicodeScalars.append(scalar)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    switch rest.popFirst() {
    case "\"": return "\""
    case "\\": return "\\"
    case "n": return "\n"
    case "t": return "\t"
    case "u":
      let digits = String(rest.prefix(4))
      rest = rest.dropFirst(4)
      guard digits.unicodeScalars.count == 4 else { return nil }
      return UInt32(digits, radix: 16).flatMap { Unicode.Scalar($0) }
    default: return nil
    }
  }
}

/// XML 1.0 as far as SVG and pages use it: elements that close in order, attributes in double quotes, five entities.
enum MarkupReader {
  /// The values of attributes and the texts in the order in which they stand; nil where it is not well-formed.
  static func texts(_ text: String) -> [String]? {
    var rest = text[...].unicodeScalars
    if rest.starts(with: "<!DOCTYPE html>".unicodeScalars) { rest = rest.dropFirst(15) }
    var open: [String] = []
    var found: [String] = []
    while let first = rest.first {
      if first != "<" {
        let run = rest.prefix { $0 != "<" }
        rest = rest[run.endIndex...]
        guard let text = unescaped(run) else { return nil }
        if open.isEmpty {
          guard text.allSatisfy(\.isWhitespace) else { return nil }
        } else {
          found.append(text)
        }
        continue
      }
      guard let end = tagEnd(rest) else { return nil }
      let tag = rest[rest.index(after: rest.startIndex)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        guard open.popLast() == String(tag.dropFirst()) else { return nil }
        continue
      }
      guard let (name, values, isEmpty) = self.tag(tag) else { return nil }
      found += values
      if !isEmpty { open.append(name) }
    }
    return open.isEmpty ? found : nil
  }

  private static func tagEnd(_ text: Substring.UnicodeScalarView) -> String.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">", !isQuoted { return index }
    }
    return nil
  }

  private static func tag(_ tag: Substring.UnicodeScalarView) -> (name: String, values: [String], isEmpty: Bool)? {
    let isEmpty = tag.last == "/"
    var rest = isEmpty ? tag.dropLast() : tag
    let name = String(rest.prefix { isName($0) })
    rest = rest.dropFirst(name.unicodeScalars.count)
    guard !name.isEmpty else { return nil }
    var values: [String] = []
    var names: Set<String> = []
    while rest.first == " " {
      rest = rest.drop { $0 == " " }
      let key = String(rest.prefix { isName($0) })
      rest = rest.dropFirst(key.unicodeScalars.count)
      guard !key.isEmpty, names.insert(key).inserted, rest.popFirst() == "=", rest.popFirst() == "\"" else {
        return nil
      }
      let value = rest.prefix { $0 != "\"" }
      rest = rest.dropFirst(value.count)
      guard rest.popFirst() == "\"", let text = unescaped(value) else { return nil }
      values.append(text)
    }
    return rest.isEmpty ? (name, values, isEmpty) : nil
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
  }

  private static func unescaped(_ text: Substring.UnicodeScalarView) -> String? {
    var rest = text
    var result = ""
    while let scalar = rest.popFirst() {
      switch scalar {
      case "&":
        let name = String(rest.prefix { $0 != ";" })
        let entities: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        guard let meant = entities[name] else { return nil }
        rest = rest.dropFirst(name.unicodeScalars.count + 1)
        result.unicodeScalars.append(meant)
      case "<", "\u{fffe}", "\u{ffff}": return nil
      default:
        guard scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" else { return nil }
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// A string literal of C: trigraphs first (C99 5.2.1.1), then escapes (6.4.4.4).
enum CLiteralReader {
  static func bytes(_ literal: String) -> [UInt8]? {
    var rest = withoutTrigraphs(Array(literal.utf8))[...]
    guard rest.popFirst() == 0x22, rest.popLast() == 0x22 else { return nil }
    var result: [UInt8] = []
    let plain: [UInt8: UInt8] = [
      0x6e: 0x0a, 0x74: 0x09, 0x22: 0x22, 0x5c: 0x5c, 0x3f: 0x3f, 0x72: 0x0d, 0x61: 7, 0x62: 8, 0x66: 12, 0x76: 11,
    ]
    while let byte = rest.popFirst() {
      guard (0x20...0x7e).contains(byte), byte != 0x22 else { return nil }
      guard byte == 0x5c else {
        result.append(byte)
        continue
      }
      let digits = rest.prefix { (0x30...0x37).contains($0) }.prefix(3)
      if digits.isEmpty {
        guard let letter = rest.popFirst(), let meant = plain[letter] else { return nil }
        result.append(meant)
      } else {
        let value = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        guard value < 256 else { return nil }
        result.append(UInt8(value))
        rest = rest.dropFirst(digits.count)
      }
    }
    return result
  }

  private static func withoutTrigraphs(_ bytes: [UInt8]) -> [UInt8] {
    let meant: [UInt8: UInt8] = [
      0x3d: 0x23, 0x2f: 0x5c, 0x27: 0x5e, 0x28: 0x5b, 0x29: 0x5d, 0x21: 0x7c, 0x3c: 0x7b, 0x3e: 0x7d, 0x2d: 0x7e,
    ]
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if index + 2 < bytes.count, bytes[index] == 0x3f, bytes[index + 1] == 0x3f, let byte = meant[bytes[index + 2]] {
        result.append(byte)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
