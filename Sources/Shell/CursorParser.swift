import SyscallTable

/// Reads one command of a line for `CursorContext`, the way `LineGrammar` reads it when it is entered.
struct CursorParser {
  let grammar: LineGrammar
  let resolver: any ValueResolver
  let segment: Range<Int>
  let cursor: Int

  func read(into context: inout CursorContext) {
    let bytes = context.bytes
    guard let beginning = bytes[segment].firstIndex(where: { $0 > 0x20 }), beginning < cursor else {
      context.place = .head(mayBeCommand: true)
      return
    }
    let first = StraceLine.callStart(Array(bytes[..<segment.upperBound]), from: beginning)
    guard first <= cursor, !StraceLine.isEvent(bytes[first..<segment.upperBound]) else { return }
    if bytes[first] == 0x21 { return text("!", from: first + 1, &context) }

    let tokens = LooseScanner.tokens(bytes, in: first..<segment.upperBound)
    var rest = tokens[...]
    if readTextCommand(rest, &context) { return }
    takeSubject(&rest, &context)
    guard let hasTarget = takeTargets(&rest) else { return }
    if context.subject == nil { takeSubject(&rest, &context) }
    if !hasTarget, readTextCommand(rest, &context) { return }

    guard let head = rest.first, head.range.lowerBound < cursor else {
      context.place = .head(mayBeCommand: !hasTarget)
      return
    }
    guard head.kind == .name else {
      if hasTarget { value(rest, &context) }
      return
    }
    if head.takes(cursor) {
      context.take(head, cursor: cursor)
      context.place = .head(mayBeCommand: !hasTarget)
      return
    }
    readArguments(of: head, Array(rest.dropFirst()), hasTarget, &context)
  }

  // MARK: In front of the name

  private func takeSubject(_ tokens: inout ArraySlice<LooseToken>, _ context: inout CursorContext) {
    guard let name = tokens.first, name.kind == .name, let colon = tokens.dropFirst().first, colon.isSymbol(":"),
      colon.range.upperBound <= cursor
    else { return }
    context.subject = name.text
    tokens = tokens.dropFirst(2)
  }

  /// Whether there are names of results, which are taken; nil when the cursor stands in them.
  private func takeTargets(_ tokens: inout ArraySlice<LooseToken>) -> Bool? {
    var look = tokens
    while let name = look.first, name.kind == .name, let separator = look.dropFirst().first {
      look = look.dropFirst(2)
      // getpid = 5 expects a result.
      guard grammar.table.lookUp(name.text) == nil, grammar.commands[name.text] == nil else { return false }
      if separator.isSymbol("=") {
        guard separator.range.upperBound <= cursor else { return nil }
        tokens = look
        return true
      }
      guard separator.isSymbol(",") else { return false }
    }
    return false
  }

  // MARK: Behind the name

  /// A command that takes the rest of the line as it stands.
  private func readTextCommand(_ tokens: ArraySlice<LooseToken>, _ context: inout CursorContext) -> Bool {
    guard let head = tokens.first, head.kind == .name, head.range.upperBound < cursor,
      let shape = grammar.commands[head.text], case .text = shape
    else { return false }
    if let next = tokens.dropFirst().first, !next.spaced || next.isSymbol("=") || next.isSymbol(",") { return false }
    if case .line = Command.named(head.text)?.completion {
      // What follows is a line in itself.
      let inner = CursorParser(
        grammar: grammar, resolver: resolver, segment: head.range.upperBound..<segment.upperBound, cursor: cursor)
      inner.read(into: &context)
      if case .head = context.place { context.place = .head(mayBeCommand: false) }
      return true
    }
    text(head.text, from: head.range.upperBound, &context)
    return true
  }

