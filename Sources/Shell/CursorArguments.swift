/// The arguments of a call as a tree of brackets, and the place of the cursor in it. Unfinished text is what it is made
/// for: what is not closed is simply open.
struct CursorArguments {
  enum Bracket: Equatable {
    /// Arguments separated by space.
    case words
    /// Arguments between parentheses.
    case parentheses
    case array, structure
    /// The arguments of `htons(...)`.
    case function(String)
    /// Parentheses of arithmetic.
    case group
  }

  /// An argument, an element or a member.
  struct Item {
    /// What stands before its `=`.
    var name: String?
    /// The tokens of the item itself, not those within brackets in it.
    var tokens: [LooseToken] = []
    var lists: [Int] = []
    /// From its first to its last byte, brackets included; nil for one that is not there yet.
    var range: Range<Int>?
  }

  struct List {
    let bracket: Bracket
    var items: [Item] = []
    /// The item that is being read; nil between two.
    var current: Int?
    var wantsOperand = true
    var isClosed = false
  }

  /// A place in a list: `item` may be one that is not there yet.
  struct Step: Equatable {
    let list: Int
    let item: Int
  }

  /// All lists; the first holds the arguments.
  private(set) var lists: [List]
  /// From the arguments inward, to the innermost list in which the cursor stands. Empty where it stands behind them all.
  private(set) var path: [Step] = []
  /// The token that takes what is typed.
  private(set) var token: LooseToken?
  /// The cursor stands directly behind a finished value.
  private(set) var isBehindValue = false
  /// A new item at the cursor would stand between two that are there.
  private(set) var isBetween = false
  /// Where the `=` of an expected result ends.
  private(set) var expectation: Int?
  private let cursor: Int
  private var open = [0]
  private var isFound = false

  /// Reads `tokens`, which stand behind the name of the call and behind its parenthesis if it has one. `names` are what
  /// can stand before the `=` of an argument.
  init(_ tokens: some Collection<LooseToken>, _ bracket: Bracket, names: Set<String>, cursor: Int) {
    lists = [List(bracket: bracket)]
    self.cursor = cursor
    var previous: LooseToken?
    let all = Array(tokens)
    for (index, token) in all.enumerated() {
      let next = index + 1 < all.count ? all[index + 1] : nil
      if !isFound, token.range.lowerBound >= cursor { find(before: token, after: previous) }
      if lists[0].isClosed {
        if token.isSymbol("=") { expectation = expectation ?? token.range.upperBound }
      } else if expectation == nil {
        take(token, after: previous, before: next, names)
        if !isFound, token.takes(cursor) {
          self.token = token
          path = steps()
          isFound = true
        }
      }
      previous = token
    }
    if !isFound { find(before: nil, after: previous) }
  }

  private var top: Int { open[open.count - 1] }

  private func steps() -> [Step] {
    open.map { Step(list: $0, item: lists[$0].current ?? lists[$0].items.count) }
  }

  /// The cursor stands between two tokens.
  private mutating func find(before next: LooseToken?, after previous: LooseToken?) {
    isFound = true
    if lists[0].isClosed || expectation.map({ $0 <= cursor }) == true { return }
    let list = lists[top]
    path = steps()
    guard let current = list.current, !list.wantsOperand else {
      isBetween = list.current == nil && list.bracket.isSpaced && next.map { $0.range.lowerBound > cursor } == true
      return
    }
    if previous?.range.upperBound == cursor || !list.bracket.isSpaced {
      isBehindValue = true
      return
    }
    path[path.count - 1] = Step(list: top, item: current + 1)
    isBetween = next.map { $0.range.lowerBound > cursor && !$0.closes } == true
  }

