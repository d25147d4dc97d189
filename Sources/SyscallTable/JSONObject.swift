/// One JSON object, its members in the order in which they were added (RFC 8259). Text in it is harmless to a terminal.
public struct JSONObject: Sendable {
  private var members = ""

  public init() {}

  public var text: String { "{\(members)}" }
  public var isEmpty: Bool { members.isEmpty }

  public mutating func add(_ name: String, _ value: String) { add(name, raw: Self.quoted(value)) }
  public mutating func add(_ name: String, _ value: some BinaryInteger) { add(name, raw: String(value)) }
  public mutating func add(_ name: String, _ value: Bool) { add(name, raw: value ? "true" : "false") }
  public mutating func add(_ name: String, _ values: [some BinaryInteger]) {
    add(name, list: values.map { String($0) })
  }
  public mutating func add(_ name: String, _ values: [String]) { add(name, list: values.map(Self.quoted)) }
  public mutating func add(_ name: String, _ value: JSONObject) { add(name, raw: value.text) }
  public mutating func add(_ name: String, _ values: [JSONObject]) { add(name, list: values.map(\.text)) }

  /// A time in seconds.
  public mutating func add(_ name: String, nanoseconds: Int64) {
    let rest = String(nanoseconds % 1_000_000_000)
    let zeros = String(repeating: "0", count: max(0, 9 - rest.utf8.count))
    add(name, raw: "\(nanoseconds / 1_000_000_000).\(zeros)\(rest)")
  }

  private mutating func add(_ name: String, list: [String]) { add(name, raw: "[\(list.joined(separator: ","))]") }

  private mutating func add(_ name: String, raw: String) {
    members += "\(members.isEmpty ? "" : ",")\(Self.quoted(name)):\(raw)"
  }

  /// What a terminal would act on, or show in another order, is written as an escape, so that a file name cannot do
  /// anything to whoever looks at the objects.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if Escapes.isHarmless(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
      }
    }
    return result + "\""
  }
}
