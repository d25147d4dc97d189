import LinuxABI
import SyscallTable

extension Lab {
  /// The request for `syscall NUMBER ARGUMENTS...`: any call, its arguments as they are. Texts are placed in memory and
  /// passed by address.
  ///
  /// Throws `InputError` when the number is missing or there are more than six arguments.
  public func rawRequest(
    _ arguments: [Expression], subject: String?, targets: [String], nameRange: Range<Int>
  ) throws(InputError) -> CallRequest {
    guard let first = arguments.first else {
      throw InputError(
        "syscall needs a number.", at: nameRange,
        advice: "syscall 39 is getpid; syscall NUMBER ARGUMENT... makes any call.")
    }
    guard arguments.count <= 7 else {
      throw InputError("A syscall has at most six arguments.", at: arguments[7].range)
    }
    let number: UInt64
    if case .name(let name) = first.kind, let (row, _) = table.lookUp(name) {
      number = UInt64(row.number)
    } else {
      number = try evaluate(first)
    }
    guard number < 1 << 31 else {
      throw InputError("\(number) is too large for a syscall number.", at: first.range)
    }
    let parameters = arguments.dropFirst().enumerated().map { index, argument -> Parameter in
      if case .string = argument.kind {
        return Parameter("argument \(index + 1)", .pointer(.string, .input), .required, "a text")
      }
      return Parameter("argument \(index + 1)", .hexadecimal, .required, "a word")
    }
    let known = table[number: Int(number)]
    let row = Syscall(
      Int(number), known?.name ?? "syscall_\(hexadecimalName(number))", parameters, known?.result ?? .number,
      known?.categories ?? [], changes: known?.effects ?? .all, "A call by its number.")
    return CallRequest(
      row: row, printedAs: known, arguments: Array(arguments.dropFirst()), subject: subject, targets: targets,
      nameRange: nameRange)
  }

  private func hexadecimalName(_ number: UInt64) -> String {
    "0x" + String(number, radix: 16)
  }

  /// The value of an expression that is not an argument.
  public func evaluate(_ expression: Expression) throws(InputError) -> UInt64 {
    try Evaluation(resolver: self, table: table).word(expression)
  }

  /// Gives `name` a value.
  public func setVariable(_ name: String, _ word: UInt64) {
    variables.set(Variable(name: name, word: word, kind: .number, length: nil, subject: nil))
  }
}
