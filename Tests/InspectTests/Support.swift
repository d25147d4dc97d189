import Foundation
import Inspect

/// A file captured from a running system, by its path in the checkout.
func fixture(_ name: String, file: String = #filePath) throws -> [UInt8] {
  let directory = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures")
  return [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
}

/// All of them, in a fixed order.
func fixtureNames(file: String = #filePath) throws -> [String] {
  let directory = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures")
  return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// A directory laid out like /proc with one process in it, removed at the end.
final class FakeProc {
  let root = NSTemporaryDirectory() + "sysh-proc-\(UUID().uuidString)"
  var proc: Proc { Proc(root: root) }

  func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }
}

extension InspectError {
  var isMalformed: Bool {
    if case .malformed = self { true } else { false }
  }
}
