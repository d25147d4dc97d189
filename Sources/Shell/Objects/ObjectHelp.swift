import Render

// `help json`: the objects of `--json`, from the same rows as the JSON Schema.
extension Session {
  /// `help json`, `help json TYPE`, `help json schema`; false when `topic` is none of them.
  func helpOnObjects(_ topic: String) -> Bool {
    let words = topic.split(separator: " ")
    guard words.first == "json", words.count <= 2 else { return false }
    if words.count == 1 {
      listObjects()
    } else if words[1] == "schema" {
      show([StyledLine(ObjectShape.schema(of: OutcomeSchema.shapes))])
    } else if words[1] == "trace" {
      say("The lines of sysh trace --json:", .plain)
      for shape in OutcomeSchema.trace { describe(shape) }
    } else if let shape = OutcomeSchema.shapes.first(where: { $0.type == words[1] }) {
      describe(shape)
    } else {
      return false
    }
    return true
  }

  private func listObjects() {
    say(
      "sysh --json writes one JSON object a line instead of what people read: sysh --json -c 'open \"x\"'. So do check, lessons, syscalls, bench, count, quiz and trace. Each object has a type:",
      .plain)
    let width = OutcomeSchema.shapes.map(\.type.count).max() ?? 0
    for shape in OutcomeSchema.shapes {
      let padding = String(repeating: " ", count: width + 2 - shape.type.count)
      show(
        renderer.wrap(
          [.init("  "), .init(shape.type, .name), .init(padding), .init(shape.summary)], indent: width + 4,
          firstIndent: 0))
    }
    say(
      "help json call explains one. help json schema is all of it as a JSON Schema; help json trace explains the lines of sysh trace --json."
    )
  }

  private func describe(_ shape: ObjectShape) {
    show([StyledLine([.init("{\"type\": \"\(shape.type)\", ...}", .call)])])
    say(shape.summary, .plain)
    list(shape.members, indent: 2)
  }

  private func list(_ members: [ObjectShape.Member], indent: Int) {
    for member in members {
      show(
        renderer.wrap(
          [
            .init(String(repeating: " ", count: indent)), .init(member.name, .name),
            .init("  \(member.value.noun)\(member.isRequired ? "" : ", not always")  ", .faint), .init(member.meaning),
          ], indent: indent + 4, firstIndent: 0))
      if let inner = member.value.members { list(inner, indent: indent + 4) }
    }
  }
}

extension ObjectShape.Value {
  /// Members of an object, or of the objects of a list.
  fileprivate var members: [ObjectShape.Member]? {
    switch self {
    case .object(let members): members
    case .list(let element): element.members
    case .string, .integer, .number, .boolean, .oneOf, .any: nil
    }
  }
}
