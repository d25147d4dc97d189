import LinuxABI
import Tracer

/// select, poll and epoll_wait against the number of descriptors that they wait for.
///
/// The descriptors are eventfds, numbered from 0. Of those that are waited for the last is ready, and the timeout is 0: each
/// call finds it and comes back, so what is measured is the looking and not the sleep.
struct WaitingPlot {
  static let calls = ["select", "poll", "epoll"]
  /// Bits in the C library's fd_set (`man 3 FD_SET`). The kernel has no such bound: `core_sys_select` in fs/select.c takes a
  /// set as large as the descriptor table.
  static let setSize = 1024
  private static let counts = [10, 20, 50, 100, 200, 500, 1000, 1024, 2000, 5000, 10_000]
  private static let openFiles: UInt64 = 7

  private let subject: PlotSubject
  private let calls: [String]
  /// How many descriptors there are.
  private var count = 0
  private var epoll: UInt64 = 0
  private var memory: UInt64 = 0

  /// Where things lie in its memory.
  private var copy: UInt64 { memory }
  private var set: UInt64 { memory + 256 }
  private var timeout: UInt64 { memory + 512 }
  private var event: UInt64 { memory + 544 }
  private var number: UInt64 { memory + 576 }
  private var polled: UInt64 { memory + 4096 }
  private var interests: UInt64 { polled + UInt64(count * 8) }

  init(_ calls: [String], in subject: PlotSubject) {
    self.calls = Self.calls.filter(calls.contains)
    self.subject = subject
  }

  static func plot(_ calls: [String]) -> Plot {
    var plot = Plot(
      "waiting", title: "One call that waits for many descriptors",
      x: .init("descriptors waited for", .count, .decades),
      y: .init("time a call", .nanoseconds, .decades))
    plot.series = Self.calls.filter(calls.contains).map { Plot.Series($0) }
    plot.method = "One of the descriptors is ready, the last; the timeout is 0."
    if calls.contains("epoll") { plot.method += " epoll's were registered before, which is not in the figure." }
    if calls.contains("select") {
      plot.method += " select's set is put back before each call, as every program has to, and that is in it."
    }
    return plot
  }

  mutating func measure(into plot: inout Plot) throws(PlotStop) {
    try prepare(&plot)
    for count in Self.counts.filter({ $0 <= self.count }) + (Self.counts.contains(self.count) ? [] : [self.count]) {
      try makeReady(count - 1, true)
      for name in calls where name != "select" || count <= Self.setSize {
        subject.tell("\(name), \(count) descriptors")
        plot.add(try subject.measure(name, try body(name, count), x: Double(count)), to: name)
      }
      if count == Self.setSize, calls.contains("select") {
        plot.end("select", "\(Self.setSize): fd_set is full")
      }
      try makeReady(count - 1, false)
    }
  }

  private mutating func prepare(_ plot: inout Plot) throws(PlotStop) {
    subject.tell("opening descriptors")
    // The terminal makes room, so that descriptors are numbered from 0.
    for descriptor in UInt64(0)...2 { try subject.call("close", descriptor) }
    memory = try subject.memory(UInt64(4096 + 20 * Self.counts[Self.counts.count - 1] + 4096))
    count = try raiseLimit(&plot)
    try subject.write([1, 0, 0, 0, 0, 0, 0, 0], at: number)
    // EFD_NONBLOCK.
    let made = try subject.timing(.call(subject.raw("eventfd2", [0, 0o4000])), passes: UInt64(count))
    if let errno = Errno(result: made.lastResult) {
      throw .problem("No \(count) descriptors could be opened: \(errno.name) (\(errno.message)).")
    }
    if calls.contains("poll") {
      // struct pollfd: fd, POLLIN, revents.
      try subject.write((0..<count).flatMap { Self.bytes(UInt64($0), 4) + [1, 0, 0, 0] }, at: polled)
    }
    guard calls.contains("epoll") else { return }
    epoll = try subject.call("epoll_create1", 0)
    // struct epoll_event, packed: EPOLLIN and the number.
    try subject.write((0..<count).flatMap { [1, 0, 0, 0] + Self.bytes(UInt64($0), 8) }, at: interests)
  }

  /// Lets the subject open as many as the hard limit allows; how many that is, one for epoll itself taken off.
  private func raiseLimit(_ plot: inout Plot) throws(PlotStop) -> Int {
    try subject.call("prlimit64", 0, Self.openFiles, 0, event)
    let limits = subject.tracee.readMemory(at: event, atMost: 16)
    guard limits.count == 16 else { throw .problem("The limits of the subject that measures could not be read.") }
    let soft = limits[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let hard = limits[8...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let most = UInt64(Self.counts[Self.counts.count - 1])
    let wanted = min(most + 1, hard)
    if soft < wanted {
      try subject.write(Self.bytes(wanted, 8) + Self.bytes(hard, 8), at: event)
      try subject.call("prlimit64", 0, Self.openFiles, event, 0)
    }
    guard wanted > UInt64(Self.counts[0]) else {
      throw .problem("The hard limit on open descriptors (RLIMIT_NOFILE) is \(hard) here, too few for a plot.")
    }
    if wanted <= most {
      plot.notes.append(
        "The hard limit on open descriptors (RLIMIT_NOFILE) is \(hard) here, so the plot ends at \(hard - 1); one is epoll's own."
      )
    }
    return Int(wanted - 1)
  }

  private var registered = 0

  private mutating func body(_ name: String, _ count: Int) throws(PlotStop) -> TimedLoop.Body {
    switch name {
    case "select":
      let bits = (0..<128).map { byte in
        (0..<8).reduce(UInt8(0)) { byte * 8 + $1 < count ? $0 | 1 << UInt8($1) : $0 }
      }
      try subject.write(bits, at: copy)
      return .select(
        subject.raw("select", [UInt64(count), set, 0, 0, timeout]), copy: copy, words: UInt64((count + 63) / 64))
    case "poll": return .call(subject.raw("poll", [polled, UInt64(count), 0]))
    default:
      // EPOLL_CTL_ADD.
      while registered < count {
        if registered % 500 == 0 { try subject.check() }
        try subject.call("epoll_ctl", epoll, 1, UInt64(registered), interests + UInt64(registered * 12))
        registered += 1
      }
      return .call(subject.raw("epoll_wait", [epoll, event, 1, 0]))
    }
  }

  /// An eventfd can be read as long as its count is not 0 (`man 2 eventfd`).
  private func makeReady(_ descriptor: Int, _ ready: Bool) throws(PlotStop) {
    if ready {
      try subject.call("write", UInt64(descriptor), number, 8)
    } else {
      try subject.call("read", UInt64(descriptor), number, 8)
    }
  }

  /// The lowest first.
  private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// What the figures come to.
  static func conclude(_ plot: inout Plot) {
    if plot.series.first(where: { $0.name == "select" })?.end != nil {
      plot.notes.append(
        "select ends at \(setSize) because the C library's fd_set has so many bits (FD_SETSIZE); the kernel itself would take more."
      )
    }
    guard let last = plot.series.first(where: { $0.name == "epoll" })?.points.last,
      let poll = plot.value(of: "poll", at: last.x), last.y > 0
    else { return }
    let ratio = poll / last.y
    guard ratio >= 2 else { return }
    plot.notes.append(
      "With \(Int(last.x)) descriptors one poll takes as long as \(Int(ratio.rounded())) calls of epoll_wait: poll and select look at every descriptor in every call, epoll_wait only at those that are ready."
    )
  }
}
