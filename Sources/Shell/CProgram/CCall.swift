import LinuxABI
import SyscallTable

/// One call of the session as C: declarations of what its arguments point to, and the expression that makes it.
struct CCall {
  let row: Syscall
  /// What was typed for each parameter, nil where sysh supplied it.
  let given: [Expression?]
  let encoded: EncodedCall
  let expressions: CExpressions
  /// What strace's text of the finished call has for each parameter.
  var printed: [Int: Expression] = [:]
  /// The words that the session's call had, where that is known.
  var seen: [UInt64] = []

  private(set) var declarations: [String] = []
  private(set) var headers: Set<String> = []
  /// The local variable behind each pointer, and what its value is: for looking at what the kernel wrote.
  private(set) var locals: [Int: String] = [:]
  /// Made by `syscall`, because the library's function would be warned of or means something else.
  private var isRaw = false
  private var usesMemory = false
  /// Addresses of what sysh placed for arguments that have a variable of their own here.
  private var ownObjects: Set<UInt64> = []

  init(_ row: Syscall, given: [Expression?], encoded: EncodedCall, expressions: CExpressions) {
    self.row = row
    self.given = given
    self.encoded = encoded
    self.expressions = expressions
  }

  var words: [UInt64] { encoded.words }
  private var names: CNames { expressions.names }

  func type(_ index: Int) -> ArgumentType { row.parameters[index].type.resolved(words) }

  /// The call, `open("notes", O_RDONLY)` or `syscall(SYS_brk, 0)`.
  mutating func text() throws(CProblem) -> String {
    var arguments: [String] = []
    for index in row.parameters.indices {
      if case .absent = type(index) { arguments.append("") } else { arguments.append(try argument(index)) }
    }
    while arguments.last == "" { arguments.removeLast() }
    if let special = try specialForm(arguments) { return special }
    if usesMemory { declareMemory() }
    let isComplete = !arguments.contains("")
    if let function = CFunction.all[row.name], !isRaw, isComplete {
      headers.insert(function.header)
      return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }
    let widened = row.parameters.indices.prefix(arguments.count).map { wide(arguments[$0], $0) }
    return "syscall(\((["SYS_\(row.name)"] + widened).joined(separator: ", ")))"
  }

  /// An argument of `syscall`, which takes words of 64 bits: an int among them leaves the upper half to chance.
  private func wide(_ text: String, _ index: Int) -> String {
    if text.isEmpty { return "0" }
    switch type(index) {
    case .signed(64), .unsigned(64), .hexadecimal, .address, .word(_, 64), .special, .owner, .directory, .descriptor,
      .process:
      if text.hasPrefix("-") || names.isIntText(text) { return "(long)\(text)" }
      return text
    case .signed, .unsigned, .permissions, .word, .signal, .pointer, .selected, .presentIf, .absent: return text
    }
  }

  // MARK: Arguments

  private mutating func argument(_ index: Int) throws(CProblem) -> String {
    let parameter = row.parameters[index]
    let type = type(index)
    if case .pointer(let pointee, let direction) = type { return try pointer(index, pointee, direction) }
    guard let expression = given[index] else { return try standard(words[index], type) }
    switch type {
    case .address: return try expressions.pointer(expression)
    case .word(let codec, _): return try expressions.value(expression, codec: codec)
    case .permissions: return try expressions.value(expression, style: .octal)
    case .hexadecimal: return try expressions.value(expression, style: .hexadecimal)
    case .signal:
      if case .name(let name) = expression.kind, names.values[name] == nil {
        return expressions.signal(words[index])
      }
      return try expressions.value(expression)
    case .process:
      // In a pid namespace a process has another number, which is the same in every run.
      if expression.isProcessName, seen.indices.contains(index), seen[index] != words[index] {
        return CWords.number(seen[index])
      }
      return try expressions.value(expression)
    case .descriptor, .directory, .signed, .unsigned, .owner: return try expressions.value(expression)
    case .special:
      return (try? expressions.value(expression)) ?? CWords.hexadecimal(words[index])
    case .pointer, .selected, .presentIf, .absent: throw CProblem("its \(parameter.name) has no form in C")
    }
  }

