import LinuxABI
import SyscallTable

/// How the result of a call is compared with what the session saw. What differs from run to run is compared by what it
/// means: a process id by whose it is, an address by the variable or the argument that it equals.
struct CComparison {
  let number: Int
  let call: CCall
  let names: CNames
  /// The name of a subject that has this process id.
  let processNamed: (UInt64) -> String?
  /// What it reads changes by itself: a file of /proc, a clock, random bytes.
  let isVolatile: Bool
  /// The call as strace shows it.
  let text: String

  private var row: Syscall { call.row }

  /// Calls whose numbers mean something only in one run.
  private static let unlike: Set<String> = [
    "time", "times", "alarm", "getcpu", "shmget", "semget", "msgget", "add_key", "request_key", "keyctl", "getppid",
    "sched_getaffinity", "mq_open", "personality", "lookup_dcookie", "landlock_create_ruleset",
  ]

  /// The lines that note the result, which stands in `value`.
  func lines(_ outcome: CallOutcome, value: String) -> [String] {
    switch outcome {
    case .failed(let errno):
      let isNamed = Errno(named: errno.name) != nil && errno.rawValue < 134
      return ["failed(\(number), \(value), \(isNamed ? errno.name : "\(errno.rawValue)"));"]
    case .returned(let word):
      return (isVolatile ? [] : contents(word) + readiness()) + [result(word, value)]
    case .blocked, .killed, .exited, .replaced: return [succeeded(value)]
    }
  }

  private func succeeded(_ value: String) -> String { "succeeded(\(number), \(value));" }

  private func result(_ word: UInt64, _ value: String) -> String {
    let signed = Int64(bitPattern: word)
    switch Self.resolved(row.result, call.words) {
    case .process:
      if word == 0 { return "returned(\(number), \(value), 0);" }
      if let name = processNamed(word) { return "is_process(\(number), \(value), \(CScript.cName(name)));" }
      // The first of a pid namespace is 1 in every run.
      return word < 10 && row.name != "getppid" ? "returned(\(number), \(value), \(signed));" : succeeded(value)
    case .address:
      if word == 0 { return "returned(\(number), \(value), 0);" }
      for (index, given) in call.given.enumerated() where call.words[index] == word {
        if let given, let text = try? call.expressions.pointer(given) {
          return "is_address(\(number), \(Self.asPointer(value)), \(text));"
        }
      }
      return succeeded(value)
    case .zero, .number, .descriptor, .octal, .word, .described, .never, .selected:
      if isVolatile && word != 0 || Self.unlike.contains(row.name) { return succeeded(value) }
      if word > 300, let name = processNamed(word) { return "is_process(\(number), \(value), \(CScript.cName(name)));" }
      return "returned(\(number), \(value), \(CWords.number(word)));"
    }
  }

  private static func asPointer(_ value: String) -> String {
    value.hasPrefix("(long)") ? String(value.dropFirst(6)) : value == "result" ? "(void *)result" : value
  }

  private static func resolved(_ type: ResultType, _ words: [UInt64]) -> ResultType {
    guard case .selected(let index, let cases, let otherwise) = type else { return type }
    return cases[words[index] & 0xffff_ffff] ?? otherwise
  }

  // MARK: What the kernel wrote

  private func contents(_ word: UInt64) -> [String] {
    var lines: [String] = []
    for index in row.parameters.indices {
      guard case .pointer(let pointee, let direction) = call.type(index), let printed = call.printed[index],
        let local = call.locals[index], isWritten(pointee, direction)
      else { continue }
      lines += contents(pointee, printed, local, word)
    }
    return lines
  }

  private func isWritten(_ pointee: Pointee, _ direction: Direction) -> Bool {
    if case .input = direction {
      if case .structures(let layout, _) = pointee, layout.name == "pollfd" { return false }
      return false
    }
    return true
  }

