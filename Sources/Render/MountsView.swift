import Inspect
import Lab
import SyscallTable

extension Renderer {
  /// A change of the mounts that a subject sees.
  func mountChange(_ change: MountChange, _ owner: [Span]) -> [StyledLine] {
    switch change {
    case .added(let mount):
      return marked(.added, owner + [.plain("mount "), .value(path(mount))] + what(mount))
    case .removed(let mount, let below):
      let rest = below > 0 ? ", and \(Words.count(below, "mount")) below it" : ""
      return marked(.removed, owner + [.plain("mount "), .value(path(mount)), .plain(" (\(mount.type))\(rest)")])
    case .propagation(let mount, let old, let count):
      let rest = count > 1 ? " and \(Words.count(count - 1, "other mount"))" : ""
      return marked(
        .changed,
        owner + [
          .plain("mount "), .value(path(mount)),
          .plain("\(rest): \(Self.propagation(old)) → \(Self.propagation(mount.propagation))"),
        ])
    case .options(let mount, let old):
      return marked(.changed, owner + [.plain("mount "), .value(path(mount)), .plain("  \(old) → \(mount.options)")])
    case .moved(let mount, let old):
      return marked(
        .changed, owner + [.plain("mount "), .value(Escapes.harmless(old)), .plain(" → "), .value(path(mount))])
    }
  }

  /// The mounts that a subject sees, each below the one that it stands on. `before`: what it saw before the last call on
  /// mounts.
  public func mounts(_ mounts: [Mount], before: [Mount], of subject: String, pid: Int32) -> [StyledLine] {
    let ids = Set(mounts.map(\.id))
    let known = Set(before.map(\.id))
    // After unshare all are copies, which is no news of any one.
    let isCopy = known.isDisjoint(with: ids)
    var rows: [[StyledLine]] = []
    func add(_ mount: Mount, _ first: String, _ rest: String) {
      let isNew = !isCopy && !known.contains(mount.id)
      let source = mount.root == "/" ? mount.source : "\(mount.source), its \(mount.root)"
      rows.append([
        StyledLine([.styled(isNew ? "+" : " ", .added)]),
        StyledLine([.faint(first), .value(path(mount))]),
        StyledLine([.plain("\(mount.type) \(Escapes.harmless(source))")]),
        StyledLine([.plain(mount.options)]),
        StyledLine([.plain(Self.propagation(mount.propagation))]),
      ])
      let children = mounts.filter { $0.parent == mount.id && $0.id != mount.id }
      for (index, child) in children.enumerated() {
        let isLast = index == children.count - 1
        add(child, rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "))
      }
    }
    for mount in mounts where !ids.contains(mount.parent) || mount.parent == mount.id { add(mount, "", "") }
    let columns = [
      Column(), Column("mount point", .shortened), Column("type, source"), Column("options"), Column("propagation"),
    ]
    return table(rows, columns, indent: 0)
      + wrap(
        [.faint("From /proc/\(pid)/mountinfo, as \(subject) sees it. findmnt and mount read the same.")], indent: 2,
        firstIndent: 2)
  }

  private func path(_ mount: Mount) -> String { Escapes.harmless(mount.point) }

  private func what(_ mount: Mount) -> [Span] {
    let part = mount.root == "/" ? "" : ", its \(Escapes.harmless(mount.root))"
    return [.plain(": \(mount.type)\(part), \(mount.options), \(Self.propagation(mount.propagation))")]
  }

  private static func propagation(_ words: [String]) -> String {
    words.isEmpty ? "private" : words.joined(separator: " ").replacing("master:", with: "slave of ")
  }
}
