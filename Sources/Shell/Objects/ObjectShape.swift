import SyscallTable

/// What an object of `--json` has: the help on it and the JSON Schema are both made from this.
struct ObjectShape: Sendable {
  indirect enum Value: Sendable {
    case string, integer, number, boolean
    /// A string that is one of these.
    case oneOf([String])
    case list(Value)
    case object([Member])
    /// Of a kind that depends on another member.
    case any
  }

  struct Member: Sendable {
    let name: String
    let value: Value
    /// It is always there.
    let isRequired: Bool
    let meaning: String

    init(_ name: String, _ value: Value, _ meaning: String, optional: Bool = false) {
      self.name = name
      self.value = value
      isRequired = !optional
      self.meaning = meaning
    }
  }

  /// The value of its member `type`.
  let type: String
  /// One sentence: when there is one.
  let summary: String
  let members: [Member]

  init(_ type: String, _ summary: String, _ members: [Member]) {
    self.type = type
    self.summary = summary
    self.members = members
  }
}

extension ObjectShape {
  /// As a JSON Schema (draft 2020-12).
  fileprivate var schema: JSONObject {
    let kind = Member("type", .oneOf([type]), summary)
    return Value.object([kind] + members).schema
  }

  /// The schema of a line: one of `shapes`.
  static func schema(of shapes: [ObjectShape]) -> String {
    var object = JSONObject()
    object.add("$schema", "https://json-schema.org/draft/2020-12/schema")
    object.add("title", "A line of sysh --json")
    object.add("oneOf", shapes.map(\.schema))
    return object.text
  }
}

extension ObjectShape.Value {
  fileprivate var schema: JSONObject {
    var object = JSONObject()
    switch self {
    case .string: object.add("type", "string")
    case .integer: object.add("type", "integer")
    case .number: object.add("type", "number")
    case .boolean: object.add("type", "boolean")
    case .oneOf(let words): object.add("enum", words)
    case .list(let element):
      object.add("type", "array")
      object.add("items", element.schema)
    case .object(let members):
      object.add("type", "object")
      var properties = JSONObject()
      for member in members {
        var schema = member.value.schema
        schema.add("description", member.meaning)
        properties.add(member.name, schema)
      }
      object.add("properties", properties)
      object.add("required", members.filter(\.isRequired).map(\.name))
      object.add("additionalProperties", false)
    case .any: break
    }
    return object
  }

  /// In words, for help.
  var noun: String {
    switch self {
    case .string: "text"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "true or false"
    case .oneOf(let words): words.joined(separator: " | ")
    case .list(let element): "list of \(element.noun)"
    case .object: "object"
    case .any: "as the kind wants"
    }
  }
}
