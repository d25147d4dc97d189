import LinuxABI
import SyscallTable

/// The arguments of a log's line as they are to be given here.
struct LogNumbers {
  let log: PastedLog
  let row: Syscall

  /// An address that no line of the log has made.
  private(set) var unknown: UInt64?
  /// Descriptors among the arguments that no line has made.
  private(set) var given: Set<UInt64> = []
  /// How many bytes of the texts to be written strace did not show.
  private(set) var hidden = 0

  init(_ log: PastedLog, _ row: Syscall) {
    self.log = log
    self.row = row
  }

  /// Addresses, descriptors and processes of the log become those of this session; memory that the kernel fills is
  /// supplied where the log has only an address; a text that strace has cut is made as long as the line says.
  mutating func arguments(_ written: [Expression], failsWithFault: Bool) -> [Expression] {
    let present = row.parameters.filter { parameter in
      if case .absent = parameter.type { return false }
      return true
    }
    return written.enumerated().map { index, expression in
      if case .named(let name, let value) = expression.kind {
        let type = row.index(ofArgument: name).map { row.parameters[$0].type } ?? .hexadecimal
        return Expression(.named(name, argument(value, type, written, failsWithFault)), expression.range)
      }
      return argument(expression, index < present.count ? present[index].type : .hexadecimal, written, failsWithFault)
    }
  }

  private mutating func argument(
    _ expression: Expression, _ type: ArgumentType, _ all: [Expression], _ failsWithFault: Bool
  ) -> Expression {
    guard case .integer(let value) = expression.kind else { return nested(lengthened(expression, type, all)) }
    func number(_ new: UInt64) -> Expression { Expression(.integer(new), expression.range) }
    switch type {
    case .descriptor, .directory:
      if let here = log.descriptor(value) { return number(here) }
      given.insert(value)
    case .process: if let here = log.process(value) { return number(here) }
    case .address, .hexadecimal, .pointer, .selected, .presentIf:
      if let here = log.address(value) { return number(here) }
      // No process has memory there (vm.mmap_min_addr), so it is no address.
      guard value >= 65536 else { break }
      switch type {
      case .address where !isHint: unknown = value
      case .hexadecimal where row.name == "arch_prctl": unknown = value
      case .pointer(_, .output) where !failsWithFault: return Expression(.string([], elided: false), expression.range)
      case .selected where value >> 32 != 0 && !failsWithFault:
        return Expression(.string([], elided: false), expression.range)
      case .pointer where !failsWithFault: unknown = value
      default: break
      }
    case .signed, .unsigned, .permissions, .word, .owner, .signal, .absent, .special: break
    }
    return expression
  }

  /// mmap takes an address as a wish unless it is told otherwise; the line that says otherwise is looked at by
  /// `isFixed`.
  private var isHint: Bool { row.name == "mmap" && !isFixed }
  private(set) var isFixed = false

  /// Tells whether mmap is told where its mapping has to lie.
  mutating func lookForFixed(_ written: [Expression]) {
    guard row.name == "mmap", written.count > 3 else { return }
    isFixed = written[3].mentions { $0.hasPrefix("MAP_FIXED") }
  }

  // MARK: Inside of structures and lists

  private func nested(_ expression: Expression) -> Expression {
    let kind: Expression.Kind
    switch expression.kind {
    case .integer(let value) where value >> 32 != 0: kind = .integer(log.address(value) ?? value)
    case .structure(let members):
      kind = .structure(
        members.compactMap { member in
          if isFunction(member) {
            // The program's own code is not here. The lab's handler stands for it, and brings its restorer.
            if member.name == "sa_restorer" { return nil }
            return .init(
              name: member.name, value: Expression(.name("handler"), member.value.range), range: member.range)
          }
          if member.name == "fd", case .integer(let value) = member.value.kind, let here = log.descriptor(value) {
            return .init(name: "fd", value: Expression(.integer(here), member.value.range), range: member.range)
          }
          return .init(name: member.name, value: nested(member.value), range: member.range)
        })
    case .array(let elements): kind = .array(elements.map(nested))
    case .integer, .string, .name, .subject, .prefix, .infix, .call, .named: kind = expression.kind
    }
    return Expression(kind, expression.range)
  }

  /// Whether a member is the address of a function of the log's program.
  private func isFunction(_ member: Expression.Member) -> Bool {
    guard ["sa_handler", "sa_sigaction", "sa_restorer"].contains(member.name),
      case .integer(let address) = member.value.kind
    else { return false }
    return address >= 65536
  }

  // MARK: Texts that were cut

  /// The length stands in another argument, or beside the text in an iovec. The bytes that nobody knows are dots.
  private mutating func lengthened(_ expression: Expression, _ type: ArgumentType, _ all: [Expression]) -> Expression {
    switch (type, expression.kind) {
    case (.pointer(.bytes(.parameter(let index)), .input), .string(let bytes, elided: true)):
      guard index < all.count, case .integer(let length) = all[index].kind else { return expression }
      return whole(bytes, length, expression)
    case (.pointer(.vector, .input), .array(let elements)):
      return Expression(
        .array(
          elements.map { element in
            guard case .structure(let members) = element.kind, members.count == 2,
              case .string(let bytes, elided: true) = members[0].value.kind,
              case .integer(let length) = members[1].value.kind
            else { return element }
            let text = whole(bytes, length, members[0].value)
            let first = Expression.Member(name: members[0].name, value: text, range: members[0].range)
            return Expression(.structure([first, members[1]]), element.range)
          }), expression.range)
    default: return expression
    }
  }

  private mutating func whole(_ bytes: [UInt8], _ length: UInt64, _ expression: Expression) -> Expression {
    guard length > bytes.count, length <= Arena.limit / 2 else { return expression }
    let missing = Int(length) - bytes.count
    hidden += missing
    return Expression(.string(bytes + [UInt8](repeating: 0x2e, count: missing), elided: false), expression.range)
  }
}

extension Expression {
  /// Whether a name for which `isWanted` holds stands anywhere in it.
  func mentions(_ isWanted: (String) -> Bool) -> Bool {
    switch kind {
    case .name(let name): isWanted(name)
    case .infix(_, let left, let right): left.mentions(isWanted) || right.mentions(isWanted)
    case .prefix(_, let value), .named(_, let value): value.mentions(isWanted)
    case .integer, .string, .subject, .structure, .array, .call: false
    }
  }

  /// The longest text in it, in bytes.
  var longestText: Int {
    switch kind {
    case .string(let bytes, _): bytes.count
    case .structure(let members): members.map(\.value.longestText).max() ?? 0
    case .array(let elements): elements.map(\.longestText).max() ?? 0
    case .named(_, let value): value.longestText
    case .integer, .name, .subject, .prefix, .infix, .call: 0
    }
  }
}
