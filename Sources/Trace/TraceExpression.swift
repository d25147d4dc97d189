// `-e`, which says what is traced and how (strace's qualifying expressions).
extension TraceOptions {
  /// `trace=SET` or only the set, `signal=`, `status=`, `inject=`, `fault=`, `quiet=`, `verbose=`, `abbrev=`.
  ///
  /// Throws what means nothing.
  public mutating func take(_ expression: String) throws(CallSet.Mistake) {
    let parts = expression.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      calls = try CallSet(expression)
      return
    }
    switch parts[0] {
    case "trace", "t": calls = try CallSet(parts[1])
    case "signal", "signals", "s": signals = try SignalFilter(parts[1])
    case "status": statuses = try StatusFilter(parts[1])
    case "inject": tampering.append(try Tampering(parts[1]))
    case "fault": tampering.append(try Tampering(parts[1], fault: true))
    case "quiet", "silent", "silence", "q": quiet = parts[1] == "none" ? 0 : 2
    case "abbrev", "a": printing.verbose = parts[1] == "none"
    case "verbose", "v":
      guard parts[1] == "all" else { throw Self.unserved(expression, "Structures are always decoded.") }
    default:
      throw CallSet.Mistake(
        word: expression, problem: "\(parts[0]) is nothing that -e takes",
        advice: "There are trace=, signal=, status=, inject=, fault=, quiet= and abbrev=.")
    }
  }

  private static func unserved(_ expression: String, _ advice: String) -> CallSet.Mistake {
    CallSet.Mistake(word: expression, problem: "-e \(expression) is not known", advice: advice)
  }
}

extension StatusFilter {
  init(_ text: String) throws(CallSet.Mistake) {
    let words: [String: StatusFilter] = [
      "successful": .successful, "failed": .failed, "unfinished": .unfinished, "unavailable": .unavailable,
      "detached": .detached, "all": .all, "none": [],
    ]
    let inverted = text.hasPrefix("!")
    var found: StatusFilter = []
    for word in text.drop(while: { $0 == "!" }).split(separator: ",", omittingEmptySubsequences: false) {
      guard let one = words[String(word)] else {
        throw CallSet.Mistake(
          word: String(word), problem: "There is no status \(word)",
          advice: "There are successful, failed, unfinished, detached and all.")
      }
      found.formUnion(one)
    }
    self = inverted ? .all.subtracting(found) : found
  }
}
