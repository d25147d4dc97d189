import Glibc
import Inspect
import LinuxABI

/// The lab's picture of the kernel's first two tables: who has which descriptor, and which descriptors lead to the same
/// open file description. Identity is asked of the kernel (kcmp), never guessed; letters are ours.
///
/// A refresh reads only what a call can have touched, and compares only descriptors of the same file, so that its cost
/// follows what changed and not how much is open.
public struct DescriptorModel: Sendable {
  /// One refresh: whose descriptors are read, which, which of them the call replaced, and what was there before.
  private struct Look {
    /// Whose call it was, and whose table it is.
    let user: String
    let subject: String
    let fds: Set<Int32>
    let replaced: Set<Int32>
    /// Descriptors that came out of a socket, with the letter under which each went in.
    let received: [Int32: String]
    let before: [Int32: OpenDescriptor]
  }

  private struct Member: Hashable {
    let subject: String
    let fd: Int32
  }

  /// By subject, then by number.
  public internal(set) var tables: [String: [Int32: DescriptorEntry]] = [:]
  public private(set) var descriptions: [String: OpenFileDescription] = [:]
  /// Descriptors on their way through a socket, in the order in which they were sent.
  public internal(set) var inFlight: [DescriptorInFlight] = []
  /// What the last exec closed, by subject and number, until the next call.
  public internal(set) var closedByExec: [String: [Int32: DescriptorEntry]] = [:]
  /// Who uses the table of somebody else (CLONE_FILES), and whose: that table stands once, under the other's name.
  public internal(set) var owners: [String: String] = [:]
  var read: [String: [Int32: OpenDescriptor]] = [:]
  var pids: [String: Int32] = [:]
  /// What is known of the subjects' sockets, by inode; kept up by `refreshSockets`.
  public internal(set) var socketRecords: [UInt64: SocketRecord] = [:]
  /// Ports that the subjects' sockets had: what the kernel still buries under them was the lab's.
  var portsUsed: Set<UInt16> = []
  private var labelsGiven = 0
  /// Cleared where kcmp is refused: by the seccomp filter of many containers, or a kernel built without it.
  private(set) var isComparable = true
  let proc: Proc

  public init(proc: Proc) {
    self.proc = proc
  }

