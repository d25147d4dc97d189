import Glibc
import SyscallTable
import Testing

@testable import Trace

/// How lines of several threads come together in one log.
@Suite struct TraceLogTests {
  /// What is written by `body`.
  private func written(column: Int = 40, _ body: (TraceLog) -> Void) -> String {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    do {
      let log = TraceLog(descriptor: ends[1], isOwned: true, column: column)
      body(log)
    }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(ends[0], &buffer, buffer.count)
    close(ends[0])
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  private func thread(_ pid: Int32, _ log: TraceLog, _ name: String, _ beginning: String) -> FollowedThread {
    let thread = FollowedThread(pid: pid, process: pid, log: log, printing: .init())
    thread.printer = SyscallTable.standard[name].map { CallPrinter($0, [], memory: NoBytes()) }
    thread.beginning = Array(beginning.utf8)
    thread.leader = "\(pid) "
    return thread
  }

  private func finish(_ log: TraceLog, _ thread: FollowedThread, _ call: String, _ result: String, leader: String) {
    let rest = Array(call.utf8.dropFirst(thread.beginning.count))
    log.finish(thread, rest: rest, result: Array(result.utf8), leader: leader)
  }

  @Test func aCallThatComesBackNextIsOneLineWithItsResultInItsColumn() {
    let text = written { log in
      let one = thread(1, log, "close", "close(3")
      log.begin(one)
      finish(log, one, "close(3)", "0", leader: "")
    }
    #expect(text == "1 close(3)                              = 0\n")
  }

  @Test func aLineOfAnotherBreaksItOffAndItIsResumed() {
    let text = written { log in
      let one = thread(1, log, "read", "read(3, ")
      let two = thread(2, log, "write", "write(4, \"x\", 1")
      log.begin(one)
      log.begin(two)
      finish(log, two, "write(4, \"x\", 1)", "1", leader: "2 ")
      finish(log, one, "read(3, \"x\", 1)", "1", leader: "1 ")
    }
    #expect(
      text == """
        1 read(3,  <unfinished ...>
        2 write(4, "x", 1)                      = 1
        1 <... read resumed>"x", 1)             = 1

        """)
  }

  @Test func whatIsSeenOfAnOpenCallIsNotWrittenTwice() {
    let text = written { log in
      let one = thread(1, log, "read", "read(3, ")
      log.begin(one)
      log.flush(includingOpen: true)
      finish(log, one, "read(3, \"x\", 1)", "1", leader: "")
    }
    #expect(text == "1 read(3, \"x\", 1)                       = 1\n")
  }

  @Test func aCallInWhichItsThreadEndsHasNoResult() {
    let text = written { log in
      let one = thread(1, log, "pause", "pause(")
      log.begin(one)
      log.abandon(one)
      log.line("1 ", "+++ killed by SIGKILL +++")
    }
    #expect(text == "1 pause()                               = ?\n1 +++ killed by SIGKILL +++\n")
  }

  @Test func aLongLineHasOneBlankBeforeItsResult() {
    let text = written(column: 10) { log in
      let one = thread(1, log, "close", "close(1234567")
      log.begin(one)
      finish(log, one, "close(1234567)", "-1 EBADF", leader: "")
    }
    #expect(text == "1 close(1234567) = -1 EBADF\n")
  }

  @Test func anOutputThatIsGoneIsNotedAndEndsNothing() {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    close(ends[0])
    signal(SIGPIPE, SIG_IGN)
    let log = TraceLog(descriptor: ends[1], isOwned: true, column: 40)
    log.line("", "text")
    log.flush()
    #expect(log.failure?.name == "EPIPE")
    log.line("", "more")
    log.flush()
  }

  @Test func objectsAreValidWhateverIsInThem() {
    #expect(JSONObject.quoted("a\"b\\c\n\u{1}é") == "\"a\\\"b\\\\c\\n\\u0001é\"")
    var object = JSONObject()
    object.add("name", "x")
    object.add("seconds", nanoseconds: 1_000_000_042)
    object.add("words", [1, UInt64.max])
    #expect(object.text == #"{"name":"x","seconds":1.000000042,"words":[1,18446744073709551615]}"#)
  }
}

private struct NoBytes: RemoteMemory {
  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] { [] }
}
