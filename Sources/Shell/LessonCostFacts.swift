import Curriculum
import Lab

// What checks may ask of `bench`: `cost(call) > 2 * cost(function)`, `cost(read, 4096) < 100 * cost(read, 1)`.
extension LessonBridge {
  /// Picoseconds for a pass, by kind (call, vdso, function, loop, held, loads) or by the name of a call; absent where the
  /// last bench did not measure it. With a number of bytes as well: of that call when it moved so many, in any bench since
  /// the lesson began. Figures of one run can be held against each other; they mean nothing by themselves.
  func cost(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let name) = arguments[0] else { return .problem("cost wants a kind or a call: cost(vdso).") }
    if arguments.count == 2 {
      guard case .integer(let bytes) = arguments[1] else {
        return .problem("cost wants a number of bytes: cost(read, 1).")
      }
      let found = session.lab.costsMeasured.last {
        $0.kind == .call && $0.name == name && Int64($0.bytes ?? 0) == bytes
      }
      return .value(found.map { .integer(Int64($0.least * 1000)) } ?? .absent)
    }
    guard let costs = session.lab.lastBench?.costs else { return .value(.absent) }
    // With several calls of a kind the last is the one that was asked for.
    let found = costs.last { $0.kind.word == name } ?? costs.last { $0.kind == .call && $0.name == name }
    return .value(found.map { .integer(Int64($0.least * 1000)) } ?? .absent)
  }
}

extension Cost.Kind {
  fileprivate var word: String {
    switch self {
    case .call: "call"
    case .vdso: "vdso"
    case .function: "function"
    case .loop: "loop"
    case .held: "held"
    case .loads: "loads"
    }
  }
}