  /// Every descriptor, by subject and number, that leads to the description called `label`.
  public func members(of label: String) -> [(subject: String, fd: Int32)] {
    tables.flatMap { subject, table in
      table.values.filter { $0.label == label }.map { (subject, $0.number) }
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  public func description(of fd: Int32, in subject: String) -> OpenFileDescription? {
    table(of: subject)?[fd].flatMap { descriptions[$0.label] }
  }

  /// Reads the table of `subject` again, all of it or the descriptors in `touched`, and tells what has changed.
  /// `replaced`: descriptors that the call made to lead elsewhere, so that they do not bring their letters along.
  /// `received`: descriptors that came out of a socket, with the letters under which they went in.
  ///
  /// Throws when /proc cannot be read, as after the process's death.
  public mutating func refresh(
    _ user: String, pid: Int32, touched: Set<Int32>? = nil, replaced: Set<Int32> = [],
    received: [Int32: String] = [:]
  ) throws(InspectError) -> [Change] {
    pids[user] = pid
    leaveTableNoLongerShared(user)
    let subject = owner(of: user)
    let pid = pids[subject] ?? pid
    let known = read[subject] ?? [:]
    let numbers = if let touched { touched.sorted() } else { try proc.descriptorNumbers(pid) }
    let found = try proc.descriptors(pid, among: numbers)
    var now = touched == nil ? [:] : known
    for number in numbers { now[number] = nil }
    for descriptor in found { now[descriptor.number] = descriptor }
    read[subject] = now

    let look = Look(
      user: user, subject: subject, fds: Set(numbers).union(touched == nil ? Array(known.keys) : []),
      replaced: replaced, received: received, before: known)
    do {
      return try relabel(look, found: found)
    } catch {
      // Another subject has gone or closed something since it was looked at.
      forgetStale(except: subject)
      return try relabel(look, found: found)
    }
  }

  /// Drops what other subjects no longer have.
  private mutating func forgetStale(except subject: String) {
    for (name, table) in read where name != subject {
      let open = Set((try? proc.descriptorNumbers(pids[name] ?? 0)) ?? [])
      for number in table.keys where !open.contains(number) {
        read[name]?[number] = nil
        tables[name]?[number] = nil
      }
    }
  }

  // MARK: Identity

  /// Where nobody tells which descriptors share, each stands for itself, under a label that says so (`isCertain`).
  private mutating func groups(
    _ descriptors: [(pid: Int32, descriptor: OpenDescriptor)]
  ) throws(InspectError) -> [[Int]] {
    guard isComparable else { return descriptors.indices.map { [$0] } }
    do {
      return try DescriptionComparer.groups(descriptors)
    } catch {
      // Of the shell itself: any other may have ended.
      guard DescriptionComparer.obstacle(getpid(), getpid()) != nil else { throw error }
      isComparable = false
      return descriptors.indices.map { [$0] }
    }
  }

  /// Whether a label stands for a description, rather than for a descriptor of which nobody tells with whom it shares.
  public static func isCertain(_ label: String) -> Bool { !label.hasPrefix("?") }

  private mutating func relabel(_ look: Look, found: [OpenDescriptor]) throws(InspectError) -> [Change] {
    let subject = look.subject
    let looked = look.fds
    let files = Set(found.map { FileKey($0) })
    var candidates: [(member: Member, descriptor: OpenDescriptor)] = []
    for (name, table) in read.sorted(by: { $0.key < $1.key }) {
      for descriptor in table.values.sorted(by: { $0.number < $1.number }) where files.contains(FileKey(descriptor)) {
        candidates.append((Member(subject: name, fd: descriptor.number), descriptor))
      }
    }
    let groups = try groups(candidates.map { (pids[$0.member.subject] ?? 0, $0.descriptor) })

    let oldTable = tables[subject] ?? [:]
    let oldDescriptions = descriptions
    var table = oldTable.filter { !looked.contains($0.key) }
    var claimed: Set<String> = []
    for group in groups.sorted(by: { $0[0] < $1[0] }) {
      let members = group.map { candidates[$0] }
      let label = label(for: members, look, claimed: claimed)
      claimed.insert(label)
      // The descriptor just read knows the state; all members share it.
      let fresh = members.first { $0.member.subject == subject && looked.contains($0.member.fd) } ?? members[0]
      if members.contains(where: { $0.member.subject == subject && looked.contains($0.member.fd) })
        || descriptions[label] == nil
      {
        descriptions[label] = OpenFileDescription(
          label: label, statusFlags: fresh.descriptor.info.statusFlags, offset: fresh.descriptor.info.position,
          target: fresh.descriptor.target, file: fresh.descriptor.identity)
      }
      for (member, descriptor) in members where member.subject == subject {
        table[member.fd] = DescriptorEntry(number: member.fd, closeOnExec: descriptor.info.closeOnExec, label: label)
      }
    }
    tables[subject] = table
    dropUnused()
    spread(found)
    return changes(look, from: oldTable, oldDescriptions)
  }

  /// What descriptors that were not read know of a file that was: its size and links are the same for all.
  private mutating func spread(_ found: [OpenDescriptor]) {
    let fresh = Dictionary(
      found.compactMap { found in found.identity.map { (FileKey(found), $0) } }, uniquingKeysWith: { first, _ in first }
    )
    for (label, description) in descriptions {
      guard let old = description.file, let new = fresh[FileKey(old)], old != new, new.kind == .regular else {
        continue
      }
      descriptions[label]?.file = new
    }
  }

  /// Reads again where descriptions lead: a file can be given another name, or lose it.
  mutating func refreshTargets() {
    var seen: Set<String> = []
    for (subject, table) in tables {
      for (fd, entry) in table where seen.insert(entry.label).inserted {
        guard let pid = pids[subject], let target = try? proc.link(pid, "fd/\(fd)") else { continue }
        if descriptions[entry.label]?.target != target { descriptions[entry.label]?.target = target }
      }
    }
  }

  /// A description keeps its letter as long as a descriptor that the call did not touch leads to it; otherwise a touched
  /// one passes it on, unless it leads to another file than before or another description has the letter.
  private mutating func label(
    for members: [(member: Member, descriptor: OpenDescriptor)], _ look: Look, claimed: Set<String>
  ) -> String {
    func earlier(_ member: Member) -> String? {
      tables[member.subject]?[member.fd]?.label
    }
    let touched = members.filter { $0.member.subject == look.subject && look.fds.contains($0.member.fd) }
    let known = members.map(\.member).filter { member in !touched.contains { $0.member == member } }
    let kept = touched.filter { found in
      look.before[found.member.fd].map { FileKey($0) == FileKey(found.descriptor) } ?? false
    }.map(\.member)
    let replaced = kept.filter { look.replaced.contains($0.fd) }
    for member in known + kept.filter({ !look.replaced.contains($0.fd) }) + replaced {
      if let label = earlier(member), !claimed.contains(label) { return label }
    }
    // Nobody had it, so the kernel cannot be asked; but what comes out of a socket is what went in, in order.
    for member in touched.map(\.member) {
      guard let label = look.received[member.fd], !claimed.contains(label), let file = descriptions[label]?.file,
        touched.contains(where: { $0.member == member && FileKey($0.descriptor) == FileKey(file) })
      else { continue }
      return label
    }
    defer { labelsGiven += 1 }
    return isComparable ? Self.letters(labelsGiven) : "?\(labelsGiven + 1)"
  }

  /// a ... z, aa, ab, ...
  static func letters(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(97 + index % 26)))
    return index < 26 ? letter : letters(index / 26 - 1) + letter
  }

