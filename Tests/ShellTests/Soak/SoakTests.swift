import Glibc
import TestSupport
import Testing
import Tracer

@testable import Lab
@testable import Shell

/// Thousands of random statements, and a look at everything after each. `Tests/soak N SEED` runs more of them.
@Suite(.serialized) @TracerThread
struct SoakTests {
  private nonisolated static func setting(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  @Test func thePictureStaysTrueWhateverIsTyped() throws {
    let count = Int(Self.setting("SYSH_SOAK_CALLS") ?? 250)
    let seed = Self.setting("SYSH_SOAK_SEED") ?? 1
    let soak = try Soak()
    let start = Lab.now()
    let failure = soak.run(count, seed: seed) { soak in
      guard count > 5000, soak.figures.statements % 5000 == 0 else { return }
      print("\(soak.figures.statements) statements, \(Soak.openDescriptors) descriptors, \(Soak.residentKiB) KiB")
    }
    let figures = soak.figures
    print(
      "soak: seed \(seed), \(figures.statements) statements in \((Lab.now() - start) / 1_000_000) ms, descriptors \(figures.descriptors), KiB \(figures.resident), \(figures.outcomes), slowest \(figures.slowest.nanoseconds / 1_000_000) ms: \(figures.slowest.statement)"
    )
    if let failure { Issue.record("seed \(seed): \(failure)") }
  }

  /// The positive control: what is done behind the lab's back is seen.
  @Test(arguments: [
    ("close fd", RawCall(number: 3, arguments: [3]), "fd 3"),
    ("lseek fd 5", RawCall(number: 8, arguments: [3, 5, 0]), "stands at 5"),
    ("umask 077", RawCall(number: 95, arguments: [0o77]), "the umask"),
    ("shutdown sock SHUT_RDWR", RawCall(number: 48, arguments: [4, 2]), "is listen, and not in /proc"),
    ("listen name 1", RawCall(number: 50, arguments: [5, 1]), "is listen"),
  ])
  func aHiddenChangeIsSeen(_ name: String, _ call: RawCall, _ word: String) throws {
    let transcript = try Transcript()
    let lab = transcript.session.lab
    transcript.run(
      "fd = open \"x\" O_RDWR|O_CREAT\nsock = socket AF_INET SOCK_STREAM 0\nname = socket AF_UNIX SOCK_STREAM 0")
    transcript.run("bind sock {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}\nlisten sock 1")
    transcript.run("bind name {sa_family=AF_UNIX, sun_path=\"s\"}")
    let checker = PictureChecker(lab: lab)
    #expect(checker.drift(isWhole: false) == [])
    let subject = try #require(lab.current)
    _ = try lab.tracer.run(.call(call), in: subject.tracee, patience: 1_000_000_000)
    let drift = checker.drift(isWhole: false).joined(separator: " ")
    #expect(drift.contains(word), "\(name): \(drift)")
  }

  /// Whoever is killed at whatever moment: the shell says so and goes on.
  @Test func aStormOfKillsStopsNobodyElse() throws {
    let count = Int(Self.setting("SYSH_STORM_CALLS") ?? 120)
    let seed = Self.setting("SYSH_SOAK_SEED") ?? UInt64.random(in: 0..<1_000_000)
    let soak = try Soak()
    let storm = KillStorm(seed: seed)
    let failure = soak.run(count, seed: seed, in: storm)
    let killed = storm.end()
    let figures = soak.figures
    print(
      "storm: seed \(seed), \(figures.statements) statements, \(killed) killed, \(figures.outcomes), slowest \(figures.slowest.nanoseconds / 1_000_000) ms: \(figures.slowest.statement)"
    )
    if let failure { Issue.record("seed \(seed): \(failure)") }
    #expect(killed > 0, "positive control")
    #expect(figures.slowest.nanoseconds < 20_000_000_000, "\(figures.slowest.statement)")
  }
}
