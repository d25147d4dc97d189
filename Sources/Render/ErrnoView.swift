import LinuxABI
import SyscallTable

extension Renderer {
  /// An errno: its number and message, and what it means where the table's calls give it.
  public func help(for errno: Errno, in table: SyscallTable) -> [StyledLine] {
    var lines = wrap(
      [.styled(errno.name, .failure), .plain(" (\(errno.rawValue))  "), .strong(errno.message)], indent: 2,
      firstIndent: 0)
    // The same clause often stands for a whole family of calls.
    var clauses: [(when: String, calls: [String])] = []
    for row in table.rows {
      for error in row.errors where error.errno == errno {
        if let index = clauses.firstIndex(where: { $0.when == error.when }) {
          clauses[index].calls.append(row.name)
        } else {
          clauses.append((error.when, [row.name]))
        }
      }
    }
    guard !clauses.isEmpty else {
      return lines + sentence("No call in the table lists it. man 3 errno has all of them.")
    }
    for clause in clauses {
      lines.append(StyledLine())
      lines += wrap([.plain(clause.when.capitalizedFirst + ".")], indent: 2, firstIndent: 2)
      lines += wrap([.styled(clause.calls.joined(separator: " "), .call)], indent: 4, firstIndent: 4)
    }
    return lines
  }

  /// The table of calls: number, name and what each does.
  public func syscalls(_ rows: [Syscall]) -> [StyledLine] {
    guard !rows.isEmpty else { return sentence("No call has a name like that.") }
    let cells = rows.map { row in
      [
        StyledLine([.faint("\(row.number)")]), StyledLine([.styled(row.name, .call)]),
        StyledLine([.plain(row.summary)]),
      ]
    }
    return table(cells, [Column("", .right), Column(), Column("", .wrapped)], indent: 0, least: 20)
  }
}
