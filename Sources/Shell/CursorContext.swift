import SyscallTable

/// What a line says about the place of the cursor: which call or command, which argument, how deep in it. It is made
/// for lines that are being typed, so it never finds a mistake; and it knows nothing of the state but the variables that
/// `resolver` tells, so it can be tried without a lab. Completion and the signature line both read it.
struct CursorContext {
  enum Place {
    /// Nothing that the shell could help with: a comment, an unknown name, the name of a result.
    case nothing
    /// The name of a call or a command; `mayBeCommand` is false behind `fd =`.
    case head(mayBeCommand: Bool)
    case call(CursorCall)
    case command(CursorCommand)
    /// `syscall 39 ...`
    case rawCall(argument: Int)
    /// The right side of an assignment.
    case value
    /// Behind the `=` of a call.
    case expectation(of: Syscall?)
  }

  /// What is being typed, and what a completion takes the place of.
  struct Word: Equatable {
    enum Kind: Equatable {
      case bare
      /// Between double quotes; `isClosed` when the second is there.
      case quoted(isClosed: Bool)
      /// Behind `$`.
      case reference
    }

    var kind: Kind
    /// UTF-8 offsets from where it begins to the cursor.
    var range: Range<Int>
    /// Where the token ends; the cursor's place, if it stands at the end.
    var end: Int
    var text: String
  }

  /// `P2:`
  var subject: String?
  var place = Place.nothing
  var word: Word
  /// The whole line.
  let bytes: [UInt8]

  /// What stands at the cursor, a UTF-8 offset in `line`.
  init(_ line: String, cursor: Int, grammar: LineGrammar, resolver: any ValueResolver = NoValues()) {
    bytes = Array(line.utf8)
    let cursor = max(0, min(cursor, bytes.count))
    word = Word(kind: .bare, range: cursor..<cursor, end: cursor, text: "")
    guard let segment = grammar.segments(bytes).last(where: { $0.lowerBound <= cursor }), cursor <= segment.upperBound
    else { return }
    CursorParser(grammar: grammar, resolver: resolver, segment: segment, cursor: cursor).read(into: &self)
  }

  /// Takes what `token` holds up to the cursor as the word.
  mutating func take(_ token: LooseToken, cursor: Int, isReference: Bool = false) {
    var start = token.range.lowerBound
    word.kind = isReference ? .reference : .bare
    if case .string(let isOpen) = token.kind {
      start = token.contentStart
      word.kind = .quoted(isClosed: !isOpen)
    }
    word.range = min(start, cursor)..<cursor
    word.end = max(cursor, token.range.upperBound)
    word.text = String(decoding: bytes[word.range], as: UTF8.self)
  }
}

/// A resolver for lines that are looked at without a session.
struct NoValues: ValueResolver {
  func value(ofVariable name: String) -> UInt64? { nil }
  func process(named name: String) -> UInt64? { nil }
  func register(named name: String) -> UInt64? { nil }
  func interface(named name: String) -> UInt64? { nil }
  var names: [String] { [] }
}

/// A call at whose arguments the cursor stands.
struct CursorCall {
  let row: Syscall
  let alias: Alias?
  /// The name as it was typed.
  let name: String
  /// With a parenthesis.
  let isC: Bool
  let arguments: CursorArguments
  let places: ArgumentPlaces
  /// The arguments as far as they can be read; nil for the one at the cursor and for what is unfinished.
  let given: [Expression?]
  /// Which of the arguments; nil behind them all.
  let argument: Int?
  /// The parameters that it can be for, the likelier first; empty where there are too many arguments.
  let parameters: [Int]

  var parameter: Int? { parameters.first }

  /// What can be written where the cursor stands.
  var spot: CursorSpot {
    guard !parameters.isEmpty else { return CursorSpot(shape: .nothing) }
    let shapes = parameters.map { places.type($0, of: row).shape }
    return arguments.spot(within: shapes.count == 1 ? shapes[0] : .either(shapes))
  }
}

/// The innermost place of the cursor in an argument.
struct CursorSpot {
  var shape: ValueShape
  /// The structure around it, with the member at which the cursor stands if there is one.
  var structure: (members: [ValueShape.Member], current: String?)?
  /// The members whose names can be typed here.
  var names: [ValueShape.Member] = []
  /// `htons(`: the function in whose parentheses the cursor stands.
  var function: String?
}

/// A command at whose words the cursor stands.
struct CursorCommand {
  let name: String
  /// The words in front of the one at the cursor.
  let before: [String]
  /// Everything between the command's name and the cursor.
  let text: String
  /// Set for commands that take values.
  let arguments: CursorArguments?

  /// Which word it is, from 0.
  var index: Int { arguments.map { $0.path.first?.item ?? 0 } ?? before.count }
}

extension CursorArguments {
  /// The innermost place, in an argument of this shape.
  func spot(within shape: ValueShape) -> CursorSpot {
    var spot = CursorSpot(shape: shape)
    for step in path.dropFirst() {
      switch lists[step.list].bracket {
      case .array: spot = CursorSpot(shape: spot.shape.element)
      case .structure: spot = self.spot(ofMember: step, in: spot.shape)
      case .function(let name): spot = CursorSpot(shape: .number, function: name)
      case .group, .words, .parentheses: break
      }
    }
    return spot
  }

  private func spot(ofMember step: Step, in shape: ValueShape) -> CursorSpot {
    let given = members(of: step)
    let members = shape.members(given: given)
    let items = lists[step.list].items
    let name = items.indices.contains(step.item) ? items[step.item].name : nil
    if let name {
      let found = members.first { $0.name == name }
      return CursorSpot(shape: found?.shape ?? .nothing, structure: (members, name))
    }
    // Members without names are taken in their order.
    let isPlain = !items.contains { $0.name != nil } && step.item < members.count
    return CursorSpot(
      shape: isPlain ? members[step.item].shape : .nothing,
      structure: (members, isPlain && step.item > 0 ? members[step.item].name : nil),
      names: members.filter { given[$0.name] == nil })
  }
}
