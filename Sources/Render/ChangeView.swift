import Inspect
import Lab
import Tracer

extension Renderer {
  /// One change as a line with `+`, `-` or `~` in front. `descriptors` is the model after the change.
  public func change(_ change: Change, descriptors: DescriptorModel? = nil) -> [StyledLine] {
    self.change(change, tables: descriptors.map(DescriptorTables.init), of: nil)
  }

  /// Changes of another subject than the one called name it.
  func change(_ change: Change, tables: DescriptorTables?, of called: String?) -> [StyledLine] {
    func owner(_ subject: String) -> [Span] {
      called == nil || called == subject ? [] : [.name(subject), .plain(" ")]
    }
    switch change {
    case .opened(let subject, let fd, let closeOnExec, let description, let shared, let received):
      let others = shared ? sharers(of: description.label, but: member(subject, fd, tables), tables) : nil
      let state = others ?? facts(description)
      let flag = closeOnExec ? " (close-on-exec)" : ""
      let way: [Span] = received ? [.plain(" (received by SCM_RIGHTS)")] : []
      return marked(
        .added,
        owner(subject) + [.name("fd \(fd)"), .plain("\(flag) → ")] + arrow(description, state) + way
          + together(subject, tables))
    case .closed(let subject, let fd, let label, _, let last, let byExec, let isMapped):
      let rest =
        isMapped
        ? [.plain("(description "), .name(label), .plain(": its last descriptor; a mapping of the file is left)")]
        : fate(of: label, isGone: last, subject, tables)
      let number: [Span] =
        byExec ? struck("fd \(fd)") + [.plain(" ")] : [.name("fd \(fd)"), .plain(" ")]
      return marked(.removed, owner(subject) + number + rest + together(subject, tables))
    case .sent(let label, let receiver):
      let what: [Span] = [.plain("description "), .name(label)]
      guard let receiver else { return marked(.changed, what + [.plain(" was sent by SCM_RIGHTS")]) }
      let place = [.plain(" is in flight to ")] + socket(receiver, of: called, tables)
      return marked(.changed, what + place + [.plain(" (sent by SCM_RIGHTS)")])
    case .lost(let label, let isGone):
      let head: [Span] = [.plain("in flight, never received ")]
      return marked(.removed, head + fate(of: label, isGone: isGone, called ?? "", tables))
    case .redirected(let subject, let fd, let from, let fromIsGone, let to):
      let others = sharers(of: to.label, but: member(subject, fd, tables), tables)
      let before: [Span] = owner(subject) + [.name("fd \(fd)"), .plain("  description "), .name(from), .plain(" → ")]
      let end: [Span] =
        fromIsGone && DescriptorModel.isCertain(from)
        ? [.plain(" ("), .name(from), .plain(" lost its last descriptor, so it is gone)")] : []
      return marked(.changed, before + arrow(to, others ?? facts(to)) + end)
    case .closeOnExec(let subject, let fd, let on):
      return marked(
        .changed, owner(subject) + [.name("fd \(fd)"), .plain("  close-on-exec \(on ? "off → on" : "on → off")")])
    case .offset(let label, let from, let to):
      return description(label, [.plain("offset "), .value("\(from)"), .plain(" → "), .value("\(to)")])
    case .statusFlags(let label, let from, let to):
      let words = [from, to].map(OpenFileDescription.inWords)
      return description(label, [.value(words[0]), .plain(" → "), .value(words[1])])
    case .size(let target, let inode, let from, let to):
      return self.inode(inode, target, [.plain("size "), .value("\(from)"), .plain(" → "), .value(bytes(to))])
    case .links(let target, let inode, let from, let to):
      return self.inode(inode, target, [.plain("links "), .value("\(from)"), .plain(" → "), .value("\(to)")])
    case .socket(let change): return socketChange(change, of: called, tables)
    case .mapping(let subject, let change):
      return mapping(change, owner(subject))
    case .directory(let subject, let from, let to):
      return value(owner(subject), "working directory", from, to)
    case .root(let subject, let from, let to):
      return value(owner(subject), "root directory", from, to)
    case .umask(let subject, let from, let to):
      return value(owner(subject), "umask", Words.octal(UInt64(from)), Words.octal(UInt64(to)))
    case .signalMask, .disposition, .pending, .alreadyPending, .noLongerPending:
      return signalChange(change, owner)
    case .executed(let subject, let pid, let program, let mappings, let held):
      return executed(subject, pid, program, mappings, held)
    case .child(let name, let pid, let parent, let event, let pages, let shares):
      return name.contains(".")
        ? thread(name, pid, parent, shares) : child(name, pid, parent, event, pages, shares, tables)
    case .mount(let subject, let change):
      return mountChange(change, owner(subject))
    case .namespace(let change):
      return namespaceChange(change)
    case .manyChildren(let program):
      return marked(
        .added,
        [
          .plain("more processes and threads of "), .name(program),
          .plain("'s program, no longer told one by one: tree"),
        ])
    }
  }

