import LinuxABI

// What came with a signal: which members of `siginfo` mean anything follows from the signal and from its code
// (`man 2 sigaction`).
extension StructureLayout {
  /// Whether a member of `siginfo` means something in `bytes`.
  func isPart(_ member: String, ofSignal bytes: ArraySlice<UInt8>) -> Bool {
    let signal = word("si_signo", bytes)
    let code = Int32(truncatingIfNeeded: word("si_code", bytes))
    // A wait that found nobody leaves zeroes.
    if signal == 0, code == 0 { return false }
    switch member {
    case "si_signo", "si_code": return true
    case "si_errno": return word("si_errno", bytes) != 0
    default: return Self.members(signal, code).contains(member)
    }
  }

  private static func members(_ signal: UInt64, _ code: Int32) -> Set<String> {
    switch (signal, code) {
    case (_, 0), (_, -6): ["si_pid", "si_uid"]
    case (_, -2): ["si_timerid", "si_overrun", "si_int", "si_ptr"]
    case (17, 1...6): ["si_pid", "si_uid", "si_status", "si_utime", "si_stime"]
    // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV
    case (4, 1...), (5, 1...), (7, 1...), (8, 1...), (11, 1...): code == 0x80 ? [] : ["si_addr"]
    case (_, 0x80): []
    default: ["si_pid", "si_uid", "si_int", "si_ptr"]
    }
  }
}

extension ValuePrinter {
  /// Members whose text depends on others: the code by its signal, a child's status by what happened to it, the signal
  /// of a timer that sends none.
  func signalText(
    _ layout: StructureLayout, _ field: StructureLayout.Field, _ bytes: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>
  ) -> String? {
    let word = value.prefix(8).littleEndianWord
    switch (layout.name, field.name) {
    case ("siginfo", "si_code"):
      let codec: WordCodec =
        switch layout.word("si_signo", bytes) {
        case 17: .childCodes
        case 11: .segmentationFaultCodes
        case 7: .busErrorCodes
        default: .signalCodes
        }
      let text = codec.text(word)
      return text.hasPrefix("0x") ? WordCodec.signalCodes.text(word) : text
    case ("siginfo", "si_status") where layout.word("si_code", bytes) == 1:
      return String(Int32(truncatingIfNeeded: word))
    case ("sigevent", "sigev_signo") where layout.word("sigev_notify", bytes) & ~4 != 0:
      return String(Int32(truncatingIfNeeded: word))
    default: return nil
    }
  }
}

extension CallPrinter {
  /// What came with a signal, from the bytes of its `siginfo_t`: `{si_signo=SIGCHLD, si_code=CLD_EXITED, ...}`.
  public static func signalInfo(_ bytes: [UInt8], options: Options = Options()) -> String {
    let printer = ValuePrinter(memory: NoMemory(), words: [], options: options)
    return printer.text(StructureLayout.siginfo, bytes[...])
  }
}

extension CallPrinter {
  /// `[INT TERM]`, one bit a signal (`man 7 signal`).
  public static func signalSet(_ mask: UInt64) -> String {
    SignalSet.text(mask)
  }
}

/// For values that point nowhere.
struct NoMemory: RemoteMemory {
  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] { [] }
}
