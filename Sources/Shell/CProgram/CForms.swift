import LinuxABI
import SyscallTable

// Calls that C makes in a form of their own.
extension CCall {
  mutating func specialForm(_ arguments: [String]) throws(CProblem) -> String? {
    switch row.name {
    case "arch_prctl" where words[0] == 0x1002:
      throw CProblem("the C library finds its own data by FS")
    case "rseq": throw CProblem("the C library has an area of its own for that")
    case "rt_sigreturn": throw CProblem("it takes back what the kernel pushed for a handler, and here no handler runs")
    case "ptrace" where words[0] == 0:
      throw CProblem("the session's processes are traced already, by sysh, and the program's are not")
    case "exit_group":
      headers.insert("unistd.h")
      return "_exit(\(arguments.first ?? "0"))"
    case "rt_sigaction": return try signalAction(arguments)
    case "rt_sigprocmask": return signalCall("sigprocmask", arguments)
    case "rt_sigpending": return signalCall("sigpending", arguments)
    case "rt_sigsuspend": return signalCall("sigsuspend", arguments)
    case "rt_sigtimedwait":
      // The library would give its caller a signal of tkill as one of kill.
      isRaw = true
      return nil
    case "open" where arguments.count == 2 && words[1] & 0o100 != 0,
      "openat" where arguments.count == 3 && words[2] & 0o100 != 0:
      isRaw = true
      return nil
    default: return nil
    }
  }

  /// `sigprocmask` and its like: the library's set is longer than the kernel's, so the size is not passed.
  mutating func signalCall(_ name: String, _ arguments: [String]) -> String? {
    guard !isRaw, !usesMemory, words.last == 8, !arguments.contains("") else { return nil }
    headers.insert("signal.h")
    return "\(name)(\(arguments.dropLast().joined(separator: ", ")))"
  }

  /// The library's sigaction, which brings the restorer along.
  mutating func signalAction(_ arguments: [String]) throws(CProblem) -> String? {
    guard words[3] == 8, (1..<32).contains(words[0]), let act = locals[1] ?? (words[1] == 0 ? "NULL" : nil), !isRaw
    else {
      isRaw = true
      return nil
    }
    headers.insert("signal.h")
    let old = given[2] == nil ? locals[2] ?? "NULL" : words[2] == 0 ? "NULL" : nil
    guard let old else { throw CProblem("the kernel's struct sigaction is not the C library's") }
    return "sigaction(\(arguments[0]), \(act), \(old))"
  }
}
