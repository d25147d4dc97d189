import Trace

/// `sysh trace -c`: counted in the kernel where that is allowed, by stops otherwise.
enum TraceCounting {
  /// Whether counting alone gives what is asked for. Calls that are tampered with, or chosen by a path or by how they
  /// ended, have to be looked at one by one.
  static func serves(_ options: TraceOptions) -> Bool {
    options.counts == .only && options.tampering.isEmpty && options.paths.isEmpty && options.statuses == .all
  }

  /// The exit status: the program's own.
  static func run(_ command: [String], pids: [Int32], _ options: TraceOptions) throws -> Int32 {
    let counter = Counter(followsForks: options.following != .threads)
    let output = try options.output.map { try Output(file: $0) } ?? .standardError
    if command.isEmpty {
      try write(counter.count(processes: pids), options, to: output)
      return 0
    }
    let outcome = try counter.count(Program(command))
    try write(outcome.counts, options, to: output)
    return outcome.endLikewise()
  }

  static func write(_ counts: CallCounts, _ options: TraceOptions, to output: Output) throws {
    let shown = counts.only(options.calls)
    let lines = CountTable(sortedBy: options.sort).lines(shown) + (options.counts == .only ? shown.notes : [])
    try output.write(lines.map { $0 + "\n" }.joined())
  }
}
