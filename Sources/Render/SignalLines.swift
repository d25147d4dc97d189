import Lab
import LinuxABI
import Tracer

/// Signals and ends, in strace's words.
enum SignalText {
  /// `--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---`. Members of siginfo_t that were not kept
  /// are `...`, as strace writes what it leaves out.
  static func delivery(_ delivery: SignalDelivery) -> String {
    var members = ["si_signo=\(delivery.signal.name)", "si_code=\(code(delivery.code, of: delivery.signal))"]
    let sender = ["si_pid=\(delivery.sender)", "si_uid=\(delivery.user)"]
    let value = ["si_int=\(Int32(truncatingIfNeeded: delivery.value))", "si_ptr=\(pointer(delivery.value))"]
    switch (delivery.signal.rawValue, delivery.code) {
    case (_, -2): members += ["si_timerid=\(delivery.sender)", "si_overrun=\(delivery.user)"] + value
    case (_, 0), (_, -6): members += sender
    case (_, -1): members += sender + (delivery.value == 0 ? [] : value)
    case (_, ..<0): members += sender + ["..."]
    case (4, _), (7, _), (8, _), (11, _):
      members.append("si_addr=\(pointer(delivery.address))")
    case (17, _):
      let status = delivery.code == 1 ? "\(delivery.status)" : Signal(rawValue: delivery.status).name
      members += sender + ["si_status=\(status)", "..."]
    default: if delivery.sender != 0 { members += sender }
    }
    return "--- \(delivery.signal.name) {\(members.joined(separator: ", "))} ---"
  }

  private static func pointer(_ value: UInt64) -> String {
    value == 0 ? "NULL" : Words.hexadecimal(value)
  }

  static func disposition(_ disposition: Disposition, _ signal: Signal) -> String {
    switch disposition {
    case .default: "default (\(signal.defaultAction.rawValue))"
    case .ignored: "ignored"
    case .caught: "caught by a handler"
    }
  }

  static func end(_ outcome: CallOutcome, coreDumped: Bool = false) -> String {
    switch outcome {
    case .killed(let signal): "+++ killed by \(signal.name)\(coreDumped ? " (core dumped)" : "") +++"
    case .exited(let status): "+++ exited with \(status) +++"
    case .returned, .failed, .blocked, .replaced: "+++ gone +++"
    }
  }

  /// The name of si_code, whose meaning depends on the signal when it is positive (`man 2 sigaction`).
  static func code(_ code: Int32, of signal: Signal) -> String {
    if let name = general[code] { return name }
    if code > 0, let names = bySignal[signal.rawValue], Int(code) <= names.count { return names[Int(code) - 1] }
    return String(code)
  }

  private static let general: [Int32: String] = [
    0: "SI_USER", 0x80: "SI_KERNEL", -1: "SI_QUEUE", -2: "SI_TIMER", -3: "SI_MESGQ", -4: "SI_ASYNCIO",
    -5: "SI_SIGIO", -6: "SI_TKILL", -7: "SI_DETHREAD", -60: "SI_ASYNCNL",
  ]

  /// By signal number, the codes from 1 on.
  private static let bySignal: [Int32: [String]] = [
    4: [
      "ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP", "ILL_PRVOPC", "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK",
      "ILL_BADIADDR",
    ],
    5: ["TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT", "TRAP_UNK", "TRAP_PERF"],
    7: ["BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"],
    8: [
      "FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND", "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB",
    ],
    11: [
      "SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR", "SEGV_ACCADI", "SEGV_ADIDERR", "SEGV_ADIPERR",
      "SEGV_MTEAERR", "SEGV_MTESERR", "SEGV_CPERR",
    ],
    17: ["CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"],
    29: ["POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"],
    31: ["SYS_SECCOMP", "SYS_USER_DISPATCH"],
  ]
}

extension Renderer {
  /// Signals as they were delivered; with a subject's name in front when they came by themselves.
  func signals(_ deliveries: [SignalDelivery], to subject: String, prefix: String? = nil) -> [StyledLine] {
    deliveries.flatMap { delivery in
      var lines = [StyledLine(named(prefix) + [.styled(SignalText.delivery(delivery), .changed)])]
      if delivery.effect == .stopped {
        lines.append(StyledLine(named(prefix) + [.styled("--- stopped by \(delivery.signal.name) ---", .changed)]))
      }
      return lines + effect(of: delivery, on: subject)
    }
  }

  /// The end of a subject, and what caused it.
  func end(_ death: Death, prefix: String? = nil) -> [StyledLine] {
    let line = StyledLine(named(prefix) + [.styled(SignalText.end(death.how, coreDumped: death.coreDumped), .failure)])
    let cause = death.cause.map { " " + $0 } ?? ""
    return [line]
      + wrap([.name(death.subject), .plain(" has ended\(company(of: death)).\(cause)")], indent: 2, firstIndent: 2)
      + death.orphans.flatMap { orphan in
        marked(
          .changed,
          [
            .name(orphan.name), .plain("  parent "), .name(death.subject), .plain(" → "),
            orphan.parentIsSubject
              ? .name(orphan.parentName) : .plain("process \(orphan.parent) (\(orphan.parentName))"),
          ])
      }
  }

  /// What became of the other threads of its process.
  private func company(of death: Death) -> String {
    if !death.survivors.isEmpty { return "; its process goes on in \(Words.crowd(death.survivors))" }
    if death.threads.isEmpty { return "" }
    return death.threads.count == 1
      ? ", with its thread \(death.threads[0])" : ", with all its threads: \(Words.crowd(death.threads))"
  }

  /// `P2  ` before what a subject did while nobody waited for it.
  func named(_ subject: String?) -> [Span] {
    subject.map { [.name($0), .plain("  ")] } ?? []
  }
}
