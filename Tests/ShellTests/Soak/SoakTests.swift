import Glibc
import Lab
import TestSupport
import Testing

@testable import Shell

/// Thousands of random statements, and a look at everything after each. `Tests/soak N SEED` runs more of them.
@Suite(.serialized) @TracerThread
struct SoakTests {
  private nonisolated static func setting(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  @Test func thePictureStaysTrueWhateverIsTyped() throws {
    let count = Int(Self.setting("SYSH_SOAK_CALLS") ?? 250)
    let seed = Self.setting("SYSH_SOAK_SEED") ?? UInt64.random(in: 0..<1_000_000)
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
