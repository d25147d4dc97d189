/// Lines of the form `Key:<blanks>value`, in which /proc/PID/status and smaps are written. A line of another form is
/// passed over, as kernels add what they like.
struct KeyedLines: Hashable, Sendable {
  private(set) var values: [String: String] = [:]

  init() {}

  init(_ cursor: Cursor) {
    var cursor = cursor
    while let line = cursor.line() { add(line) }
  }

  /// Whether the line has the form.
  @discardableResult
  mutating func add(_ line: Cursor) -> Bool {
    var line = line
    guard let key = line.upTo(UInt8(ascii: ":")), !key.isAtEnd, !key.rest.contains(UInt8(ascii: " ")) else {
      return false
    }
    values[key.text] = line.trimmed.text
    return true
  }

  subscript(key: String) -> String? { values[key] }

  /// The number in front of `kB`.
  func kilobytes(_ key: String) -> UInt64? {
    guard let value = values[key], value.hasSuffix(" kB") else { return nil }
    return UInt64(value.dropLast(3))
  }
}
