import LinuxABI
import SyscallTable

// What pointers lead to, as variables of C.
extension CCall {
  /// Parameters for which NULL is nothing to warn of.
  static let mayBeNull: [String: Set<Int>] = [
    "wait4": [1, 3], "nanosleep": [1], "setitimer": [2], "accept": [1, 2], "accept4": [1, 2], "epoll_ctl": [3],
    "sigaltstack": [0, 1], "timerfd_settime": [3], "rt_sigaction": [1, 2], "rt_sigprocmask": [1, 2],
    "recvfrom": [4, 5], "sendto": [4], "sendfile": [2], "splice": [1, 3], "mount": [0, 2, 4], "execve": [2],
  ]

  mutating func pointer(
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
  mutating func object(
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
    case .message: return try message(index, expression, direction)
    case .cpuSet, .special, .formatted, .network: return nil
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

  func single(_ expression: Expression?, _ type: ScalarType, _ direction: Direction) throws(CProblem) -> String {
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

  func localName(_ index: Int) -> String {
    let name = CWords.variable(row.parameters[index].name)
    return names.values[row.parameters[index].name] == nil ? name : name + "_here"
  }

  mutating func declare(_ index: Int, _ type: String, _ dimensions: String, _ start: String) -> String {
    let name = localName(index)
    let space = type.hasSuffix("*") ? "" : " "
    declarations.append("\(type)\(space)\(name)\(dimensions) = \(start);")
    locals[index] = name
    return name
  }

  mutating func buffer(_ index: Int, _ type: String, _ count: Int) -> String {
    let isLarge = count > 8192
    let name = localName(index)
    // What is static is zeroed, and a small stack has no room for more.
    declarations.append(
      isLarge ? "static \(type) \(name)[\(count)];" : "\(type) \(name)[\(max(count, 1))] = { 0 };")
    locals[index] = name
    return name
  }

  mutating func array(_ index: Int, _ type: String, _ parts: [String]) -> String {
    declare(index, type, "[]", "{ \(parts.joined(separator: ", ")) }")
  }

  /// Bytes to write: the literal where it is long enough, otherwise a buffer that is.
  mutating func text(_ index: Int, _ expression: Expression?, room: Int) -> String? {
    guard case .string(let bytes, false)? = expression?.kind else { return nil }
    if room <= bytes.count + 1 { return CWords.literal(bytes) }
    return declare(index, "char", "[\(room)]", bytes.isEmpty ? "{ 0 }" : CWords.literal(bytes))
  }
}
