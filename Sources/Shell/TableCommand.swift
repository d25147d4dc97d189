import Glibc
import Render
import SyscallTable

/// `sysh syscalls`.
public enum TableCommand {
  public static func show(matching pattern: String, _ options: Options) -> ExitStatus {
    let rows = SyscallTable.standard.rows
      .filter { pattern.isEmpty || $0.name.contains(pattern) || String($0.number) == pattern }
      .sorted { $0.number < $1.number }
    guard !rows.isEmpty else {
      let near = NearestName.advice(pattern, in: SyscallTable.standard.names).map { " \($0)" } ?? ""
      complain("No syscall of the table matches \(Escapes.harmless(pattern)).\(near)")
      return .failed
    }
    if options.isJSON {
      StandardOutput(theme: .plain).showRendered(rows.map(\.object.text))
      return .done
    }
    StandardOutput(theme: options.theme).show(Renderer(width: 100).syscalls(rows))
    return .done
  }
}

/// Whether a person sits there.
public enum Terminal {
  public static var isInteractive: Bool {
    isatty(0) == 1 && isatty(1) == 1
  }
}
