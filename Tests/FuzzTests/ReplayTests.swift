import Glibc
import TestSupport
import Testing

/// What fuzzers have found worth keeping is read again in each test run: inputs that reach all of the code that any input
/// has reached, and those that once broke a rule. On one thread, because one target has a lab.
@Suite(.serialized) @TracerThread
struct ReplayTests {
  static func inputs(of target: FuzzTarget) -> [(name: String, bytes: [UInt8])] {
    let directory = "\(Checkout.root)/Tests/FuzzTests/corpus/\(target.rawValue)"
    return ProcessList.names(in: directory).compactMap { name in
      let file = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65536)
      while case let count = read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
      return (name, bytes)
    }
  }

  @Test(arguments: FuzzTarget.allCases) func everyInputIsReadAndNoneBreaksARule(target: FuzzTarget) {
    let inputs = Self.inputs(of: target)
    #expect(inputs.count > 3, "the corpus of \(target) is not where it was")
    defer { FuzzTarget.endLab() }
    for input in inputs { target(input.bytes) }
  }
}
