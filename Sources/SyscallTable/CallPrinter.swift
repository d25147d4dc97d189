import LinuxABI

/// Turns registers and memory into the text that strace prints for the call: the table read in the other direction.
///
/// What the kernel reads is printed from memory as it was at the entry of the call, what it writes from memory at the
/// exit: make the printer before the call, ask it for `text` afterwards.
public struct CallPrinter {
  /// How much is shown.
  public struct Options: Sendable {
    /// Texts are cut after this many bytes (strace's `-s`); paths never.
    public var stringLimit = 32
    /// Structures whole, not only the members that matter (strace's `-v`).
    public var verbose = false
    /// Each argument under its name: `open(pathname="x", flags=O_RDONLY)`.
    public var names = false
    /// What follows a descriptor, `</etc/hostname>` (strace's `-y`); it is asked with -100 for AT_FDCWD.
    public var descriptorName: (@Sendable (Int32) -> String)?
    public init() {}
  }

  public let row: Syscall
  let words: [UInt64]
  let options: Options
  /// Arguments known at the entry; nil where the kernel fills them.
  private let atEntry: [String?]
  /// The room that the kernel was given for what it writes, by parameter.
  private let rooms: [Int: UInt64]
  private let messageRooms: [UInt64]
  /// The flags of clone3, which stand in memory; 0 for every other call.
  private let flagsOfClone: UInt64

  /// `words` are the argument registers; those behind the row's parameters are not looked at.
  public init(_ row: Syscall, _ words: [UInt64], memory: some RemoteMemory, options: Options = Options()) {
    self.row = row
    self.words = words + [UInt64](repeating: 0, count: max(0, row.parameters.count - words.count))
    self.options = options
    var entry: [String?] = []
    let padded = self.words
    for (index, parameter) in row.parameters.enumerated() {
      let type = parameter.type.resolved(padded)
      if case .absent = type {
        entry.append("")
      } else if type.isPrintedAfterwards, padded[index] != 0 {
        entry.append(nil)
      } else {
        let printer = ValuePrinter(memory: memory, words: padded, options: options)
        entry.append(printer.text(type, padded[index]))
      }
    }
    atEntry = entry
    var rooms: [Int: UInt64] = [:]
    for (index, parameter) in row.parameters.enumerated() {
      guard let place = parameter.type.resolved(padded).placeOfRoom(padded, index),
        let bytes = memory.exactly(4, at: place)
      else { continue }
      rooms[index] = bytes[...].littleEndianWord
    }
    self.rooms = rooms
    messageRooms = row.messageRooms(padded, memory)
    let isClone = row.name == "clone3" && padded[1] >= 64
    flagsOfClone = isClone ? memory.exactly(8, at: padded[0])?[...].littleEndianWord ?? 0 : 0
  }

  /// Whether an argument is still to be filled by the kernel when the call begins.
  public var hasMore: Bool {
    order.contains { atEntry[$0] == nil || isContinued($0) }
  }

  /// The call as far as it is known while it has not come back: `read(4, `.
  public var beginning: String {
    let ordered = order.map { index in atEntry[index].map { labelled($0, index) } }
    let known = ordered.prefix { $0 != nil }
    if let continued = order.prefix(known.count).firstIndex(where: isContinued) {
      return "\(row.name)(\(ordered[...continued].compactMap { $0 }.joined(separator: ", "))"
    }
    let more = known.count < ordered.count
    let arguments = known.compactMap { $0 }.filter { !$0.isEmpty }
    return "\(row.name)(\(arguments.joined(separator: ", "))\(more && !arguments.isEmpty ? ", " : "")"
  }

  /// Whether text may be added to an argument after the call, so that nothing behind it is certain before:
  /// `[0] => [3]`.
  private func isContinued(_ index: Int) -> Bool {
    switch (row.name, index) {
    case ("sendfile", 2): words[index] != 0
    // CLONE_PIDFD, CLONE_PARENT_SETTID.
    case ("clone3", 0): flagsOfClone & 0x10_1000 != 0
    default: false
    }
  }

  /// The whole call with its result, `close(9) = -1 EBADF (Bad file descriptor)`.
  public func text(_ outcome: CallOutcome, memory: some RemoteMemory) -> String {
    let parts = parts(outcome, memory: memory)
    return "\(parts.call) = \(parts.result)"
  }

  /// The call up to its closing parenthesis, and its result.
  public func parts(_ outcome: CallOutcome, memory: some RemoteMemory) -> (call: String, result: String) {
    var result: UInt64?
    if case .returned(let value) = outcome { result = value }
    var printer = ValuePrinter(memory: memory, words: words, options: options, result: result)
    // Random bytes are never a text; strace writes them all as numbers.
    printer.isBinary = row.name == "getrandom"
    if case .failed(let errno) = outcome { printer.failure = errno }
    printer.rooms = messageRooms
    var arguments: [String] = []
    for index in order {
      let type = row.parameters[index].type.resolved(words)
      printer.room = rooms[index]
      if let known = atEntry[index] {
        // Among the calls that move an offset on, strace shows it for sendfile alone: [0] => [3].
        let moved = row.name == "sendfile" && index == 2 && words[index] != 0 && result ?? 0 > 0
        let text =
          moved ? "\(known) => \(printer.text(type, words[index]))" : known + printer.madeIds(of: row, index)
        if !known.isEmpty { arguments.append(labelled(text, index)) }
        continue
      }
      let text = isWritten(outcome) ? printer.text(type, words[index]) : printer.unwritten(type, words[index])
      arguments.append(labelled(text, index))
    }
    var value = Self.result(outcome, of: row, words) + printer.readiness(of: row)
    if let result, case .descriptor = row.result.resolved(words), let name = options.descriptorName {
      value += name(Int32(truncatingIfNeeded: result))
    }
    return ("\(row.name)(\(arguments.joined(separator: ", ")))", value)
  }

