import Glibc
import TestSupport

/// What `sysh trace` and other commands of the program under test print.
enum TracedOutput {
  /// Built beside the test bundle.
  static let sysh: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let bundle = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let beside = bundle.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/sysh"
    // swift test runs the bundle through a helper of its own.
    let checkout = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    return access(beside, X_OK) == 0 ? beside : checkout + "/.build/debug/sysh"
  }()

  /// Standard output and error of `sysh` with arguments in the shell's own grammar, by lines.
  static func lines(_ arguments: String) -> [String] {
    guard let stream = popen("{ timeout 60 \(sysh) \(arguments); } 2>&1", "r") else { return [] }
    defer { pclose(stream) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { text += chunk[..<count] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