  private func member(_ subject: String, _ fd: Int32, _ tables: DescriptorTables?) -> DescriptorTables.Member {
    .init(subject: tables?.owner(of: subject) ?? subject, fd: fd)
  }

  /// `, in the one table of P1 and P1.2`; nothing for a table that only one uses.
  private func together(_ subject: String, _ tables: DescriptorTables?) -> [Span] {
    guard let users = tables?.users(of: subject), users.count > 1 else { return [] }
    return [.faint("  in the table of \(Words.crowd(users))")]
  }

  private func executed(
    _ subject: String, _ pid: Int32, _ program: String, _ mappings: Int, _ held: Bool
  ) -> [StyledLine] {
    let what: [Span] = [
      .name(subject), .plain(" is "), .value(program),
      .plain(" now, still process \(pid)"),
      // None are left of a program that has ended before it could be looked at.
      .plain(mappings > 0 ? "; its memory is new: \(Words.count(mappings, "mapping"))" : ""),
    ]
    let rest = held ? ". Held before its first instruction: cont \(subject) lets it run." : "."
    return marked(.changed, what + [.plain(rest)])
  }

  /// A line `  + ...`; what does not fit goes on below the text.
  func marked(_ style: TextStyle, _ spans: [Span]) -> [StyledLine] {
    let mark = style == .added ? "+" : style == .removed ? "-" : "~"
    return wrap([.styled(mark, style), .plain(" ")] + spans, indent: 6, firstIndent: 2)
  }

  // MARK: Descriptors

  /// `description a  read-only, offset 0 → /etc/hostname (inode 7)`.
  private func arrow(_ description: OpenFileDescription, _ state: [Span]) -> [Span] {
    [.plain("description "), .name(description.label)] + state
  }

  private func facts(_ description: OpenFileDescription) -> [Span] {
    [.plain("  \(description.stateInWords) → ")] + description.targetSpans
  }

  /// `, shared with fd 3 and P2 fd 3`; nil when no other descriptor is known.
  private func sharers(of label: String, but own: DescriptorTables.Member, _ tables: DescriptorTables?) -> [Span]? {
    guard let tables else { return nil }
    let others = tables.members(of: label).filter { $0 != own }
    return others.isEmpty ? nil : [.plain(", shared with ")] + names(others, in: own.subject)
  }

  /// What became of a description that lost a descriptor.
  private func fate(of label: String, isGone: Bool, _ subject: String, _ tables: DescriptorTables?) -> [Span] {
    guard DescriptorModel.isCertain(label) else { return [] }
    return isGone
      ? [.plain("(description "), .name(label), .plain(": its last descriptor, so it is gone)")]
      : [.plain("(description "), .name(label), .plain(" stays: ")] + leading(to: label, subject, tables)
  }

  private func leading(to label: String, _ subject: String, _ tables: DescriptorTables?) -> [Span] {
    let others = tables?.members(of: label) ?? []
    if others.isEmpty, let tables, let flight = tables.flights.first(where: { $0.label == label }) {
      let place = flight.receiver.map { [.plain(" to ")] + socket($0, of: subject, tables) } ?? []
      return [.plain("it is in flight")] + place + [.plain(")")]
    }
    if others.isEmpty { return [.plain("another descriptor leads to it)")] }
    return names(others, in: tables?.owner(of: subject) ?? subject) + [
      .plain(others.count == 1 ? " leads to it)" : " lead to it)")
    ]
  }

