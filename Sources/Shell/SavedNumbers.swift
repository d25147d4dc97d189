import Lab
import LinuxABI
import SyscallTable

/// Numbers that somebody has copied from the screen, and those of a pasted log: the next run has other addresses and
/// process ids, so they are written as the names of what gave them.
struct SavedNumbers {
  private struct Stretch {
    /// Nil until somebody asks for it by number.
    var name: String?
    let start: UInt64
    let length: UInt64
    /// Of the line that gave it.
    let line: Int
  }

  /// No size and no flag is as large, and no address of a process that has not asked for it is as small.
  private static let least: UInt64 = 1 << 24
  /// How far a heap may reach beyond where brk found it, in bytes.
  private static let heap: UInt64 = 1 << 24

  private var stretches: [Stretch] = []
  private var taken: Set<String>
  private let processes: [Int32: String]

  /// `taken`: names that mean something already.
  init(processes: [Int32: String], taken: Set<String>) {
    self.processes = processes
    self.taken = taken
  }

  // MARK: What gives a number

  /// Line `line` has made a call that gave an address, under a name or not.
  mutating func note(_ report: CallReport, target: String?, line: Int) {
    if let target {
      // From here on the name means something else.
      stretches.removeAll { $0.name == target }
      taken.insert(target)
    }
    guard case .address? = report.row?.result, case .returned(let start) = report.outcome, start >= Self.least else {
      return
    }
    let index = ["mmap": 1, "mremap": 2][report.row?.name ?? ""]
    let length = index.flatMap { report.arguments.indices.contains($0) ? report.arguments[$0] : nil }
    stretches.append(Stretch(name: target, start: start, length: length ?? Self.heap, line: line))
  }

  // MARK: What uses one

  /// Lines that have to give their results a name, since that was last taken.
  private var namings: [(line: Int, name: String)] = []

  mutating func takeNamings() -> [(line: Int, name: String)] {
    defer { namings = [] }
    return namings
  }

  /// `text`, in which `arguments` stand, with names for numbers.
  mutating func named(_ text: String, _ arguments: [Expression], _ row: Syscall?) -> String {
    var edits: [(range: Range<Int>, text: String)] = []
    for (index, argument) in arguments.enumerated() {
      let type = row.flatMap { $0.parameters.indices.contains(index) ? $0.parameters[index].type : nil }
      if case .process? = type, case .integer(let value) = argument.kind, let name = process(value) {
        edits.append((argument.range, "$\(name)"))
      } else {
        collect(argument, &edits)
      }
    }
    var bytes = Array(text.utf8)
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      guard edit.range.upperBound <= bytes.count else { continue }
      bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func process(_ value: UInt64) -> String? {
    // A dot ends a name here.
    processes[Int32(truncatingIfNeeded: value)].flatMap { $0.contains(".") ? nil : $0 }
  }

  private mutating func collect(_ expression: Expression, _ edits: inout [(range: Range<Int>, text: String)]) {
    switch expression.kind {
    case .integer(let value):
      if let text = name(of: value) { edits.append((expression.range, text)) }
    case .prefix(_, let value), .named(_, let value): collect(value, &edits)
    case .infix(_, let first, let second):
      collect(first, &edits)
      collect(second, &edits)
    case .structure(let members): for member in members { collect(member.value, &edits) }
    case .array(let elements), .call(_, let elements): for element in elements { collect(element, &edits) }
    case .string, .name, .subject: break
    }
  }

  private mutating func name(of value: UInt64) -> String? {
    guard value >= Self.least,
      let index = stretches.lastIndex(where: { $0.start <= value && value - $0.start < $0.length })
    else { return nil }
    let name = stretches[index].name ?? freshName()
    if stretches[index].name == nil {
      stretches[index].name = name
      namings.append((stretches[index].line, name))
    }
    let offset = value - stretches[index].start
    return offset == 0 ? name : "\(name)+0x\(String(offset, radix: 16))"
  }

  private mutating func freshName() -> String {
    var number = 1
    while taken.contains("m\(number)") { number += 1 }
    taken.insert("m\(number)")
    return "m\(number)"
  }
}
