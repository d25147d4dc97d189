/// Sentences for what stops or ends a process, from what strace prints of it.
public enum SignalExplainer {
  /// What `--- SIGCHLD {...} ---`, `--- stopped by SIGTSTP ---`, `+++ exited with 0 +++` or `+++ killed by SIGKILL +++`
  /// tells; empty for other lines. `isThread`: not the first thread of its process.
  public static func sentence(_ line: String, isThread: Bool) -> String {
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 2 else { return "" }
    switch (words[0], words[1]) {
    case ("---", "stopped") where words.count > 3:
      return "\(words[3]) has stopped the process, which goes on with SIGCONT"
    case ("---", let name): return sentence(name, info: words[2...].dropLast().joined(separator: " "))
    case ("+++", "exited") where isThread: return "the thread has ended"
    case ("+++", "exited") where words.count > 3:
      return "the process has ended; its parent learns the status \(words[3])"
    case ("+++", "killed") where isThread: return "the thread has ended with its process"
    case ("+++", "killed") where words.count > 3: return "\(words[3]) has ended the process"
    case ("+++", "superseded"): return "another thread of the process runs a new program, so this one is gone"
    default: return ""
    }
  }

  /// What a signal tells, from its name and `{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4711, ...}`.
  private static func sentence(_ name: String, info: String) -> String {
    let code = CallLine.member("si_code", of: info) ?? ""
    let pid = CallLine.member("si_pid", of: info) ?? "?"
    switch code {
    case "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_STOPPED", "CLD_CONTINUED", "CLD_TRAPPED":
      return "child \(pid) \(childEnd(info))"
    case "SEGV_MAPERR": return "it touched \(address(info)), where it has no memory"
    case "SEGV_ACCERR": return "it touched \(address(info)) in a way that this memory does not allow"
    case "BUS_ADRERR": return "it touched \(address(info)), where the mapped file has nothing"
    case "FPE_INTDIV": return "it divided a whole number by 0"
    case "SI_USER":
      return name == "SIGPIPE" ? "it wrote where nobody reads any more" : "process \(pid) sent it \(name)"
    case "SI_TKILL": return "process \(pid) sent it \(name), to this thread alone"
    case "SI_QUEUE": return "process \(pid) sent it \(name) with a value"
    case "SI_TIMER": return "a timer of its own ran out"
    case "SI_KERNEL": return fromKernel(name)
    default: return "\(name) has come"
    }
  }

  private static func fromKernel(_ name: String) -> String {
    switch name {
    case "SIGINT", "SIGQUIT", "SIGTSTP": "somebody pressed the key for \(name) at its terminal"
    case "SIGALRM", "SIGVTALRM", "SIGPROF": "a timer of its own ran out"
    case "SIGHUP": "its terminal is gone"
    case "SIGSEGV": "it used an address that no process can have"
    default: "the kernel sent it \(name)"
    }
  }

  private static func address(_ info: String) -> String {
    let text = CallLine.member("si_addr", of: info) ?? "memory"
    return text == "NULL" ? "address 0" : text
  }

  /// What happened to a child, as its parent is told: `exited with 0`.
  static func childEnd(_ info: String) -> String {
    let status = CallLine.member("si_status", of: info) ?? "?"
    return switch CallLine.member("si_code", of: info) ?? "" {
    case "CLD_EXITED": "exited with \(status)"
    case "CLD_KILLED": "was killed by \(status)"
    case "CLD_DUMPED": "was killed by \(status) and left a core file"
    case "CLD_STOPPED": "was stopped by \(status)"
    case "CLD_CONTINUED": "goes on"
    case "CLD_TRAPPED": "was stopped for its tracer"
    default: "changed"
    }
  }
}
