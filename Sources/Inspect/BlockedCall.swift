/// What a process does in the kernel: /proc/PID/syscall (`man 5 proc_pid_syscall`, `fs/proc/base.c`).
public enum BlockedCall: Hashable, Sendable {
  /// It runs, in user mode or in the kernel, so there is nothing steady to tell.
  case running
  /// Asleep or stopped outside any syscall: in a page fault, or held by a tracer between calls.
  case outside(stackPointer: UInt64, instructionPointer: UInt64)
  /// Asleep in a syscall, with all six argument registers whether it uses them or not.
  case call(number: Int64, arguments: [UInt64], stackPointer: UInt64, instructionPointer: UInt64)

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "syscall") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    var words: [Cursor] = []
    while let line = cursor.line() {
      var line = line
      while let word = line.word() { words.append(word) }
    }
    if words.count == 1, words[0].text == "running" {
      self = .running
      return
    }
    let values = words.dropFirst().compactMap(\.hexadecimal)
    guard let number: Int64 = words.first?.integer(), values.count == words.count - 1 else {
      throw .malformed(path: path, problem: "it is neither \"running\" nor a number and addresses")
    }
    switch values.count {
    case 2 where number == -1: self = .outside(stackPointer: values[0], instructionPointer: values[1])
    case 8:
      self = .call(
        number: number, arguments: Array(values[..<6]), stackPointer: values[6], instructionPointer: values[7])
    default: throw .malformed(path: path, problem: "\(values.count) is not its number of values")
    }
  }
}

extension Proc {
  /// /proc/PID/syscall. Needs ptrace access, and CONFIG_HAVE_ARCH_TRACEHOOK, which x86-64 has.
  public func blockedCall(_ pid: Int32) throws(InspectError) -> BlockedCall {
    try BlockedCall(parsing: bytes(pid, "syscall"), path: path(pid, "syscall"))
  }

  /// The kernel function that the process sleeps in (`pipe_read`), nil when it is awake or the kernel hides it. What the
  /// compiler appended to its name (`.isra.0`) is left out.
  public func waitChannel(_ pid: Int32) throws(InspectError) -> String? {
    let name = Cursor(try bytes(pid, "wchan")[...]).trimmed.text
    guard let function = name.split(separator: ".").first, function != "0" else { return nil }
    return String(function)
  }
}
