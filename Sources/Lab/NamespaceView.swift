import CLinux
import Glibc
import Inspect
import LinuxABI

/// The namespaces of a subject, or of the shell, read at one moment.
public struct NamespaceView: Hashable, Sendable {
  public let name: String
  public let namespaces: [NamespaceKind: UInt64]
  /// Those of its children, where they differ (`man 2 unshare`); nil for a pid namespace that has no process yet.
  public let forChildren: [NamespaceKind: UInt64?]
  /// Its number in each pid namespace that it is in, the shell's first.
  public let numbers: [Int32]
  /// The maps of its user namespace, as the shell's numbers the ids; empty before they were written.
  public let users: [IDRange]
  public let groups: [IDRange]
  /// `allow` or `deny`.
  public let setgroups: String?
  /// Nil where it cannot be found out.
  public let hostName: String?
}

extension Lab {
  public func namespaceView(of subject: LabSubject) -> NamespaceView {
    view(subject.name, subject.pid, subject.numbers.all)
  }

  public var namespaceViewOfShell: NamespaceView {
    view("the shell", Self.shellPid, [Self.shellPid])
  }

  private func view(_ name: String, _ pid: Int32, _ numbers: [Int32]) -> NamespaceView {
    let own = proc.namespaces(pid)
    var children: [NamespaceKind: UInt64?] = [:]
    for kind in [NamespaceKind.pid, .time] where own[kind] != nil {
      let inode = proc.namespaceForChildren(pid, kind)
      if inode != own[kind] { children[kind] = inode }
    }
    let setgroups = try? proc.text(pid, "setgroups")
    return NamespaceView(
      name: name, namespaces: own, forChildren: children, numbers: numbers,
      users: (try? proc.idMap(pid, group: false)) ?? [], groups: (try? proc.idMap(pid, group: true)) ?? [],
      setgroups: setgroups?.lines().first.map(String.init), hostName: hostName(of: pid, own))
  }

  /// What the shell's number of a user or group is in the user namespace around that of `subject`, which is where a map
  /// finds its outside ids; nil where nobody can be asked.
  public func outsideID(_ id: UInt32, group: Bool, of subject: LabSubject) -> UInt32? {
    let chain = proc.nested(.user, subject.pid)
    guard let parent = chain[safe: 1] else { return id }
    if (try? proc.namespace(Self.shellPid, .user))?.inode == parent { return id }
    if let sandbox = tracer.sandbox, sandboxNamespaces.contains(Namespace(kind: .user, inode: parent)) {
      return id >= sandbox.firstID ? id - sandbox.firstID : nil
    }
    guard let neighbour = living.first(where: { $0.namespaces.own[.user] == parent }),
      let map = try? proc.idMap(neighbour.pid, group: group),
      let range = map.first(where: { id >= $0.outside && id - $0.outside < $0.count })
    else { return nil }
    return range.inside + (id - range.outside)
  }

  /// Nobody but a process of the namespace sees its host name.
  private func hostName(of pid: Int32, _ own: [NamespaceKind: UInt64]) -> String? {
    let shells = proc.namespaces(Self.shellPid)
    let uts = open("/proc/\(pid)/ns/uts", O_RDONLY | O_CLOEXEC)
    guard uts >= 0 else { return nil }
    defer { close(uts) }
    var user: Int32 = -1
    if own[.user] != shells[.user] { user = open("/proc/\(pid)/ns/user", O_RDONLY | O_CLOEXEC) }
    defer { if user >= 0 { close(user) } }
    var buffer = [CChar](repeating: 0, count: 66)
    if own[.uts] == shells[.uts] { return gethostname(&buffer, 65) == 0 ? text(buffer) : nil }
    return sysh_host_name(user, uts, &buffer, buffer.count) == 0 ? text(buffer) : nil
  }

  private func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
