import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// The namespaces that a process is in, by their inodes, and those into which its children will be born.
struct NamespaceSet: Hashable {
  var own: [NamespaceKind: UInt64] = [:]
  var forChildren: [NamespaceKind: UInt64] = [:]
}

/// A process that is in another namespace than before.
public struct NamespaceChange: Hashable, Sendable {
  public let subject: String
  public let kind: NamespaceKind
  public let from: UInt64
  /// Nil for a pid namespace that has no process yet, which the kernel does not show.
  public let to: UInt64?
  /// Who is in the new one already: subjects, and others by their number.
  public var others: [String] = []
  /// Only children of the process will be in it (`man 2 unshare`, CLONE_NEWPID).
  public var isForChildren = false
  /// The number of the process in the new pid namespace.
  public var number: Int32?
}

// Namespaces that the lab's subjects have made. What belongs to one of them ends with the lab, so the guard lets it be
// changed. A namespace that was only entered may be somebody else's.
extension Lab {
  /// Calls that put their caller or its child into other namespaces: clone, fork, vfork, execve, unshare, setns, execveat,
  /// clone3.
  private static let changers: Set<Int> = [56, 57, 58, 59, 272, 308, 322, 435]

  /// Whether the subject is in a namespace of this kind that the lab has made.
  public func isOwn(_ kind: NamespaceKind, of subject: LabSubject) -> Bool {
    (try? proc.namespace(subject.pid, kind)).map { ownNamespaces.contains($0) } ?? false
  }

  func readNamespaces(of subject: LabSubject) -> NamespaceSet {
    var set = NamespaceSet(own: proc.namespaces(subject.pid))
    for kind in [NamespaceKind.pid, .time] { set.forChildren[kind] = proc.namespaceForChildren(subject.pid, kind) }
    return set
  }

  /// What a call changed about the namespaces of its caller.
  func namespaceChanges(of subject: LabSubject, _ call: PendingCall) -> [Change] {
    guard Self.changers.contains(call.row.number) else { return [] }
    let before = subject.namespaces
    let now = readNamespaces(of: subject)
    subject.namespaces = now
    var changes: [Change] = []
    for kind in NamespaceKind.allCases {
      if let from = before.own[kind], let to = now.own[kind], from != to {
        // setns enters what is there already.
        if call.row.number != 308 { own(kind, to, madeFrom: from) }
        changes.append(.namespace(change(subject, kind, from: from, to: to)))
      } else if kind == .pid || kind == .time, let from = before.forChildren[kind], from != now.forChildren[kind] {
        if let to = now.forChildren[kind], call.row.number != 308 { own(kind, to, madeFrom: from) }
        var change = change(subject, kind, from: from, to: now.forChildren[kind])
        change.isForChildren = true
        changes.append(.namespace(change))
      }
    }
    return changes
  }

  /// The namespaces in which a new process is and its maker is not.
  func namespaceChanges(ofChild child: LabSubject, madeBy maker: LabSubject) -> [Change] {
    child.namespaces = readNamespaces(of: child)
    var before = maker.namespaces.own
    // Until the child came the kernel did not show the namespace that unshare had made for it.
    for (kind, inode) in maker.namespaces.forChildren where kind == .time { before[kind] = inode }
    return NamespaceKind.allCases.compactMap { kind in
      guard let from = before[kind], let to = child.namespaces.own[kind], from != to else { return nil }
      // One that its maker has entered with setns was there before.
      if maker.namespaces.forChildren[kind] != to { own(kind, to, madeFrom: from) }
      var change = change(child, kind, from: from, to: to)
      if kind == .pid {
        change.number = child.numbers.all.last
        maker.namespaces.forChildren[.pid] = proc.namespaceForChildren(maker.pid, .pid)
      }
      return .namespace(change)
    }
  }

  private func change(_ subject: LabSubject, _ kind: NamespaceKind, from: UInt64, to: UInt64?) -> NamespaceChange {
    var others: [String] = []
    if let to {
      if (try? proc.namespace(Self.shellPid, kind))?.inode == to { others.append("the shell") }
      others += living.filter { $0 !== subject && $0.leader == nil && $0.namespaces.own[kind] == to }.map(\.name)
    }
    return NamespaceChange(subject: subject.name, kind: kind, from: from, to: to, others: others)
  }

  /// Takes a namespace for the lab's own. A mount namespace begins as a copy: one of a foreign tree stays foreign.
  private func own(_ kind: NamespaceKind, _ inode: UInt64, madeFrom origin: UInt64) {
    if kind == .mnt, !ownNamespaces.contains(Namespace(kind: .mnt, inode: origin)),
      (try? proc.namespace(Self.shellPid, .mnt))?.inode != origin
    {
      return
    }
    ownNamespaces.insert(Namespace(kind: kind, inode: inode))
  }

  /// Forgets namespaces that nobody of the lab is in or holds open: the kernel gives a number again that is free.
  func forgetLostNamespaces() {
    guard !ownNamespaces.isEmpty else { return }
    var held: Set<Namespace> = []
    for subject in living {
      // A program changes them by itself.
      let set = subject.tracee.image == .subject ? subject.namespaces : readNamespaces(of: subject)
      for (kind, inode) in set.own { held.insert(Namespace(kind: kind, inode: inode)) }
      for (kind, inode) in set.forChildren { held.insert(Namespace(kind: kind, inode: inode)) }
    }
    for description in descriptors.descriptions.values {
      if let namespace = Namespace(description.target) { held.insert(namespace) }
    }
    ownNamespaces.formIntersection(held.union(sandboxNamespaces))
  }

  // MARK: Mounts

  /// The mounts of the shell's namespace.
  var shellMounts: [Mount] { (try? proc.mounts(Self.shellPid)) ?? [] }

  /// A mount by its id, in a mount namespace of the lab's own, with a subject that sees it.
  func mountInOwnNamespace(_ id: Int) -> (owner: LabSubject, mount: Mount)? {
    for subject in living where isOwn(.mnt, of: subject) {
      if let mount = (try? proc.mounts(subject.pid))?.first(where: { $0.id == id }) { return (subject, mount) }
    }
    return nil
  }
}
