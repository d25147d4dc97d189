/// How much of the time tasks waited for a resource: a file of /proc/pressure (`Documentation/accounting/psi.rst`, since
/// Linux 4.20), or a control group's.
public struct PressureStall: Hashable, Sendable {
  /// Shares of the last 10, 60 and 300 seconds in percent as the kernel writes them, and all of it in microseconds.
  public struct Line: Hashable, Sendable {
    public let shares: [String]
    public let total: UInt64
  }

  /// At least one task waited.
  public let some: Line
  /// All that were not idle waited at once. Kernels before 5.13 have no such line for the processor.
  public let full: Line?

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "pressure") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    var found: [String: Line] = [:]
    while var line = cursor.line() {
      guard let key = line.word()?.text else { continue }
      var values: [String: String] = [:]
      while var word = line.word() {
        guard let name = word.upTo(UInt8(ascii: "=")) else {
          throw .malformed(path: path, problem: "\"\(word.text)\" is not NAME=VALUE")
        }
        values[name.text] = word.text
      }
      let shares = ["avg10", "avg60", "avg300"].compactMap { values[$0] }
      guard shares.count == 3, shares.allSatisfy({ Double($0) != nil }),
        let total = values["total"].flatMap({ UInt64($0) })
      else { throw .malformed(path: path, problem: "the line of \(key) lacks an average or the total") }
      found[key] = Line(shares: shares, total: total)
    }
    guard let some = found["some"] else { throw .malformed(path: path, problem: "there is no line some") }
    self.some = some
    full = found["full"]
  }
}

extension Proc {
  /// /proc/pressure/NAME: `cpu`, `memory`, `io`, `irq`. ENOENT without CONFIG_PSI, EOPNOTSUPP when it was turned off
  /// at boot.
  public func pressure(_ name: String) throws(InspectError) -> PressureStall {
    try PressureStall(parsing: machineBytes("pressure/\(name)"), path: "\(root)/pressure/\(name)")
  }
}
