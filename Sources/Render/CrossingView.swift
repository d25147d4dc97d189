import Lab
import LinuxABI
import SyscallTable
import Tracer

extension Renderer {
  /// A call seen at the boundary: the registers that went into the kernel, and those that came back.
  func crossing(_ crossing: Crossing, row: Syscall?) -> [StyledLine] {
    let entry = Dictionary(uniqueKeysWithValues: crossing.entry.named.map { ($0.name, $0.value) })
    let parameters = row?.parameters ?? []
    // The number is where the kernel keeps it: rax itself holds -ENOSYS at the entry stop.
    var rows = [
      register("rax", entry["orig_rax"] ?? 0, row.map { "the number of \($0.name)" } ?? "the number of the call")
    ]
    for (name, (index, parameter)) in zip(Self.argumentRegisters, parameters.enumerated()) {
      rows.append(register(name, entry[name] ?? 0, "argument \(index + 1): \(parameter.name)"))
    }
    let others = Self.argumentRegisters.dropFirst(parameters.count)
    // What no argument is in is mostly 0, and then one line is enough.
    if others.allSatisfy({ entry[$0] == 0 }), !others.isEmpty {
      rows.append(register(others.joined(separator: " "), 0, "not looked at by this call"))
    } else {
      rows += others.map { register($0, entry[$0] ?? 0, "not looked at by this call") }
    }
    let address = (entry["rip"] ?? 0) &- 2
    var lines = [StyledLine([.plain("  "), .styled("user space, ring 3", .heading)])]
    lines += table(rows, Self.registerColumns, indent: 4)
    lines += border("▼ syscall, the instruction at \(Words.hexadecimal(address))")
    lines.append(
      StyledLine([.plain("  "), .styled("kernel, ring 0", .heading), .plain(row.map { ": \($0.name)" } ?? "")]))
    guard let exit = crossing.exit else {
      return lines + [StyledLine([.faint("    It did not come back from there.")])]
    }
    let out = Dictionary(uniqueKeysWithValues: exit.named.map { ($0.name, $0.value) })
    let result = out["rax"] ?? 0
    lines += border("▲ back to \(Words.hexadecimal(out["rip"] ?? 0))")
    lines.append(StyledLine([.plain("  "), .styled("user space, ring 3", .heading)]))
    lines += table(
      [
        register("rax", result, Self.meaning(ofResult: result)),
        register("rcx", out["rcx"] ?? 0, hexadecimal: true, "lost: syscall keeps the address to return to here"),
        register("r11", out["r11"] ?? 0, hexadecimal: true, "lost: syscall keeps the flags here"),
      ], Self.registerColumns, indent: 4)
    return lines
  }

  // x86-64 only, as is Registers+x86_64 in Tracer (`man 2 syscall`).
  private static let argumentRegisters = ["rdi", "rsi", "rdx", "r10", "r8", "r9"]
  private static let registerColumns = [Column(), Column("", .right), Column("", .wrapped)]

  private func register(
    _ name: String, _ value: UInt64, hexadecimal: Bool = false, _ meaning: String
  ) -> [StyledLine] {
    let isSmall = value < 1 << 16 && !hexadecimal
    return [
      StyledLine([.strong(name)]), StyledLine([.value(isSmall ? "\(value)" : Words.hexadecimal(value))]),
      StyledLine([.faint(meaning)]),
    ]
  }

  /// The last 4095 values are errors; the C library makes -1 and errno of them.
  private static func meaning(ofResult value: UInt64) -> String {
    guard let errno = Errno(result: value) else { return "the result" }
    return
      "the result: -\(errno.rawValue), which is -\(errno.name). The C library returns -1 and sets errno to \(errno.rawValue)."
  }

  /// The border as a line across, or the text alone where a line has no room.
  private func border(_ text: String) -> [StyledLine] {
    let line = String(repeating: "─", count: 4)
    let rest = min(72, columns) - 2 - 4 - DisplayWidth.of(text) - 2
    guard rest >= 4 else { return sentence(text) }
    return [
      StyledLine([.faint("  \(line) "), .plain(text), .faint(" " + String(repeating: "─", count: rest))])
    ]
  }
}
