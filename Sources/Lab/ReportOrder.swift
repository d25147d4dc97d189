import LinuxABI
import Tracer

// A parent hears of its child by SIGCHLD. The kernel delivers that as soon as the parent runs, which can be before the
// lab has looked at the child. Told are the child's end or stop first, and then that the parent was told of it.
extension Lab {
  /// Takes SIGCHLDs that arrived at the end of a call out of its report, for `settle` to tell behind what it finds.
  func postponeNewsOfChildren(in report: inout CallReport) {
    guard report.death == nil, report.row?.effects.contains([.signals, .processes]) == true else { return }
    let news = report.signals.filter { $0.signal == .child && !$0.isSent }
    guard !news.isEmpty else { return }
    report.signals.removeAll { news.contains($0) }
    var later = CallReport(subject: report.subject, pid: report.pid, row: nil, text: "", outcome: report.outcome)
    later.signals = news
    newsOfChildren.append(later)
  }

  /// The reports with those last that tell nothing but that a child ended, stopped or went on.
  func inNaturalOrder(_ reports: [CallReport]) -> [CallReport] {
    let all = reports + newsOfChildren
    newsOfChildren = []
    return all.filter { !$0.isNewsOfChildren } + all.filter(\.isNewsOfChildren)
  }
}

extension CallReport {
  fileprivate var isNewsOfChildren: Bool {
    text.isEmpty && death == nil && changes.isEmpty && !signals.isEmpty
      && signals.allSatisfy { $0.signal == .child && !$0.isSent }
  }
}