  mutating func dropUnused() {
    let used = Set(tables.values.flatMap { $0.values.map(\.label) }).union(inFlight.map(\.label))
    if used.count < descriptions.count { descriptions = descriptions.filter { used.contains($0.key) } }
  }

  // MARK: Differences

  private func changes(
    _ look: Look, from oldTable: [Int32: DescriptorEntry], _ old: [String: OpenFileDescription]
  ) -> [Change] {
    let subject = look.user
    let table = tables[look.subject] ?? [:]
    var changes: [Change] = []
    var labels: Set<String> = []
    for fd in look.fds.sorted() {
      switch (oldTable[fd], table[fd]) {
      case (nil, let new?):
        guard let description = descriptions[new.label] else { continue }
        let shared = old[new.label] != nil
        changes.append(
          .opened(
            subject: subject, fd: fd, closeOnExec: new.closeOnExec, description, shared: shared,
            received: look.received[fd] != nil))
        labels.insert(new.label)
      case (let was?, nil):
        changes.append(
          .closed(
            subject: subject, fd: fd, label: was.label, target: old[was.label]?.target ?? "?",
            last: descriptions[was.label] == nil))
      case (let was?, let new?):
        if was.label != new.label, let description = descriptions[new.label] {
          changes.append(
            .redirected(
              subject: subject, fd: fd, from: was.label, fromIsGone: descriptions[was.label] == nil, to: description))
        } else if was.closeOnExec != new.closeOnExec {
          changes.append(.closeOnExec(subject: subject, fd: fd, new.closeOnExec))
        }
        labels.insert(new.label)
      case (nil, nil): break
      }
    }
    return changes + stateChanges(of: labels, from: old)
  }

  private func stateChanges(of labels: Set<String>, from old: [String: OpenFileDescription]) -> [Change] {
    var changes: [Change] = []
    var files: Set<FileIdentity> = []
    for label in labels.sorted() {
      guard let was = old[label], let now = descriptions[label] else { continue }
      if was.offset != now.offset, now.isSeekable {
        changes.append(.offset(label: label, from: was.offset, to: now.offset))
      }
      if was.statusFlags != now.statusFlags {
        changes.append(.statusFlags(label: label, from: was.statusFlags, to: now.statusFlags))
      }
      guard let before = was.file, let after = now.file, before.kind == .regular, files.insert(after).inserted else {
        continue
      }
      if before.size != after.size {
        changes.append(.size(target: now.target, inode: after.inode, from: before.size, to: after.size))
      }
      if before.links != after.links {
        changes.append(.links(target: now.target, inode: after.inode, from: before.links, to: after.links))
      }
    }
    return changes
  }
}

/// Descriptors with different keys cannot share a description, so they are never compared.
private struct FileKey: Hashable {
  let device: Device?
  let inode: UInt64?

  init(_ descriptor: OpenDescriptor) {
    device = descriptor.identity?.device
    inode = descriptor.identity?.inode ?? descriptor.info.inode
  }

  init(_ file: FileIdentity) {
    (device, inode) = (file.device, file.inode)
  }
}
