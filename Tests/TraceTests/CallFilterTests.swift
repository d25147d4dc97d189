import CLinux
import Testing

@testable import Trace

/// The filter's instructions, run as the kernel runs them.
@Suite struct CallFilterTests {
  private static let trace: UInt32 = 0x7ff0_0000
  private static let allow: UInt32 = 0x7fff_0000

  private func answer(_ code: [sock_filter], number: UInt32, architecture: UInt32 = 0xc000_003e) -> UInt32? {
    var accumulator: UInt32 = 0
    var at = 0
    while at < code.count {
      let step = code[at]
      at += 1
      func jump(_ condition: Bool) { at += Int(condition ? step.jt : step.jf) }
      switch step.code {
      case 0x20: accumulator = step.k == 0 ? number : architecture
      case 0x15: jump(accumulator == step.k)
      case 0x35: jump(accumulator >= step.k)
      case 0x25: jump(accumulator > step.k)
      case 0x06: return step.k
      default: return nil
      }
    }
    return nil
  }

  @Test(arguments: ["read", "read,write,openat", "%file", "%desc", "!read", "!%file", "none", "all", "0,511"])
  func stopsAtWhatIsWantedAndNowhereElse(_ text: String) throws {
    let set = try CallSet(text)
    let code = CallFilter.code(for: set)
    for number in 0..<600 {
      #expect(answer(code, number: UInt32(number)) == (set.contains(number) ? Self.trace : Self.allow))
    }
    #expect(answer(code, number: .max) == (set.isOpen ? Self.trace : Self.allow))
  }

  @Test func callsOfTheOtherTableAreStoppedAtAndTold() {
    let code = CallFilter.code(for: .none)
    #expect(answer(code, number: 20, architecture: 0x4000_0003) == Self.trace)
    #expect(answer(code, number: 20) == Self.allow)
  }

  @Test func itServesWhereSomeCallsAreNotWantedAndNoneIsTamperedWith() throws {
    var options = TraceOptions()
    #expect(!CallFilter.serves(options))
    options.calls = try CallSet("openat")
    #expect(CallFilter.serves(options))
    options.tampering = [try Tampering("read:error=EIO")]
    #expect(!CallFilter.serves(options))
    options.tampering = []
    options.counts = .too
    #expect(!CallFilter.serves(options))
    options.counts = .no
    options.calls = .none
    #expect(!CallFilter.serves(options))
  }
}
