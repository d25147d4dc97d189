import Inspect
import Lab

extension Renderer {
  /// What was done below the control group mounts: each directory and each file, with what was written and what the file
  /// says now. Paths that differ in one place are written as a shell takes them: `/sys/fs/cgroup/{cpu,pids}/g`.
  public func controlGroupSteps(_ steps: [ControlGroups.Step]) -> [StyledLine] {
    var left = steps.filter { step in
      // mkdir -p of the group tells of the directory above it too.
      guard case .made(let path) = step else { return true }
      return !steps.contains { other in
        if case .made(let inner) = other { inner.hasPrefix(path + "/") } else { false }
      }
    }
    var lines: [StyledLine] = []
    while let first = left.first {
      var paths = [first.path ?? ""]
      var rest: [ControlGroups.Step] = []
      for step in left.dropFirst() {
        if step.isLike(first), let path = step.path, Self.braced(paths + [path]) != nil {
          paths.append(path)
        } else {
          rest.append(step)
        }
      }
      left = rest
      lines += line(first, Self.braced(paths) ?? paths[0])
    }
    return lines
  }

  private func line(_ step: ControlGroups.Step, _ path: String) -> [StyledLine] {
    switch step {
    case .made: return wrap([.plain("mkdir -p "), .value(path)], indent: 4, firstIndent: 2)
    case .removed: return wrap([.plain("rmdir "), .value(path)], indent: 4, firstIndent: 2)
    case .note(let text): return sentence(text)
    case .wrote(_, let value, let reads):
      var spans: [Span] = [.plain("write "), .value("\"\(value)\""), .plain(" to "), .value(path)]
      if let reads {
        spans += reads == value ? [.plain("; it says so now")] : [.plain("; it says "), .value(reads)]
      }
      return wrap(spans, indent: 4, firstIndent: 2)
    }
  }

  /// `/a/{b,c}/d` of `/a/b/d` and `/a/c/d`; nil of paths that differ in more than one place.
  static func braced(_ paths: [String]) -> String? {
    let parts = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false) }
    guard let first = parts.first, parts.allSatisfy({ $0.count == first.count }) else { return nil }
    let differing = first.indices.filter { index in parts.contains { $0[index] != first[index] } }
    guard let place = differing.first else { return paths.first }
    guard differing.count == 1 else { return nil }
    var joined = first.map(String.init)
    joined[place] = "{" + parts.map { String($0[place]) }.joined(separator: ",") + "}"
    return joined.joined(separator: "/")
  }

  /// Where the subjects are, hierarchy by hierarchy, and the lab's groups with their limits.
  public func controlGroups(_ places: ControlGroupPlaces) -> [StyledLine] {
    var lines: [StyledLine] = []
    if places.places.isEmpty {
      lines += sentence("No hierarchy of control groups is mounted here in which a subject could be.")
    } else {
      let rows = places.places.map { place -> [StyledLine] in
        let mounts = place.hierarchies.map(\.mountPoint)
        return [
          StyledLine([.name(Words.crowd(place.subjects))]), StyledLine([.plain(place.hierarchies[0].version.rawValue)]),
          StyledLine([.value(mounts.count == 1 ? mounts[0] : Self.braced(mounts) ?? Words.crowd(mounts))]),
          StyledLine([.plain(place.path)]),
        ]
      }
      let columns = [
        Column("who"), Column("version"), Column("hierarchy"), Column("in the group", .shortened),
      ]
      lines += table(rows, columns)
    }
    for group in places.groups { lines += [StyledLine("")] + controlGroup(group) }
    if let obstacle = places.obstacle {
      lines += sentence(obstacle)
    } else if places.groups.isEmpty {
      lines += sentence("The lab has made no group. cgroup make NAME makes one, below \(places.top).")
    }
    lines += wrap(
      [.faint("Read from /proc/PID/cgroup and the mounts. Elsewhere: systemd-cgls, systemd-cgtop, lscgroup.")],
      indent: 2, firstIndent: 2)
    return lines
  }

  /// A group's members, and its files by their version 2 names.
  public func controlGroup(_ figures: ControlGroupFigures) -> [StyledLine] {
    let members: [Span] =
      figures.members.isEmpty ? [.plain(", empty")] : [.plain(": "), .name(Words.crowd(figures.members))]
    var lines = wrap([.plain("group "), .strong(figures.name)] + members, indent: 4, firstIndent: 2)
    let rows = figures.rows.map { row in
      [
        StyledLine([.plain(row.name)]), StyledLine(values(row)),
        StyledLine(row.source.map { [.faint("v1: \($0)")] } ?? []),
      ]
    }
    lines += table(rows, [Column(), Column("", .wrapped), Column()], indent: 4)
    return lines
  }

  private func values(_ row: ControlGroupFigures.Row) -> [Span] {
    var spans: [Span] = []
    if let before = row.before { spans += [.plain(before), .plain(" -> ")] }
    spans.append(row.before == nil ? .value(row.value) : .changed(row.value))
    if let bytes = UInt64(row.value), bytes >= 4096, row.name.hasPrefix("memory."), !row.name.contains("events") {
      spans.append(.plain(" (\(Words.size(bytes)))"))
    }
    return spans
  }
}

extension ControlGroups.Step {
  fileprivate var path: String? {
    switch self {
    case .made(let path), .removed(let path), .wrote(let path, _, _): path
    case .note: nil
    }
  }

  /// Whether it differs in its path alone.
  fileprivate func isLike(_ other: ControlGroups.Step) -> Bool {
    switch (self, other) {
    case (.made, .made), (.removed, .removed): true
    case (.wrote(_, let value, let reads), .wrote(_, let otherValue, let otherReads)):
      value == otherValue && reads == otherReads
    case (.made, _), (.removed, _), (.wrote, _), (.note, _): false
    }
  }
}
