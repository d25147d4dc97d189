import SyscallTable

extension CountTable {
  /// The table's rows as objects, one a line, and one more with the notes below it.
  public func objects(_ counts: CallCounts) -> [String] {
    let rows = sorted(counts.counts).map { call, count in
      var object = JSONObject()
      object.add("type", "count")
      object.add("call", call.name)
      object.add("calls", count.calls)
      object.add("errors", count.errors)
      object.add("seconds", nanoseconds: Int64(clamping: count.nanoseconds))
      return object.text
    }
    var total = JSONObject()
    total.add("type", "total")
    total.add("calls", counts.total.calls)
    total.add("errors", counts.total.errors)
    total.add("seconds", nanoseconds: Int64(clamping: counts.total.nanoseconds))
    total.add("notes", counts.notes)
    return rows + [total.text]
  }
}
