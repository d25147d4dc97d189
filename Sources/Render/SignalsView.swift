import Inspect
import LinuxABI
import SyscallTable
import Tracer

extension Renderer {
  /// What a subject does with signals: /proc/PID/status, the lines SigPnd, ShdPnd, SigBlk, SigIgn and SigCgt.
  /// `waiting`: the pending ones, with what came with each.
  public func signals(
    _ status: ProcessStatus, of subject: String, waiting: [SignalDelivery] = []
  ) -> [StyledLine] {
    func line(_ title: String, _ set: UInt64, _ file: String) -> [StyledLine] {
      let text: Span = set == 0 ? .faint("none") : .value(names(set))
      return wrap([.plain(title), text, .faint("  \(file)")], indent: 14, firstIndent: 2)
    }
    return [StyledLine([.name(subject)])]
      + line("pending     ", status.pending | status.sharedPending, "SigPnd, ShdPnd")
      + waiting.flatMap { delivery -> [StyledLine] in
        let value = delivery.value == 0 ? "" : ", si_int=\(Int32(truncatingIfNeeded: delivery.value))"
        let sender: [Span] = delivery.senderName.map { [.faint(" was sent by "), .name($0)] } ?? []
        return wrap(
          [.faint(delivery.signal.name)] + sender
            + [.faint(" (\(SignalText.code(delivery.code, of: delivery.signal))\(value))")],
          indent: 14, firstIndent: 14)
      }
      + line("blocked     ", status.blocked, "SigBlk") + line("ignored     ", status.ignored, "SigIgn")
      + line("caught      ", status.caught, "SigCgt")
  }

  /// The members of a set, or those that it lacks when it has nearly all.
  private func names(_ set: UInt64) -> String {
    func list(_ set: UInt64) -> String { Signal.members(of: set).map(\.name).joined(separator: " ") }
    if set == .max { return "all" }
    return SignalSet.text(set).hasPrefix("~") ? "all but " + list(~set) : list(set)
  }

  /// Number, name, default action and meaning of some signals.
  public func signalTable(of signals: [Signal]) -> [StyledLine] {
    let rows = signals.map { signal -> [StyledLine] in
      [
        StyledLine([.plain("\(signal.rawValue)")]), StyledLine([.name(signal.name)]),
        StyledLine([.plain(signal.defaultAction.rawValue)]), StyledLine([.faint(signal.meaning ?? "")]),
      ]
    }
    let columns = [Column("no", .right), Column("name"), Column("by default"), Column("when", .wrapped)]
    return table(rows, columns, indent: 2, least: 20)
  }

  /// The same of all that are not real-time signals, and what holds for several of them.
  public func signalTable() -> [StyledLine] {
    signalTable(of: (1..<32).map { Signal(rawValue: $0) })
      + sentence("20 to 22 do not stop a process whose group nobody in its session could continue, such as P1's.")
      + sentence("32 to 64 are real-time signals: they queue, and terminate by default.")
  }
}
