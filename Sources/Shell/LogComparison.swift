import SyscallTable

/// Compares what a log's line shows of memory with what the same call left here: as far as the line shows it, and but
/// for what differs from one run to the next.
struct LogComparison {
  /// The line, and the call as it is printed here: ranges of expressions are theirs.
  let written: [UInt8]
  let shown: [UInt8]
  /// The value of an expression, nil where it has none.
  let value: (Expression) -> UInt64?

  /// Calls whose answer is another each time.
  static let unsteady: Set<String> = [
    "getrandom", "clock_gettime", "gettimeofday", "time", "times", "getrusage", "sysinfo", "getcpu", "adjtimex",
    "clock_adjtime",
  ]

  /// The first thing that differs, as the line has it and as it is here.
  func difference(_ line: [Expression], _ here: [Expression]) -> (line: String, here: String)? {
    for (first, second) in zip(line, here) {
      switch first.kind {
      case .string, .array, .structure: if let found = difference(first, second, nil) { return found }
      case .integer, .name, .subject, .prefix, .infix, .call, .named: continue
      }
    }
    return nil
  }

  private func difference(_ first: Expression, _ second: Expression, _ name: String?) -> (line: String, here: String)? {
    switch (first.kind, second.kind) {
    case (.string(let one, let isCut), .string(let other, let isCutHere)):
      let isSame =
        switch (isCut, isCutHere) {
        case (false, false): one == other
        case (true, false): other.starts(with: one)
        case (false, true): one.starts(with: other)
        case (true, true): zip(one, other).allSatisfy(==)
        }
      return isSame ? nil : texts(first, second, name)
    case (.structure(let one), .structure(let other)):
      for (index, member) in one.enumerated() {
        if let name = member.name {
          guard !isUnsteady(name), let partner = other.first(where: { $0.name == name }) else { continue }
          if let found = difference(member.value, partner.value, name) { return found }
        } else if index < other.count, other[index].name == nil,
          let found = difference(member.value, other[index].value, nil)
        {
          return found
        }
      }
      return nil
    case (.array(let one), .array(let other)):
      for (element, partner) in zip(one, other) {
        if isDots(element) || isDots(partner) { return nil }
        if let found = difference(element, partner, nil) { return found }
      }
      let isCut = one.dropFirst(other.count).first.map(isDots) ?? other.dropFirst(one.count).first.map(isDots) ?? false
      return one.count == other.count || isCut ? nil : texts(first, second, name)
    default:
      // An address that no line made says nothing.
      if case .integer(let number) = first.kind, number >> 32 != 0 { return nil }
      if let one = value(first), let other = value(second) { return one == other ? nil : texts(first, second, name) }
      return text(first, written) == text(second, shown) ? nil : texts(first, second, name)
    }
  }

  /// `...` in a list.
  private func isDots(_ expression: Expression) -> Bool {
    expression.kind == .string([], elided: true)
  }

  /// Members that belong to one run, one process or one file system.
  private func isUnsteady(_ name: String) -> Bool {
    name.contains("time") || name.hasSuffix("_ino") || name.hasSuffix("_dev") || name.hasSuffix("_pid")
      || name.hasPrefix("stx_dev") || name.hasSuffix("free") || name.hasSuffix("avail") || name.hasSuffix("_fsid")
      || name == "d_off" || name == "stx_mnt_id" || name == "tv_sec" || name == "tv_nsec" || name == "tv_usec"
  }

  private func texts(_ first: Expression, _ second: Expression, _ name: String?) -> (line: String, here: String) {
    let prefix = name.map { "\($0)=" } ?? ""
    return (prefix + text(first, written), prefix + text(second, shown))
  }

  private func text(_ expression: Expression, _ source: [UInt8]) -> String {
    let range = expression.range.clamped(to: source.indices)
    return String(decoding: source[range], as: UTF8.self)
  }
}
