/// Finding the name that was probably meant.
public enum NearestName {
  /// The candidate that is nearest to `name`, when that is near enough to be a slip; nil otherwise, because a far guess
  /// sends a learner the wrong way.
  ///
  /// Near are: another case; a prefix of the kernel's sources too much (`sys_open`, `__NR_open`); digits at the end too
  /// much or missing (`open64`, `fadvise`); and few slips of the fingers. A letter too much or too few and two neighbours
  /// swapped count 2, a wrong letter 3, because words of a language differ by wrong letters (work, fork). Short names
  /// bear less than long ones, and only a single slip may be at the first letter.
  public static func match(_ name: String, in candidates: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().utf8)
    // One letter is no slip of another name, and nobody types a name that is this long.
    guard (2...64).contains(typed.count) else { return nil }
    let limit =
      switch typed.count {
      case ..<4: 2
      case ..<6: 3
      case ..<9: 4
      case ..<12: 5
      default: 6
      }
    let stem = withoutDigits(withoutKernelPrefix(typed))
    var best: (name: String, rank: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().utf8)
      guard let rank = rank(typed, stem, other, limit) else { continue }
      if rank < best?.rank ?? .max || (rank == best?.rank && candidate < best?.name ?? "") { best = (candidate, rank) }
    }
    return best?.name
  }

  /// `Did you mean open?`, or nil.
  public static func advice(_ name: String, in candidates: some Sequence<String>) -> String? {
    match(name, in: candidates).map { "Did you mean \($0)?" }
  }

  /// How far `other` is from what was typed, 0 for another case only; nil when it is no slip.
  private static func rank(_ typed: [UInt8], _ stem: [UInt8], _ other: [UInt8], _ limit: Int) -> Int? {
    if typed == other { return 0 }
    if stem.count > 2 {
      // `sys_openat2` is openat2 before it is openat.
      if withoutKernelPrefix(typed) == other { return 1 }
      if stem == withoutDigits(other) { return 2 }
    }
    guard 2 * abs(other.count - typed.count) <= limit else { return nil }
    let slips = distance(typed, other)
    guard slips <= limit, slips == 2 || typed.first == other.first else { return nil }
    return slips + 1
  }

  private static let kernelPrefixes = ["__x64_sys_", "__nr_", "sys_", "nr_"].map { Array($0.utf8) }

  private static func withoutKernelPrefix(_ name: [UInt8]) -> [UInt8] {
    kernelPrefixes.first { name.starts(with: $0) }.map { Array(name.dropFirst($0.count)) } ?? name
  }

  private static func withoutDigits(_ name: [UInt8]) -> [UInt8] {
    Array(name[..<((name.lastIndex { !(0x30...0x39).contains($0) } ?? -1) + 1)])
  }

  /// The least weight of slips that lead from one to the other.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = (0...b.count).map { 2 * $0 }
    for i in 0..<a.count {
      var current = [2 * (i + 1)]
      for j in 0..<b.count {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 3), previous[j + 1] + 2, current[j] + 2)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 2) }
        current.append(cost)
      }
      before = previous
      previous = current
    }
    return previous[b.count]
  }
}
