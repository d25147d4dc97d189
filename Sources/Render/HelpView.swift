import LinuxABI
import SyscallTable

extension Renderer {
  /// All that the table knows of a call: how it is typed, what its arguments are, what it gives and how it fails.
  /// `alias` is the name by which it was asked for, when that is the C library's.
  public func help(for row: Syscall, alias: Alias? = nil) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let alias {
      lines += wrap(
        [.styled(alias.name, .call), .plain(" runs "), .styled(alias.target, .call), .plain(": \(alias.why).")],
        indent: 0, firstIndent: 0)
      lines.append(StyledLine())
    }
    lines += wrap([.styled(row.signature, .call), .faint("  syscall \(row.number)")], indent: 4, firstIndent: 0)
    lines += sentence(row.summary)
    lines += wrap([.faint("as words  "), .value(CallExample.words(for: row))], indent: 4, firstIndent: 2)
    lines += wrap([.faint("as in C   "), .value(CallExample.c(for: row))], indent: 4, firstIndent: 2)

    lines += section("Arguments", row.parameters.isEmpty ? sentence("None.") : arguments(of: row))
    lines += section(
      "Returns", sentence(row.result.inWords + (row.errors.isEmpty ? "." : "; on failure -1 and an errno.")))
    if !row.errors.isEmpty { lines += section("Likely errors", errors(of: row)) }
    for codec in row.codecs { lines += section(codec.noun.plural.capitalizedFirst, names(of: codec)) }
    lines.append(StyledLine())
    return lines + wrap([.plain("More: "), .value("man 2 \(row.manualPage)")], indent: 2, firstIndent: 0)
  }

  private func section(_ title: String, _ content: [StyledLine]) -> [StyledLine] {
    [StyledLine(), StyledLine([.styled(title, .heading)])] + content
  }

  private func arguments(of row: Syscall) -> [StyledLine] {
    let rows = row.parameters.enumerated().map { index, parameter -> [StyledLine] in
      var text = parameter.meaning
      if let present = parameter.presence(in: row) { text += "; there only with \(present)" }
      if let left = parameter.leftOut(in: row) { text += "; left out: \(left)" }
      return [StyledLine([.strong(parameter.name)]), StyledLine([.plain(text)])]
    }
    return table(rows, [Column(), Column("", .wrapped)], least: 24)
  }

  private func errors(of row: Syscall) -> [StyledLine] {
    let rows = row.errors.map { error in
      [StyledLine([.styled(error.errno.name, .failure)]), StyledLine([.plain(error.when)])]
    }
    return table(rows, [Column(), Column("", .wrapped)], least: 24)
  }

  private func names(of codec: WordCodec) -> [StyledLine] {
    wrap([.value(codec.constants.map(\.name).joined(separator: " "))], indent: 2, firstIndent: 2)
  }
}

extension Syscall {
  /// The codecs of its parameters, each once, in a fixed order.
  var codecs: [WordCodec] {
    var seen: Set<String> = []
    return parameters.flatMap { $0.type.orderedCodecs }.filter {
      seen.insert($0.noun).inserted && !$0.constants.isEmpty
    }
  }

  /// glibc documents newfstatat with stat; the other pages have the syscall's name or redirect from it.
  var manualPage: String { name == "newfstatat" ? "fstatat" : name }
}

extension ArgumentType {
  /// `codecs`, the cases of a selection by ascending value.
  fileprivate var orderedCodecs: [WordCodec] {
    switch self {
    case .selected(_, let cases, let otherwise):
      cases.sorted { $0.key < $1.key }.flatMap(\.value.orderedCodecs) + otherwise.orderedCodecs
    case .presentIf(_, _, let inner): inner.orderedCodecs
    case .word, .pointer, .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .process, .owner,
      .signal, .address, .absent, .special:
      codecs
    }
  }
}

extension Parameter {
  /// The flags with which the parameter exists at all.
  fileprivate func presence(in row: Syscall) -> String? {
    guard case .presentIf(let index, let bits, _) = type, row.parameters.indices.contains(index),
      case .word(let codec, _) = row.parameters[index].type
    else { return nil }
    let names = codec.flags.filter { $0.value & bits != 0 }.map(\.name)
    return names.isEmpty ? nil : names.joined(separator: " or ")
  }

  /// What stands for it when nothing is given; nil when it has to be given.
  fileprivate func leftOut(in row: Syscall) -> String? {
    switch fallback {
    case .required: nil
    case .lengthOf(let index):
      row.parameters.indices.contains(index) ? "the length of \(row.parameters[index].name)" : nil
    case .supplied: type.isOutput ? "memory is supplied and shown" : "zeroes are supplied"
    case .value(let value): type.text(ofFallback: value)
    }
  }
}

extension ArgumentType {
  fileprivate var isOutput: Bool {
    switch self {
    case .pointer(_, .output): true
    case .pointer, .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner,
      .signal, .address, .selected, .presentIf, .absent, .special:
      false
    }
  }

  fileprivate func text(ofFallback value: UInt64) -> String {
    switch self {
    case .word(let codec, _): codec.commented(value)
    case .pointer, .address: value == 0 ? "NULL" : Words.hexadecimal(value)
    case .permissions: Words.octal(value)
    case .hexadecimal: value == 0 ? "0" : Words.hexadecimal(value)
    case .special(let special): special.text(of: value)
    case .directory: Int32(truncatingIfNeeded: value) == -100 ? "AT_FDCWD" : "\(Int32(truncatingIfNeeded: value))"
    case .descriptor, .process, .owner, .signal: "\(Int32(truncatingIfNeeded: value))"
    case .signed(let bits), .unsigned(let bits):
      bits == 32 ? "\(Int32(truncatingIfNeeded: value))" : "\(Int64(bitPattern: value))"
    case .presentIf(_, _, let inner): inner.text(ofFallback: value)
    case .selected(_, _, let otherwise): otherwise.text(ofFallback: value)
    case .absent: "0"
    }
  }
}

extension ResultType {
  /// A sentence without its full stop.
  fileprivate var inWords: String {
    switch self {
    case .zero: "0"
    case .number: "A number"
    case .descriptor: "A new file descriptor"
    case .address: "An address"
    case .process: "A process id"
    case .octal: "Permission bits"
    case .described(let codec, _): "A number, named among the \(codec.noun.plural)"
    case .word(let codec): "A word of \(codec.noun)s"
    case .selected: "What the command asks for, 0 where it asks for nothing"
    case .never: "Nothing: it does not come back"
    }
  }
}

extension String {
  var capitalizedFirst: String {
    prefix(1).uppercased() + dropFirst()
  }
}
