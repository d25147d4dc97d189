import Lab
import LinuxABI
import Render
import SyscallTable

/// The signature of what is being typed, from the place of the cursor alone.
enum Signature {
  /// Nil where no call or command is complete in front of the cursor.
  static func model(_ context: CursorContext) -> SignatureModel? {
    switch context.place {
    case .nothing, .head, .value, .expectation: return nil
    case .call(let call): return model(call)
    case .rawCall(let argument): return raw(argument)
    case .command(let command): return model(command)
    }
  }

  // MARK: Calls

  private static func model(_ call: CursorCall) -> SignatureModel {
    let row = call.row
    let shown = row.parameters.indices.filter { !call.places.isAbsent($0, of: row) || $0 == call.parameter }
    let parts = shown.map { index in
      SignatureModel.Part(
        text(row.parameters[index], in: row), short: short(row.parameters[index]), isCurrent: index == call.parameter)
    }
    return SignatureModel(head: row.name + "(", parts: parts, separator: ", ", tail: ")", detail: detail(call))
  }

  /// `fd`, `[flags = O_RDONLY]`, `[buf: supplied]`
  static func text(_ parameter: Parameter, in row: Syscall) -> String {
    switch parameter.fallback {
    case .required: parameter.name
    case .value(let value): "[\(parameter.name) = \(text(value, parameter.type))]"
    case .lengthOf(let other): "[\(parameter.name): of \(row.parameters[other].name)]"
    case .supplied: "[\(parameter.name): supplied]"
    }
  }

  private static func short(_ parameter: Parameter) -> String {
    if case .required = parameter.fallback { return parameter.name }
    return "[\(parameter.name)]"
  }

  /// A default as it would be typed.
  private static func text(_ value: UInt64, _ type: ArgumentType) -> String {
    switch type {
    case .word(let codec, _): return codec.text(value)
    case .special(let special): return special.text(of: value)
    case .pointer, .address: return value == 0 ? "NULL" : "0x" + String(value, radix: 16)
    case .permissions: return "0" + String(value, radix: 8)
    case .directory where Int32(truncatingIfNeeded: value) == -100: return "AT_FDCWD"
    case .presentIf(_, _, let inner): return text(value, inner)
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .process, .owner, .signal, .selected, .absent:
      return "\(Int64(bitPattern: value))"
    }
  }

  /// A few words on the argument at the cursor.
  private static func detail(_ call: CursorCall) -> [SignatureModel.Part] {
    guard let parameter = call.parameter else {
      guard let argument = call.argument, argument >= call.row.parameters.count else { return [] }
      return [.init(call.row.parameters.isEmpty ? "takes no arguments" : "nothing more belongs here")]
    }
    if let structure = call.spot.structure, !structure.members.isEmpty {
      var parts: [SignatureModel.Part] = [.init("{")]
      for (index, member) in structure.members.enumerated() {
        if index > 0 { parts.append(.init(", ")) }
        parts.append(.init(member.name, isCurrent: member.name == structure.current))
      }
      return parts + [.init("}")]
    }
    let row = call.row.parameters[parameter]
    let noun = call.places.type(parameter, of: call.row).shape.noun
    let meaning = row.meaning.hasSuffix(".") ? String(row.meaning.dropLast()) : row.meaning
    let own = meaning.isEmpty ? noun : meaning
    return own.isEmpty ? [] : [.init("\(row.name): \(own)")]
  }

  private static func raw(_ argument: Int) -> SignatureModel {
    SignatureModel(
      head: "syscall ",
      parts: [.init("NUMBER", isCurrent: argument == 0), .init("[ARGUMENT...]", isCurrent: argument > 0)],
      separator: " ", tail: "", detail: [.init("any call by its number; texts are placed in memory")])
  }

  // MARK: Commands

  private static func model(_ command: CursorCommand) -> SignatureModel? {
    guard let row = Command.named(command.name) else { return nil }
    var usage = row.usage
    var index = command.index
    var head = row.name == "!" ? "!" : row.name + " "
    if case .controlGroups = row.completion, index > 0,
      let request = Session.controlGroupWords.first(where: { $0.word == command.before[0] })
    {
      head = "cgroup \(request.word) "
      usage = request.usage.split(separator: " ").dropFirst(2).joined(separator: " ")
      index -= 1
    }
    guard !usage.isEmpty else {
      return SignatureModel(head: row.name, parts: [], separator: "", tail: "", detail: [.init(row.summary)])
    }
    let words = Self.words(of: usage)
    let parts = words.enumerated().map { place, word in
      let isRepeated = word.contains("...") && place == words.count - 1 && index > place
      return SignatureModel.Part(
        word, isCurrent: words.count > 1 || !usage.contains(" ") ? place == index || isRepeated : false)
    }
    return SignatureModel(head: head, parts: parts, separator: " ", tail: "", detail: [.init(row.summary)])
  }

  /// The words of a usage, one for each that can be typed. Where it has alternatives of several words it is one piece.
  private static func words(of usage: String) -> [String] {
    var depth = 0
    var words = [""]
    for letter in usage {
      if letter == "[" { depth += 1 }
      if letter == "]" { depth -= 1 }
      if letter == " ", depth == 0 {
        words.append("")
      } else {
        words[words.count - 1].append(letter)
      }
    }
    let hasAlternatives = words.contains { $0.contains(" ") || $0 == "|" }
    return hasAlternatives ? [usage] : words
  }
}
