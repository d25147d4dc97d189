/// One check of a try or of a prediction, evaluated.
public struct Tick: Hashable, Sendable {
  public let check: Check
  public let holds: Bool
  /// Why it could not be decided.
  public let problem: String?
  /// The facts that it looks at, with their values.
  public let readings: [FactReading]

  /// Why it holds or not, in the values of its facts: `fd(1).open is false`.
  public var reason: String {
    let values = readings.map(\.text).joined(separator: "; ")
    guard let problem, !readings.contains(where: { $0.now == .problem(problem) }) else { return values }
    return values.isEmpty ? problem : "\(problem) \(values)"
  }
}

extension [Tick] {
  var allHold: Bool { allSatisfy(\.holds) }

  /// Whether all that does not hold yet may still do so: it is `eventually`, and its time is not over.
  func canStillHold(after elapsed: Duration) -> Bool {
    !allHold && allSatisfy { $0.holds || ($0.check.patience.map { elapsed < $0 } ?? false) }
  }
}
