import Inspect
import SyscallTable

/// What a call changed about the mounts that a subject sees.
public enum MountChange: Hashable, Sendable {
  case added(Mount)
  /// With so many mounts that stood below it.
  case removed(Mount, below: Int)
  /// So many mounts have another propagation type than before; the first of them stands for all.
  case propagation(Mount, from: [String], count: Int)
  case options(Mount, from: String)
  case moved(Mount, from: String)
  /// pivot_root: another mount is the root of all paths; the old one stands at `oldPoint` now.
  case turned(Mount, from: Mount, oldPoint: String)
}

extension Lab {
  /// Calls that change mounts, or which of them their caller sees.
  private func changesMounts(_ row: Syscall) -> Bool {
    Guard.mountCalls.contains(row.number) || [161, 272, 308].contains(row.number)
  }

  /// Keeps what a call on mounts can change.
  func rememberMounts(before call: PendingCall, of subject: LabSubject) {
    guard changesMounts(call.row) else { return }
    subject.mountsBefore = (try? proc.mounts(subject.pid)) ?? []
  }

  /// Whether `mount` stands on `other`, or on one that does, among `all`.
  private func isBelow(_ mount: Mount, _ other: Mount, _ all: [Mount]) -> Bool {
    var parent = mount.parent
    for _ in all {
      if parent == other.id { return true }
      guard let next = all.first(where: { $0.id == parent }), next.parent != parent else { return false }
      parent = next.parent
    }
    return false
  }

  func mountChanges(of subject: LabSubject, _ call: PendingCall) -> [Change] {
    guard Guard.mountCalls.contains(call.row.number), let now = try? proc.mounts(subject.pid) else { return [] }
    let before = Dictionary(subject.mountsBefore.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let left = Set(now.map(\.id))
    let gone = subject.mountsBefore.filter { !left.contains($0.id) }
    var changes: [MountChange] = gone.compactMap { mount in
      if gone.contains(where: { $0.id != mount.id && isBelow(mount, $0, gone) }) { return nil }
      return .removed(mount, below: gone.count { $0.id != mount.id && isBelow($0, mount, gone) })
    }
    var types: [(mount: Mount, from: [String])] = []
    for mount in now {
      guard let old = before[mount.id] else {
        changes.append(.added(mount))
        continue
      }
      if old.propagation != mount.propagation { types.append((mount, old.propagation)) }
      if old.options != mount.options { changes.append(.options(mount, from: old.options)) }
      // pivot_root gives every mount another path, which is told as the new root.
      if old.point != mount.point, call.row.number != 155 { changes.append(.moved(mount, from: old.point)) }
    }
    if call.row.number == 155, let root = now.first(where: { $0.point == "/" }),
      let old = subject.mountsBefore.first(where: { $0.point == "/" }), old.id != root.id,
      let moved = now.first(where: { $0.id == old.id })
    {
      changes.append(.turned(root, from: old, oldPoint: moved.point))
    }
    if let first = types.first { changes.append(.propagation(first.mount, from: first.from, count: types.count)) }
    return changes.map { .mount(subject: subject.name, $0) }
  }
}
