import Lab

extension Renderer {
  /// The session's variables, in the order in which they were made, or one of them.
  public func variables(_ variables: Variables, only name: String? = nil) -> [StyledLine] {
    guard !variables.all.isEmpty else {
      return sentence("No variable has a value yet. A call's result gets a name so: fd = open \"notes\" O_RDONLY")
    }
    let rows = variables.all.filter { name == nil || $0.name == name }.map { variable -> [StyledLine] in
      [
        StyledLine([.strong(variable.name)]), StyledLine([.value(value(variable))]),
        StyledLine([.plain(meaning(variable))]),
      ]
    }
    return table(rows, [Column(), Column(), Column("", .wrapped)])
  }

  private func value(_ variable: Variable) -> String {
    switch variable.kind {
    case .descriptor, .process: return "\(Int32(truncatingIfNeeded: variable.word))"
    case .address: return variable.word == 0 ? "NULL" : Words.hexadecimal(variable.word)
    case .number:
      let signed = Int64(bitPattern: variable.word)
      return abs(Double(signed)) > 0x1_0000_0000 ? Words.hexadecimal(variable.word) : "\(signed)"
    }
  }

  private func meaning(_ variable: Variable) -> String {
    let place = variable.subject.map { " in \($0)" } ?? ""
    let noun =
      switch variable.kind {
      case .descriptor: "a descriptor\(place)"
      case .process: "a process id"
      case .address: "an address\(place)"
      case .number: "a number"
      }
    let length = variable.length.map { ", \(Words.size($0))" } ?? ""
    return variable.name == "_" ? "\(noun)\(length): the last result" : noun + length
  }
}
