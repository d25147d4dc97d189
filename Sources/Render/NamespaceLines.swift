import Inspect
import Lab
import SyscallTable

extension Renderer {
  /// A process that is in another namespace than before.
  func namespaceChange(_ change: NamespaceChange) -> [StyledLine] {
    var spans: [Span] = [.plain("\(change.kind.noun) namespace \(change.from) → ")]
    spans.append(change.to.map { .value("\($0)") } ?? .plain("a new one"))
    let others = Words.crowd(change.others)
    if change.isForChildren {
      spans += [
        .plain(": "), .name(change.subject), .plain(" itself stays; the children that it makes from now on are in it"),
      ]
      if change.to == nil { spans.append(.plain(", the first one as its process 1")) }
    } else {
      spans += [.plain(": "), .name(change.subject)]
      spans.append(.plain(change.others.isEmpty ? " is alone in it" : " is in it with \(others)"))
      if let number = change.number { spans.append(.plain(", as process \(number)")) }
    }
    return marked(.changed, spans)
  }

  /// The namespaces of all subjects beside each other: those of the shell faint.
  public func namespaces(_ views: [NamespaceView], shell: NamespaceView) -> [StyledLine] {
    var columns = [Column("namespace"), Column("the shell")]
    columns += views.map { Column($0.name) }
    let rows = NamespaceKind.allCases.compactMap { kind -> [StyledLine]? in
      guard let shells = shell.namespaces[kind] else { return nil }
      return [StyledLine(kind.noun), StyledLine([.faint("\(shells)")])]
        + views.map { view in
          let own = view.namespaces[kind]
          return StyledLine([own == shells ? .faint("\(shells)") : .value(own.map { "\($0)" } ?? "-")])
        }
    }
    var lines = table(rows, columns)
    for view in views {
      let facts = facts(of: view, shell: shell)
      if !facts.isEmpty {
        lines += wrap(
          [.name(view.name), .plain("  ")] + Array(facts.joined(separator: [.plain("; ")])), indent: 6, firstIndent: 2)
      }
    }
    return lines + namespaceSource(views.count == 1 ? "\(views[0].numbers[0])" : "PID")
  }

  /// The namespaces of one subject, and who shares each.
  public func namespaces(_ view: NamespaceView, others: [NamespaceView], shell: NamespaceView) -> [StyledLine] {
    let rows = NamespaceKind.allCases.compactMap { kind -> [StyledLine]? in
      guard let inode = view.namespaces[kind] else { return nil }
      let sharers = ([shell] + others).filter { $0.namespaces[kind] == inode }.map(\.name)
      let isShells = shell.namespaces[kind] == inode
      return [
        StyledLine(kind.noun), StyledLine([isShells ? .faint("\(inode)") : .value("\(inode)")]),
        StyledLine([.plain(sharers.isEmpty ? "alone" : "with \(Words.crowd(sharers))")]),
        StyledLine(fact(kind, of: view, shell: shell)),
      ]
    }
    let columns = [Column("namespace"), Column("inode", .right), Column("shared"), Column("", .wrapped)]
    return wrap([.name(view.name)], indent: 2, firstIndent: 2) + table(rows, columns)
      + namespaceSource("\(view.numbers[0])")
  }

  private func namespaceSource(_ pid: String) -> [StyledLine] {
    wrap(
      [.faint("From /proc/\(pid)/ns, uid_map, gid_map and NSpid in status. lsns lists the same.")], indent: 2,
      firstIndent: 2)
  }

  private func facts(of view: NamespaceView, shell: NamespaceView) -> [[Span]] {
    [NamespaceKind.pid, .user, .uts, .time].map { fact($0, of: view, shell: shell) }.filter { !$0.isEmpty }
  }

  /// What there is to say of a namespace that is not the shell's, or will not be the children's.
  private func fact(_ kind: NamespaceKind, of view: NamespaceView, shell: NamespaceView) -> [Span] {
    let isOwn = view.namespaces[kind] != shell.namespaces[kind]
    switch kind {
    case .pid, .time:
      var spans: [Span] = []
      if kind == .pid, view.numbers.count > 1 {
        spans = [.plain("process "), .value(view.numbers.dropFirst().map(String.init).joined(separator: ", "))]
        spans.append(.plain(" inside, \(view.numbers[0]) outside"))
      }
      if let children = view.forChildren[kind] {
        if !spans.isEmpty { spans.append(.plain("; ")) }
        spans.append(
          .plain("its children: \(kind.noun) namespace \(children.map { "\($0)" } ?? "that has no process yet")"))
      }
      return spans
    case .user:
      guard isOwn else { return [] }
      let deny = view.setgroups == "deny" ? [Span.plain("; setgroups denied")] : []
      return ids("uid", view.users) + [.plain("; ")] + ids("gid", view.groups) + deny
    case .uts:
      guard isOwn, let name = view.hostName else { return [] }
      return [.plain("host name "), .value(Escapes.harmless(name))]
    case .mnt, .net, .ipc, .cgroup: return []
    }
  }

  private func ids(_ what: String, _ ranges: [IDRange]) -> [Span] {
    if ranges.isEmpty { return [.plain("no \(what) is mapped")] }
    let parts = ranges.map { range in
      range.count == 1
        ? "\(what) \(range.inside) is \(range.outside) outside"
        : "\(what)s \(range.inside) to \(range.inside &+ range.count &- 1) are those from \(range.outside) on outside"
    }
    return [.value(parts.joined(separator: ", "))]
  }
}
