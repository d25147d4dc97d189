import Glibc
import LinuxABI
import TestSupport

@testable import Tracer

/// One tracer, its terminal and a first subject; everything is ended when it goes.
@TracerThread
final class Bench {
  let tracer: Tracer
  let terminal: LabTerminal
  let subject: Tracee

  init(directory: String = "/") throws {
    tracer = try Tracer()
    terminal = try LabTerminal()
    subject = try tracer.launch(directory: directory, terminal: terminal.slave)
  }

  /// Long enough for a machine under load; no test waits this long when all is well.
  static let generous: Int64 = 20_000_000_000
  /// For calls that are expected to block.
  static let short: Int64 = 30_000_000

  @discardableResult
  func call(
    _ number: UInt64, _ arguments: UInt64..., in tracee: Tracee? = nil, patience: Int64 = Bench.generous
  ) throws -> Completion {
    try tracer.run(.call(RawCall(number: number, arguments: arguments)), in: tracee ?? subject, patience: patience)
  }

  @discardableResult
  func routine(_ routine: Routine, in tracee: Tracee? = nil) throws -> Completion {
    try tracer.run(.routine(routine), in: tracee ?? subject, patience: Self.generous)
  }

  /// The result of a call that has to succeed.
  func value(_ number: UInt64, _ arguments: UInt64..., in tracee: Tracee? = nil) throws -> UInt64 {
    let call = RawCall(number: number, arguments: arguments)
    let outcome = try tracer.run(.call(call), in: tracee ?? subject, patience: Self.generous).outcome
    guard case .returned(let value) = outcome else { throw Unexpected(outcome: outcome) }
    return value
  }

  /// Fresh private memory.
  func map(_ size: UInt64 = 4096, protection: UInt64 = 3) throws -> UInt64 {
    try value(Call.mmap, 0, size, protection, 0x22, .max, 0)
  }

  /// Places bytes in the subject's stack, below everything in use, and returns where.
  func place(_ bytes: [UInt8], in tracee: Tracee? = nil) throws -> UInt64 {
    let tracee = tracee ?? subject
    let address = (try tracee.registers().stackPointer &- 1024 &- UInt64(bytes.count)) & ~15
    guard tracee.writeMemory(bytes, at: address) else { throw Unexpected(outcome: .failed(.badAddress)) }
    return address
  }

  /// execve of a program with these arguments and no environment.
  func execute(_ words: [String], in tracee: Tracee? = nil) throws -> Completion {
    let tracee = tracee ?? subject
    let base = (try tracee.registers().stackPointer &- 4096) & ~15
    var strings: [UInt8] = []
    var pointers: [UInt64] = []
    for word in words {
      pointers.append(base + UInt64(strings.count))
      strings += Array(word.utf8) + [0]
    }
    let table = (base + UInt64(strings.count) + 15) & ~15
    let bytes = (pointers + [0]).flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    guard tracee.writeMemory(strings, at: base), tracee.writeMemory(bytes, at: table) else {
      throw Unexpected(outcome: .failed(.badAddress))
    }
    return try call(Call.execve, base, table, 0, in: tracee)
  }

  /// A pipe of the subject: its read end and its write end.
  func pipe() throws -> (read: UInt64, write: UInt64) {
    let place = try place([UInt8](repeating: 0, count: 8))
    _ = try value(Call.pipe2, place, 0)
    let ends = subject.readMemory(at: place, atMost: 8)
    return (UInt64(ends[0]), UInt64(ends[4]))
  }

  func field(_ name: String, of tracee: Tracee? = nil) -> String {
    let text = ProcessList.text(of: "/proc/\((tracee ?? subject).pid)/status") ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line.map { $0.dropFirst(name.count + 1).drop { $0 == " " || $0 == "\t" } }.map(String.init) ?? ""
  }

  /// Whether the tracee comes to sleep in a kernel function with this in its name.
  func sleeps(in function: String, _ tracee: Tracee? = nil) -> Bool {
    let pid = (tracee ?? subject).pid
    return eventually { ProcessList.text(of: "/proc/\(pid)/wchan")?.contains(function) == true }
  }
}

extension Bench {
  /// Whether the subject comes to sleep, in whichever call.
  func fallsAsleep(_ tracee: Tracee? = nil) -> Bool {
    let pid = (tracee ?? subject).pid
    return eventually { ProcessList.entry(pid)?.state == "S" }
  }
}

struct Unexpected: Error {
  let outcome: CallOutcome
}

/// Numbers of the calls that the tests make (x86-64).
enum Call {
  static let read: UInt64 = 0, write: UInt64 = 1, close: UInt64 = 3, poll: UInt64 = 7, lseek: UInt64 = 8
  static let mmap: UInt64 = 9, mprotect: UInt64 = 10, munmap: UInt64 = 11, sigaction: UInt64 = 13
  static let sigprocmask: UInt64 = 14, dup2: UInt64 = 33, pause: UInt64 = 34, nanosleep: UInt64 = 35
  static let getpid: UInt64 = 39, clone: UInt64 = 56, fork: UInt64 = 57, vfork: UInt64 = 58, execve: UInt64 = 59
  static let exit: UInt64 = 60, wait4: UInt64 = 61, kill: UInt64 = 62, ftruncate: UInt64 = 77, getcwd: UInt64 = 79
  static let getppid: UInt64 = 110, arch_prctl: UInt64 = 158, gettid: UInt64 = 186, futex: UInt64 = 202
  static let exit_group: UInt64 = 231, pipe2: UInt64 = 293, memfd_create: UInt64 = 319
}

/// Eight bytes, least significant first.
func bytes(_ word: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
}

extension Bench {
  /// Makes a handler that only returns the subject's answer to `signal`. The flags are SA_ flags besides SA_RESTORER.
  func handle(_ signal: Int32, flags: UInt64) throws {
    let code = try map(4096, protection: 7)
    // The handler: ret. Behind it the restorer: mov $15, %eax; syscall.
    guard subject.writeMemory([0xc3, 0xb8, 15, 0, 0, 0, 0x0f, 0x05], at: code) else {
      throw Unexpected(outcome: .failed(.badAddress))
    }
    let action = try place(bytes(code) + bytes(flags | 0x0400_0000) + bytes(code + 1) + bytes(0))
    _ = try value(Call.sigaction, UInt64(signal), action, 0, 8)
  }
}

extension Completion {
  var signals: [SignalDelivery] {
    events.compactMap { if case .signal(let delivery) = $0 { delivery } else { nil } }
  }
}
