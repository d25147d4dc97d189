extension CallCounts {
  /// What is to be said under the table: which way counted, what its seconds are, and what is not in it.
  public var notes: [String] {
    var notes: [String]
    switch method {
    case .bpf:
      notes = ["Counted by BPF, without a stop. Seconds: wall-clock time in the calls, waiting included."]
    case .stops(let reason):
      notes = [
        "Counted by stops: \(reason).", "Seconds: wall-clock time in the calls, the stops and waiting included.",
      ]
    }
    if counts.isEmpty { notes.insert("No call was counted.", at: 0) }
    if missed > 0 {
      notes.append("Missed: \(missed) entries or returns, while the kernel was counting on their CPU already.")
    }
    if lost > 0 {
      notes.append("Missed: \(lost) threads or processes, because \(BPFMaps.threads) were followed already.")
    }
    return notes
  }
}

/// Which calls a learner wants to see: names with commas, after `!` all but these (`man 1 strace`, -e). Pure.
public struct CallSelection: Sendable, Equatable {
  /// Nobody's name.
  public struct Mistake: Error, Equatable, CustomStringConvertible {
    public let name: String

    public var description: String {
      "\(name) is no system call of x86-64 (man 2 syscalls)."
    }
  }

  private let names: Set<String>
  private let isExcluding: Bool

  /// `trace=` may stand in front, as in strace.
  public init(_ text: String) throws(Mistake) {
    var rest = Substring(text)
    for prefix in ["trace=", "t="] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
    isExcluding = rest.first == "!"
    if isExcluding { rest = rest.dropFirst() }
    var names: Set<String> = []
    for name in rest.split(separator: ",", omittingEmptySubsequences: false) {
      guard CallNames.number(String(name)) != nil else {
        throw Mistake(name: name.isEmpty ? "an empty name" : String(name))
      }
      names.insert(String(name))
    }
    self.names = names
  }

  public func contains(_ call: Call) -> Bool {
    names.contains(call.name) != isExcluding
  }

  /// Only what is selected, so that the total is of these.
  public func applied(to counts: CallCounts) -> CallCounts {
    var selected = counts
    selected.counts = counts.counts.filter { contains($0.key) }
    return selected
  }
}
