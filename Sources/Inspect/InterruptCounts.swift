/// How often each processor served each interrupt since boot: /proc/interrupts, and /proc/softirqs, which is written alike
/// (`man 5 proc_interrupts`, `kernel/irq/proc.c`).
public struct InterruptCounts: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    /// A number for a device's interrupt, letters for the processor's own (`LOC`), a word for a softirq (`NET_RX`).
    public let name: String
    /// In the order of `processors`. A row of its own kind, `ERR`, has one for all.
    public let counts: [UInt64]
    /// The controller, the pin, and who is served: `IO-APIC 4-edge ttyS0`; empty for softirqs.
    public let what: String

    public var total: UInt64 { counts.reduce(0, &+) }
  }

  /// `CPU0`; only those that are online.
  public let processors: [String]
  public let rows: [Row]

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "interrupts") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    var heading = cursor.line() ?? Cursor([])
    var processors: [String] = []
    while let word = heading.word() { processors.append(word.text) }
    guard !processors.isEmpty, processors.allSatisfy({ $0.hasPrefix("CPU") }) else {
      throw .malformed(path: path, problem: "the first line does not name the processors")
    }
    var rows: [Row] = []
    while var line = cursor.line() {
      guard let name = line.upTo(UInt8(ascii: ":"))?.trimmed else {
        throw .malformed(path: path, problem: "\"\(line.text)\" has no name")
      }
      var counts: [UInt64] = []
      var rest = line
      while counts.count < processors.count, let count = rest.word()?.number() {
        counts.append(count)
        line = rest
      }
      guard !counts.isEmpty else { throw .malformed(path: path, problem: "\(name.text) has no count") }
      let words = line.trimmed.text.split(separator: " ")
      rows.append(Row(name: name.text, counts: counts, what: words.joined(separator: " ")))
    }
    self.processors = processors
    self.rows = rows
  }

  /// The row of that name.
  public subscript(name: String) -> Row? { rows.first { $0.name == name } }
}

extension Proc {
  /// /proc/interrupts.
  public func interrupts() throws(InspectError) -> InterruptCounts {
    try InterruptCounts(parsing: machineBytes("interrupts"), path: "\(root)/interrupts")
  }

  /// /proc/softirqs: work that an interrupt left for later.
  public func softInterrupts() throws(InspectError) -> InterruptCounts {
    try InterruptCounts(parsing: machineBytes("softirqs"), path: "\(root)/softirqs")
  }
}
