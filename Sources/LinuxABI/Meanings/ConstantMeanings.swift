/// What the constants mean that learners meet, in our own words: a clause that can stand behind the name. `help` and
/// `explain` say it.
///
/// The tables are texts, a constant a line, its name up to the first blank: thousands of lines of Swift would say the
/// same and take seconds to compile. They are read when the first meaning is asked for.
public enum ConstantMeanings {
  /// The clause for a constant; nil for one that only its family is known of.
  public static func of(_ name: String) -> String? {
    all[name]
  }

  /// Every name that has a clause, as often as the tables have it: a test finds one that stands twice.
  public static var names: [String] {
    tables.flatMap(lines).map(\.name)
  }

  private static let tables = [files, descriptors, memory, processes, signals, sockets, waiting, isolation]

  private static let all = Dictionary(
    tables.flatMap(lines).map { ($0.name, $0.meaning) }, uniquingKeysWith: { first, _ in first })

  private static func lines(_ table: String) -> [(name: String, meaning: String)] {
    table.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1)
      return words.count == 2 ? (String(words[0]), String(words[1])) : nil
    }
  }
}