  /// Words as a shell reads them: the cursor's is the last one before it.
  private func text(_ name: String, from start: Int, _ context: inout CursorContext) {
    let all = Array(context.bytes[start..<cursor])
    var words: [String] = []
    var begin: Int?
    var quote: UInt8?
    for (index, byte) in all.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x20 || byte == 0x09 {
        if let first = begin { words.append(String(decoding: all[first..<index], as: UTF8.self)) }
        begin = nil
        continue
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      }
      begin = begin ?? index
    }
    var from = start + (begin ?? all.count)
    if let row = Command.named(name), row.completion.takesWholeRest {
      words = []
      from = start + (all.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? all.count)
    }
    var end = cursor
    while end < segment.upperBound, context.bytes[end] > 0x20 { end += 1 }
    context.word = CursorContext.Word(
      kind: .bare, range: from..<cursor, end: end,
      text: String(decoding: context.bytes[from..<cursor], as: UTF8.self))
    context.place = .command(
      CursorCommand(name: name, before: words, text: String(decoding: all, as: UTF8.self), arguments: nil))
  }

  /// The right side of `size = `.
  private func value(_ tokens: ArraySlice<LooseToken>, _ context: inout CursorContext) {
    take(CursorArguments(tokens, .words, names: [], cursor: cursor), &context)
    context.place = .value
  }

  private func readArguments(
    of head: LooseToken, _ rest: [LooseToken], _ hasTarget: Bool, _ context: inout CursorContext
  ) {
    let isC = rest.first.map { $0.isSymbol("(") && !$0.spaced } == true
    let tokens = isC ? Array(rest.dropFirst()) : rest
    if isC, let opening = rest.first, cursor < opening.range.upperBound { return }
    let found = grammar.table.lookUp(head.text)
    var names: Set<String> = []
    if let row = found?.row { names = Set(row.parameters.map(\.name) + row.labels.map(\.name)) }
    let arguments = CursorArguments(tokens, isC ? .parentheses : .words, names: names, cursor: cursor)
    take(arguments, &context)
    if !isC, !hasTarget, grammar.commands[head.text] != nil {
      // fork and its like are calls; a command that has a call's name takes it from words only.
      if arguments.expectation.map({ $0 <= cursor }) == true {
        context.place = .expectation(of: nil)
      } else {
        context.place = .command(
          CursorCommand(name: head.text, before: words(arguments), text: "", arguments: arguments))
      }
    } else if let expectation = arguments.expectation, expectation <= cursor {
      readExpectation(from: expectation, found?.row, &context)
    } else if arguments.path.isEmpty {
      context.place = .nothing
    } else if head.text == "syscall" {
      context.place = .rawCall(argument: arguments.path[0].item)
    } else if let (row, alias) = found {
      context.place = .call(call(row, alias, head.text, isC, arguments, context.bytes))
    } else if hasTarget, !isC {
      value([head] + tokens, &context)
    }
  }

  private func words(_ arguments: CursorArguments) -> [String] {
    guard let item = arguments.path.first?.item else { return [] }
    return arguments.lists[0].items.prefix(item).map { $0.tokens.map(\.text).joined() }
  }

  private func readExpectation(from start: Int, _ row: Syscall?, _ context: inout CursorContext) {
    let from = context.bytes[start..<cursor].firstIndex { $0 > 0x20 } ?? cursor
    context.word = CursorContext.Word(
      kind: .bare, range: from..<cursor, end: cursor,
      text: String(decoding: context.bytes[from..<cursor], as: UTF8.self))
    context.place = .expectation(of: row)
  }

  private func take(_ arguments: CursorArguments, _ context: inout CursorContext) {
    let item = arguments.path.last.flatMap { step -> CursorArguments.Item? in
      let items = arguments.lists[step.list].items
      return items.indices.contains(step.item) ? items[step.item] : nil
    }
    if let token = arguments.token {
      let before = item?.tokens.last { $0.range.upperBound <= token.range.lowerBound }
      context.take(token, cursor: cursor, isReference: before?.isSymbol("$") == true && !token.spaced)
    } else if let last = item?.tokens.last, last.isSymbol("$"), last.range.upperBound == cursor {
      context.word.kind = .reference
    }
  }

  // MARK: Which argument

  private func call(
    _ row: Syscall, _ alias: Alias?, _ name: String, _ isC: Bool, _ arguments: CursorArguments, _ bytes: [UInt8]
  ) -> CursorCall {
    let index = arguments.path[0].item
    let list = arguments.lists[0]
    var given = list.items.map { expression($0, isC, bytes) }
    var names = list.items.map(\.name)
    let isNew = index >= given.count || (arguments.isBetween && arguments.path.count == 1)
    if arguments.token != nil || isNew {
      // The argument that is being typed may be anything yet, unless more of it is there already.
      if isNew {
        given.insert(nil, at: min(index, given.count))
        names.insert(nil, at: min(index, names.count))
      } else if isUnfinished(arguments) {
        given[index] = nil
      }
    }
    func places(isOpen: Bool) -> ArgumentPlaces {
      ArgumentPlaces(given, names: names, of: row, table: grammar.table, resolver: resolver, isOpen: isOpen)
    }
    let first = places(isOpen: isC && !list.isClosed)
    var parameters = index < first.parameters.count ? [first.parameters[index]].compactMap { $0 } : []
    if names.contains(where: { $0 != nil }) {
      if index < names.count, names[index] == nil,
        let begun = argument(begunBy: arguments.token, of: row, without: names)
      {
        parameters = [begun]
      }
    } else if isC, !list.isClosed {
      // Buffers may be left out between parentheses as well.
      let other = places(isOpen: false).parameters
      if index < other.count, let parameter = other[index], !parameters.contains(parameter) {
        parameters.append(parameter)
      }
    } else if !isC, index < given.count, given[index] == nil {
      // A buffer of one's own can stand where one is supplied.
      let inOrder = row.parameters.indices.filter { !first.isAbsent($0, of: row) }
      if index < inOrder.count, !parameters.contains(inOrder[index]), !parameters.isEmpty,
        case .supplied = row.parameters[inOrder[index]].fallback
      {
        parameters.append(inOrder[index])
      }
    }
    return CursorCall(
      row: row, alias: alias, name: name, isC: isC, arguments: arguments, places: first, given: given,
      argument: index, parameters: parameters)
  }

  /// The only argument whose name begins with what is typed, of those that were not given yet.
  private func argument(begunBy token: LooseToken?, of row: Syscall, without given: [String?]) -> Int? {
    guard let token, token.kind == .name else { return nil }
    let begun = row.argumentNames.filter { $0.hasPrefix(token.text) && !given.contains($0) }
    return begun.count == 1 ? row.index(ofArgument: begun[0]) : nil
  }

  /// Whether the cursor stands at the end of what may become another word. A number or a constant that is complete says
  /// more about the call than nothing, so only the innermost name counts as unfinished.
  private func isUnfinished(_ arguments: CursorArguments) -> Bool {
    guard let token = arguments.token, arguments.path.count == 1 else { return false }
    return token.kind == .name && grammar.table.constants[token.text] == nil
  }

  private func expression(_ item: CursorArguments.Item, _ isC: Bool, _ bytes: [UInt8]) -> Expression? {
    guard let range = item.range,
      let tokens = try? Lexer.tokens(Array(bytes[..<range.upperBound]), from: range.lowerBound)
    else { return nil }
    var parser = ExpressionParser(tokens[...], end: range.upperBound)
    if item.name != nil {
      // Arguments with names are read between parentheses only.
      guard tokens.count > 2, case .name(let name) = tokens[0].kind else { return nil }
      parser = ExpressionParser(tokens[2...], end: range.upperBound)
      guard let value = try? parser.expression(asWord: false) else { return nil }
      return Expression(.named(name, value), range)
    }
    guard let value = try? parser.expression(asWord: !isC), parser.tokens.isEmpty else { return nil }
    return value
  }
}