  /// The parameters as they are printed: of clone, not as the registers have them.
  private var order: [Int] {
    row.labels.isEmpty ? Array(row.parameters.indices) : row.labels.map(\.parameter)
  }

  private func labelled(_ text: String, _ index: Int) -> String {
    guard !text.isEmpty else { return text }
    if options.names { return "\(row.argumentName(index))=\(text)" }
    guard let label = row.labels.first(where: { $0.parameter == index }) else { return text }
    return "\(label.name)=\(text)"
  }

  /// Whether the call filled its outputs. A wait that found no child ready (WNOHANG) returns 0 and writes nothing; a
  /// sleep writes the time that was left, which is only there when a signal ended it.
  private func isWritten(_ outcome: CallOutcome) -> Bool {
    if row.name == "nanosleep" || row.name == "clock_nanosleep" {
      // TIMER_ABSTIME.
      if row.name == "clock_nanosleep", words[1] & 1 != 0 { return false }
      guard case .failed(let errno) = outcome else { return false }
      // The kernel's ERESTART_RESTARTBLOCK, which only a tracer sees (include/linux/errno.h).
      return errno == .interrupted || errno.rawValue == 516
    }
    guard case .returned(let result) = outcome else { return false }
    if case .process = row.result { return result != 0 }
    return true
  }

  /// The result alone, as it stands after `=`.
  public static func result(_ outcome: CallOutcome, of row: Syscall, _ words: [UInt64]) -> String {
    switch outcome {
    case .returned(let value): text(value, row.result, words)
    case .failed(let errno): "-1 \(errno.name) (\(errno.message))"
    case .blocked: "blocked"
    case .killed, .exited: "?"
    case .replaced: "0"
    }
  }

  private static func text(_ value: UInt64, _ type: ResultType, _ words: [UInt64]) -> String {
    switch type {
    case .zero, .number, .descriptor, .process: String(Int64(bitPattern: value))
    case .address: hexadecimal(value)
    case .octal: value.octalText
    case .word(let codec):
      if value == 0 && codec.text(0) == "0" {
        "0"
      } else if codec.isEnumeration {
        "\(hexadecimal(value)) (\(codec.text(value)))"
      } else {
        "\(hexadecimal(value)) (\(codec.noun == WordCodec.fileSeals.noun ? "seals" : "flags") \(codec.text(value)))"
      }
    case .described(let codec, _) where value == 0 && codec.commented(0) == "0": "0"
    case .described(let codec, let decimal):
      "\(decimal ? String(Int64(bitPattern: value)) : hexadecimal(value)) (\(codec.commented(value)))"
    case .selected(let index, let cases, let otherwise):
      text(value, cases[words[index] & 0xffff_ffff] ?? otherwise, words)
    case .never: "?"
    }
  }
}

extension ResultType {
  /// What it is in a call with these arguments.
  fileprivate func resolved(_ words: [UInt64]) -> ResultType {
    guard case .selected(let index, let cases, let otherwise) = self else { return self }
    return cases[words[index] & 0xffff_ffff] ?? otherwise
  }
}

extension ArgumentType {
  /// Whether the argument's text comes from memory after the call: what the kernel fills, and a structure that it
  /// answers in (F_GETLK). A number that it moves on is shown as it was.
  var isPrintedAfterwards: Bool {
    switch self {
    case .pointer(_, .output), .pointer(.structure, .both), .pointer(.special, .both), .pointer(.formatted, .both),
      .pointer(.room, _), .pointer(.network(.messages), _), .pointer(.network(.interfaceRequest), .both):
      true
    default: false
    }
  }

  /// Where the room for what the kernel writes stands, for the parameter at `index`.
  fileprivate func placeOfRoom(_ words: [UInt64], _ index: Int) -> UInt64? {
    switch self {
    case .pointer(.message, .output): words[index] &+ 8
    case .pointer(.room, _), .pointer(.special, .both), .pointer(.network(.interfaceList), _): words[index]
    case .pointer(.network(.option(_, let length)), .output): words[length]
    case .pointer(.socketAddress(let length), .output): words[length]
    default: nil
    }
  }
}

extension Syscall {
  /// The rooms for the addresses of the messages that the call is to receive (recvmmsg).
  fileprivate func messageRooms(_ words: [UInt64], _ memory: some RemoteMemory) -> [UInt64] {
    for (parameter, word) in zip(parameters, words) {
      guard case .pointer(.network(.messages(let count)), .output) = parameter.type else { continue }
      return (0..<min(words[count] & 0xffff_ffff, 1024)).map { index in
        memory.exactly(4, at: word &+ index * 64 &+ 8)?[...].littleEndianWord ?? 0
      }
    }
    return []
  }
}
