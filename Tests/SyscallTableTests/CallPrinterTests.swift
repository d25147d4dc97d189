import LinuxABI
import Testing

@testable import SyscallTable

/// Registers and memory as strace 6.1 printed them; the texts were taken from it.
struct CallPrinterTests {
  @Test(arguments: CallSample.all + CallSample.files)
  func callsReadAsStracePrintsThem(sample: CallSample) throws {
    let row = try #require(SyscallTable.standard[String(sample.text.prefix { $0 != "(" })])
    var options = CallPrinter.Options()
    options.verbose = sample.verbose
    let printer = CallPrinter(row, sample.words, memory: PagedMemory(sample.before), options: options)
    #expect(printer.text(sample.outcome, memory: PagedMemory(sample.after)) == sample.text)
    // A call that has not come back shows the beginning of the same text.
    #expect(sample.text.hasPrefix(printer.beginning))
    #expect(!printer.beginning.contains(", ,") && !printer.beginning.contains("(,"))
  }

  @Test func vectorsShowTheirBuffersOrTheirAddresses() throws {
    let table = CallSample.little([0x9000, 5, 0x9010, 40])
    let memory = PagedMemory([(CallSample.at, table), (0x9000, Array("hello".utf8)), (0x9010, CallSample.long)])
    func text(_ name: String, _ words: [UInt64], _ outcome: CallOutcome) throws -> String {
      let row = try #require(SyscallTable.standard[name])
      return CallPrinter(row, words, memory: memory).text(outcome, memory: memory)
    }
    let cut = String(repeating: "x", count: 32)
    let full = #"[{iov_base="hello", iov_len=5}, {iov_base="\#(cut)"..., iov_len=40}]"#
    #expect(try text("writev", [4, CallSample.at, 2], .returned(45)) == "writev(4, \(full), 2) = 45")
    #expect(try text("writev", [9, CallSample.at, 2], .failed(.badDescriptor)).hasPrefix("writev(9, \(full), 2) = -1"))
    #expect(try text("readv", [4, CallSample.at, 2], .returned(45)) == "readv(4, \(full), 2) = 45")
    #expect(
      try text("readv", [4, CallSample.at, 2], .returned(7))
        == #"readv(4, [{iov_base="hello", iov_len=5}, {iov_base="xx", iov_len=40}], 2) = 7"#)
    #expect(
      try text("readv", [4, CallSample.at, 2], .returned(0))
        == #"readv(4, [{iov_base="", iov_len=5}, {iov_base="", iov_len=40}], 2) = 0"#)
    let none = PagedMemory([(CallSample.at, CallSample.little([0, 0]))])
    let row = try #require(SyscallTable.standard["writev"])
    #expect(
      CallPrinter(row, [4, CallSample.at, 1], memory: none).text(.returned(0), memory: none)
        == "writev(4, [{iov_base=NULL, iov_len=0}], 1) = 0")
    #expect(
      try text("readv", [9, CallSample.at, 2], .failed(.badDescriptor)).hasPrefix(
        "readv(9, [{iov_base=0x9000, iov_len=5}, {iov_base=0x9010, iov_len=40}], 2) = -1 EBADF"))
    #expect(try text("writev", [4, CallSample.at, 0], .returned(0)) == "writev(4, [], 0) = 0")
    #expect(try text("writev", [4, 8, 2], .failed(.badAddress)) == "writev(4, 0x8, 2) = -1 EFAULT (Bad address)")
    #expect(try text("readv", [4, 8, 2], .failed(.badAddress)) == "readv(4, 0x8, 2) = -1 EFAULT (Bad address)")
    // The high half of the offset, in the fifth register, is nobody's; the flags stay in the sixth.
    #expect(
      try text("preadv2", [4, CallSample.at, 2, 0, 77, 8], .returned(45))
        == "preadv2(4, \(full), 2, 0, RWF_NOWAIT) = 45")
    #expect(
      try text("pwritev2", [4, CallSample.at, 2, .max, 0, 0x10], .returned(45))
        == "pwritev2(4, \(full), 2, -1, RWF_APPEND) = 45")
  }

  @Test(
    arguments: [
      ("read", [4, 8, 3], "read(4, "), ("pipe", [8], "pipe("), ("pause", [], "pause("),
      ("wait4", [.max, 8, 0, 0], "wait4(-1, "),
      ("wait4", [.max, 0, 0, 0], "wait4(-1, NULL, 0, NULL"), ("fcntl", [3, 7, 0], "fcntl(3, F_SETLKW, NULL"),
      ("fcntl", [3, 1, 0], "fcntl(3, F_GETFD"),
      ("sendfile", [4, 3, 8, 9], "sendfile(4, 3, 0x8"), ("sendfile", [4, 3, 0, 9], "sendfile(4, 3, NULL, 9"),
      ("preadv2", [3, 8, 1, 0, 0, 0], "preadv2(3, "),
      ("pwritev2", [3, 8, 1, 0, 0, 8], "pwritev2(3, 0x8, 1, 0, RWF_NOWAIT"), ("open", [0, 0], "open(NULL, O_RDONLY"),
    ] as [(String, [UInt64], String)])
  func aBlockedCallShowsWhatIsKnown(name: String, words: [UInt64], text: String) throws {
    let row = try #require(SyscallTable.standard[name])
    #expect(CallPrinter(row, words, memory: PagedMemory()).beginning == text)
  }
}
