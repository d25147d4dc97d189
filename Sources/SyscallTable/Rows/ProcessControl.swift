import LinuxABI

/// The commands of prctl: what each takes.
enum ProcessControl {
  private static let number = ArgumentType.unsigned(bits: 64)

  /// prctl's second argument, by name of the command.
  private static let arguments: [String: ArgumentType] = [
    "PR_SET_PDEATHSIG": .signal,
    "PR_GET_PDEATHSIG": .pointer(.scalar(.signal), .output),
    "PR_GET_DUMPABLE": .absent,
    "PR_SET_DUMPABLE": .word(.dumpModes, bits: 64),
    "PR_GET_KEEPCAPS": .absent,
    "PR_SET_KEEPCAPS": number,
    "PR_SET_NAME": .pointer(.string, .input),
    "PR_GET_NAME": .pointer(.string, .output),
    "PR_GET_SECCOMP": .absent,
    "PR_SET_SECCOMP": number,
    "PR_CAPBSET_READ": number,
    "PR_CAPBSET_DROP": number,
    "PR_GET_TSC": .pointer(.scalar(.signed(bytes: 4)), .output),
    "PR_SET_TSC": number,
    "PR_GET_SECUREBITS": .absent,
    "PR_SET_SECUREBITS": .hexadecimal,
    "PR_SET_TIMERSLACK": number,
    "PR_GET_TIMERSLACK": .absent,
    "PR_SET_CHILD_SUBREAPER": number,
    "PR_GET_CHILD_SUBREAPER": .pointer(.scalar(.signed(bytes: 4)), .output),
    "PR_SET_NO_NEW_PRIVS": number,
    "PR_GET_NO_NEW_PRIVS": number,
    "PR_GET_TID_ADDRESS": .pointer(.scalar(.hexadecimal(bytes: 8)), .output),
    "PR_SET_THP_DISABLE": number,
    "PR_GET_THP_DISABLE": number,
  ]

  /// Commands whose other arguments the kernel wants to be 0, and which strace shows whole.
  private static let whole: Set<String> = [
    "PR_SET_NO_NEW_PRIVS", "PR_GET_NO_NEW_PRIVS", "PR_SET_THP_DISABLE", "PR_GET_THP_DISABLE",
  ]

  private static func byNumber(_ type: (String) -> ArgumentType) -> [UInt64: ArgumentType] {
    var all: [UInt64: ArgumentType] = [:]
    for command in WordCodec.processCommands.constants { all[command.value] = type(command.name) }
    return all
  }

  static let argument = ArgumentType.selected(
    byParameter: 0, byNumber { arguments[$0] ?? .hexadecimal }, otherwise: .hexadecimal)

  static let rest = ArgumentType.selected(
    byParameter: 0, byNumber { whole.contains($0) ? number : .absent }, otherwise: .hexadecimal)

  static let result = ResultType.selected(byParameter: 0, [3: .word(.dumpModes)], otherwise: .number)

  /// The names above, for the test that they are commands.
  static let describedNames = Set(arguments.keys).union(whole)
}
