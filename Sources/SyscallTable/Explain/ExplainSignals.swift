// Signals and time.
extension CallExplainer {
  var signals: String? {
    switch line.name {
    case "kill": return sent(self[1], to: target(self[0]))
    case "tkill": return sent(self[1], to: "thread \(self[0])")
    case "tgkill": return sent(self[2], to: "thread \(self[1]) of process \(self[0])")
    case "pidfd_send_signal": return sent(self[1], to: descriptor(0))
    case "rt_sigaction": return handled
    case "rt_sigprocmask": return masked
    case "rt_sigsuspend": return "sleeps until a handler has run"
    case "rt_sigtimedwait", "rt_sigwaitinfo":
      return
        "takes a signal that is held back: \(self[1].isEmpty ? "one of \(self[0])" : member("si_signo", 1) ?? line.result)"
    case "rt_sigpending": return "asks which signals wait: \(Self.named(self[0]))"
    case "sigaltstack":
      return isNull(0) ? "asks for the stack on which handlers run" : "gives handlers a stack of their own"
    case "pause": return "sleeps until a signal comes"
    default: return nil
    }
  }

  var returnedFromHandler: String {
    let goesOn = "the handler is done: the program goes on where the signal came"
    return errno.map { "\(goesOn), in a call that fails with \($0.name)" } ?? goesOn
  }

  private func sent(_ signal: String, to whom: String) -> String {
    signal == "0" ? "asks whether \(whom) is there: it is" : "sends \(signal) to \(whom)"
  }

  private func target(_ pid: String) -> String {
    switch Self.leadingNumber(pid) ?? 0 {
    case 0: "its own process group"
    case -1: "every process that it may reach"
    case let number where number < 0: "process group \(-number)"
    case let number: "process \(number)"
    }
  }

  private var handled: String? {
    guard !isNull(1) else {
      return "asks what \(self[0]) does: \(CallLine.member("sa_handler", of: self[2]).map(Self.effect) ?? "unknown")"
    }
    guard let handler = CallLine.member("sa_handler", of: self[1]) ?? CallLine.member("sa_sigaction", of: self[1])
    else {
      return nil
    }
    switch handler {
    case "SIG_IGN": return "ignores \(self[0]) from now on"
    case "SIG_DFL": return "gives \(self[0]) its default effect"
    default: return "has the function at \(handler) run when \(self[0]) comes"
    }
  }

  private static func effect(_ handler: String) -> String {
    switch handler {
    case "SIG_IGN": "it is ignored"
    case "SIG_DFL": "its default"
    default: "it runs the function at \(handler)"
    }
  }

  private var masked: String {
    guard !isNull(1) else { return "asks which signals it holds back: \(Self.named(self[2]))" }
    let set = Self.named(self[1])
    switch self[0] {
    case "SIG_BLOCK":
      return set == "none" ? "asks which signals it holds back: \(Self.named(self[2]))" : "holds back \(set) as well"
    case "SIG_UNBLOCK": return "lets \(set) through again"
    default: return set == "none" ? "holds back no signal any more" : "holds back \(set), and nothing else"
    }
  }

  /// `SIGINT, SIGTERM` for `[INT TERM]`.
  private static func named(_ set: String) -> String {
    if set == "NULL" { return "none" }
    let isInverted = set.hasPrefix("~")
    let names = set.drop { $0 == "~" || $0 == "[" }.prefix { $0 != "]" }.split(separator: " ").map { "SIG\($0)" }
    if isInverted { return names.isEmpty ? "every signal" : "every signal but \(names.joined(separator: ", "))" }
    if names.count > 8 { return "\(names.count) signals" }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}

extension CallExplainer {
  var times: String? {
    switch line.name {
    case "nanosleep": return "slept for \(Self.time(self[0]))"
    case "clock_nanosleep":
      return has("TIMER_ABSTIME", 1)
        ? "slept until \(clock) showed \(Self.time(self[2]))" : "slept for \(Self.time(self[2]))"
    case "clock_gettime": return "asks what \(clock) shows"
    case "clock_getres": return "asks how fine \(clock) is: \(Self.time(self[1]))"
    case "gettimeofday", "time": return "asks for the time"
    case "alarm":
      return self[0] == "0"
        ? "wants no SIGALRM any more" : "wants SIGALRM in \(Self.count(argument(0) ?? 0, "second", "seconds"))"
    case "setitimer":
      guard let value = member("it_value", 1) else { return nil }
      return Self.isZero(value) ? "stops its timer" : "wants a signal in \(Self.time(value))"
    case "timerfd_settime", "timer_settime":
      guard let value = member("it_value", 2) else { return nil }
      let timer = line.name == "timerfd_settime" ? descriptor(0) : "timer \(self[0])"
      return Self.isZero(value) ? "stops \(timer)" : "starts \(timer), which runs out in \(Self.time(value))"
    default: return nil
    }
  }

  private var clock: String {
    switch self[0] {
    case "CLOCK_REALTIME": "the clock on the wall"
    case "CLOCK_MONOTONIC": "the clock that only goes forward"
    case "CLOCK_PROCESS_CPUTIME_ID": "the process's CPU clock"
    case "CLOCK_THREAD_CPUTIME_ID": "the thread's CPU clock"
    default: self[0]
    }
  }

  private static func isZero(_ value: String) -> Bool { time(value) == "0 s" }

  /// `1.5 s` from `{tv_sec=1, tv_nsec=500000000}`.
  static func time(_ value: String) -> String {
    guard let seconds = CallLine.member("tv_sec", of: value).flatMap(leadingNumber) else { return value }
    let nanos = CallLine.member("tv_nsec", of: value).flatMap(leadingNumber)
    let micros = CallLine.member("tv_usec", of: value).flatMap(leadingNumber)
    let digits = nanos.map { padded($0, 9) } ?? micros.map { padded($0, 6) } ?? ""
    let fraction = digits.reversed().drop { $0 == "0" }.reversed()
    return fraction.isEmpty ? "\(seconds) s" : "\(seconds).\(String(fraction)) s"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
