import LinuxABI
import SyscallTable
import Tracer

/// The calls of programs that run by themselves, as text: `trace on`.
public final class ProgramTrace {
  /// One call, finished or cut off by the end of its thread.
  public struct Line: Sendable {
    public let pid: Int32
    /// As strace writes it.
    public let text: String
    public let number: Int
    public let isFailure: Bool

    public init(pid: Int32, text: String, number: Int, isFailure: Bool) {
      self.pid = pid
      self.text = text
      self.number = number
      self.isFailure = isFailure
    }
  }

  /// Whether calls of a number are wanted.
  private let wants: (Int) -> Bool
  private let table: SyscallTable
  private let printing: CallPrinter.Options
  private var inFlight: [Int32: CallPrinter] = [:]
  private var lines: [Line] = []
  /// How many lines are kept until they are asked for: a program may make a million calls meanwhile.
  static let capacity = 10_000
  private var missed = 0
  /// How many calls of each name every process has made, for lessons.
  public private(set) var counts: [Int32: [String: Int]] = [:]

  init(table: SyscallTable, printing: CallPrinter.Options, wants: @escaping (Int) -> Bool) {
    self.table = table
    self.printing = printing
    self.wants = wants
  }

  /// For the tracees that are to be seen.
  private(set) lazy var watcher = CallWatcher(
    entered: { [weak self] in self?.enter($0, $1) }, returned: { [weak self] in self?.leave($0, $1) })

  private func enter(_ tracee: Tracee, _ entry: CallEntry) {
    let number = Int(truncatingIfNeeded: entry.number)
    guard wants(number) else { return }
    let row = table[number: number] ?? Lab.unknownRow(entry.number)
    counts[tracee.process, default: [:]][row.name, default: 0] += 1
    let printer = CallPrinter(row, entry.arguments, memory: TraceeBytes(tracee: tracee), options: printing)
    if case .never = row.result {
      add(tracee, printer.beginning + ") = ?", row, isFailure: false)
    } else {
      inFlight[tracee.pid] = printer
    }
  }

  private func leave(_ tracee: Tracee, _ value: UInt64) {
    guard let printer = inFlight.removeValue(forKey: tracee.pid) else { return }
    // A result that the program does not see: the call is made again after a signal.
    if (512...516).contains(0 &- value) { return }
    let errno = Errno(result: value)
    let outcome: CallOutcome = errno.map { .failed($0) } ?? .returned(value)
    add(
      tracee, printer.text(outcome, memory: TraceeBytes(tracee: tracee)), printer.row, isFailure: errno != nil)
  }

  private func add(_ tracee: Tracee, _ text: String, _ row: Syscall, isFailure: Bool) {
    guard lines.count < Self.capacity else {
      missed += 1
      return
    }
    lines.append(Line(pid: tracee.pid, text: text, number: row.number, isFailure: isFailure))
  }

  /// What was seen since the last question, and how many lines more than could be kept.
  public func takeLines() -> (lines: [Line], missed: Int) {
    defer { (lines, missed) = ([], 0) }
    return (lines, missed)
  }
}

/// A program's memory as its own reads would find it.
private struct TraceeBytes: RemoteMemory {
  let tracee: Tracee

  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    tracee.readMemory(at: address, atMost: count)
  }
}

extension Lab {
  /// From here on the calls of programs are seen for which `wants` is true, from the next time they are let run. nil:
  /// they run unseen again.
  public func traceCalls(_ wants: ((Int) -> Bool)?) {
    // What was counted stays to be asked for.
    if let wants { trace = ProgramTrace(table: table, printing: printing, wants: wants) }
    tracesCalls = wants != nil
    for tracee in tracer.tracees.values { tracee.watcher = nil }
  }
}
