import Glibc
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// What else `plot` measures.
@Suite(.serialized) @TracerThread
struct OtherPlotTests {
  @Test func `a write is measured against its size`() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("plot write")
    let plot = try #require(transcript.session.lab.lastPlot)
    #expect(plot.series.map(\.name) == ["file", "/dev/null"] && plot.series.allSatisfy { $0.points.count == 11 })
    #expect(text.contains("bytes in the write") && text.contains("1 MiB"))
    // A million bytes are copied, and /dev/null copies none.
    let large = plot.value(of: "file", at: 1_048_576) ?? 0
    #expect(large > 4 * (plot.value(of: "file", at: 1) ?? .infinity))
    #expect(large > 4 * (plot.value(of: "/dev/null", at: 1_048_576) ?? .infinity))
    #expect(ProcessList.names(in: transcript.session.lab.directory.path).isEmpty)
  }

  @Test func `a fork is measured against the memory that is resident, and ends when its asker has enough`() throws {
    let transcript = try Transcript()
    let before = ProcessList.children().map(\.pid)
    var told: [String] = []
    // The largest sizes take seconds.
    let watcher = PlotWatcher(
      progress: { told.append($0) }, isInterrupted: { told.last?.hasPrefix("fork, 32 MiB") == true })
    let plot = try transcript.session.lab.plot(.fork(upTo: 64), watcher)
    #expect(plot.series.map(\.name) == ["4 KiB pages"])
    #expect(plot.series.first?.points.map(\.x) == [1, 2, 4, 8, 16])
    #expect(plot.notes.contains { $0.contains("was broken off") })
    // 4096 entries against 256.
    #expect((plot.value(of: "4 KiB pages", at: 16) ?? 0) > (plot.value(of: "4 KiB pages", at: 1) ?? .infinity))
    #expect(ProcessList.children().map(\.pid) == before)
  }

  @Test func `broken off before the first point it says so in a sentence`() throws {
    let transcript = try Transcript()
    let watcher = PlotWatcher(progress: { _ in }, isInterrupted: { true })
    #expect(throws: LabError.refused("It was broken off, and nothing was measured by then.")) {
      try transcript.session.lab.plot(.write, watcher)
    }
  }

  @Test func `a learner's orphan that has made no call yet is not taken for a stray`() throws {
    let transcript = try Transcript()
    // The end of a session's first process would send it a SIGHUP.
    transcript.run("sigaction SIGHUP SIG_IGN\nfork\nexit_group 0")
    let watcher = PlotWatcher(progress: { _ in }, isInterrupted: { false })
    let measuring = try PlotSubject(transcript.session.lab.table, watcher: watcher, limit: 1_000_000_000)
    try measuring.spin()
    let pid = measuring.tracee.pid
    #expect(ProcessList.entry(pid) != nil)
    measuring.tracer.killAll()
    #expect(ProcessList.entry(pid) == nil)
    #expect(transcript.text("P2: getpid").contains("getpid() = "))
  }

  @Test(.enabled(if: ControlGroupTests.can("cpu"), "needs the controller cpu, and a hierarchy that may be written"))
  func `throttling is measured, and its group is removed`() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("plot throttle")
    let plot = try #require(transcript.session.lab.lastPlot, "\(text)")
    #expect(plot.series.map(\.name) == ["no limit", "50 of 100 ms", "20 of 100 ms"])
    // 20 ms in each period of a tenth of a second, which the clock need not begin with.
    let limited = try #require(plot.value(of: "20 of 100 ms", at: 600))
    #expect(limited > 0 && limited <= 7 * 20 + 20)
    #expect(text.contains("it was throttled in"))
    let place = text.split(separator: " ").first { $0.contains("/sysh-") }.map(String.init) ?? ""
    let group = place.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    #expect(group.hasSuffix("/plot") && access(group, F_OK) != 0)
    #expect(transcript.session.lab.controlGroups.made.isEmpty)
  }

  @Test(.disabled(if: ControlGroupTests.can("cpu"), "control groups can be made here"))
  func `without the right to make a group it says what lacks`() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("plot throttle")
    #expect(transcript.results[0].failed && text.contains("It needs"), "\(text)")
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    #expect(bridge.isKnown(capability: "throttle") && bridge.lacking("throttle") != nil)
  }
}
