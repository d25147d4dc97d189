/// The word that a mistyped one was probably meant to be, among the few that can stand in a place of a lesson. Names of which
/// there are hundreds have `NearestName`, which is stricter.
enum Nearest {
  /// The nearest candidate, at most two edits away, one for a short word; nil when none is that near.
  static func name(to word: String, among candidates: [String]) -> String? {
    let limit = word.count <= 4 ? 1 : 2
    return candidates.map { (name: $0, distance: distance(Array(word), Array($0))) }
      .filter { $0.distance <= limit }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
  }

  /// A clause to put at the end of a message: ` Did you mean "check"?`, or nothing.
  static func question(_ word: String, among candidates: [String]) -> String {
    name(to: word, among: candidates).map { " Did you mean \"\($0)\"?" } ?? ""
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard abs(left.count - right.count) <= 2 else { return 3 }
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let next = min(diagonal + (character == other ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[right.count]
  }
}
