import SyscallTable

/// A log of strace that is pasted line by line: what the addresses, descriptors and processes in it are in this session,
/// and how its lines came out.
///
/// Numbers that a call made are known from the line of that call, which gives the old number and whose call gives the
/// new one. What the program had before its first line (its image, the loader, its stack) is not known.
struct PastedLog {
  /// How a line came out.
  enum Verdict: CaseIterable {
    /// Its call gave what the line says.
    case held
    case differed
    /// It differed in what the program was given and the subject has otherwise: descriptors 0, 1 and 2.
    case givenOtherwise
    case leftOut
  }

  private struct Stretch {
    let start: UInt64
    let length: UInt64
    let here: UInt64
  }

  /// A log has begun, so numbers in lines like those of a log are the log's.
  private(set) var isOpen = false
  /// The process whose calls come first, in a log that names processes.
  var program: UInt64?
  private(set) var counts: [Verdict: Int] = [:]
  /// The latest last.
  private var stretches: [Stretch] = []
  private var descriptors: [UInt64: UInt64] = [:]
  private var processes: [UInt64: UInt64] = [:]
  /// Calls that another process interrupted, by the text before them.
  private var unfinished: [String: String] = [:]
  /// Lines of processes that no line has made yet: a child may be heard of before its parent's call is over.
  private var held: [UInt64: [String]] = [:]
  private var released: [String] = []

  mutating func begin() {
    isOpen = true
  }

  mutating func note(_ verdict: Verdict) {
    counts[verdict, default: 0] += 1
  }

  // MARK: Numbers

  /// How far a program's heap may reach beyond where brk found it, in bytes.
  static let heap: UInt64 = 1 << 30

  mutating func bind(address: UInt64, length: UInt64, to here: UInt64) {
    stretches.append(Stretch(start: address, length: max(length, 4096) &+ 4095 & ~4095, here: here))
  }

  mutating func bind(descriptor: UInt64, to here: UInt64) {
    descriptors[descriptor] = here
  }

  mutating func bind(process: UInt64, to here: UInt64) {
    processes[process] = here
    released += held.removeValue(forKey: process) ?? []
  }

  /// Where an address of the log lies here, nil where no line made it.
  func address(_ address: UInt64) -> UInt64? {
    guard let found = stretches.last(where: { address >= $0.start && address - $0.start < $0.length }) else {
      return nil
    }
    return found.here &+ (address - found.start)
  }

  func descriptor(_ number: UInt64) -> UInt64? { descriptors[number] }

  func process(_ id: UInt64) -> UInt64? { processes[id] }

  // MARK: Lines

  /// A line with the beginning that another process cut off (`<unfinished ...>`), which stood above; nil for the
  /// beginning itself.
  mutating func whole(_ line: String) -> String? {
    if hold(line) { return nil }
    let marker = "<unfinished ...>"
    let trimmed = line.trimmedSpaces
    if trimmed.hasSuffix(marker), let key = Self.key(trimmed, upTo: "(") {
      unfinished[key] = String(trimmed.dropLast(marker.count))
      return nil
    }
    guard let opening = line.firstRange(of: "<... "), let closing = line.firstRange(of: " resumed>"),
      opening.upperBound <= closing.lowerBound
    else { return line }
    let key = Self.words(line[..<opening.lowerBound]) + line[opening.upperBound..<closing.lowerBound]
    guard let beginning = unfinished.removeValue(forKey: key) else { return line }
    return beginning + line[closing.upperBound...]
  }

  /// Keeps a line back while the call is not over that may have made its process.
  private mutating func hold(_ line: String) -> Bool {
    guard program != nil, let process = Self.process(of: line), processes[process] == nil,
      unfinished.keys.contains(where: { key in
        ["clone", "clone3", "fork", "vfork"].contains { key.hasSuffix(" \($0)") }
      })
    else { return false }
    held[process, default: []].append(line)
    return true
  }

  /// The process of a line as `-f` writes it: `[pid 12] ...` or `12 ...`.
  private static func process(of line: String) -> UInt64? {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count > 1 else { return nil }
    return words[0] == "[pid" ? UInt64(words[1].prefix { $0 != "]" }) : UInt64(words[0])
  }

  /// The next line that was kept back and can run now.
  mutating func takeReleased() -> String? {
    released.isEmpty ? nil : released.removeFirst()
  }

  /// What stands before a call, but for time stamps, and the call's name.
  private static func key(_ line: String, upTo end: Character) -> String? {
    guard let opening = line.firstIndex(of: end) else { return nil }
    let name = line[..<opening].split(separator: " ").last ?? ""
    return words(line[..<opening].dropLast(name.count)) + name
  }

  /// The process of a line's prefix.
  private static func words(_ prefix: Substring) -> String {
    StraceLine.process(Array(prefix.utf8)[...]).map { "\($0) " } ?? ""
  }

  /// What came of all lines, as a sentence; nil where none ran.
  var summary: String? {
    let total = counts.values.reduce(0, +)
    guard total > 0 else { return nil }
    func part(_ verdict: Verdict, _ words: String) -> String? {
      counts[verdict].map { "\($0) \(words)" }
    }
    let parts = [
      part(.held, "came out as the log says"), part(.differed, "differed"),
      part(.givenOtherwise, "could not come out alike, because descriptors 0, 1 and 2 are the lab's terminal here"),
      part(.leftOut, "left out"),
    ].compactMap { $0 }
    return "Of the log's \(total) \(total == 1 ? "call" : "calls"): \(parts.joined(separator: "; "))."
  }
}
