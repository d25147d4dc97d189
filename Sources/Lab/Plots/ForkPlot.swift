import Glibc
import Inspect
import LinuxABI
import Tracer

/// What fork costs against the memory that is resident, with pages of 4 KiB and, where the kernel gives them, of 2 MiB.
///
/// The subject forks with clone and CLONE_UNTRACED: a fork that the tracer does not stop, so that no stop is in the figure.
/// Before each one it has written to all of its pages, because the entries of pages that are still write-protected from the
/// last fork are cheaper to copy.
struct ForkPlot {
  static let small = "4 KiB pages"
  static let huge = "2 MiB pages"
  /// MiB.
  static let sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
  private static let untraced: UInt64 = 0x0080_0000
  private static let hugePage: UInt64 = 2 << 20

  private let subject: PlotSubject
  private let proc: Proc
  private let most: Int

  init(in subject: PlotSubject, proc: Proc, upTo most: Int) {
    self.subject = subject
    self.most = most
    self.proc = proc
  }

  static var plot: Plot {
    var plot = Plot(
      "fork", title: "fork of a process with more and more memory", x: .init("resident memory", .mebibytes, .doublings),
      y: .init("time a fork", .nanoseconds, .decades))
    plot.series = [Plot.Series(small), Plot.Series(huge)]
    plot.method =
      "The time of clone with CLONE_UNTRACED in the parent: a fork without the tracer's stop. Every page was written to since the fork before; the child ends at once."
    return plot
  }

  func measure(into plot: inout Plot) throws(PlotStop) {
    sacrifice()
    let sizes = fitting(&plot)
    guard let largest = sizes.last else {
      throw .problem("Less than 64 MiB of memory are available, too little for a plot.")
    }
    // MADV_NOHUGEPAGE and MADV_HUGEPAGE.
    for (name, advice) in [(Self.small, UInt64(15)), (Self.huge, 14)] {
      // The kernel without huge pages knows neither advice (EINVAL).
      let room = try subject.memory((largest << 20) + Self.hugePage)
      let start = (room + Self.hugePage - 1) & ~(Self.hugePage - 1)
      let advised = try subject.outcome(subject.raw("madvise", [start, largest << 20, advice]), "madvise")
      if name == Self.huge {
        guard case .returned = advised, try hasHugePages(start) else {
          plot.notes.append("The kernel gave no huge pages, so there is one line only.")
          return
        }
      }
      // A huge page is 2 MiB at least.
      for size in sizes where name == Self.small || size << 20 >= Self.hugePage {
        subject.tell("fork, \(size) MiB in \(name)")
        plot.add(try forks(start, size), to: name)
      }
      try subject.call("munmap", room, (largest << 20) + Self.hugePage)
    }
  }

  private func forks(_ start: UInt64, _ size: UInt64) throws(PlotStop) -> Plot.Point {
    var rounds: [Double] = []
    for _ in 0..<(size > 64 ? 3 : 5) {
      try subject.check()
      try subject.touch(start, pages: size << 8)
      rounds.append(try subject.time("clone", .forks(flags: Self.untraced), passes: 1, expected: 100_000))
    }
    rounds.sort()
    return Plot.Point(x: Double(size), y: rounds[0], median: rounds[rounds.count / 2])
  }

  /// Whether a store brings in more than a page.
  private func hasHugePages(_ start: UInt64) throws(PlotStop) -> Bool {
    try subject.touch(start, pages: 1)
    guard let maps = try? proc.smaps(subject.tracee.pid) else { return false }
    return maps.contains { $0.mapping.start <= start && start < $0.mapping.end && ($0.anonymousHugePages ?? 0) > 0 }
  }

  /// The sizes for which there is memory.
  private func fitting(_ plot: inout Plot) -> [UInt64] {
    let wanted = Self.sizes.filter { $0 <= most }.map { UInt64($0) }
    guard let available = try? proc.availableMemory() else { return wanted }
    let fitting = wanted.filter { ($0 << 20) + (64 << 20) <= available - available / 4 }
    if let last = fitting.last, last != wanted.last {
      plot.notes.append("\(available >> 20) MiB of memory are available here, so the plot ends at \(last) MiB.")
    }
    return fitting
  }

  /// If memory runs out all the same, this subject is to be killed, and nobody else (`man 5 proc_pid_oom_score_adj`).
  private func sacrifice() {
    let file = open("/proc/\(subject.tracee.pid)/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = Glibc.write(file, "1000", 4)
    close(file)
  }

  static func conclude(_ plot: inout Plot) {
    guard let last = plot.series.first(where: { $0.name == small })?.points.last, last.y > 0 else { return }
    if let huge = plot.value(of: huge, at: last.x), huge > 0, last.y / huge >= 2 {
      plot.notes.append(
        "With \(Int(last.x)) MiB in small pages a fork takes \(Int((last.y / huge).rounded())) times as long as with huge ones: what it copies is the page table, an entry a page."
      )
    } else {
      plot.notes.append(
        "What grows is the page table, which fork copies: an entry for each page. The pages are shared.")
    }
  }
}
