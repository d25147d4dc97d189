import SyscallTable

/// Which syscalls are meant: the language of strace's `-e trace=`.
///
/// Names, numbers, sets by `%` (a `%` may be missing in front of the seven old ones), `/` and a regular expression,
/// joined by commas; `!` in front of the whole turns it over; `all` and `none`. A name behind `?` may be unknown.
public struct CallSet: Hashable, Sendable {
  /// Numbers that are in the set, or that are not in it where `isOpen`.
  public private(set) var numbers: Set<Int>
  /// What is not listed is in the set.
  public private(set) var isOpen: Bool
  private var bits: [Bool] = []

  public static let all = CallSet(numbers: [], isOpen: true)
  public static let none = CallSet(numbers: [], isOpen: false)

  init(numbers: Set<Int>, isOpen: Bool) {
    self.numbers = numbers
    self.isOpen = isOpen
    bits = (0..<Self.end).map { numbers.contains($0) != isOpen }
  }

  /// Numbers behind the table; a call of no known number is in an open set only.
  static let end = 512

  public func contains(_ number: Int) -> Bool {
    number >= 0 && number < Self.end ? bits[number] : isOpen || numbers.contains(number)
  }

  public var isEverything: Bool { isOpen && numbers.isEmpty }

  /// A word that means no call.
  public struct Mistake: Error, Hashable, Sendable {
    public let word: String
    public let problem: String
    public let advice: String
  }

  public init(_ text: String, table: SyscallTable = .standard) throws(Mistake) {
    var rest = text[...]
    var inverted = false
    while rest.first == "!" {
      inverted.toggle()
      rest = rest.dropFirst()
    }
    var found: Set<Int> = []
    var isOpen = false
    if rest.first == "/" {
      found = try Self.matching(String(rest.dropFirst()), table)
    } else {
      for word in rest.split(separator: ",", omittingEmptySubsequences: false) {
        switch word {
        case "all": isOpen = true
        case "none": break
        default: found.formUnion(try Self.numbers(String(word), table))
        }
      }
    }
    if isOpen { found = [] }
    self.init(numbers: found, isOpen: isOpen != inverted)
  }

  private static func numbers(_ word: String, _ table: SyscallTable) throws(Mistake) -> Set<Int> {
    let mayBeUnknown = word.hasPrefix("?")
    // A personality behind @ chooses among tables; there is one.
    let name = String(word.drop { $0 == "?" }.prefix { $0 != "@" })
    if let number = Int(name), number >= 0 { return [number] }
    if name.hasPrefix("/") { return try matching(String(name.dropFirst()), table) }
    if let set = sets[name.hasPrefix("%") ? String(name.dropFirst()) : name],
      name.hasPrefix("%") || oldSets.contains(name)
    {
      return set.numbers(table)
    }
    if let row = table[name] { return [row.number] }
    if mayBeUnknown { return [] }
    let near = table.rows.map(\.name).filter { $0.hasPrefix(name) || name.hasPrefix($0) }.prefix(3)
    let slip = NearestName.advice(name, in: table.rows.map(\.name) + sets.keys.map { "%\($0)" })
    let advice =
      slip
      ?? (name.hasPrefix("%")
        ? "The sets are \(sets.keys.sorted().map { "%\($0)" }.joined(separator: " "))."
        : near.isEmpty
          ? "sysh syscalls lists the names; sets begin with %, as %file." : "There is \(near.joined(separator: ", ")).")
    throw Mistake(
      word: word, problem: name.isEmpty ? "A name is missing" : "There is no syscall or set called \(name)",
      advice: advice)
  }

  private static func matching(_ pattern: String, _ table: SyscallTable) throws(Mistake) -> Set<Int> {
    do {
      let expression = try Regex(pattern)
      return Set(table.rows.filter { $0.name.contains(expression) }.map(\.number))
    } catch {
      throw Mistake(
        word: "/\(pattern)", problem: "/\(pattern) is no regular expression", advice: "A name alone needs no slash.")
    }
  }

  /// The sets whose % may be missing, because strace knew them without it first.
  private static let oldSets: Set<String> = ["file", "process", "network", "signal", "ipc", "desc", "memory"]

  /// What may stand behind %, for completion.
  public static var setNames: [String] { sets.keys.filter { !$0.hasPrefix("%") }.sorted() }

  private struct NamedSet {
    var categories: Categories = []
    var names: Set<String> = []

    func numbers(_ table: SyscallTable) -> Set<Int> {
      let rows = table.rows.filter { !$0.categories.isDisjoint(with: categories) || names.contains($0.name) }
      return Set(rows.map(\.number))
    }
  }

  private static let stat: Set<String> = ["stat"]
  private static let lstat: Set<String> = ["lstat"]
  private static let fstat: Set<String> = ["fstat", "newfstatat", "statx"]

  private static let sets: [String: NamedSet] = [
    "file": NamedSet(categories: .file), "process": NamedSet(categories: .process),
    "network": NamedSet(categories: .network), "net": NamedSet(categories: .network),
    "signal": NamedSet(categories: .signal), "ipc": NamedSet(categories: .ipc),
    "desc": NamedSet(categories: .descriptor), "memory": NamedSet(categories: .memory),
    "stat": NamedSet(names: stat), "lstat": NamedSet(names: lstat), "fstat": NamedSet(names: fstat),
    "%stat": NamedSet(names: stat.union(lstat).union(fstat)),
    "statfs": NamedSet(names: ["statfs"]), "fstatfs": NamedSet(names: ["fstatfs"]),
    "%statfs": NamedSet(names: ["statfs", "fstatfs", "ustat"]),
    "creds": NamedSet(names: [
      "capget", "capset", "getegid", "geteuid", "getgid", "getgroups", "getresgid", "getresuid", "getuid", "setfsgid",
      "setfsuid", "setgid", "setgroups", "setregid", "setresgid", "setresuid", "setreuid", "setuid", "prctl",
    ]),
    "clock": NamedSet(names: [
      "adjtimex", "clock_adjtime", "clock_getres", "clock_gettime", "clock_settime", "gettimeofday", "settimeofday",
      "time",
    ]),
    "pure": NamedSet(names: [
      "getegid", "geteuid", "getgid", "getpgrp", "getpid", "getppid", "gettid", "getuid",
    ]),
  ]
}
