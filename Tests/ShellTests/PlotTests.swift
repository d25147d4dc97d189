import Glibc
import Lab
import TestSupport
import Testing

@testable import Shell

/// `plot` at the prompt, against the real kernel. Figures are held against each other within a run, and only where the
/// difference is in the nature of the thing.
@Suite(.serialized) @TracerThread
struct PlotTests {
  private func points(_ transcript: Transcript, _ series: String) -> [Plot.Point] {
    transcript.session.lab.lastPlot?.series.first { $0.name == series }?.points ?? []
  }

  private func hardLimit() -> UInt64 {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(7), &limit)
    return UInt64(limit.rlim_max)
  }

  @Test func `select, poll and epoll are measured and drawn`() throws {
    let transcript = try Transcript()
    let text = transcript.text("plot waiting")
    #expect(!transcript.results[0].failed, "\(text)")
    for word in ["o select", "x poll", "+ epoll", "descriptors waited for", "time a call"] {
      #expect(text.contains(word), "\(word)")
    }
    let poll = points(transcript, "poll")
    let epoll = points(transcript, "epoll")
    let largest = Double(min(10_000, hardLimit() - 1))
    #expect(poll.map(\.x) == epoll.map(\.x) && poll.last?.x == largest && poll.first?.x == 10)
    #expect(zip(poll, poll.dropFirst()).allSatisfy { $0.x < $1.x })
    #expect((poll + epoll).allSatisfy { $0.y > 0 && $0.median >= $0.y })
    // poll looks at each of them, epoll_wait at the one that is ready: measured, a thousand times.
    #expect((poll.last?.y ?? 0) > 10 * (epoll.last?.y ?? .infinity))
    if largest >= 1024 {
      #expect(points(transcript, "select").last?.x == 1024)
      #expect(text.contains("1024: fd_set is full"))
    }
  }

  @Test func `the learner's subject does not notice`() throws {
    let transcript = try Transcript()
    transcript.run("f = open \"f\" O_RDWR|O_CREAT 0600")
    let pid = try #require(transcript.session.lab.current?.pid)
    func state() -> [String] {
      // Faults, times and switches; descriptors; memory; who there is.
      let status = ProcessList.text(of: "/proc/\(pid)/status") ?? ""
      return [
        ProcessList.text(of: "/proc/\(pid)/stat") ?? "",
        status.split(separator: "\n").filter { $0.contains("ctxt_switches") || $0.hasPrefix("Vm") }.joined(),
        transcript.text("fds"), ProcessList.text(of: "/proc/\(pid)/maps") ?? "", transcript.text("status"),
        transcript.text("history"), "\(transcript.session.lab.callsMade)",
      ]
    }
    let before = state()
    transcript.run("plot select")
    #expect(!points(transcript, "select").isEmpty)
    #expect(state() == before)
    transcript.run("getpid")
    #expect(state() != before, "positive control")
    #expect(transcript.text("dup f").contains("= 4"))
  }

  @Test func `no process is left when it is done`() throws {
    let transcript = try Transcript()
    let before = ProcessList.children().map(\.pid)
    #expect(before.count >= 1, "positive control: the learner's subject is seen")
    transcript.run("plot select")
    #expect(ProcessList.children().map(\.pid) == before)
  }

  @Test func `some of the three can be asked for`() throws {
    let transcript = try Transcript()
    let text = transcript.text("plot poll select")
    #expect(transcript.session.lab.lastPlot?.series.map(\.name) == ["select", "poll"])
    #expect(!text.contains("epoll"))
    #expect(transcript.text("plot table").contains("descriptors waited for"))
  }

  @Test func `without a word it lists what there is`() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("plot")
    for word in ["plot waiting", "plot select poll epoll", "plot save FILE.svg"] { #expect(text.contains(word)) }
    #expect(transcript.text("help plot").contains("save FILE.svg"))
  }

  @Test(arguments: [
    ("plot waitin", "no plot of waitin. Did you mean waiting?"), ("plot select nonsense", "no plot of nonsense"),
    ("plot table", "Nothing was plotted yet"), ("plot save a.svg", "Nothing was plotted yet"),
    ("plot fork 65", "up to 1, 2, 4"), ("plot fork x", "up to 1, 2, 4"), ("plot save a.png", "ends in .svg"),
    ("plot save", "ends in .svg"), ("plot save a.svg please", "ends in .svg"),
  ])
  func `what cannot be plotted is refused in a sentence`(line: String, sentence: String) throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped(line).contains(sentence))
    #expect(transcript.results[0].failed || transcript.results[0].misunderstood)
    #expect(transcript.session.lab.lastPlot == nil)
  }

  @Test func `save writes a new file, and over one only when told to`() throws {
    let transcript = try Transcript()
    transcript.run("plot select")
    let path = "\(Scratch.home)/saved \(getpid()).svg"
    defer { unlink(path) }
    #expect(transcript.unwrapped("plot save \"\(path)\"").contains("holds the plot waiting now"))
    let first = try #require(ProcessList.text(of: path))
    #expect(first.hasPrefix("<svg ") && first.hasSuffix("</svg>\n"))
    transcript.run("plot select")
    #expect(transcript.unwrapped("plot save \"\(path)\"").contains("is there already."))
    #expect(transcript.results[0].failed && ProcessList.text(of: path) == first)
    chmod(path, 0o640)
    transcript.run("plot save \"\(path)\" replace")
    #expect(!transcript.results[0].failed && ProcessList.text(of: path) != first)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(!ProcessList.names(in: Scratch.home).contains { $0.contains(".new-") })
  }

  @Test func `save leaves what is no file of its kind alone`() throws {
    let transcript = try Transcript()
    transcript.run("plot select")
    let target = "\(Scratch.home)/target"
    let link = "\(Scratch.home)/link-\(getpid()).svg"
    close(open(target, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
    symlink(target, link)
    defer { unlink(link) }
    #expect(transcript.unwrapped("plot save \(link) replace").contains("no regular file"))
    #expect(ProcessList.text(of: target) == "")
    #expect(transcript.unwrapped("plot save /nonexistent/a.svg").contains("cannot be written: No such file"))
    #expect(transcript.results[0].failed)
  }

  @Test func `a file that cannot be written whole is told, and no half of it is left`() throws {
    // A limit on the size of files stands for a full disk: 2048 bytes, of which the subject's image takes some.
    let path = "\(Scratch.home)/full-\(getpid()).svg"
    func save(_ limit: String) throws -> String {
      let commands = "plot select\nplot save \(path)"
      let script = "trap '' XFSZ; \(limit) exec \(Program.path) -c '\(commands)'"
      return try Program.run(["-c", script], program: "/bin/sh").text
    }
    let text = try save("ulimit -f 4;")
    #expect(text.contains("cannot be written: File too large."), "\(text)")
    #expect(access(path, F_OK) != 0)
    #expect(try save("").contains("holds the plot"), "positive control")
    unlink(path)
  }

  @Test func `a lesson from elsewhere writes no file without a question`() throws {
    let transcript = try Transcript()
    transcript.run("plot select")
    let path = "\(Scratch.home)/foreign-\(getpid()).svg"
    transcript.session.isForeign = true
    #expect(transcript.unwrapped("plot save \(path)").contains("would write the file"))
    #expect(transcript.results[0].failed && access(path, F_OK) != 0)
    transcript.session.confirm = { _ in true }
    transcript.run("plot save \(path)")
    #expect(access(path, F_OK) == 0)
    unlink(path)
  }

  @Test func `a lesson can hold the points against each other`() throws {
    let transcript = try Transcript()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    #expect(bridge.fact("plotted", [.string("select"), .integer(10)], property: nil) == .value(.absent))
    #expect(bridge.run("plot select", from: nil).result == .done)
    let answer = bridge.fact("plotted", [.string("select"), .integer(10)], property: nil)
    #expect(answer == .value(.integer(Int64(points(transcript, "select").first?.y ?? -1))))
    #expect(bridge.fact("plotted", [.string("select"), .integer(11)], property: nil) == .value(.absent))
    #expect(bridge.fact("plotted", [.string("poll"), .integer(10)], property: nil) == .value(.absent))
    try bridge.startOver()
    #expect(bridge.fact("plotted", [.string("select"), .integer(10)], property: nil) == .value(.absent))
  }

  @Test func `undo does not count it`() throws {
    let transcript = try Transcript()
    transcript.run("x = 1\nplot select")
    #expect(!transcript.text("history").contains("plot"))
    transcript.run("undo")
    #expect(!transcript.text("vars").contains("x"))
  }
}

/// `plot` at a terminal.
@Suite(.serialized)
struct PlotTerminalTests {
  @Test func `Ctrl-C ends the measurement and shows what is there by then`() throws {
    let shell = try PseudoTerminal.sysh([], ["LANG": nil])
    shell.send("plot waiting\r")
    try shell.expect("measuring: poll, 20 descriptors")
    shell.send("\u{3}")
    let text = try shell.expect("this is what was measured by then.")
    #expect(text.contains("o select") && text.contains("descriptors waited for"))
    #expect(!text.contains("10,000"))
    try shell.expect("P1> ")
    shell.send("getpid\r")
    try shell.expect("getpid() = ")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  @Test(arguments: [("C.UTF-8", true), ("C", false)])
  func `the locale decides what it is drawn with`(locale: String, isUTF8: Bool) throws {
    let shell = try PseudoTerminal.sysh([], ["LC_ALL": locale])
    shell.send("plot select\r")
    let text = try shell.expect("FD_SETSIZE")
    #expect(text.contains("└") == isUTF8 && text.contains("+--") == !isUTF8)
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }
}
