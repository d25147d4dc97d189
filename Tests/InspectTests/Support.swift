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
