import LinuxABI
import Testing

/// The clauses that help and explain say of constants.
struct ConstantMeaningTests {
  private let known = Set(everyCodec.flatMap(\.constants).map(\.name))

  @Test func everyMeaningIsOfAConstantThatCanBeTyped() {
    let others = ConstantMeanings.names.filter { !known.contains($0) && $0 != "AT_FDCWD" }
    #expect(others == [])
  }

  @Test func noConstantHasTwoMeanings() {
    let names = ConstantMeanings.names
    let twice = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys
    #expect(twice.sorted() == [])
    #expect(names.count > 600)
  }

  /// What a learner of files, memory and processes meets is told of whole, not in part.
  @Test(arguments: [
    WordCodec.openFlags, .protection, .seekOrigins, .cloneFlags, .waitOptions, .accessModes, .capabilities, .resources,
    .signalMaskOperations, .signalHandlers, .epollOperations, .shutdownDirections, .lockTypes, .flockOperations,
  ])
  func familiesOfBeginnersAreComplete(codec: WordCodec) {
    let missing = codec.constants.map(\.name).filter {
      ConstantMeanings.of($0) == nil && Signal(named: $0) == nil
    }
    #expect(missing == [], "\(codec.noun)")
  }

  @Test func meaningsAreClauses() {
    for name in ConstantMeanings.names {
      let meaning = ConstantMeanings.of(name) ?? ""
      #expect(!meaning.hasSuffix(".") && !meaning.contains("  ") && !meaning.contains("!"), "\(name)")
    }
  }
}
