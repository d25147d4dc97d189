import CLinux
import Glibc
import LinuxABI
import TestSupport
import Testing
import Tracer

@testable import Trace

/// Either way to count, for tests that both must pass.
enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case bpf, stops

  var testDescription: String { rawValue }

  /// Those that this user may go.
  static var allowed: [Way] { isBPFAllowed ? [.bpf, .stops] : [.stops] }

  static let isBPFAllowed: Bool = (try? BPFCounter(followsForks: true)) != nil
  static let needsBPF: Comment = "BPF needs root or CAP_BPF and CAP_PERFMON"

  /// Counts a command; `sh -c` where it is one word.
  @TracerThread func count(_ command: [String], followsForks: Bool = true) throws -> Counter.Outcome {
    let outcome = try Counter(followsForks: followsForks, onlyStops: self == .stops).count(
      Program(command.count == 1 ? ["/bin/sh", "-c", command[0]] : command))
    // Otherwise it was not this way that was tested.
    #expect((outcome.counts.method == .bpf) == (self == .bpf))
    #expect(outcome.counts.missed == 0 && outcome.counts.lost == 0)
    return outcome
  }
}

/// Descriptors of this process that lead to something of BPF's.
func openBPFDescriptors() -> Int {
  ProcessList.names(in: "/proc/self/fd").filter { ProcessList.link("/proc/self/fd/\($0)").contains("bpf") }.count
}

/// A process that runs beside the test; ended and reaped with `end`.
struct Bystander {
  let pid: Int32

  init(_ command: [String]) throws {
    var gate = try Program(command).start()
    pid = gate.pid
    sysh_program_go(&gate)
    #expect(sysh_program_result(&gate) == 0)
  }

  func end() {
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }
}

/// perl, which can make a call by its number: `getppid` is one that no library makes by itself.
enum Perl {
  static let path = "/usr/bin/perl"
  static let isThere = access(path, X_OK) == 0
  static let missing: Comment = "there is no \(path), which makes known numbers of calls"
  /// Defines g(), a getppid.
  static let prelude = "sub g { syscall(110) } "
}

/// A program of one getpid by `syscall`, then by int 0x80, as 32-bit code makes calls, two getpids and an exit.
enum Image {
  static func write() throws -> String {
    let code: [UInt8] = [
      0xb8, 39, 0, 0, 0, 0x0f, 0x05,
      0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xb8, 20, 0, 0, 0, 0xcd, 0x80,
      0xb8, 1, 0, 0, 0, 0x31, 0xdb, 0xcd, 0x80,
    ]
    let base: UInt64 = 0x40_0000
    let size = UInt64(120 + code.count)
    // man 5 elf: the header, one PT_LOAD of everything, the code.
    let header =
      [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9) + bytes(2 as UInt16) + bytes(62 as UInt16)
      + bytes(1 as UInt32) + bytes(base + 120) + bytes(64 as UInt64) + bytes(0 as UInt64) + bytes(0 as UInt32)
      + bytes(64 as UInt16) + bytes(56 as UInt16) + bytes(1 as UInt16) + [UInt8](repeating: 0, count: 6)
    let segment =
      bytes(1 as UInt32) + bytes(5 as UInt32) + bytes(0 as UInt64) + bytes(base) + bytes(base) + bytes(size)
      + bytes(size) + bytes(4096 as UInt64)
    let path = try Scratch.path("image")
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o700)
    defer { close(file) }
    let image = header + segment + code
    #expect(Glibc.write(file, image, image.count) == image.count)
    return path
  }

  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension Scratch {
  /// A path that nobody has used.
  static func path(_ name: String) throws -> String {
    var template = Array("\(home)/\(name)-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    try #require(file >= 0)
    close(file)
    let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    unlink(path)
    return path
  }
}

/// The program itself, `sysh count`, at a terminal.
enum SyshCount {
  static func start(_ arguments: [String]) throws -> PseudoTerminal {
    try PseudoTerminal([Built.path, "count"] + arguments)
  }

  static func run(_ arguments: [String]) throws -> (screen: String, ending: PseudoTerminal.Ending) {
    let terminal = try start(arguments)
    let ending = try terminal.waitForExit(timeout: 30)
    return (terminal.screen, ending)
  }

  /// Whether a `sysh count -p` has begun, and waits.
  static func isCounting(_ way: Way, _ pid: Int32, in counter: Int32) -> Bool {
    switch way {
    case .stops: ProcessList.text(of: "/proc/\(pid)/status")?.contains("TracerPid:\t\(counter)\n") == true
    // It sleeps in its poll, which it begins when everything is set up.
    case .bpf:
      ProcessList.names(in: "/proc/\(counter)/fd").contains {
        ProcessList.link("/proc/\(counter)/fd/\($0)") == "anon_inode:[pidfd]"
      } && ProcessList.entry(counter)?.state == "S"
    }
  }

  /// Counts a process that makes calls without end until Ctrl-C is typed: what was printed.
  static func interrupted(_ way: Way, counting pid: Int32) throws -> String {
    let terminal = try start(way == .stops ? ["--stops", "-p", "\(pid)"] : ["-p", "\(pid)"])
    let hasBegun = eventually { isCounting(way, pid, in: terminal.pid) }
    #expect(hasBegun)
    usleep(50_000)
    terminal.send("\u{3}")
    #expect(try terminal.waitForExit() == .exited(0))
    return terminal.screen
  }

  /// The calls in a table's line of this name; 0 where there is none.
  static func calls(_ name: String, in screen: String) -> Int {
    let line = screen.split(whereSeparator: \.isNewline).first {
      $0.split(separator: " ").last.map(String.init) == name
    }
    let words = line?.split(separator: " ") ?? []
    return words.count > 3 ? Int(words[3]) ?? 0 : 0
  }
}
