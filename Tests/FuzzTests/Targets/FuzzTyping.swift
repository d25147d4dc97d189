import LinuxABI
import SyscallTable

@testable import Lab
@testable import Render
@testable import Shell

private let grammar = LineGrammar(table: .standard, commands: Command.shapes)

/// What happens while somebody types: lines put together to statements, statements folded into one line, and the place of
/// the cursor everywhere in it.
func fuzzTyping(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let columns = input.columns()
  let text = String(decoding: input.remainder(), as: UTF8.self)
  mustCoverAll(text)
  var reader = StatementReader(grammar)
  var taken = 0
  for line in text.lines(keepingEmpty: true).prefix(300) {
    taken += 1
    if let statement = reader.take(String(line)) { mustFold(statement) }
    must(reader.lines < StatementReader.longest, "\(reader.lines) lines wait for more")
    guard case .bracket(_, let offset)? = reader.open else { continue }
    must(offset < reader.pending.utf8.count, "something is open at \(offset) of \(reader.pending.utf8.count)")
  }
  if let rest = reader.flush() { mustFold(rest) }
  must(reader.flush() == nil && reader.open == nil, "something waits behind the end")
  for line in text.lines().prefix(3) { follow(String(line), columns) }
}

/// The pieces of a text are all of it, in order.
private func mustCoverAll(_ text: String) {
  let bytes = Array(text.utf8)
  var end = 0
  for piece in LinePieces(bytes) {
    must(piece.range.lowerBound == end && !piece.range.isEmpty, "a piece \(piece.range) behind \(end)")
    end = piece.range.upperBound
  }
  must(end == bytes.count, "pieces up to \(end) of \(bytes.count)")
}

/// On one line a statement means the same.
private func mustFold(_ statement: String) {
  let folded = LineFolding.folded(statement)
  must(!folded.utf8.contains(0x0a), "\(folded.debugDescription) is more than one line")
  must(LineFolding.folded(folded) == folded, "folded twice is not the same")
  guard statement.utf8.contains(0x0a), !grammar.isWhole(statement) else { return }
  let before = meanings(statement)
  guard !before.isEmpty else { return }
  let after = meanings(folded)
  must(before == after, "\(statement.debugDescription) is \(before), and \(folded.debugDescription) is \(after)")
}

/// What the statements in a text ask for; empty where it cannot be read.
private func meanings(_ text: String) -> [String] {
  ((try? grammar.statements(text)) ?? []).map { statement in
    switch statement {
    case .call(let call): "\(call.targets)=\(call.subject ?? ""):\(call.name)\(call.arguments.map(meaning))"
    case .assignment(let name, let value): "\(name)=\(meaning(value))"
    case .command(let command): "\(command.name) \(command.arguments.map(meaning))"
    case .end(let outcome, _): "\(outcome)"
    }
  }
}

/// An expression without the places in which it stands.
private func meaning(_ expression: Expression) -> String {
  switch expression.kind {
  case .prefix(let sign, let operand): "\(sign)(\(meaning(operand)))"
  case .infix(let sign, let left, let right): "(\(meaning(left)))\(sign)(\(meaning(right)))"
  case .structure(let members): "{\(members.map { "\($0.name ?? "")=\(meaning($0.value))" })}"
  case .array(let elements): "\(elements.map(meaning))"
  case .call(let name, let arguments): "\(name)\(arguments.map(meaning))"
  case .named(let name, let value): "\(name)=\(meaning(value))"
  default: "\(expression.kind)"
  }
}

/// The cursor goes through a line.
private func follow(_ line: String, _ columns: Int) {
  let count = line.utf8.count
  let renderer = Renderer(width: columns)
  for cursor in stride(from: 0, through: count, by: max(1, count / 16)) {
    let context = CursorContext(line, cursor: cursor, grammar: grammar)
    must(
      context.word.range.upperBound == cursor && context.word.end >= cursor && context.word.end <= count,
      "the word at \(cursor) of \(count) is \(context.word)")
    guard let model = Signature.model(context) else { continue }
    for isMarked in [true, false] {
      mustFit([renderer.signature(model, isMarked: isMarked)], columns: max(1, columns - 1))
    }
  }
}

/// What TAB offers, in a lab whose one subject has done nothing.
func fuzzCompleting(_ bytes: [UInt8]) {
  guard let completer = Prompt.shared?.completer else { return }
  var input = FuzzInput(bytes)
  let place = Int(input.byte())
  let line = String(decoding: input.remainder().prefix(400).map { $0 == 0x0a ? 0x20 : $0 }, as: UTF8.self)
  let bytes = Array(line.utf8)
  // The end is where most people press it.
  for cursor in Set([bytes.count, bytes.count * place / 256]) where isBoundary(bytes, cursor) {
    let completion = completer.completion(line, cursor: cursor)
    must(
      completion.range.upperBound == cursor && completion.end >= cursor && completion.end <= bytes.count,
      "\(completion.range) and \(completion.end) at \(cursor) of \(bytes.count)")
    guard let completed = CompletedLine(completion, line: bytes, cursor: cursor) else { continue }
    must(completed.skipped <= bytes.count - cursor, "\(completed.skipped) bytes behind \(cursor) of \(bytes.count)")
    let kept = String(decoding: bytes[..<completion.range.lowerBound], as: UTF8.self)
    for text in [completed.common] + completed.texts {
      must(text.utf8.starts(with: kept.utf8), "\(text.debugDescription) does not begin as \(line.debugDescription)")
    }
    for candidate in completion.candidates.prefix(100) { mustBeHarmless(candidate.description) }
  }
}

private func isBoundary(_ bytes: [UInt8], _ offset: Int) -> Bool {
  offset == bytes.count || bytes[offset] & 0xc0 != 0x80
}

/// A session that lasts as long as the fuzzer. Only its state is read.
final class Prompt: SessionOutput {
  nonisolated(unsafe) private static var last: Prompt?
  private var session: Session?

  static var shared: Prompt? {
    if last == nil { last = Prompt() }
    return last
  }

  static func end() { last = nil }

  var completer: Completer? { session.map { Completer(session: $0) } }

  private init?() {
    guard let lab = try? Lab() else { return nil }
    session = Session(lab: lab, output: self, width: 100)
    _ = session?.execute(
      "fd = open \"/etc/passwd\"; p = mmap NULL 4096 PROT_READ MAP_PRIVATE|MAP_ANONYMOUS; r, w = pipe")
  }

  func show(_ lines: [StyledLine]) {}
  func showRendered(_ lines: [String]) {}
}