  /// `fd 3, P2 fd 3 and 5 more`.
  private func names(_ members: [DescriptorTables.Member], in subject: String) -> [Span] {
    let shown = members.prefix(members.count > 5 ? 4 : 5)
    var spans: [Span] = []
    for (index, member) in shown.enumerated() {
      if index > 0 { spans.append(.plain(index + 1 == members.count ? " and " : ", ")) }
      spans.append(.name(member.subject == subject ? "fd \(member.fd)" : "\(member.subject) fd \(member.fd)"))
    }
    if members.count > shown.count { spans.append(.plain(" and \(members.count - shown.count) more")) }
    return spans
  }

  /// A socket by a descriptor that leads to it: `P2 fd 4`.
  func socket(_ label: String, of subject: String?, _ tables: DescriptorTables?) -> [Span] {
    let members = tables?.members(of: label) ?? []
    return members.isEmpty ? [.plain("socket "), .name(label)] : names(members, in: subject ?? "")
  }

  private func description(_ label: String, _ spans: [Span]) -> [StyledLine] {
    marked(.changed, [.plain("description "), .name(label), .plain("  ")] + spans)
  }

  private func inode(_ inode: UInt64, _ target: String, _ spans: [Span]) -> [StyledLine] {
    marked(.changed, [.name("inode \(inode)"), .plain("  ")] + spans + [.plain(" ("), .value(target), .plain(")")])
  }

  private func bytes(_ size: Int64) -> String { size == 1 ? "1 byte" : "\(size) bytes" }

  // MARK: Processes

  private func value(_ owner: [Span], _ what: String, _ from: String, _ to: String) -> [StyledLine] {
    marked(.changed, owner + [.plain("\(what) "), .value(from), .plain(" → "), .value(to)])
  }

  private func thread(_ name: String, _ pid: Int32, _ process: String, _ shares: SharedParts) -> [StyledLine] {
    var spans: [Span] = [.name(name), .plain(" ("), .value("\(pid)"), .plain("), thread of "), .name(process)]
    spans.append(.plain(": it shares \(Words.crowd(shares.inWords))"))
    return marked(.added, spans)
  }

  private func child(
    _ name: String, _ pid: Int32, _ parent: String, _ event: PtraceEvent, _ pages: Int?, _ shares: SharedParts,
    _ tables: DescriptorTables?
  ) -> [StyledLine] {
    var spans: [Span] = [.name(name), .plain(" ("), .value("\(pid)"), .plain("), child of "), .name(parent)]
    switch event {
    case .vfork: spans += [.plain(", which sleeps until the child calls execve or ends")]
    case .clone: spans += [.plain(" by clone")]
    case .fork, .exec, .vforkDone, .seccomp: break
    }
    if event != .vfork, !shares.isEmpty {
      spans.append(.plain(", with which it shares \(Words.crowd(shares.inWords))"))
    }
    if let tables, !shares.contains(.descriptors) {
      let shared = tables.entries(of: name).filter { tables.tables[parent]?[$0.number]?.label == $0.label }
      if !shared.isEmpty {
        let one = shared.count == 1
        spans += [
          .plain(one ? ": fd " : ": fds "), .name(Words.list(shared.map { "\($0.number)" })),
          .plain(one ? " shares its description with " : " share their descriptions with "), .name(parent),
        ]
      }
    }
    if let pages {
      let separator = spans.last?.text == parent && spans.count > 5 ? "; " : ": "
      spans += [.plain(separator), .value(Words.count(pages, "private page")), .plain(" now shared copy-on-write")]
    }
    return marked(.added, spans)
  }
}

extension SharedParts {
  var inWords: [String] {
    let all: [(SharedParts, String)] = [
      (.memory, "memory"), (.descriptors, "descriptor table"), (.directories, "working directory"),
      (.signalActions, "signal actions"),
    ]
    return all.filter { contains($0.0) }.map { "the \($0.1)" }
  }
}
