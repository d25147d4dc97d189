import LinuxABI

/// A word that is written in a way of its own, which no codec covers: `makedev(0x8, 0x1)`, `QCMD(Q_SYNC, USRQUOTA)`.
public struct SpecialWord: Sendable {
  let form: any WordForm

  init(_ form: any WordForm) {
    self.form = form
  }

  public var noun: String { form.noun }
  public var codecs: [WordCodec] { form.codecs }
  /// What may be typed for it.
  public var example: String { form.example }

  public func text(of word: UInt64) -> String { form.text(word) }
}

/// How such a word is written and read.
protocol WordForm: Sendable {
  /// With its article, as in a sentence.
  var noun: String { get }
  var codecs: [WordCodec] { get }
  var example: String { get }
  /// Its width in the kernel's signature, 32 or 64.
  var bits: Int { get }
  func text(_ word: UInt64) -> String
  func word(_ expression: Expression, _ evaluation: Evaluation) throws(InputError) -> UInt64
}

extension WordForm {
  var codecs: [WordCodec] { [] }
  var bits: Int { 32 }

  func word(_ expression: Expression, _ evaluation: Evaluation) throws(InputError) -> UInt64 {
    try evaluation.word(expression, codec: codecs.first)
  }
}

/// Memory that is neither text nor numbers nor a structure of fixed layout: what it holds depends on itself or on other
/// arguments.
public struct SpecialMemory: Sendable {
  let form: any MemoryForm

  init(_ form: any MemoryForm) {
    self.form = form
  }

  public var codecs: [WordCodec] { form.codecs }
  /// What may be typed for it.
  public var example: String { form.example }

  /// How many bytes the call reaches there, at least.
  public func extent(_ words: [UInt64]) -> UInt64 { form.room(words) }
}

/// How such memory is written and read.
protocol MemoryForm: Sendable {
  /// With its article, as in a sentence.
  var noun: String { get }
  var example: String { get }
  var codecs: [WordCodec] { get }
  /// The structures in it, for the test against the headers.
  var layouts: [StructureLayout] { get }
  /// The other parameters that it speaks of, by index.
  var references: [Int] { get }
  /// What stands for an address of 0.
  var null: String { get }
  /// How many bytes are supplied where the argument is left out.
  func room(_ words: [UInt64]) -> UInt64
  /// What stands at `address`, which is not NULL: at the entry of the call what the kernel reads, after a success what
  /// it wrote.
  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String
  /// The same after a failure, for what the kernel would have written.
  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String
  /// Places what was typed, a text, a list or a structure, in memory for the call.
  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed
}

extension MemoryForm {
  var example: String { "p" }
  var codecs: [WordCodec] { layouts.flatMap(\.fields).flatMap(\.type.codecs) }
  var layouts: [StructureLayout] { [] }
  var references: [Int] { [] }
  var null: String { "NULL" }

  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    hexadecimal(address)
  }
}

extension Pointee {
  /// What stands for an address of 0.
  var null: String {
    if case .special(let special) = self { return special.form.null }
    return "NULL"
  }
}

extension Encoder {
  /// Places `bytes`, or says that they do not fit.
  mutating func placed(
    _ bytes: [UInt8], _ name: String, at range: Range<Int>, length: Int? = nil
  ) throws(InputError) -> Placed {
    guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: range) }
    return Placed(address: address, length: length)
  }

  /// What was typed where `noun` belongs.
  func mismatch(_ noun: String, _ name: String, _ expression: Expression) -> InputError {
    InputError(
      "\(name) is \(noun), and this is \(expression.noun).", at: expression.range, advice: "It is \(row.signature).")
  }

  /// The bytes of a text that is there whole.
  func wholeText(_ expression: Expression, _ noun: String, _ name: String) throws(InputError) -> [UInt8] {
    guard case .string(let text, let elided) = expression.kind else { throw mismatch(noun, name, expression) }
    if elided { throw .cut(expression) }
    return text
  }
}

extension Escapes {
  /// All bytes in hexadecimal, as strace writes what is no text.
  static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    "\"" + bytes.map { ($0 < 16 ? "\\x0" : "\\x") + String($0, radix: 16) }.joined() + "\""
  }
}
