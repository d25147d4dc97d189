import Lab
import LinuxABI
import SyscallTable

/// A call with plausible arguments, made from its types: enough to show the shape of a line, and understood when typed
/// (where `p` is a variable and P2 a subject).
enum CallExample {
  /// `fd = open "notes" O_RDONLY`
  static func words(for row: Syscall) -> String {
    let arguments = arguments(for: row)
    return target(row) + ([row.name] + arguments).joined(separator: " ")
  }

  /// `open("notes", O_RDONLY)`
  static func c(for row: Syscall) -> String {
    "\(row.name)(\(arguments(for: row).joined(separator: ", ")))"
  }

  private static func target(_ row: Syscall) -> String {
    if row.resultCount == 2 { return "r, w = " }
    switch row.result {
    case .descriptor: return "fd = "
    case .address: return "p = "
    case .zero, .number, .process, .octal, .word, .described, .selected, .never: return ""
    }
  }

  /// What must be given, and the flags of open, without which no open is read well.
  static func arguments(for row: Syscall) -> [String] {
    var kept: [Int] = []
    var last = 0
    for (index, parameter) in row.parameters.enumerated() {
      switch parameter.fallback {
      case .supplied: continue
      case .lengthOf(let buffer):
        if isText(row.parameters[buffer].type) { continue }
      case .required: last = kept.count + 1
      case .value:
        if case .word(let codec, _) = parameter.type, codec.noun == WordCodec.openFlags.noun { last = kept.count + 1 }
      }
      kept.append(index)
    }
    var paths = 0
    return kept.prefix(last).map { index in
      let parameter = row.parameters[index]
      if case .pointer(.path, _) = parameter.type { paths += 1 }
      if case .value(0) = parameter.fallback {
        switch parameter.type {
        case .address, .pointer: return "NULL"
        case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
          .selected, .presentIf, .absent, .special:
          break
        }
      }
      return text(type(parameter.type, in: row), name: parameter.name, path: paths)
    }
  }

  /// What a command needs, for the command that the example gives.
  private static func type(_ type: ArgumentType, in row: Syscall) -> ArgumentType {
    guard case .selected(let index, let cases, let otherwise) = type,
      case .word(let codec, _) = row.parameters[index].type, let first = codec.constants.first
    else { return type }
    return cases[first.value] ?? otherwise
  }

  private static func isText(_ type: ArgumentType) -> Bool {
    switch type {
    case .pointer(.bytes, .input), .pointer(.string, .input), .pointer(.vector, _): true
    case .pointer, .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner,
      .signal, .address, .selected, .presentIf, .absent, .special:
      false
    }
  }

  private static func text(_ type: ArgumentType, name: String, path: Int) -> String {
    switch type {
    case .descriptor: name.hasPrefix("new") ? "5" : name.contains("out") ? "4" : "3"
    case .directory: "AT_FDCWD"
    case .signed, .unsigned: number(name)
    case .hexadecimal: "0"
    case .permissions: name == "mask" ? "022" : "0644"
    case .word(let codec, _): word(codec)
    case .process: "P2"
    case .owner: "1000"
    case .signal: "SIGTERM"
    case .address: "p"
    case .pointer(.path, _): path > 1 ? "\"copy\"" : "\"notes\""
    case .pointer(.string, _): "\"name\""
    case .pointer(.bytes, .input): "\"hello\\n\""
    case .pointer(.vector, .input): "[\"hello\\n\"]"
    case .pointer(.vector, _): "[{iov_base=p, iov_len=16}]"
    case .pointer(.structure(let layout), .input): structure(layout)
    case .pointer(.network(.messages), .both): "[{msg_iov=[\"hello\\n\"]}]"
    case .pointer(.network(.queueMessage), .input): "{mtype=1, mtext=\"hello\"}"
    case .pointer(.network(.option), .input): "[1]"
    case .pointer(.network(.name), _): "\"queue\""
    case .pointer(.structures(let layout, _), .input) where layout.name == "sembuf":
      "[{sem_num=0, sem_op=-1, sem_flg=0}]"
    case .pointer(.structures(let layout, .fixed(let count)), .input):
      "[\([String](repeating: structure(layout), count: count).joined(separator: ", "))]"
    case .pointer(.structures(let layout, _), .both), .pointer(.structures(let layout, _), .input):
      "[\(structure(layout))]"
    case .pointer(.strings(let environment), _): environment ? "[\"LANG=C\"]" : "[\"notes\", \"-n\"]"
    case .pointer(.signalSet, .input): "[INT TERM]"
    case .pointer(.cpuSet, .input): "[0]"
    case .pointer(.formatted(let special), .input): special.example
    case .pointer(.message, .input):
      "{msg_iov=[\"x\"], msg_control=[{cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[4]}]}"
    case .pointer(.message, _): "{msg_iov=[64]}"
    case .pointer(.socketAddress, .input): "{sa_family=AF_UNIX, sun_path=\"server\"}"
    case .pointer(.room, _): "[128]"
    case .pointer(.special(let special), _): special.example
    case .special(let special): special.example
    case .pointer: "p"
    case .selected(_, _, let otherwise): text(otherwise, name: name, path: path)
    case .presentIf(_, _, let inner): text(inner, name: name, path: path)
    case .absent: "0"
    }
  }

  private static func number(_ name: String) -> String {
    if name == "new_size" { return "2*PAGE" }
    if name.contains("len") || name.contains("size") { return "PAGE" }
    if name.hasSuffix("cnt") { return "1" }
    if name == "entries" || name == "nr_events" { return "4" }
    return name == "count" ? "64" : name == "first" ? "3" : name == "last" ? "9" : "0"
  }

  private static func word(_ codec: WordCodec) -> String {
    if codec.noun == WordCodec.mappingFlags.noun { return "MAP_PRIVATE|MAP_ANONYMOUS" }
    if codec.noun == WordCodec.protection.noun { return "PROT_READ|PROT_WRITE" }
    if codec.noun == WordCodec.fileMode.noun { return "S_IFIFO|0644" }
    return codec.constants.first?.name ?? "0"
  }

  private static func structure(_ layout: StructureLayout) -> String {
    let shown = layout.fields.filter { !$0.verboseOnly }
    guard shown.count <= 4 else { return "p" }
    if layout.name == "pollfd" { return "{fd=3, events=POLLIN}" }
    let members = shown.enumerated().map { index, field -> String in
      if case .structure(let inner) = field.type { return "\(field.name)=\(structure(inner))" }
      return "\(field.name)=\(index == 0 ? 1 : 0)"
    }
    return "{\(members.joined(separator: ", "))}"
  }
}
