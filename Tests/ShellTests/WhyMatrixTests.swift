import Glibc
import Lab
import LinuxABI
import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// Every error that a row lists as likely: made to happen here, with the reason that is given for it, or in a list that
/// says why not.
@Suite(.serialized) @TracerThread
struct WhyMatrixTests {
  /// A session in which P1 is an ordinary user, unless it is to be root, and the setup has been typed.
  private func begin(_ scene: WhyScene, _ transcript: Transcript) throws {
    try transcript.session.lab.reset()
    transcript.session.startOver()
    transcript.session.journal.clear()
    transcript.session.isUnguarded = scene.title.contains("unguarded")
    if geteuid() == 0, !scene.isForRoot {
      transcript.run(
        "chown \".\" 65534 65534\nsetgroups 0 []\nsetresgid 65534 65534 65534\nsetresuid 65534 65534 65534")
    }
    for line in try WhyScene.setup() {
      transcript.run(line)
      #expect(transcript.results.allSatisfy { !$0.misunderstood && !$0.failed && !$0.isFailure }, "setup: \(line)")
    }
  }

  @Test func errorsThatCanBeHadGetTheirReason() throws {
    let transcript = try Transcript()
    var provoked: Set<WhyPair> = []
    var skipped: Set<WhyPair> = []
    for scene in try WhyScene.all() {
      if let lack = lack(scene) {
        print("why: scene \"\(scene.title)\" skipped: \(lack)")
        skipped.formUnion(scene.pairs)
        continue
      }
      try begin(scene, transcript)
      for line in scene.lines { play(line, transcript, &provoked) }
    }
    let all = Set(WhyPair.all)
    print("why: \(provoked.intersection(all).count) of \(all.count) pairs of call and error provoked")
    let excused = try Self.excuses()
    let missing = all.subtracting(provoked).subtracting(excused.keys).subtracting(skipped)
    #expect(missing.isEmpty, "neither provoked nor excused: \(missing.map(\.description).sorted())")
    let both = provoked.intersection(excused.keys)
    #expect(both.isEmpty, "excused, and provoked all the same: \(both.map(\.description).sorted())")
    #expect(Set(excused.keys).isSubset(of: all), "excuses for what no row lists")
  }

  /// Why a scene cannot be played by this user on this machine; nil when it can.
  private func lack(_ scene: WhyScene) -> String? {
    if scene.title.contains("ordinary user"), geteuid() == 0 {
      return "the shell is root, whom the guard watches more closely"
    }
    if scene.isForRoot, geteuid() != 0 { return "the shell is not root" }
    if scene.title.contains("two processors"), sysconf(Int32(_SC_NPROCESSORS_ONLN)) != 2 {
      return "this machine has another number of processors"
    }
    if let (lacks, flag) = Self.processorNeeds.first(where: { scene.title.contains($0.key) })?.value,
      Machine.processorHas(flag) == lacks
    {
      return "the processor \(lacks ? "has" : "lacks") \(flag)"
    }
    if scene.title.contains("namespaces"), !Machine.hasUserNamespaces {
      return "this user may not make a user namespace"
    }
    return nil
  }

  /// Words of titles, with a flag of /proc/cpuinfo and whether the scene wants it to be missing.
  private static let processorNeeds = [
    "without protection keys": (lacks: true, flag: "ospke"), "with protection keys": (lacks: false, flag: "ospke"),
    "without faults of cpuid": (lacks: true, flag: "cpuid_fault"),
  ]

  private func play(_ line: WhyScene.Line, _ transcript: Transcript, _ provoked: inout Set<WhyPair>) {
    let before = transcript.session.chronicle.mishaps.last?.order
    transcript.run(line.text)
    guard let (errno, word) = line.failure else {
      let isWell = transcript.results.allSatisfy { !$0.misunderstood && !$0.failed && !$0.isFailure }
      #expect(isWell, "\(line.place): \(line.text) failed: \(transcript.results.compactMap(\.problem))")
      return
    }
    let mishap = transcript.session.chronicle.mishaps.last
    guard case .failed(let report)? = mishap?.kind, mishap?.order != before, let row = report.row else {
      Issue.record("\(line.place): \(line.text) did not fail: \(transcript.results.compactMap(\.problem))")
      return
    }
    #expect(report.outcome == .failed(errno), "\(line.place): \(line.text) gave \(report.text)")
    let reasons = report.reasons.joined(separator: " ")
    #expect(
      !reasons.isEmpty && (word.isEmpty || reasons.contains(word)), "\(line.place): \(line.text) says: \(reasons)")
    #expect(report.reasons.allSatisfy { $0.hasSuffix(".") || $0.hasSuffix("]).") }, "\(line.place): \(reasons)")
    provoked.insert(WhyPair(call: row.name, errno: errno))
  }

  /// Pairs of `unprovoked.txt`: lines of an errno, names of calls, a colon and the reason why no scene makes them happen.
  private static func excuses() throws -> [WhyPair: String] {
    var found: [WhyPair: String] = [:]
    for line in try WhyScene.text("unprovoked.txt") where !line.isEmpty && !line.hasPrefix("#") {
      let halves = line.split(separator: ":", maxSplits: 1)
      let names = halves[0].split(separator: " ")
      let reason = halves.count > 1 ? halves[1].drop { $0 == " " } : ""
      #expect(reason.utf8.count > 20, "no reason: \(line)")
      guard let errno = names.first.flatMap({ Errno(named: String($0)) }) else {
        Issue.record("no errno: \(line)")
        continue
      }
      for name in names.dropFirst() { found[WhyPair(call: String(name), errno: errno)] = String(reason) }
    }
    return found
  }

  /// What `why` says where the state decides nothing: the row's own words, which are about this call and this error.
  @Test func everyErrorHasASentenceOfItsRow() {
    for row in SyscallTable.standard.rows {
      for error in row.errors {
        #expect(!error.when.isEmpty)
        #expect(Session.unshown(row, error.errno).hasSuffix("."))
      }
      let odd = Errno(rawValue: 117)
      if !row.errors.contains(where: { $0.errno == odd }) {
        #expect(Session.unshown(row, odd).contains("man 2 \(row.name)"))
      }
    }
  }
}

extension LineResult {
  var isFailure: Bool {
    if case .failed? = outcome { true } else { false }
  }
}
