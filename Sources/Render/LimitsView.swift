import Inspect
import Lab

extension Renderer {
  /// The resource limits of a subject: what is enforced, how far it may raise that by itself, what it uses, and what it
  /// meets at the limit.
  public func limits(_ figures: LimitFigures) -> [StyledLine] {
    let rows = figures.rows.map { row -> [StyledLine] in
      let unit = row.limit.units
      return [
        StyledLine([.name(row.name)]), bound(row.limit.soft, unit), bound(row.limit.hard, unit), use(row),
        StyledLine([.faint(unit ?? "")]), StyledLine([.plain(row.effect)]),
      ]
    }
    let columns = [
      Column("limit"), Column("soft", .right), Column("hard", .right), Column("in use", .right), Column("unit"),
      Column("at the limit", .wrapped),
    ]
    var lines = table(rows, columns)
    lines += sentence(
      "The soft limit is what counts. A process may move it anywhere below the hard one; raising the hard one needs CAP_SYS_RESOURCE. Processes and signals are counted for all of user \(figures.user), the others for \(figures.subject) alone."
    )
    if figures.mayForkBeyond {
      lines += sentence("RLIMIT_NPROC is not held against \(figures.subject): it is root's or has CAP_SYS_RESOURCE.")
    }
    return lines
      + source("/proc/\(figures.subject)/limits, status and fd; the call is prlimit64", tools: "ulimit -a and prlimit")
  }

  private func bound(_ value: UInt64?, _ unit: String?) -> StyledLine {
    guard let value else { return StyledLine([.faint("unlimited")]) }
    return StyledLine([.value(unit == "bytes" ? short(value) : "\(value)")])
  }

  private func use(_ row: LimitFigures.Row) -> StyledLine {
    guard let used = row.used else { return StyledLine([.faint("-")]) }
    let text = row.limit.units == "bytes" ? short(used) : "\(used)"
    let isReached = row.limit.soft.map { used >= $0 } ?? false
    return StyledLine([isReached ? .changed(text) : .plain(text)])
  }

  private func short(_ bytes: UInt64) -> String { bytes == 0 ? "0" : Words.size(bytes) }
}
