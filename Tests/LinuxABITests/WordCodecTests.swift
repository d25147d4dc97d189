import LinuxABI
import TestSupport
import Testing

/// Words as names and back, for every codec that there is.
struct WordCodecTests {
  /// The value of printed text, read in the simplest way: names by the codec, the rest as numbers.
  private func value(of text: String, in codec: WordCodec) -> UInt64? {
    var word: UInt64 = 0
    for part in text.split(separator: "|") {
      let number =
        if part.hasPrefix("0x") {
          UInt64(part.dropFirst(2), radix: 16)
        } else if part.hasPrefix("0") {
          UInt64(part, radix: 8)
        } else {
          UInt64(part)
        }
      guard let bits = codec.value(of: String(part)) ?? number else { return nil }
      word |= bits
    }
    return word
  }

  @Test func everyConstantPrintsAndReadsBack() {
    for codec in everyCodec {
      for constant in codec.constants {
        #expect(codec.value(of: constant.name) == constant.value)
        #expect(value(of: codec.text(constant.value), in: codec) == constant.value, "\(constant.name)")
      }
    }
  }

  @Test func everyConstantThatIsNoAliasPrintsUnderItsName() {
    for codec in everyCodec {
      for constant in codec.fields.flatMap(\.values) + codec.flags {
        #expect(codec.text(constant.value).split(separator: "|").contains { $0 == constant.name }, "\(constant.name)")
      }
    }
  }

  @Test func anyUnionWithAnyUnknownBitsPrintsAndReadsBack() {
    var random = SeededGenerator(state: 1)
    for codec in everyCodec {
      for round in 0..<400 {
        var word = codec.constants.shuffled(using: &random).prefix(round % 6).reduce(UInt64(0)) { $0 | $1.value }
        if round % 3 != 0 { word |= random.next() & random.next() & random.next() }
        if round % 7 == 0 { word = random.next() }
        #expect(value(of: codec.text(word), in: codec) == word, "\(codec.noun) \(codec.text(word))")
      }
    }
  }

  @Test func zeroPrintsAndReadsBack() {
    for codec in everyCodec {
      #expect(value(of: codec.text(0), in: codec) == 0, "\(codec.noun)")
    }
  }

  @Test func aConstantStandsBeforeThoseThatItContains() {
    for codec in everyCodec {
      for (index, flag) in codec.flags.enumerated() {
        for later in codec.flags[(index + 1)...] {
          #expect(later.value & flag.value != flag.value, "\(later.name) never prints, or stands after \(flag.name)")
        }
      }
    }
  }

  @Test func fieldsLieApartAndHoldTheirValues() {
    for codec in everyCodec {
      var seen: UInt64 = 0
      for field in codec.fields {
        #expect(seen & field.mask == 0, "\(codec.noun)")
        seen |= field.mask
        #expect(field.values.allSatisfy { $0.value & ~field.mask == 0 }, "\(codec.noun)")
        #expect(Set(field.values.map(\.value)).count == field.values.count, "\(codec.noun)")
      }
      #expect(codec.flags.allSatisfy { $0.value & seen == 0 }, "\(codec.noun)")
    }
  }

  @Test func aNameHasOneValueWhereverItStands() {
    var values: [String: UInt64] = [:]
    for constant in everyCodec.flatMap(\.constants) {
      #expect(values.updateValue(constant.value, forKey: constant.name) ?? constant.value == constant.value)
    }
  }

  @Test func aNameStandsOnceInACodec() {
    for codec in everyCodec {
      #expect(Set(codec.constants.map(\.name)).count == codec.constants.count, "\(codec.noun)")
    }
  }

  @Test(
    arguments: [
      (0, "O_RDONLY"),
      (0x241, "O_WRONLY|O_CREAT|O_TRUNC"),
      (0x3, "O_ACCMODE"),
      (0x9_0800, "O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY"),
      (0x41_0002, "O_RDWR|O_TMPFILE"),
      (0x10_1001, "O_WRONLY|O_SYNC"),
      (0x1001, "O_WRONLY|O_DSYNC"),
      (0x8000, "O_RDONLY|O_LARGEFILE"),
      (0x4000_0000, "O_RDONLY|0x40000000"),
    ] as [(UInt64, String)])
  func openFlagsReadAsStracePrintsThem(word: UInt64, text: String) {
    #expect(WordCodec.openFlags.text(word) == text)
  }

  @Test(
    arguments: [
      (0x22, "MAP_PRIVATE|MAP_ANONYMOUS"),
      (0x812, "MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE"),
      (0x2_0022, "MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK"),
      (0x3, "MAP_SHARED_VALIDATE"),
      (0, "0"),
      (0x5404_0022, "MAP_PRIVATE|MAP_HUGE_2MB|MAP_ANONYMOUS|MAP_HUGETLB"),
    ] as [(UInt64, String)])
  func mappingFlagsKeepTheTypeOfTheMappingInFront(word: UInt64, text: String) {
    #expect(WordCodec.mappingFlags.text(word) == text)
  }

  @Test(
    arguments: [
      (0o100644, "S_IFREG|0644"),
      (0o041777, "S_IFDIR|S_ISVTX|0777"),
      (0o104755, "S_IFREG|S_ISUID|0755"),
      (0o644, "0644"),
      (0o120777, "S_IFLNK|0777"),
    ] as [(UInt64, String)])
  func fileModesAreATypeAndOctalPermissions(word: UInt64, text: String) {
    #expect(WordCodec.fileMode.text(word) == text)
  }

  @Test func zeroHasANameWhereTheHeadersGiveItOne() {
    #expect(WordCodec.protection.text(0) == "PROT_NONE")
    #expect(WordCodec.accessModes.text(0) == "F_OK")
    #expect(WordCodec.atStatxFlags.text(0x100) == "AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW")
    #expect(WordCodec.seekOrigins.text(0) == "SEEK_SET")
    #expect(WordCodec.closeRangeFlags.text(0) == "0")
  }

  @Test func setsOfAttributesHaveANameOfTheirOwn() {
    #expect(WordCodec.statxMask.text(0x17ff) == "STATX_BASIC_STATS|STATX_MNT_ID")
    #expect(WordCodec.statxMask.text(0xfff) == "STATX_ALL")
    #expect(WordCodec.statxMask.text(0x3) == "STATX_TYPE|STATX_MODE")
  }

  @Test func aTerminalAsOpenedReadsAsStracePrintsIt() {
    #expect(WordCodec.terminalInput.text(0x500) == "ICRNL|IXON")
    #expect(WordCodec.terminalOutput.text(0x5) == "NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR")
    #expect(WordCodec.terminalControl.text(0xbf) == "B38400|CS8|CREAD")
  }
}
