// Processes: made, replaced, waited for, ended; who they are.
extension CallExplainer {
  var processes: String? {
    switch line.name {
    case "execve": return "the process runs \(plain(0)) from here on\(given(1))"
    case "execveat": return "the process runs \(path(0, 1)) from here on\(given(2))"
    case "fork": return born("a process", copies: true)
    case "vfork": return born("a process that borrows its memory until it runs a program or ends", copies: false)
    case "clone": return cloned(self[0])
    case "clone3": return cloned(member("flags", 0) ?? "")
    case "wait4": return waited(self[1], whom: self[0])
    case "waitid": return waitedForId
    case "exit": return "ends this thread with status \(self[0])"
    case "exit_group": return "ends the process with status \(status(self[0]))"
    case "getpid": return "asks for its process id: \(line.result)"
    case "getppid": return "asks for its parent's id: \(line.result)"
    case "gettid": return "asks for its thread id: \(line.result)"
    case "getuid": return "asks which user started it: \(user)"
    case "geteuid": return "asks with which user's rights it acts: \(user)"
    case "getgid": return "asks for its group: \(line.result)"
    case "getegid": return "asks with which group's rights it acts: \(line.result)"
    case "getpgrp": return "asks for its process group: \(line.result)"
    case "getpgid": return "asks for the process group of \(whose(0)): \(line.result)"
    case "setpgid":
      let group = self[1] == "0" ? "a process group of its own" : "process group \(self[1])"
      return "puts \(whose(0)) into \(group)"
    case "setsid": return "begins a session of its own, \(line.result), without a terminal"
    case "sched_getaffinity": return "asks on which CPUs \(whose(0)) may run: \(self[2])"
    case "sched_setaffinity": return "keeps \(whose(0)) to the CPUs \(self[2])"
    case "sched_yield": return "lets others run first"
    default: return nil
    }
  }

  private var user: String { number == 0 ? "0, root" : line.result }

  private func whose(_ index: Int) -> String {
    self[index] == "0" ? "the caller" : "process \(self[index])"
  }

  /// The low byte is all that a parent sees.
  private func status(_ text: String) -> String {
    guard let value = Self.leadingNumber(text), value < 0 || value > 255 else { return text }
    return "\(value & 0xff), the low byte of \(text)"
  }

  private func given(_ index: Int) -> String {
    let arguments = list(index).dropFirst()
    if arguments.isEmpty { return "" }
    if arguments.count == 1, let only = arguments.first { return ", with the argument \(Self.plain(only))" }
    return ", with \(arguments.count) arguments"
  }

  private func born(_ what: String, copies: Bool) -> String {
    // In the child itself the call returns 0; a tracer shows its caller's end.
    guard let number, number > 0 else { return "makes \(what)" }
    return "makes \(what), \(number)\(copies ? ", a copy of itself" : "")"
  }

  private func cloned(_ flags: String) -> String {
    if Self.has("CLONE_THREAD", flags) { return born("a thread", copies: false) }
    let spaces = flags.split(separator: "|").filter { $0.hasPrefix("CLONE_NEW") }
    if !spaces.isEmpty { return born("a process in namespaces of its own", copies: false) }
    if Self.has("CLONE_VFORK", flags), Self.has("CLONE_VM", flags) {
      return born("a process that borrows its memory until it runs a program or ends", copies: false)
    }
    return born("a process", copies: !Self.has("CLONE_VM", flags))
  }

  private func waited(_ status: String, whom: String) -> String {
    let children = Self.leadingNumber(whom).map { $0 > 0 ? "child \($0)" : "one of its children" } ?? "a child"
    guard let number else { return "waits for \(children)" }
    if number == 0 { return "asks whether \(children) has changed: not yet" }
    let how = CallLine.parts(of: status).first.map(Self.end) ?? "changed"
    return has("WNOHANG", 2)
      ? "asks whether \(children) has changed: \(number) \(how)"
      : "waits until \(children) changes; \(number) \(how)"
  }

  /// What happened to a child, from `{WIFEXITED(s) && WEXITSTATUS(s) == 0}`.
  private static func end(_ status: String) -> String {
    let value = status.split(separator: " ").last.map { $0.filter { $0 != "}" } } ?? ""
    if status.contains("WIFEXITED") { return "exited with \(value)" }
    if status.contains("WIFSTOPPED") { return "was stopped by \(signalName(status, "WSTOPSIG"))" }
    if status.contains("WIFSIGNALED") { return "was killed by \(signalName(status, "WTERMSIG"))" }
    return status.contains("WIFCONTINUED") ? "goes on" : "changed"
  }

  private static func signalName(_ status: String, _ macro: String) -> String {
    let words = status.split { " {}".contains($0) }
    guard let place = words.firstIndex(of: "\(macro)(s)"), words.indices.contains(place + 2) else { return "a signal" }
    return String(words[place + 2])
  }

  private var waitedForId: String {
    let children = self[0] == "P_PID" ? "child \(self[1])" : self[0] == "P_PIDFD" ? "its child" : "one of its children"
    guard let pid = member("si_pid", 2), pid != "0" else { return "asks whether \(children) has changed: not yet" }
    return "waits until \(children) changes; \(pid) \(SignalExplainer.childEnd(self[2]))"
  }
}
