import Curriculum
import Lab

// What checks may ask of measurements that are drawn, and what lessons on them may need.
extension LessonBridge {
  static let plotFacts: [String: Fact] = [
    "plotted": Fact(signature: FactSignature(arguments: 2...2)) { bridge, arguments, _ in bridge.plotted(arguments) }
  ]

  static let plotOffers: [String: @Sendable (LessonBridge) -> String?] = [
    "throttle": { $0.session.lab.controlGroups.obstacle(to: "cpu") }
  ]

  /// `plotted("epoll", 10000) * 10 < plotted("poll", 10000)`: nanoseconds of a series in the last plot, at a place of its x
  /// axis; absent where nothing was measured there. Figures of one plot can be held against each other; they mean nothing by
  /// themselves.
  private func plotted(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let series) = arguments[0], case .integer(let x) = arguments[1] else {
      return .problem("plotted wants a series and a number: plotted(\"epoll\", 10000).")
    }
    guard let plot = session.lab.lastPlot, let value = plot.value(of: series, at: Double(x)) else {
      return .value(.absent)
    }
    return .value(.integer(Int64(plot.y.unit == .milliseconds ? value * 1e6 : value)))
  }
}
