import CLinux
import Testing

@testable import Trace

/// The words as instruction-set.rst defines them: opcode, registers, offset and constant, from the lowest byte up.
@Suite struct BPFAssemblerTests {
  @Test(
    arguments: [
      (BPFLine.move(.r6, .r1), 0x0000_0000_0000_16bf),
      (.move(.r0, 0), 0x0000_0000_0000_00b7),
      (.move(.r1, -1), 0xffff_ffff_0000_01b7),
      (.arithmetic(.add, .r2, -8), 0xffff_fff8_0000_0207),
      (.arithmetic(.subtract, .r0, .r1), 0x0000_0000_0000_101f),
      (.arithmetic(.and, .r1, 2), 0x0000_0002_0000_0157),
      (.arithmetic(.shiftLeft, .r2, 32), 0x0000_0020_0000_0267),
      (.arithmetic(.shiftRight, .r0, 32), 0x0000_0020_0000_0077),
      (.load(.r8, .doubleWord, .r6, 8), 0x0000_0000_0008_6879),
      (.load(.r1, .word, .frame, -32), 0x0000_0000_ffe0_a161),
      (.store(.doubleWord, .frame, -8, .r0), 0x0000_0000_fff8_0a7b),
      (.store(.word, .frame, -40, 0), 0x0000_0000_ffd8_0a62),
      (.store(.doubleWord, .r7, 8, -1), 0xffff_ffff_0008_077a),
      (.atomicAdd(.r0, 16, .r9), 0x0000_0000_0010_90db),
      (.call(BPF_FUNC_ktime_get_ns), 0x0000_0005_0000_0085),
      (.exit, 0x0000_0000_0000_0095),
    ] as [(BPFLine, UInt64)])
  func oneInstructionIsOneWord(_ line: BPFLine, _ word: UInt64) throws {
    #expect(try BPFAssembler.assemble([line]) == [word])
  }

  @Test func aMapTakesTwoWords() throws {
    #expect(try BPFAssembler.assemble([.map(.r1, 7)]) == [0x0000_0007_0000_1118, 0])
  }

  @Test func jumpsCountWordsFromTheNextOneOn() throws {
    let words = try BPFAssembler.assemble([
      .label("start"),
      .jumpIf(.r0, .equal, 0, to: "end"),
      .map(.r1, 7),
      .jumpIf(.r1, .less, .r9, to: "start"),
      .jumpIf(.r1, .notEqual, -1, to: "here"),
      .label("here"),
      .jumpIf(.r1, .greaterOrEqual, 512, to: "end"),
      .jump(to: "end"),
      .label("end"),
      .exit,
    ])
    #expect(
      words == [
        0x0000_0000_0006_0015, 0x0000_0007_0000_1118, 0, 0x0000_0000_fffc_91ad, 0xffff_ffff_0000_0155,
        0x0000_0200_0001_0135, 0x0000_0000_0000_0005, 0x0000_0000_0000_0095,
      ])
  }

  @Test func aLabelThatIsNotThereOrThereTwiceIsAMistake() {
    #expect(throws: BPFAssembler.Mistake.unknownLabel("out")) { try BPFAssembler.assemble([.jump(to: "out")]) }
    #expect(throws: BPFAssembler.Mistake.repeatedLabel("out")) {
      try BPFAssembler.assemble([.label("out"), .label("out")])
    }
  }

  @Test func aJumpFurtherThanAnOffsetReachesIsAMistake() throws {
    func program(_ between: Int) -> [BPFLine] {
      [.jump(to: "end")] + [BPFLine](repeating: .move(.r0, 0), count: between) + [.label("end"), .exit]
    }
    #expect(try BPFAssembler.assemble(program(32767))[0] == 0x0000_0000_7fff_0005)
    #expect(throws: BPFAssembler.Mistake.tooFar("end")) { try BPFAssembler.assemble(program(32768)) }
  }

  @Test func kernelsFromBeforeTheLayoutAreTold() {
    #expect(LinuxVersion("6.18.44-fc-v595") > BPFCounting.oldest)
    #expect(LinuxVersion("5.10.0-30-amd64") < BPFCounting.oldest)
    #expect(LinuxVersion("5.11") == BPFCounting.oldest)
  }

  @Test(arguments: [("0\n", 1), ("0-3\n", 4), ("0,2-7\n", 8), ("0-127,256-383", 384)])
  func possibleCpusAreCountedToTheHighest(_ list: String, _ count: Int) {
    #expect(PossibleCPUs.count(in: list) == count)
  }

  @Test func aListWithoutNumbersCountsNoCpu() {
    #expect(PossibleCPUs.count(in: "\n") == nil)
  }
}
