/// The table of counts as `strace -c` prints it: the same columns, rules and total (`man 1 strace`, `-c`, `-S`, `-U`).
/// Pure.
public struct CountTable: Sendable {
  /// What rows are sorted by: the largest first, names in alphabetical order; equal rows by number.
  public enum Key: Sendable {
    case time, averageTime, calls, errors, name, nothing

    /// The words that strace takes; nil for others.
    public init?(_ word: String) {
      switch word {
      case "time", "time-percent", "time-total", "total-time": self = .time
      case "avg-time", "time-avg": self = .averageTime
      case "calls", "count": self = .calls
      case "errors", "error": self = .errors
      case "name", "syscall", "syscall-name": self = .name
      case "nothing", "none": self = .nothing
      default: return nil
      }
    }

    public static let words = ["time", "avg-time", "calls", "errors", "name", "nothing"]
  }

  public enum Column: Sendable {
    case timePercent, totalTime, averageTime, calls, errors, name

    public init?(_ word: String) {
      switch word {
      case "time", "time-percent": self = .timePercent
      case "total-time", "time-total": self = .totalTime
      case "avg-time", "time-avg": self = .averageTime
      case "calls", "count": self = .calls
      case "errors", "error": self = .errors
      case "name", "syscall", "syscall-name": self = .name
      default: return nil
      }
    }

    public static let words = ["time-percent", "total-time", "avg-time", "calls", "errors", "name"]

    fileprivate var title: String {
      switch self {
      case .timePercent: "% time"
      case .totalTime: "seconds"
      case .averageTime: "usecs/call"
      case .calls: "calls"
      case .errors: "errors"
      case .name: "syscall"
      }
    }

    fileprivate var leastWidth: Int {
      switch self {
      case .timePercent: 6
      case .totalTime, .averageTime: 11
      case .calls, .errors: 9
      case .name: 16
      }
    }
  }

  public let key: Key
  public let columns: [Column]

  /// The name is the last column when it is not among `columns`, as in strace.
  public init(
    sortedBy key: Key = .time,
    columns: [Column] = [.timePercent, .totalTime, .averageTime, .calls, .errors, .name]
  ) {
    self.key = key
    self.columns = columns.contains(.name) ? columns : columns + [.name]
  }

  /// Its lines without ends; none when nothing was counted, as in strace.
  public func lines(_ counts: CallCounts) -> [String] {
    guard !counts.counts.isEmpty else { return [] }
    let total = counts.total
    let rows = sorted(counts.counts).map { call, count in
      columns.map { $0.text(call.name, count, of: total) }
    }
    let last = columns.map { $0 == .timePercent ? "100.00" : $0.text("total", total, of: total) }
    let widths = columns.indices.map { index in
      // The last column is not padded: a long name sticks out of the table.
      let cells = columns[index] == .name && index == columns.count - 1 ? [] : rows + [last]
      return cells.reduce(columns[index].leastWidth) { max($0, $1[index].utf8.count) }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: " ")
    return [line(columns.map(\.title), widths), rule] + rows.map { line($0, widths) } + [rule, line(last, widths)]
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(zip(columns, cells), widths).enumerated().map { index, cell in
      let ((column, text), width) = cell
      let space = String(repeating: " ", count: max(0, width - text.utf8.count))
      guard column == .name else { return space + text }
      return index == columns.count - 1 ? text : text + space
    }
    return padded.joined(separator: " ")
  }

  func sorted(_ counts: [Call: CallCounts.Count]) -> [(Call, CallCounts.Count)] {
    let byNumber = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    // Swift's sort is stable, though only its implementation says so: the number decides between equals.
    func descending<Value: Comparable>(
      _ value: (CallCounts.Count) -> Value
    ) -> [(Call, CallCounts.Count)] {
      byNumber.sorted { left, right in
        let (first, second) = (value(left.1), value(right.1))
        return first == second ? left.0 < right.0 : first > second
      }
    }
    switch key {
    case .time: return descending(\.nanoseconds)
    case .averageTime: return descending(\.average)
    case .calls: return descending(\.calls)
    case .errors: return descending(\.errors)
    case .name: return byNumber.sorted { $0.0.name < $1.0.name }
    case .nothing: return byNumber
    }
  }
}

extension CallCounts.Count {
  /// Nanoseconds a call.
  fileprivate var average: UInt64 {
    calls == 0 ? 0 : nanoseconds / calls
  }
}

extension CountTable.Column {
  fileprivate func text(_ name: String, _ count: CallCounts.Count, of total: CallCounts.Count) -> String {
    switch self {
    case .timePercent:
      let share = total.nanoseconds == 0 ? 0 : Double(count.nanoseconds) / Double(total.nanoseconds)
      return fixed(UInt64((share * 10000).rounded()), decimals: 2)
    case .totalTime: return fixed((count.nanoseconds + 500) / 1000, decimals: 6)
    case .averageTime: return String(count.average / 1000)
    case .calls: return String(count.calls)
    case .errors: return count.errors == 0 ? "" : String(count.errors)
    case .name: return name
    }
  }
}

/// A number of hundredths or millionths with its point.
private func fixed(_ value: UInt64, decimals: Int) -> String {
  let digits = String(value)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
  return padded.dropLast(decimals) + "." + padded.suffix(decimals)
}