  private func contents(_ pointee: Pointee, _ printed: Expression, _ local: String, _ word: UInt64) -> [String] {
    switch (pointee, printed.kind) {
    case (.bytes, .string(let bytes, _)) where !bytes.isEmpty && row.name != "getrandom":
      return ["same_bytes(\(number), \(local), \(CWords.literal(bytes)), \(bytes.count));"]
    case (.array(.descriptor, _), .array(let elements)):
      return elements.enumerated().compactMap { index, element in
        guard let value = try? call.expressions.word(element) else { return nil }
        return same("descriptor \(index)", "\(local)[\(index)]", CWords.number(value))
      }
    case (.scalar(.signed), .array(let elements)), (.scalar(.unsigned), .array(let elements)):
      guard let first = elements.first, let value = try? call.expressions.word(first), value < 1 << 31,
        processNamed(value) == nil || value < 300, !local.contains(" ")
      else { return [] }
      return [same("the number", local, CWords.number(value))]
    case (.structure(let layout), .structure(let members))
    where CStructure.of(layout) != nil && !local.contains("memory"):
      let compared = Self.members[layout.name] ?? []
      return members.compactMap { member in
        guard let name = member.name, compared.contains(name), !local.contains(" "),
          let field = layout.fields.first(where: { $0.name == name }),
          let value = try? call.expressions.word(member.value, codec: field.type.codec)
        else { return nil }
        let text = try? call.expressions.value(member.value, codec: field.type.codec, style: .octalIfMode(name))
        return same(name, "\(local).\(name)", value == .max ? "-1" : text ?? CWords.number(value))
      }
    case (.structures(let layout, _), .array(let elements)) where layout.name == "epoll_event":
      return elements.enumerated().flatMap { index, element -> [String] in
        guard case .structure(let members) = element.kind,
          let events = members.first(where: { $0.name == "events" })?.value,
          let text = try? call.expressions.value(events, codec: layout.fields[0].type.codec)
        else { return [] }
        return [same("the events", "\(local)[\(index)].events", text)]
      }
    default: return []
    }
  }

  /// What poll found, which strace shows behind the result: `= 1 ([{fd=3, revents=POLLIN}])`.
  private func readiness() -> [String] {
    guard row.name == "poll" || row.name == "ppoll", let local = call.locals[0], !local.contains(" "),
      let bytes = call.encoded.arena.contents.last(where: { $0.address == call.words[0] })?.bytes
    else { return [] }
    var lines: [String] = []
    for part in text.split(separator: "{").dropFirst() where part.hasPrefix("fd=") && part.contains(", revents=") {
      let fd = Int(part.dropFirst(3).prefix { $0.isNumber })
      let events = part.split(separator: "=").last.map { $0.prefix { $0.isLetter || $0.isNumber || $0 == "|" } } ?? ""
      let index = stride(from: 0, to: bytes.count, by: 8).first { start in
        bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | Int($1) } == fd
      }
      let names = events.split(separator: "|").map(String.init)
      guard let index, !names.isEmpty else { continue }
      for name in names { _ = call.expressions.table.constants[name].map { call.expressions.constant(name, $0) } }
      lines.append(same("revents", "\(local)[\(index / 8)].revents", names.joined(separator: " | ")))
    }
    return lines
  }

  private func same(_ what: String, _ value: String, _ wanted: String) -> String {
    "same_number(\(number), \"\(what)\", \(value), \(wanted));"
  }

  /// The members of structures that the kernel fills the same way in every run.
  private static let members: [String: Set<String>] = [
    "stat": ["st_mode", "st_size", "st_nlink"], "rlimit": ["rlim_cur", "rlim_max"], "flock": ["l_type"],
    "winsize": ["ws_row", "ws_col"],
  ]
}

extension CExpressions.Style {
  static func octalIfMode(_ member: String) -> Self { member == "st_mode" ? .octal : .decimal }
}

extension ScalarType {
  /// The family of names of a word.
  var codec: WordCodec? {
    switch self {
    case .word(let codec, _): codec
    case .limit: .limits
    default: nil
    }
  }
}
