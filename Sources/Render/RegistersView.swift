import LinuxABI

extension Renderer {
  /// Registers, and what each carries across the syscall boundary (`man 2 syscall`).
  public func registers(_ named: [(name: String, value: UInt64)]) -> [StyledLine] {
    let rows = named.map { name, value in
      [
        StyledLine([.strong(name)]),
        StyledLine([.value(Words.hexadecimal(value))]),
        StyledLine([.value(decimal(value, name))]),
        StyledLine([.faint(Self.roles[name] ?? "")]),
      ]
    }
    return table(rows, [Column(), Column("", .right), Column("", .right), Column("", .wrapped)])
  }

  /// Where decimal says more than hexadecimal; an error in the result register by its name.
  private func decimal(_ value: UInt64, _ name: String) -> String {
    if name == "eflags" { return "" }
    if name == "rax", let errno = Errno(result: value) { return "-\(errno.rawValue) \(errno.name)" }
    let signed = Int64(bitPattern: value)
    return (-0x8000_0000...0xffff_ffff).contains(signed) ? "\(signed)" : ""
  }

  // x86-64 only, as is Registers+x86_64 in Tracer.
  private static let roles = [
    "rax": "going in the call's number, coming out its result",
    "orig_rax": "the call's number, kept by the kernel; -1 outside a call",
    "rdi": "argument 1", "rsi": "argument 2", "rdx": "argument 3",
    "r10": "argument 4 (a function call has it in rcx)", "r8": "argument 5", "r9": "argument 6",
    "rcx": "lost: the syscall instruction puts the return address here",
    "r11": "lost: the syscall instruction puts eflags here",
    "rsp": "the stack pointer; kept", "rip": "the next instruction", "eflags": "flags of the last comparison; kept",
    "rbx": "kept", "rbp": "kept", "r12": "kept", "r13": "kept", "r14": "kept", "r15": "kept",
    "fs_base": "thread-local storage", "gs_base": "",
  ]
}
