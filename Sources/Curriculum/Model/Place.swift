/// Where something stands in a lesson file: lines and columns count from 1, columns in characters.
public struct Place: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let file: String
  public let line: Int
  public let column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String { "\(file):\(line):\(column)" }

  public static func < (left: Place, right: Place) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// A value and where it was read.
public struct Placed<Value: Hashable & Sendable>: Hashable, Sendable {
  public let value: Value
  public let place: Place

  public init(_ value: Value, at place: Place) {
    self.value = value
    self.place = place
  }
}

/// Something wrong with a lesson: where, and a sentence that says what to do.
public struct LessonDiagnostic: Hashable, Sendable, CustomStringConvertible {
  public let place: Place
  public let message: String

  public init(_ place: Place, _ message: String) {
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): \(message)" }
}

/// Everything that is wrong with one lesson file, in the order of its lines; never empty.
public struct LessonErrors: Error, Hashable, Sendable, CustomStringConvertible {
  public let diagnostics: [LessonDiagnostic]

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// Collects what is wrong with a file while it is being read, so that an author sees all of it at once.
final class DiagnosticList {
  let file: String
  private(set) var all: [LessonDiagnostic] = []

  init(file: String) {
    self.file = file
  }

  func report(_ line: Int, _ column: Int, _ message: String) {
    report(Place(file: file, line: line, column: column), message)
  }

  func report(_ place: Place, _ message: String) {
    all.append(LessonDiagnostic(place, message))
  }

  /// In the order of the file, each once.
  var sorted: [LessonDiagnostic] {
    var seen = Set<LessonDiagnostic>()
    return all.filter { seen.insert($0).inserted }.enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
  }
}
