import LinuxABI

/// Says what each argument of a call is: by the row what it is for, by its text what it says here.
struct ArgumentExplainer {
  let explainer: CallExplainer
  let row: Syscall
  let table: SyscallTable

  /// Of the arguments that the line has. `explainer.line` has them in the order of the registers.
  var parts: [LineExplanation.Part] {
    let present = row.parameters.indices.filter { index in
      if case .absent = row.parameters[index].type { return false }
      return true
    }
    // Names put them where they belong; without names those are missing that this form of the call does not have.
    let isNamed = explainer.line.arguments.count == row.parameters.count
    return explainer.line.arguments.enumerated().compactMap { position, text in
      guard !text.isEmpty else { return nil }
      let index = isNamed ? position : present.indices.contains(position) ? present[position] : nil
      guard let index else {
        // strace shows what the call takes from the stack.
        let meaning = row.name == "rt_sigreturn" ? "the signals held back from then on" : "more than the call takes"
        return LineExplanation.Part(name: "", text: text, meaning: meaning)
      }
      return part(row.parameters[index], text)
    }
  }

  private func part(_ parameter: Parameter, _ text: String) -> LineExplanation.Part {
    // What the row says of NULL is better than what could be said of it here.
    let isTold = text == "NULL" && parameter.meaning.contains("NULL")
    let value =
      text == "?" ? "it stood in the line that began the call" : isTold ? nil : value(text, parameter.type)
    let meaning = parameter.meaning.withoutFullStop + (value.map { ": \($0)" } ?? "")
    let noun = parameter.type.codecs.first?.noun
    return LineExplanation.Part(
      name: parameter.name, text: text, meaning: meaning,
      names: NamesInText(text, table: table, noun: noun).all)
  }

  /// What the text says here, nil where it speaks for itself.
  private func value(_ text: String, _ type: ArgumentType) -> String? {
    switch type {
    case .descriptor, .directory:
      guard text.first?.isNumber == true || text.hasPrefix("AT_FDCWD") else {
        return text.hasPrefix("-1") ? "none" : nil
      }
      let described = explainer.descriptor(text)
      return described == "descriptor \(text)" ? nil : described
    case .permissions: return Self.permissions(text)
    case .pointer(let pointee, let direction): return value(text, pointee, direction)
    case .selected, .presentIf:
      // Which type it is only the other arguments tell; the text is enough to go by.
      if let permissions = Self.permissions(text), case .presentIf(_, _, .permissions) = type { return permissions }
      return text == "NULL" ? "none" : nil
    case .address: return text == "NULL" ? "the kernel chooses, or none" : nil
    case .owner: return text == "-1" ? "leave it as it is" : nil
    case .word(let codec, _):
      if text == "0" { return codec.isEnumeration ? nil : "none" }
      return text.hasPrefix("0x") ? "bits without a name" : nil
    case .signed, .unsigned, .hexadecimal, .process, .signal, .absent, .special: return nil
    }
  }

  private func value(_ text: String, _ pointee: Pointee, _ direction: Direction) -> String? {
    if text == "NULL" { return "none" }
    if text.hasPrefix("0x") {
      if case .strings(true) = pointee { return "at this address; strace counts them only" }
      return direction == .output
        ? "an address: the kernel has filled nothing there that strace could show"
        : "an address that strace did not look behind"
    }
    switch pointee {
    case .path:
      guard text.hasPrefix("\""), !text.hasPrefix("\"/"), text != "\"\"" else { return nil }
      return "a relative path"
    case .bytes, .string: return text.hasSuffix("\"...") ? "the beginning; strace cut the rest (-s shows more)" : nil
    default: return text.hasSuffix("...}") ? "the members that matter; -v shows all" : nil
    }
  }

