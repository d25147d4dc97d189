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

extension CallCounts {
  /// The calls of a set. Those of 32-bit code belong to it only where everything does.
  public func only(_ set: CallSet) -> CallCounts {
    var some = self
    some.counts = counts.filter { call, _ in
      if case .native(let number) = call { return set.contains(number) }
      return set.isEverything
    }
    return some
  }
}
