import LinuxABI
import Testing

@testable import SyscallTable

/// `sigaction SIGTERM handler`: the action of a signal in words.
struct SignalActionTests {
  private static let handler: UInt64 = 0x40_00eb
  private static let restorer: UInt64 = 0x40_00ec
  /// arch/x86/include/uapi/asm/signal.h.
  private static let restorerFlag: UInt64 = 0x0400_0000

  private func encoded(_ line: String, handler: Bool = true) throws(InputError) -> EncodedCall {
    var names = FixedNames()
    if handler {
      names.variables["handler"] = Self.handler
      names.variables["restorer"] = Self.restorer
    }
    return try TypedLine(Array(line.utf8)).encoded(names)
  }

  @Test(
    arguments: [
      ("handler", handler, restorerFlag, restorer, 0), ("(handler)", handler, restorerFlag, restorer, 0),
      ("SIG_DFL", 0, 0, 0, 0), ("SIG_IGN", 1, 0, 0, 0),
      ("handler|SA_RESTART", handler, restorerFlag | 0x1000_0000, restorer, 0),
      ("SA_RESTART|handler", handler, restorerFlag | 0x1000_0000, restorer, 0),
      ("handler|SA_NODEFER|SA_RESETHAND", handler, restorerFlag | 0xc000_0000, restorer, 0),
      ("handler|0x4", handler, restorerFlag | 4, restorer, 0), ("SIG_IGN|SA_NOCLDWAIT", 1, 2, 0, 0),
      ("{sa_handler=handler}", handler, restorerFlag, restorer, 0),
      (
        "{sa_handler=handler, sa_mask=[TERM], sa_flags=SA_RESTART}", handler, restorerFlag | 0x1000_0000, restorer,
        1 << 14
      ),
      // A restorer of the learner's own stays.
      ("{sa_handler=handler, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0x5}", handler, restorerFlag, 5, 0),
      // Another function is no business of the lab's.
      ("{sa_handler=0x1234, sa_mask=[], sa_flags=0}", 0x1234, 0, 0, 0),
      ("{sa_handler=SIG_IGN, sa_mask=~[KILL], sa_flags=0}", 1, 0, 0, ~(1 << 8)),
    ] as [(String, UInt64, UInt64, UInt64, UInt64)])
  func anActionBecomesTheStructure(
    action: String, function: UInt64, flags: UInt64, restorer: UInt64, mask: UInt64
  ) throws {
    let bytes = try #require(try encoded("sigaction SIGUSR1 \(action)").placed(1))
    #expect(bytes.count == 32)
    let words = [0, 8, 16, 24].map { bytes[$0..<($0 + 8)].littleEndianWord }
    #expect(words == [function, flags, restorer, mask], "\(words.map { String($0, radix: 16) })")
  }

  @Test(arguments: [("NULL", 0), ("p", 0x1000_0000), ("0x77", 0x77)] as [(String, UInt64)])
  func anAddressStaysAnAddress(action: String, word: UInt64) throws {
    let call = try encoded("sigaction SIGUSR1 \(action)")
    #expect(call.words[1] == word)
  }

  @Test func aVariableCalledAsAnActionIsTheVariable() throws {
    var names = FixedNames()
    names.variables["SIG_IGN"] = 0x5000
    let call = try TypedLine(Array("sigaction SIGUSR1 SIG_IGN".utf8)).encoded(names)
    #expect(call.words[1] == 0x5000)
  }

  @Test(
    arguments: [
      (
        "sigaction SIGUSR1 SA_RESTART", "These are flags, and what the signal shall do is missing.", "SA_RESTART",
        "handler|SA_RESTART, SIG_IGN or SIG_DFL."
      ),
      (
        "sigaction SIGUSR1 hander", "There is no action or variable called hander.", "hander", "Did you mean handler?"
      ),
      (
        "sigaction SIGUSR1 SIG_IGNO", "There is no action or variable called SIG_IGNO.", "SIG_IGNO",
        "Did you mean SIG_IGN?"
      ),
      (
        "sigaction SIGUSR1 zzzz", "There is no action or variable called zzzz.", "zzzz", "handler, SIG_IGN or SIG_DFL."
      ),
      (
        "sigaction SIGUSR1 handler|SA_RESTRAT", "There is no signal action flag called SA_RESTRAT.", "SA_RESTRAT",
        "Did you mean SA_RESTART?"
      ),
      (
        "sigprocmask SIG_BLOCK SIGUSR1", "set is a set of signals, and this is one signal.", "SIGUSR1",
        "The set of it alone: [SIGUSR1]."
      ),
      (
        "sigprocmask SIG_BLOCK USR1", "set is a set of signals, and this is one signal.", "USR1",
        "The set of it alone: [USR1]."
      ),
    ])
  func aMistakeIsNamedAndShown(line: String, message: String, shown: String, advice: String) {
    let error = inputError(line) { () throws(InputError) in _ = try encoded(line) }
    #expect(error?.message == message)
    #expect(error.map { part(line, $0) } == shown)
    #expect(error?.advice == advice)
  }

  @Test func withoutALabThereIsNoHandler() {
    let line = "sigaction SIGUSR1 handler"
    let error = inputError(line) { () throws(InputError) in _ = try encoded(line, handler: false) }
    #expect(error.map { part(line, $0) } == "handler")
  }
}
