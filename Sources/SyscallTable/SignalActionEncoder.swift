import LinuxABI

// `sigaction SIGTERM handler`: the action of a signal in words. A C library fills the rest of the structure in, and here
// the lab's own handler takes the part of the program's.
extension Encoder {
  /// The bytes of `struct sigaction` for `handler`, `SIG_IGN` or `SIG_DFL`, alone or joined with flags
  /// (`handler|SA_RESTART`); nil when the expression is none of these.
  func signalAction(_ expression: Expression) throws(InputError) -> [UInt8]? {
    if case .name(let name) = expression.kind, name != Self.handlerName, evaluation.isUnknown(name) {
      throw InputError(
        "There is no action or variable called \(name).", at: expression.range,
        advice: NearestName.advice(name, in: [Self.handlerName, "SIG_IGN", "SIG_DFL"])
          ?? "handler, SIG_IGN or SIG_DFL.")
    }
    var parts: [Expression] = []
    expression.collectAlternatives(into: &parts)
    var action: UInt64?
    var flags: UInt64 = 0
    for part in parts {
      if let value = actionNamed(part), action == nil {
        action = value
      } else if case .name(let name) = part.kind, WordCodec.signalActionFlags.value(of: name) != nil || action != nil {
        flags |= try evaluation.word(part, codec: .signalActionFlags)
      } else if action != nil {
        flags |= try evaluation.word(part)
      } else {
        return nil
      }
    }
    guard let action else {
      // Flags alone are no address either.
      guard parts.count > 0, flags != 0 else { return nil }
      throw InputError(
        "These are flags, and what the signal shall do is missing.", at: expression.range,
        advice: "handler|SA_RESTART, SIG_IGN or SIG_DFL.")
    }
    var bytes = action.littleEndianBytes + flags.littleEndianBytes
    bytes += [UInt8](repeating: 0, count: StructureLayout.sigaction.size - bytes.count)
    return withRestorer(bytes)
  }

  /// A handler of the lab's comes back only through a restorer, and a C library's sigaction adds one without being
  /// asked, so it is added here as well. Other functions stand as they were typed.
  func withRestorer(_ action: [UInt8]) -> [UInt8] {
    guard let handler = evaluation.resolver.value(ofVariable: Self.handlerName),
      let restorer = evaluation.resolver.value(ofVariable: Self.restorerName),
      action[0..<8].littleEndianWord == handler, action[16..<24].littleEndianWord == 0
    else { return action }
    var bytes = action
    let flags = bytes[8..<16].littleEndianWord | Self.restorerFlag
    bytes.replaceSubrange(8..<24, with: flags.littleEndianBytes + restorer.littleEndianBytes)
    return bytes
  }

  private func actionNamed(_ expression: Expression) -> UInt64? {
    guard case .name(let name) = expression.kind else { return nil }
    if name == Self.handlerName { return evaluation.resolver.value(ofVariable: name) }
    return evaluation.resolver.value(ofVariable: name) == nil ? WordCodec.signalHandlers.value(of: name) : nil
  }

  private static let handlerName = "handler"
  private static let restorerName = "restorer"
  /// SA_RESTORER (arch/x86/include/uapi/asm/signal.h).
  private static let restorerFlag: UInt64 = 0x400_0000
}

extension Expression {
  fileprivate func collectAlternatives(into parts: inout [Expression]) {
    guard case .infix(.or, let left, let right) = kind else {
      parts.append(self)
      return
    }
    left.collectAlternatives(into: &parts)
    right.collectAlternatives(into: &parts)
  }
}
