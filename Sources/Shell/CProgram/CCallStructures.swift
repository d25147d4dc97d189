import LinuxABI
import SyscallTable

// Structures, sets and lists behind pointers.
extension CCall {
  mutating func structure(
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
  mutating func action(_ expression: Expression?) throws(CProblem) -> String? {
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

  func action(named expression: Expression) throws(CProblem) -> String {
    if case .name(let name) = expression.kind, ["handler", "SIG_IGN", "SIG_DFL"].contains(name) { return name }
    // Code that the session has written itself.
    let text = try expressions.pointer(expression)
    return "(void (*)(int))\(text.contains(" ") ? "(\(text))" : text)"
  }

  mutating func signalSet(
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

  mutating func socketAddress(_ index: Int, _ direction: Direction) -> String? {
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

  mutating func vector(
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
}
