import LinuxABI
import SyscallTable
import Tracer

/// What can be measured and drawn.
public enum PlotTopic: Hashable, Sendable {
  /// select, poll and epoll, or some of them.
  case waiting([String])
  /// A write against its size.
  case write
  /// fork against resident memory, up to so many MiB.
  case fork(upTo: Int)
  /// CPU time against the clock, under a limit.
  case throttle

  /// The sizes of which `fork` can name the largest, in MiB.
  public static var forkSizes: [Int] { ForkPlot.sizes }

  /// What `waiting` can measure.
  public static var waitingCalls: [String] { WaitingPlot.calls }
}

extension Lab {
  /// Measures in a fresh subject. Nothing of the learner's is touched.
  ///
  /// What was measured before the learner broke it off, or before something went wrong, is kept, with a note that says so.
  /// Throws `LabError.refused` with a sentence when there is nothing to show, and what a launch throws.
  public func plot(_ topic: PlotTopic, _ watcher: PlotWatcher) throws(LabError) -> Plot {
    let subject = try PlotSubject(table, watcher: watcher, limit: topic.limit)
    var plot = topic.empty
    do {
      switch topic {
      case .waiting(let calls):
        var waiting = WaitingPlot(calls, in: subject)
        try waiting.measure(into: &plot)
      case .write: try WritePlot(in: subject).measure(into: &plot)
      case .fork(let most): try ForkPlot(in: subject, proc: proc, upTo: most).measure(into: &plot)
      case .throttle: try ThrottlePlot(in: subject, among: controlGroups).measure(into: &plot)
      }
    } catch {
      let reason: String
      switch error {
      case .interrupted: reason = "It was broken off"
      case .late: reason = "It took too long on this machine"
      case .problem(let sentence): reason = sentence
      }
      if plot.isEmpty {
        if case .problem = error { throw .refused(reason) }
        throw .refused("\(reason), and nothing was measured by then.")
      }
      if case .problem = error {
        plot.notes.append(reason)
      } else {
        plot.notes.append("\(reason); this is what was measured by then.")
      }
    }
    plot.series.removeAll(where: \.points.isEmpty)
    switch topic {
    case .waiting: WaitingPlot.conclude(&plot)
    case .write: WritePlot.conclude(&plot)
    case .fork: ForkPlot.conclude(&plot)
    case .throttle: ThrottlePlot.conclude(&plot)
    }
    lastPlot = plot
    return plot
  }
}

extension PlotTopic {
  /// The most that its measurement may take, in nanoseconds.
  fileprivate var limit: Int64 {
    switch self {
    case .waiting, .write, .throttle: 10_000_000_000
    case .fork: 20_000_000_000
    }
  }

  fileprivate var empty: Plot {
    switch self {
    case .waiting(let calls): WaitingPlot.plot(calls)
    case .write: WritePlot.plot
    case .fork: ForkPlot.plot
    case .throttle: ThrottlePlot.plot
    }
  }
}