  /// What stands for an argument that was left out.
  private func standard(_ word: UInt64, _ type: ArgumentType) throws(CProblem) -> String {
    switch type {
    case .word(let codec, _) where !codec.text(word).contains("0x"):
      let text = codec.text(word)
      for name in text.split(separator: "|").map(String.init) where codec.value(of: name) != nil {
        _ = expressions.constant(name, codec.value(of: name) ?? 0)
      }
      // Some words are written with what is no name in C: a name and a comment, a class and a level.
      let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f || $0 == 0x7c }
      return isPlain ? text.split(separator: "|").joined(separator: " | ") : CWords.number(word)
    case .permissions: return CWords.octal(word)
    case .address: return word == 0 ? "NULL" : "(void *)\(CWords.hexadecimal(word))"
    case .hexadecimal, .special: return word < 10 ? "\(word)" : CWords.hexadecimal(word)
    case .directory where word == UInt64(bitPattern: -100): return "AT_FDCWD"
    case .signal: return expressions.signal(word)
    case .descriptor, .directory, .signed, .unsigned, .word, .process, .owner, .pointer, .selected, .presentIf, .absent:
      return CWords.number(word)
    }
  }

  // MARK: Forms of their own

  private mutating func specialForm(_ arguments: [String]) throws(CProblem) -> String? {
    switch row.name {
    case "exit_group":
      headers.insert("unistd.h")
      return "_exit(\(arguments.first ?? "0"))"
    case "rt_sigaction": return try signalAction(arguments)
    case "rt_sigprocmask": return signalCall("sigprocmask", arguments)
    case "rt_sigpending": return signalCall("sigpending", arguments)
    case "rt_sigsuspend": return signalCall("sigsuspend", arguments)
    case "rt_sigtimedwait":
      // The library would give its caller a signal of tkill as one of kill.
      isRaw = true
      return nil
    case "open" where arguments.count == 2 && words[1] & 0o100 != 0,
      "openat" where arguments.count == 3 && words[2] & 0o100 != 0:
      isRaw = true
      return nil
    default: return nil
    }
  }

  /// `sigprocmask` and its like: the library's set is longer than the kernel's, so the size is not passed.
  private mutating func signalCall(_ name: String, _ arguments: [String]) -> String? {
    guard !isRaw, !usesMemory, words.last == 8, !arguments.contains("") else { return nil }
    headers.insert("signal.h")
    return "\(name)(\(arguments.dropLast().joined(separator: ", ")))"
  }

  /// The library's sigaction, which brings the restorer along.
  private mutating func signalAction(_ arguments: [String]) throws(CProblem) -> String? {
    guard words[3] == 8, (1..<32).contains(words[0]), let act = locals[1] ?? (words[1] == 0 ? "NULL" : nil), !isRaw
    else {
      isRaw = true
      return nil
    }
    headers.insert("signal.h")
    let old = given[2] == nil ? locals[2] ?? "NULL" : words[2] == 0 ? "NULL" : nil
    guard let old else { throw CProblem("the kernel's struct sigaction is not the C library's") }
    return "sigaction(\(arguments[0]), \(act), \(old))"
  }

  // MARK: Pointers

  /// Parameters for which NULL is nothing to warn of.
  private static let mayBeNull: [String: Set<Int>] = [
    "wait4": [1, 3], "nanosleep": [1], "setitimer": [2], "accept": [1, 2], "accept4": [1, 2], "epoll_ctl": [3],
    "sigaltstack": [0, 1], "timerfd_settime": [3], "rt_sigaction": [1, 2], "rt_sigprocmask": [1, 2],
    "recvfrom": [4, 5], "sendto": [4], "sendfile": [2], "splice": [1, 3], "mount": [0, 2, 4], "execve": [2],
  ]

  private mutating func pointer(
    _ index: Int, _ pointee: Pointee, _ direction: Direction
  ) throws(CProblem) -> String {
    // What a signal is to do looks like a number: handler|SA_RESTART.
    if row.name == "rt_sigaction", index == 1, given[index] != nil, let text = try object(index, pointee, direction) {
      return text
    }
    if let expression = given[index], expression.isAddress {
      if try expressions.word(expression) == 0 {
        if Self.mayBeNull[row.name]?.contains(index) != true { isRaw = true }
        return "NULL"
      }
      let text = try expressions.pointer(expression)
      // Where nobody has a variable, gcc sees an object without a size.
      if text.hasPrefix("(void *)") {
        isRaw = true
        return text
      }
      locals[index] = text
      if case .bytes = pointee { return text }
      return "(void *)\(text.contains(" ") ? "(\(text))" : text)"
    }
    if given[index] == nil, !encoded.supplied[index] {
      if words[index] != 0 { return "(void *)\(CWords.hexadecimal(words[index]))" }
      if Self.mayBeNull[row.name]?.contains(index) != true { isRaw = true }
      return "NULL"
    }
    if let text = try object(index, pointee, direction) {
      ownObjects.insert(words[index])
      return text
    }
    return memory(index)
  }

  /// A local variable, `char buf[64]`, and the expression by which it is passed; nil where raw memory has to do.
  private mutating func object(
    _ index: Int, _ pointee: Pointee, _ direction: Direction
  ) throws(CProblem) -> String? {
    let expression = given[index]
    switch pointee {
    case .path where direction != .output, .string where direction != .output:
      guard case .string(let bytes, _)? = expression?.kind else { return nil }
      return CWords.literal(bytes)
    case .path, .string: return buffer(index, "char", 4096)
    case .bytes(let count), .directoryEntries(let count):
      if direction == .output { return buffer(index, "char", self.count(count)) }
      return text(index, expression, room: self.count(count))
    case .scalar(let type):
      guard let c = Self.plain(type) else { return nil }
      let start = try single(expression, type, direction)
      let name = declare(index, c, "", start)
      locals[index] = name
      return "&\(name)"
    case .array(let type, let count):
      guard let c = Self.plain(type) else { return nil }
      if direction == .output { return buffer(index, c, self.count(count)) }
      guard case .array(let elements)? = expression?.kind, !elements.isEmpty else { return nil }
      var parts: [String] = []
      for element in elements { parts.append(try single(Expression(.array([element]), element.range), type, .input)) }
      return array(index, c, parts)
    case .structure(let layout): return try structure(index, layout, direction, expression)
    case .structures(let layout, let count):
      guard let known = CStructure.of(layout) else { return nil }
      if direction == .output {
        headers.insert(known.header)
        return buffer(index, known.type, self.count(count))
      }
      guard case .array(let elements)? = expression?.kind, !elements.isEmpty else { return nil }
      var parts: [String] = []
      for element in elements {
        guard case .structure(let members) = element.kind, let part = try? expressions.initialiser(members, layout)
        else {
          return nil
        }
        parts.append(part)
      }
      headers.insert(known.header)
      return array(index, known.type, parts)
    case .strings:
      guard case .array(let elements)? = expression?.kind else { return nil }
      var parts: [String] = []
      for element in elements {
        guard case .string(let bytes, false) = element.kind else { return nil }
        parts.append(CWords.literal(bytes))
      }
      return "(char *[]){ \((parts + ["NULL"]).joined(separator: ", ")) }"
    case .signalSet: return try signalSet(index, expression, direction)
    case .room:
      let name = declare(index, "socklen_t", "", "\(memoryWord(index, 4))")
      headers.insert("sys/socket.h")
      return "&\(name)"
    case .socketAddress: return socketAddress(index, direction)
    case .vector: return try vector(index, expression, direction)
    case .cpuSet, .message, .special, .formatted, .network: return nil
    }
  }

  static func plain(_ type: ScalarType) -> String? {
    switch type {
    case .signed(4), .descriptor, .waitStatus: "int"
    case .process: "pid_t"
    case .owner: "unsigned"
    case .unsigned(4), .hexadecimal(4), .octal(4): "unsigned"
    case .signed(8), .time: "long"
    case .unsigned(8), .hexadecimal(8), .address: "unsigned long"
    case .unsigned(1), .hexadecimal(1): "unsigned char"
    case .word(_, 4): "int"
    case .word(_, 8): "unsigned long"
    case .signed, .unsigned, .hexadecimal, .octal, .word, .device, .signal, .signalSet, .handler, .limit, .characters,
      .network, .structure, .array:
      nil
    }
  }

  private func single(_ expression: Expression?, _ type: ScalarType, _ direction: Direction) throws(CProblem) -> String
  {
    guard case .array(let elements)? = expression?.kind, let first = elements.first, direction != .output else {
      return "0"
    }
    if case .word(let codec, _) = type { return try expressions.value(first, codec: codec) }
    if case .address = type { return "(unsigned long)\(try expressions.pointer(first))" }
    return try expressions.value(first)
  }

  func count(_ count: Count) -> Int {
    switch count {
    case .fixed(let number): number
    case .parameter(let index), .filled(let index): Int(clamping: words[index])
    case .derived(let index, let divisor): Int(clamping: (words[index] + UInt64(divisor) - 1) / UInt64(divisor))
    }
  }

  // MARK: Declarations

  private func localName(_ index: Int) -> String {
    let name = CWords.variable(row.parameters[index].name)
    return names.values[row.parameters[index].name] == nil ? name : name + "_here"
  }

  private mutating func declare(_ index: Int, _ type: String, _ dimensions: String, _ start: String) -> String {
    let name = localName(index)
    let space = type.hasSuffix("*") ? "" : " "
    declarations.append("\(type)\(space)\(name)\(dimensions) = \(start);")
    locals[index] = name
    return name
  }

  private mutating func buffer(_ index: Int, _ type: String, _ count: Int) -> String {
    let isLarge = count > 8192
    let name = localName(index)
    // What is static is zeroed, and a small stack has no room for more.
    declarations.append(
      isLarge ? "static \(type) \(name)[\(count)];" : "\(type) \(name)[\(max(count, 1))] = { 0 };")
    locals[index] = name
    return name
  }

  private mutating func array(_ index: Int, _ type: String, _ parts: [String]) -> String {
    declare(index, type, "[]", "{ \(parts.joined(separator: ", ")) }")
  }

  /// Bytes to write: the literal where it is long enough, otherwise a buffer that is.
  private mutating func text(_ index: Int, _ expression: Expression?, room: Int) -> String? {
    guard case .string(let bytes, false)? = expression?.kind else { return nil }
    if room <= bytes.count + 1 { return CWords.literal(bytes) }
    return declare(index, "char", "[\(room)]", bytes.isEmpty ? "{ 0 }" : CWords.literal(bytes))
  }

  private mutating func structure(
    _ index: Int, _ layout: StructureLayout, _ direction: Direction, _ expression: Expression?
  ) throws(CProblem) -> String? {
    if row.name == "rt_sigaction" {
      if direction == .output {
        declarations.append("struct sigaction \(localName(index));")
        locals[index] = "&\(localName(index))"
        return "&\(localName(index))"
      }
      guard let start = try action(expression) else { return nil }
      let name = declare(index, "struct sigaction", "", start)
      locals[index] = "&\(name)"
      return "&\(name)"
    }
    guard let known = CStructure.of(layout) else { return nil }
    if layout.name == "siginfo", direction != .output { return nil }
    var start = "{ 0 }"
    if direction != .output, case .structure(let members)? = expression?.kind {
      guard let text = try? expressions.initialiser(members, layout) else { return nil }
      start = text
    } else if direction != .output, expression != nil {
      return nil
    }
    headers.insert(known.header)
    let name = declare(index, known.type, "", start)
    return "&\(name)"
  }

  /// What a signal is to do, `handler|SA_RESTART`, as the library's structure.
  private mutating func action(_ expression: Expression?) throws(CProblem) -> String? {
    guard let expression else { return nil }
    var parts: [Expression] = []
    if case .structure(let members) = expression.kind {
      var text: [String] = []
      for member in members {
        switch member.name {
        case "sa_handler": text.append(".sa_handler = \(try action(named: member.value))")
        case "sa_flags":
          // What the library adds by itself strace shows as well.
          var flags: [Expression] = []
          member.value.alternatives(into: &flags)
          flags.removeAll { $0.kind == .name("SA_RESTORER") }
          let isNone = flags.isEmpty
          if !isNone {
            var names: [String] = []
            for flag in flags { names.append(try expressions.value(flag, codec: .signalActionFlags)) }
            text.append(".sa_flags = \(names.joined(separator: " | "))")
          }
        case "sa_mask":
          let signals = try expressions.signals(member.value)
          if !signals.isEmpty { text.append(".sa_mask = set_of(\((signals + ["0"]).joined(separator: ", ")))") }
        case "sa_restorer": continue
        default: return nil
        }
      }
      return text.isEmpty ? nil : "{ \(text.joined(separator: ", ")) }"
    }
    expression.alternatives(into: &parts)
    guard let first = parts.first, case .name(let name) = first.kind, names.values[name] == nil, name != "NULL" else {
      // An address at which a structure lies.
      return nil
    }
    var text = "{ .sa_handler = \(try action(named: first))"
    var flags: [String] = []
    for part in parts.dropFirst() { flags.append(try expressions.value(part, codec: .signalActionFlags)) }
    if !flags.isEmpty { text += ", .sa_flags = \(flags.joined(separator: " | "))" }
    return text + " }"
  }

  private func action(named expression: Expression) throws(CProblem) -> String {
    if case .name(let name) = expression.kind, ["handler", "SIG_IGN", "SIG_DFL"].contains(name) { return name }
    // Code that the session has written itself.
    let text = try expressions.pointer(expression)
    return "(void (*)(int))\(text.contains(" ") ? "(\(text))" : text)"
  }

  private mutating func signalSet(
    _ index: Int, _ expression: Expression?, _ direction: Direction
  ) throws(CProblem) -> String? {
    let isOfLibrary = ["rt_sigprocmask", "rt_sigpending", "rt_sigsuspend"].contains(row.name) && words.last == 8
    if direction == .output {
      if isOfLibrary {
        declarations.append("sigset_t \(localName(index));")
        locals[index] = localName(index)
        return "&\(localName(index))"
      }
      return "&\(declare(index, "unsigned long", "", "0"))"
    }
    guard let expression else { return nil }
    if case .array = expression.kind, isOfLibrary, let signals = try? expressions.signals(expression),
      !signals.contains(where: { Int($0) ?? 0 > 31 })
    {
      return "&\(declare(index, "sigset_t", "", "set_of(\((signals + ["0"]).joined(separator: ", ")))"))"
    }
    isRaw = true
    if case .array = expression.kind, let signals = try? expressions.signals(expression) {
      let bits = signals.map { "1UL << (\($0) - 1)" }
      return "&\(declare(index, "unsigned long", "", bits.isEmpty ? "0" : bits.joined(separator: " | ")))"
    }
    return "&\(declare(index, "unsigned long", "", CWords.hexadecimal(memoryWord(index, 8))))"
  }

  private mutating func socketAddress(_ index: Int, _ direction: Direction) -> String? {
    headers.insert("sys/socket.h")
    if direction == .output {
      let name = declare(index, "struct sockaddr_storage", "", "{ 0 }")
      return "(struct sockaddr *)&\(name)"
    }
    guard let bytes = placed(index), bytes.count >= 2 else { return nil }
    let family = UInt64(bytes[0]) | UInt64(bytes[1]) << 8
    if family == 2, bytes.count == 16 {
      headers.formUnion(["netinet/in.h", "arpa/inet.h"])
      let port = Int(bytes[2]) << 8 | Int(bytes[3])
      let address = bytes[4..<8].map(String.init).joined(separator: ".")
      let name = declare(
        index, "struct sockaddr_in", "",
        "{ .sin_family = AF_INET, .sin_port = htons(\(port)), .sin_addr = { inet_addr(\"\(address)\") } }")
      return "(struct sockaddr *)&\(name)"
    }
    if family == 1, bytes.count <= 110 {
      headers.insert("sys/un.h")
      // A path may fill the member to its end without a NUL.
      let path = bytes.dropFirst(2)
      let text = path.last == 0 && path.count > 1 ? path.dropLast() : path
      guard text.count < 108 else { return nil }
      let name = declare(
        index, "struct sockaddr_un", "",
        "{ .sun_family = AF_UNIX" + (text.isEmpty ? " }" : ", .sun_path = \(CWords.literal(text)) }"))
      return "(struct sockaddr *)&\(name)"
    }
    return nil
  }

  private mutating func vector(
    _ index: Int, _ expression: Expression?, _ direction: Direction
  ) throws(CProblem) -> String? {
    guard case .array(let elements)? = expression?.kind, !elements.isEmpty else { return nil }
    var parts: [String] = []
    for (number, element) in elements.enumerated() {
      var (base, length) = (element, nil as Expression?)
      if case .structure(let members) = element.kind, members.count == 2 {
        (base, length) = (members[0].value, members[1].value)
      }
      let part = "\(localName(index))_\(number)"
      if direction == .output {
        var size = 0
        if case .string(let bytes, _) = base.kind { size = bytes.count }
        if let length { size = Int(clamping: try expressions.word(length)) }
        if length == nil, base.isAddress { size = Int(clamping: try expressions.word(base)) }
        if length != nil, base.isAddress { return nil }
        declarations.append("char \(part)[\(max(size, 1))] = { 0 };")
        parts.append("{ .iov_base = \(part), .iov_len = \(size) }")
      } else if case .string(let bytes, false) = base.kind {
        let size =
          try length.map { value throws(CProblem) in Int(clamping: try expressions.word(value)) } ?? bytes.count
        guard size <= bytes.count else { return nil }
        parts.append("{ .iov_base = \(CWords.literal(bytes)), .iov_len = \(size) }")
      } else if base.isAddress, let length {
        parts.append(
          "{ .iov_base = \(try expressions.pointer(base)), .iov_len = \(try expressions.value(length)) }")
      } else {
        return nil
      }
    }
    headers.insert("sys/uio.h")
    return array(index, "struct iovec", parts)
  }

  // MARK: Raw memory

  /// The bytes that were placed in memory for an argument.
  private func placed(_ index: Int) -> [UInt8]? {
    encoded.arena.contents.last { $0.address == words[index] }?.bytes
  }

  private func memoryWord(_ index: Int, _ size: Int) -> UInt64 {
    (placed(index) ?? []).prefix(size).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
  }

  /// What has no form of its own lies in an array of words that is what sysh placed in the subject's memory.
  private mutating func memory(_ index: Int) -> String {
    usesMemory = true
    isRaw = true
    let offset = words[index] - encoded.arena.bottom
    let text = offset == 0 ? "memory" : "(char *)memory + \(offset)"
    locals[index] = text
    return text
  }

  private mutating func declareMemory() {
    let arena = encoded.arena
    let count = Int(arena.used / 8)
    var image = [UInt8](repeating: 0, count: Int(arena.used))
    for (address, bytes) in arena.contents where !ownObjects.contains(address) {
      let start = Int(address - arena.bottom)
      image.replaceSubrange(start..<min(start + bytes.count, image.count), with: bytes.prefix(image.count - start))
    }
    var parts: [String] = []
    for index in 0..<count {
      let word = image[(index * 8)..<(index * 8 + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if word == 0 { continue }
      parts.append("[\(index)] = \(relocated(word))")
    }
    // What the kernel only writes may be large.
    if parts.isEmpty {
      declarations.append(
        count > 1024 ? "static unsigned long memory[\(count)];" : "unsigned long memory[\(max(count, 1))] = { 0 };")
    } else {
      declarations.append("unsigned long memory[\(count)] = { \(parts.joined(separator: ", ")) };")
    }
  }

  /// A word of such memory: an address in it, one that a variable holds, or a number.
  private func relocated(_ word: UInt64) -> String {
    if word >= encoded.arena.bottom, word < encoded.arena.top {
      return "(unsigned long)memory + \(word - encoded.arena.bottom)"
    }
    if let function = names.functions.first(where: { $0.value == word }) { return "(unsigned long)\(function.key)" }
    if word > 0xffff, let (name, offset) = names.place(of: word), let text = try? names.use(name) {
      return "(unsigned long)\(text)" + (offset == 0 ? "" : " + \(offset)")
    }
    return CWords.hexadecimal(word)
  }
}

extension Expression {
  /// `P2`, `$P2`.
  var isProcessName: Bool {
    switch kind {
    case .name, .subject: true
    case .integer, .prefix, .infix, .string, .structure, .array, .call, .named: false
    }
  }

  /// Whether it stands for an address or a number rather than for memory.
  var isAddress: Bool {
    switch kind {
    case .integer, .name, .subject, .infix: true
    case .prefix(_, let operand): operand.isAddress
    case .string, .structure, .array, .call, .named: false
    }
  }

  /// The parts of `a|b|c`.
  func alternatives(into parts: inout [Expression]) {
    guard case .infix(.or, let left, let right) = kind else {
      parts.append(self)
      return
    }
    left.alternatives(into: &parts)
    right.alternatives(into: &parts)
  }
}
