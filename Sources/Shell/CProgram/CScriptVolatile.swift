import Lab
import LinuxABI
import SyscallTable

// What is another thing in every run, so that its contents are not compared.
extension CScriptBuilder {
  static let volatileMakers: Set<String> = [
    "timerfd_create", "signalfd4", "signalfd", "inotify_init", "inotify_init1", "fanotify_init", "perf_event_open",
    "userfaultfd", "io_uring_setup", "pidfd_open", "bpf", "getrandom", "sysinfo", "times", "getrusage",
  ]

  func isVolatile(_ call: CCall) -> Bool {
    if Self.volatileMakers.contains(call.row.name) && call.row.result.isNoDescriptor { return true }
    for (index, parameter) in call.row.parameters.enumerated() {
      switch parameter.type {
      case .descriptor where volatileDescriptors.contains(call.words[index] & 0xffff_ffff):
        return !["close", "dup", "dup2", "dup3", "lseek", "fcntl", "ioctl"].contains(call.row.name)
      case .pointer(.path, .input):
        if case .string(let bytes, _)? = call.given[index]?.kind, Self.isVolatile(bytes),
          Self.kind(call.row, call.words) != .descriptor
        {
          return true
        }
      default: continue
      }
    }
    return false
  }

  static func isVolatile(_ path: [UInt8]) -> Bool {
    let text = String(decoding: path, as: UTF8.self)
    return ["/proc", "/sys", "/dev/random", "/dev/urandom", "/dev/pts"].contains { text.hasPrefix($0) }
      || text == "." || text == ".." || text == "/" || text.hasPrefix("/tmp")
  }

  func noteDescriptors(_ call: CCall, _ outcome: CallOutcome) {
    guard case .returned(let word) = outcome, Self.kind(call.row, call.words) == .descriptor else { return }
    var changes = Self.volatileMakers.contains(call.row.name)
    if call.row.name.hasPrefix("dup") || call.row.name == "fcntl" {
      changes = volatileDescriptors.contains(call.words[0])
    }
    for (index, parameter) in call.row.parameters.enumerated() {
      if case .pointer(.path, .input) = parameter.type, case .string(let bytes, _)? = call.given[index]?.kind,
        Self.isVolatile(bytes)
      {
        changes = true
      }
    }
    if changes { volatileDescriptors.insert(word) } else { volatileDescriptors.remove(word) }
  }
}
