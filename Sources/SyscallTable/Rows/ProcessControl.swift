import LinuxABI

/// The commands of prctl: what each takes (`include/uapi/linux/prctl.h`).
enum ProcessControl {
  private static let number = ArgumentType.unsigned(bits: 64)
  private static let word = ArgumentType.hexadecimal
  private static let answer = ArgumentType.pointer(.scalar(.signed(bytes: 4)), .output)
  private static let capability = ArgumentType.word(.capabilities, bits: 64)
  private static func named(_ codec: WordCodec) -> ArgumentType { .word(codec, bits: 64) }

  /// prctl's arguments behind the command, by its name; those that are not here are absent. A command that is not here
  /// has four words.
  private static let arguments: [String: [ArgumentType]] = [
    "PR_SET_PDEATHSIG": [.signal],
    "PR_GET_PDEATHSIG": [.pointer(.scalar(.signal), .output)],
    "PR_GET_DUMPABLE": [],
    "PR_SET_DUMPABLE": [named(.dumpModes)],
    "PR_GET_UNALIGN": [.pointer(.scalar(.word(.unalignedAccess, bytes: 4)), .output)],
    "PR_SET_UNALIGN": [named(.unalignedAccess)],
    "PR_GET_KEEPCAPS": [],
    "PR_SET_KEEPCAPS": [number],
    "PR_GET_FPEMU": [answer],
    "PR_SET_FPEMU": [number],
    "PR_GET_FPEXC": [answer],
    "PR_SET_FPEXC": [number],
    "PR_GET_TIMING": [],
    "PR_SET_TIMING": [number],
    "PR_SET_NAME": [.pointer(.string, .input)],
    "PR_GET_NAME": [.pointer(.string, .output)],
    "PR_GET_ENDIAN": [answer],
    "PR_SET_ENDIAN": [number],
    "PR_GET_SECCOMP": [],
    "PR_SET_SECCOMP": [
      named(.filterModes), selected(byMode: .pointer(.formatted(FilterProgram()), .input)), selected(byMode: .absent),
      selected(byMode: .absent),
    ],
    "PR_CAPBSET_READ": [capability],
    "PR_CAPBSET_DROP": [capability],
    "PR_GET_TSC": [.pointer(.scalar(.word(.timeStampAccess, bytes: 4)), .output)],
    "PR_SET_TSC": [named(.timeStampAccess)],
    "PR_GET_SECUREBITS": [],
    "PR_SET_SECUREBITS": [named(.secureBits)],
    "PR_SET_TIMERSLACK": [number],
    "PR_GET_TIMERSLACK": [],
    "PR_TASK_PERF_EVENTS_DISABLE": [],
    "PR_TASK_PERF_EVENTS_ENABLE": [],
    "PR_MCE_KILL": [
      named(.brokenMemoryChanges), .selected(byParameter: 1, [1: named(.brokenMemoryPolicies)], otherwise: word), word,
      word,
    ],
    "PR_SET_MM": [named(.mapParts), word, word, word],
    "PR_SET_CHILD_SUBREAPER": [number],
    "PR_GET_CHILD_SUBREAPER": [answer],
    "PR_SET_NO_NEW_PRIVS": [number, word, word, word],
    "PR_GET_TID_ADDRESS": [.pointer(.scalar(.hexadecimal(bytes: 8)), .output)],
    "PR_SET_THP_DISABLE": [number, word, word, word],
    "PR_SET_FP_MODE": [word],
    "PR_GET_FP_MODE": [],
    "PR_CAP_AMBIENT": [
      named(.ambientChanges),
      .selected(byParameter: 1, [1: capability, 2: capability, 3: capability], otherwise: word), word, word,
    ],
    "PR_SVE_SET_VL": [word],
    "PR_SVE_GET_VL": [],
    "PR_GET_SPECULATION_CTRL": [named(.speculations)],
    "PR_SET_SPECULATION_CTRL": [
      named(.speculations),
      .selected(
        byParameter: 1, Dictionary(uniqueKeysWithValues: (0...2).map { ($0, named(.speculationControls)) }),
        otherwise: word),
    ],
    "PR_SET_IO_FLUSHER": [number, word, word, word],
    "PR_SET_SYSCALL_USER_DISPATCH": [named(.dispatchModes), word, word, word],
    "PR_SCHED_CORE": [named(.coreSharing), .process, word, word],
    "PR_SME_SET_VL": [word],
    "PR_SME_GET_VL": [],
    "PR_SET_VMA": [named(.mappingTraits), word, number, .pointer(.string, .input)],
    "PR_SET_PTRACER": [.process],
  ]

  /// Behind SECCOMP_MODE_FILTER; the strict mode takes nothing.
  private static func selected(byMode type: ArgumentType) -> ArgumentType {
    .selected(byParameter: 1, [1: .absent, 2: type], otherwise: word)
  }

  /// The type of the argument at `index` behind the command.
  static func argument(_ index: Int) -> ArgumentType {
    byEach(of: .processCommands, at: 0) { name in
      guard let types = arguments[name] else { return word }
      return types.indices.contains(index) ? types[index] : .absent
    }
  }

  static let result = ResultType.selected(
    byParameter: 0,
    [
      3: .described(.dumpModes, decimal: true), 27: .described(.secureBits, decimal: false),
      34: .described(.brokenMemoryPolicies, decimal: true), 52: .described(.speculationControls, decimal: false),
    ], otherwise: .number)

  /// The names above, for the test that they are commands.
  static let describedNames = Set(arguments.keys)
}
