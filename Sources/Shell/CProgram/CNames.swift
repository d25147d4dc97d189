import LinuxABI
import SyscallTable

/// What the names of a session are at the point of it that is being written: their values then, which say what types
/// arguments have and how large buffers are, and what they are called in C.
///
/// A session is written twice. Only at its end is known which types a variable needs, and whether a process reads what
/// another one has set: the second writing has the names of the first.
final class CNames: ValueResolver {
  /// What a variable is good for decides its type in C.
  enum Kind: Hashable {
    case number, descriptor, address, process
  }

  struct Value {
    var word: UInt64
    /// Bytes that an address covers, 0 where nobody said.
    var length: UInt64 = 0
  }

  private let earlier: CNames?
  private(set) var values: [String: Value] = [:]
  /// Every kind that a variable ever is.
  private var kinds: [String: Set<Kind>] = [:]
  private var order: [String] = []
  private var mentioned: Set<String> = []
  /// Variables that one process sets and another reads: they lie on the stage.
  private var shared: Set<String> = []
  /// The settings of `_` that somebody reads, by version.
  private var lastsUsed: Set<Int> = []
  /// Variables whose value the program does not have, because what gave it is not in the program.
  var missing: Set<String> = []
  /// Process ids by subject, the last that had the name.
  var processes: [String: UInt64] = [:]
  /// Names of constants that are used, with their values.
  var constants: [String: UInt64] = [:]
  let functions: [String: UInt64]

  private var version: [String: Int] = [:]
  /// What each memory knows: variables in the version that it has.
  private var known: [String: [String: Int]] = [:]
  private var memoryOf: [String: String] = [:]
  /// The process whose code is being written.
  var process = ""

  init(functions: [String: UInt64], after earlier: CNames? = nil) {
    self.functions = functions
    self.earlier = earlier
  }

  // MARK: Whose memory has which value

  /// A new process: with its maker's memory, or with a copy of it.
  func begin(_ process: String, madeBy maker: String?, sharesMemory: Bool) {
    memoryOf[process] = process
    known[process] = [:]
    guard let maker else { return }
    let memory = memoryOf[maker] ?? maker
    if sharesMemory { memoryOf[process] = memory } else { known[process] = known[memory] ?? [:] }
  }

  func set(_ name: String, _ word: UInt64, _ kind: Kind, length: UInt64 = 0) {
    if kinds[name] == nil { order.append(name) }
    values[name] = Value(word: word, length: length)
    kinds[name, default: []].insert(kind)
    missing.remove(name)
    version[name, default: 0] += 1
    known[memoryOf[process] ?? process, default: [:]][name] = version[name]
  }

  /// The variable as C names it, where it is read here.
  func use(_ name: String) throws(CProblem) -> String {
    if missing.contains(name) { throw CProblem("it uses \(name), which the program does not have") }
    if name == "_" { lastsUsed.insert(version["_"] ?? 0) }
    if known[memoryOf[process] ?? process]?[name] != version[name] { shared.insert(name) }
    return target(name)
  }

  /// The same where it is set.
  func target(_ name: String) -> String {
    mentioned.insert(name)
    return (earlier?.shared.contains(name) == true ? "stage->" : "") + plain(name)
  }

  private func plain(_ name: String) -> String {
    name == "_" ? "last" : CWords.variable(name)
  }

  /// Whether the present value of `_` is read later.
  var lastIsNeeded: Bool {
    earlier?.lastsUsed.contains(version["_"] ?? 0) ?? false
  }

  func isPointer(_ name: String) -> Bool {
    (earlier ?? self).kinds[name] == [.address]
  }

  /// Whether it is an int in C, so that it has 32 bits.
  func isInt(_ name: String) -> Bool {
    let kinds = (earlier ?? self).kinds[name]
    return kinds == [.descriptor] || kinds == [.process]
  }

  /// Whether the text is such a variable.
  func isIntText(_ text: String) -> Bool {
    order.contains { isInt($0) && mentioned.contains($0) && target($0) == text }
  }

  /// An address of the session as the program has it: a variable and how far behind it; nil where no variable leads there.
  func place(of address: UInt64) -> (name: String, offset: UInt64)? {
    for name in order.reversed() where name != "_" && isPointer(name) && !missing.contains(name) {
      guard let value = values[name], value.word != 0, address >= value.word else { continue }
      if address - value.word < max(value.length, 1) { return (name, address - value.word) }
    }
    return nil
  }

  /// How many bytes of what a variable leads to lie behind a place.
  func rest(behind place: (name: String, offset: UInt64)) -> UInt64 {
    (values[place.name]?.length ?? 1) &- place.offset
  }

  // MARK: Declarations

  private func type(_ name: String) -> String {
    switch (earlier ?? self).kinds[name] ?? [] {
    case [.descriptor]: "int "
    case [.process]: "pid_t "
    case [.address]: "char *"
    default: "long "
    }
  }

  /// Declarations of the variables that are mentioned: those on the stage, or the others.
  func declarations(onStage: Bool) -> [String] {
    order.filter { mentioned.contains($0) && (earlier?.shared.contains($0) == true) == onStage }.map {
      onStage ? "    \(type($0))\(plain($0));" : "static \(type($0))\(plain($0));"
    }
  }

  // MARK: ValueResolver

  func value(ofVariable name: String) -> UInt64? {
    values[name]?.word ?? functions[name]
  }

  func process(named name: String) -> UInt64? {
    processes[name]
  }

  var names: [String] { order }
}