  private mutating func take(
    _ token: LooseToken, after previous: LooseToken?, before next: LooseToken?, _ names: Set<String>
  ) {
    let list = lists[top]
    guard token.kind == .symbol else {
      if !list.wantsOperand, list.bracket.isSpaced { lists[top].current = nil }
      add(token)
      lists[top].wantsOperand = false
      return
    }
    switch token.text {
    case ")", "]", "}": close(token)
    case ",", "&&", "==":
      if list.bracket == .words { return add(token) }
      if list.current == nil, !list.bracket.isSpaced { add(nil) }
      lists[top].current = nil
      lists[top].wantsOperand = true
    case "(":
      if !list.wantsOperand, !token.spaced, let previous, previous.kind == .name {
        push(.function(previous.text), token)
      } else {
        push(.group, token)
      }
    case "[": push(.array, token)
    case "{": push(.structure, token)
    case "=": name(token, names)
    case "...":
      add(token)
      lists[top].wantsOperand = false
    case "-" where !list.wantsOperand && list.bracket.isSpaced && token.spaced && next?.spaced != true:
      lists[top].current = nil
      add(token)
      lists[top].wantsOperand = true
    case "$", "~":
      if !list.wantsOperand, list.bracket.isSpaced { lists[top].current = nil }
      add(token)
      lists[top].wantsOperand = true
    case "|", "&", "+", "-", "*", "<<", ">>", "=>":
      add(token)
      lists[top].wantsOperand = true
    default: add(token)
    }
  }

  /// Adds to the current item, or begins one.
  private mutating func add(_ token: LooseToken?) {
    let list = top
    if lists[list].current == nil {
      lists[list].items.append(Item())
      lists[list].current = lists[list].items.count - 1
    }
    guard let token, let current = lists[list].current else { return }
    lists[list].items[current].tokens.append(token)
    widen(to: token.range)
  }

  private mutating func widen(to range: Range<Int>) {
    for list in open {
      guard let current = lists[list].current else { continue }
      let old = lists[list].items[current].range ?? range
      lists[list].items[current].range = old.lowerBound..<max(old.upperBound, range.upperBound)
    }
  }

  private mutating func push(_ bracket: Bracket, _ token: LooseToken) {
    if !lists[top].wantsOperand, lists[top].bracket.isSpaced, !bracket.isFunction { lists[top].current = nil }
    add(nil)
    widen(to: token.range)
    guard let current = lists[top].current else { return }
    lists.append(List(bracket: bracket))
    lists[top].items[current].lists.append(lists.count - 1)
    open.append(lists.count - 1)
  }

  private mutating func close(_ token: LooseToken) {
    widen(to: token.range)
    lists[top].isClosed = true
    if open.count > 1 {
      open.removeLast()
      lists[top].wantsOperand = false
    } else if lists[0].bracket == .words {
      lists[0].isClosed = false
    }
  }

  /// `flags=`, `sa_family=`; behind words a `=` that belongs to no name begins the expected result.
  private mutating func name(_ token: LooseToken, _ names: Set<String>) {
    let list = lists[top]
    if let current = list.current, let only = list.items[current].tokens.first, only.kind == .name,
      list.items[current].tokens.count == 1, list.items[current].name == nil, list.items[current].lists.isEmpty,
      list.bracket != .words || (!token.spaced && names.contains(only.text))
    {
      lists[top].items[current].name = only.text
      lists[top].items[current].tokens = []
      widen(to: token.range)
      lists[top].wantsOperand = true
    } else if list.bracket == .words {
      expectation = token.range.upperBound
    } else {
      lists[top].wantsOperand = true
    }
  }
}

extension CursorArguments {
  /// Every name in an item, also within parentheses of arithmetic, but for the one that is being typed.
  func names(in step: Step) -> [String] {
    guard lists[step.list].items.indices.contains(step.item) else { return [] }
    let item = lists[step.list].items[step.item]
    let inner = item.lists.filter { lists[$0].bracket == .group }.flatMap { list in
      lists[list].items.indices.flatMap { names(in: Step(list: list, item: $0)) }
    }
    return item.tokens.filter { $0.kind == .name && $0 != token }.map(\.text) + inner
  }

  /// The members that a structure has, each with the names and numbers that are its value, the one at the cursor aside.
  func members(of step: Step) -> [String: String] {
    var found: [String: String] = [:]
    for (index, item) in lists[step.list].items.enumerated() where index != step.item {
      guard let name = item.name else { continue }
      found[name] = item.tokens.map(\.text).joined()
    }
    return found
  }
}

extension CursorArguments.Bracket {
  /// Whether space separates the items.
  var isSpaced: Bool {
    switch self {
    case .words, .array, .structure: true
    case .parentheses, .function, .group: false
    }
  }

  fileprivate var isFunction: Bool {
    if case .function = self { true } else { false }
  }
}

extension LooseToken {
  fileprivate var closes: Bool { isSymbol(")") || isSymbol("]") || isSymbol("}") || isSymbol(",") }
}
