import LinuxABI
import TestSupport

@testable import SyscallTable

/// Random registers for a row, and memory that fits them.
struct ArgumentGenerator {
  var random: SeededGenerator
  private(set) var memory = PagedMemory()
  private(set) var words: [UInt64] = []
  private var next: UInt64 = 0x5500_0000_0000

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
  }

  /// Makes arguments for `row`, which `words` and `memory` then hold.
  mutating func fill(_ row: Syscall) {
    memory = PagedMemory()
    words = row.parameters.map { _ in random.next() }
    for (index, parameter) in row.parameters.enumerated() { words[index] = number(parameter.type, words[index]) }
    for (index, parameter) in row.parameters.enumerated() {
      let type = parameter.type.resolved(words)
      if case .pointer(let pointee, _) = type {
        words[index] = pointer(pointee)
      } else {
        words[index] = number(type, words[index])
      }
    }
  }

  /// Counts are kept small, so that what they count can be there.
  private mutating func number(_ type: ArgumentType, _ word: UInt64) -> UInt64 {
    switch type {
    case .word(let codec, let bits):
      if codec.isEnumeration, !random.chance(8) { return codec.constants.randomElement(using: &random)?.value ?? 0 }
      let known = codec.constants.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
      let all = known.reduce(UInt64(0)) { $0 | $1.value } | (random.chance(4) ? word : 0)
      return bits == 32 ? all & 0xffff_ffff : all
    case .directory where random.chance(2): return UInt64(bitPattern: -100)
    case .signal where !random.chance(8): return word % 70
    case .owner where random.chance(4): return .max
    case .unsigned where !random.chance(8): return word % 30
    case .signed(bits: 32) where !random.chance(3): return word % 30
    case .permissions where !random.chance(8): return word & 0o7777
    case .address where random.chance(4): return 0
    case .special(let special):
      let known = special.codecs.first?.constants.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
      let all = (known ?? []).reduce(UInt64(0)) { $0 | $1.value } | (random.chance(4) ? word : 0)
      if special.form is QuotaCommand, !random.chance(8) {
        let command = WordCodec.quotaCommands.constants.randomElement(using: &random)?.value ?? 0
        return command << 8 | word % 3
      }
      return special.form.bits == 32 ? all & 0xffff_ffff : all
    default: return random.chance(4) ? word >> UInt64.random(in: 0...63, using: &random) : word
    }
  }

  private mutating func place(_ bytes: [UInt8]) -> UInt64 {
    defer { next += 0x10000 }
    memory.write(bytes.isEmpty ? [0] : bytes, at: next)
    return next
  }

  private mutating func count(_ count: Count) -> Int {
    switch count {
    case .fixed(let number): number
    case .parameter(let index), .filled(let index): Int(clamping: min(words[index] & 0xffff_ffff, 40))
    case .derived(let index, let divisor): Int(clamping: min(words[index] / UInt64(divisor) + 1, 40))
    }
  }

  private mutating func pointer(_ pointee: Pointee) -> UInt64 {
    if random.chance(8) { return 0 }
    if random.chance(8) { return random.next() | 1 << 62 }
    switch pointee {
    case .path, .string:
      let length = Int.random(in: 0...(random.chance(10) ? 200 : 30), using: &random)
      return place(random.bytes(length).map { max($0, 1) } + [0])
    case .bytes(let number), .directoryEntries(let number): return place(random.bytes(count(number)))
    case .scalar(let type): return place(value(type))
    case .array(let type, let number): return place((0..<count(number)).flatMap { _ in value(type) })
    case .structure(let layout): return place(structure(layout))
    case .structures(let layout, let number): return place((0..<count(number)).flatMap { _ in structure(layout) })
    case .strings:
      let texts = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        random.chance(10) ? random.next() | 1 << 62 : place(random.bytes(20).map { max($0, 1) } + [0])
      }
      return place((texts + [0]).flatMap(\.littleEndianBytes))
    case .signalSet: return place(value(.signalSet))
    case .formatted(let special): return place(self.formatted(special.format))
    case .message: return message()
    case .socketAddress: return place(socketAddress())
    case .special(let special): return place(special.form)
    case .room: return place(Array((random.next() % 200).littleEndianBytes.prefix(4)))
    case .network(let pointee): return network(pointee)
    case .cpuSet(let number): return place(random.bytes(count(number)).map { random.chance(2) ? 0 : $0 })
    case .vector(let number):
      var table: [UInt8] = []
      for _ in 0..<count(number) {
        let length = Int.random(in: 0...30, using: &random)
        let wild = random.chance(8)
        let base = wild ? random.next() | 1 << 62 : place(random.bytes(length))
        table += base.littleEndianBytes + (wild ? random.next() : UInt64(length)).littleEndianBytes
      }
      return place(table)
    }
  }

  /// Memory that fits a form: its structure, with small counts, and some bytes behind it.
  private mutating func place(_ form: any MemoryForm) -> UInt64 {
    switch form {
    case is FileHandle:
      let length = UInt64.random(in: 0...20, using: &random)
      return place(Array((length | 1 << 32).littleEndianBytes) + random.bytes(64))
    case is MountRequest:
      let size: UInt64 = random.chance(8) ? 8 : random.chance(2) ? 24 : 32
      return place(Array(size.littleEndianBytes.prefix(4)) + random.bytes(28))
    case is ControlBlock: return place(controlBlock())
    case is ControlBlocks:
      return place((0..<8).flatMap { _ in (random.chance(8) ? 0 : place(controlBlock())).littleEndianBytes })
    case is AttributeArguments, is SizedSignalMask:
      let length: UInt64 = random.chance(8) ? 3 : 8
      return place(place(random.bytes(8)).littleEndianBytes + length.littleEndianBytes)
    case is RingFilesUpdate:
      return place((random.next() & 0xffff_ffff).littleEndianBytes + place(random.bytes(160)).littleEndianBytes)
    case is MountText, is WholeText: return place(random.bytes(20).map { max($0, 1) } + [0])
    default:
      guard let layout = form.layouts.first else { return place(random.bytes(200)) }
      return place(structure(layout) + (random.chance(2) ? random.bytes(64) : [UInt8](repeating: 0, count: 64)))
    }
  }

  private mutating func controlBlock() -> [UInt8] {
    var bytes = structure(.iocb)
    let buffers = (0..<3).flatMap { _ in place(random.bytes(4)).littleEndianBytes + UInt64(4).littleEndianBytes }
    let isVector = bytes[16] == 7 || bytes[16] == 8
    let buffer = isVector ? place(buffers) : random.chance(3) ? random.next() : place(random.bytes(3))
    bytes.replaceSubrange(24..<40, with: buffer.littleEndianBytes + UInt64(3).littleEndianBytes)
    return bytes
  }

  private mutating func network(_ pointee: NetworkPointee) -> UInt64 {
    switch pointee {
    case .descriptorSet, .untold: return place(random.bytes(128).map { random.chance(4) ? $0 : 0 })
    case .messages(let count):
      words[count] %= 4
      let table = (0..<words[count]).flatMap { _ in
        memory.bytes(at: message(), atMost: 56) + (random.next() & 0xff).littleEndianBytes
      }
      return place(table)
    case .option(let value, let length):
      let size = value.layout?.size ?? 4
      if random.chance(2) { words[length] = UInt64(size) }
      return place((value.layout.map { structure($0) } ?? random.bytes(4)) + random.bytes(60))
    case .maskAndSize: return place(place(self.value(.signalSet)).littleEndianBytes + UInt64(8).littleEndianBytes)
    case .interfaceRequest(let layout): return place(structure(layout))
    case .interfaceList:
      let entries = (0..<3).flatMap { _ in structure(.interfaceAddress) }
      return place(UInt64(120).littleEndianBytes + (random.chance(4) ? 0 : place(entries)).littleEndianBytes)
    // As much as any text shows: what lies behind cannot be typed as an address, since it is part of the message.
    case .queueMessage: return place(random.bytes(4200))
    case .name: return place(random.bytes(40).map { max($0, 1) } + [0])
    }
  }

  private mutating func socketAddress() -> [UInt8] {
    let family = random.chance(2) ? [1, 2, 10, 16, 17, 40].randomElement(using: &random) ?? 1 : random.next() % 50
    return Array(family.littleEndianBytes.prefix(2)) + random.bytes(126)
  }

  /// The address, or now and then one where nothing is.
  private mutating func astray(_ address: UInt64) -> UInt64 {
    random.chance(8) ? random.next() | 1 << 62 : address
  }

  /// A message with all that it points to, some of it nowhere.
  private mutating func message() -> UInt64 {
    let count = UInt64.random(in: 0...4, using: &random)
    var buffers: [UInt64] = []
    for _ in 0..<count {
      let length = Int.random(in: 0...40, using: &random)
      buffers += [place(random.bytes(length)), UInt64(length)]
    }
    var control: [UInt8] = []
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let size = Int.random(in: 0...20, using: &random)
      let level = random.chance(4) ? random.next() % 300 : 1
      let type = random.chance(4) ? random.next() % 90 : random.next() % 4 + 1
      control += UInt64(16 + size).littleEndianBytes + level.littleEndianBytes.prefix(4)
      control += type.littleEndianBytes.prefix(4) + random.bytes(size)
      control += [UInt8](repeating: 0, count: (8 - control.count % 8) % 8)
    }
    let shown: UInt64 = random.chance(6) ? random.next() % 300 : UInt64(control.count)
    let header: [UInt64] = [
      random.chance(2) ? 0 : astray(place(socketAddress())), random.next() % 140,
      random.chance(8) ? 0 : astray(place(buffers.flatMap(\.littleEndianBytes))), count,
      random.chance(8) ? 0 : astray(place(control)), shown,
      number(.word(.messageFlags, bits: 32), random.next() & 0xffff_ffff),
    ]
    return place(header.flatMap(\.littleEndianBytes))
  }

  private mutating func structure(_ layout: StructureLayout) -> [UInt8] {
    var bytes = random.bytes(layout.size)
    for field in layout.fields {
      bytes.replaceSubrange(field.offset..<(field.offset + field.type.size), with: value(field.type))
    }
    return bytes
  }

  fileprivate mutating func value(_ type: ScalarType) -> [UInt8] {
    switch type {
    case .word(let codec, let size): Array(number(.word(codec, bits: 64), random.next()).littleEndianBytes.prefix(size))
    case .structure(let layout): structure(layout)
    case .characters(let count): random.bytes(count)
    case .network(.socketAddress): Array(socketAddress().prefix(16))
    case .limit, .handler: (random.chance(3) ? random.next() % 5 &- 1 : random.next()).littleEndianBytes
    case .signalSet where random.chance(2): (random.next() & random.next() & random.next()).littleEndianBytes
    case .signal: (random.next() % 70).littleEndianBytes.dropLast(4)
    default: random.bytes(type.size)
    }
  }
}

extension ArgumentGenerator {
  /// Bytes for memory with a form of its own, by its members where it has some.
  mutating func formatted(_ format: any PointeeFormat) -> [UInt8] {
    guard let record = format as? Record else { return random.bytes(Int(min(format.size(words), 400))) }
    var bytes = random.bytes(record.total)
    for field in record.fields {
      guard case .plain(let type) = field.kind else { continue }
      bytes.replaceSubrange(field.offset..<field.end, with: value(type))
    }
    if case .own(let offset, _) = record.extent, !random.chance(4) {
      bytes.replaceSubrange(offset..<(offset + 4), with: UInt64(record.total).littleEndianBytes.prefix(4))
    }
    return bytes
  }
}