  /// `0644`: `rw-r--r--`.
  static func permissions(_ text: String) -> String? {
    guard text.hasPrefix("0"), let bits = Int(text, radix: 8), bits <= 0o7777 else { return nil }
    let letters: [Character] = ["r", "w", "x", "r", "w", "x", "r", "w", "x"]
    let shown = letters.enumerated().map { bits >> (8 - $0) & 1 != 0 ? $1 : "-" }
    let special = [(0o4000, "set-user-ID"), (0o2000, "set-group-ID"), (0o1000, "sticky")].filter { bits & $0.0 != 0 }
    return String(shown) + special.map { ", \($0.1)" }.joined()
  }

  // MARK: The result

  func result(of text: String) -> LineExplanation.Part {
    LineExplanation.Part(name: "=", text: text, meaning: meaning(ofResult: text), names: namesOfResult(text))
  }

  private func namesOfResult(_ text: String) -> [LineExplanation.Name] {
    text.hasPrefix("-1 ") || text.hasPrefix("?") ? [] : NamesInText(text, table: table).all
  }

  private func meaning(ofResult text: String) -> String {
    if let errno = explainer.errno {
      let clause = row.errors.first { $0.errno == errno }?.when
      let injected = text.contains("(INJECTED)") ? "; strace put it in the place of the call" : ""
      return "it failed with errno \(errno.rawValue)" + (clause.map { ": \($0)" } ?? "") + injected
    }
    let word = text.prefix { $0 != " " }
    if text.hasPrefix("? ERESTART") { return "a signal came before the call was done" }
    if word == "?" { return "it did not come back, or nobody saw with what" }
    if word == "blocked" { return "it had not come back yet" }
    if word == "exited" || word == "killed" { return "the process ended in it" }
    switch row.result {
    case .zero: return word == "0" ? "it succeeded" : "no value that the call gives in general"
    case .descriptor: return "the new descriptor"
    case .address: return "an address"
    case .process: return word == "0" ? "no process" : "a process id"
    case .octal: return "the permission bits before: \(Self.permissions(String(word)) ?? "none")"
    case .never: return "it should not have come back"
    case .number, .word, .described, .selected:
      if text.hasSuffix("(Timeout)") { return "the time was over" }
      return word == "0" ? "0: it succeeded" : "it succeeded, and gives this number"
    }
  }
}

/// The constants, signals and errnos that a text names, outside of its quoted parts and comments, each once.
struct NamesInText {
  let all: [LineExplanation.Name]

  init(_ text: String, table: SyscallTable, noun: String? = nil) {
    var found: [LineExplanation.Name] = []
    var word: [UInt8] = []
    var isQuoted = false
    var isComment = false
    var before: UInt8 = 0
    func finish() {
      defer { word = [] }
      guard word.count > 1, let first = word.first, first >= 0x41, first <= 0x5a else { return }
      let name = String(decoding: word, as: UTF8.self)
      // The argument's own meaning tells of it.
      if name == "AT_FDCWD" { return }
      guard !found.contains(where: { $0.name == name }), let meaning = Self.meaning(name, table, noun) else { return }
      found.append(LineExplanation.Name(name: name, meaning: meaning))
    }
    for byte in text.utf8 {
      defer { before = byte }
      if isQuoted {
        if byte == 0x22, before != 0x5c { isQuoted = false }
      } else if isComment {
        if byte == 0x2f, before == 0x2a { isComment = false }
      } else if byte == 0x5f || byte >= 0x30 && byte <= 0x39 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a {
        word.append(byte)
        continue
      }
      finish()
      if byte == 0x22, before != 0x5c, !isComment, !isQuoted { isQuoted = true }
      if byte == 0x2a, before == 0x2f, !isQuoted { isComment = true }
      // What strace puts in <> is the name of a file or a socket.
      if byte == 0x3c { break }
    }
    finish()
    all = found
  }

  static func meaning(_ name: String, _ table: SyscallTable, _ noun: String? = nil) -> String? {
    if let known = ConstantMeanings.of(name) { return known }
    if let signal = Signal(named: name), name.hasPrefix("SIG"), let meaning = signal.meaning { return meaning }
    guard table.constants[name] != nil else { return nil }
    return (table.noun(of: name) ?? noun ?? "constant").withArticle
  }
}
