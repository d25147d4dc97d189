import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a failed call had to do with paths, at length: each directory on the way, and who walked it.
extension Explanation {
  func pathAccount(_ errno: Errno, _ account: inout Account) {
    for argument in paths where !isText(argument) {
      guard let walk = walk(argument) else { continue }
      account.circumstances.append(.path(walk.reached))
      trailFacts(argument, walk, &account)
      let before = account.remedies.count
      remedies(errno, argument, walk, &account)
      // The first path that has something to mend is the one that failed.
      if account.remedies.count > before { break }
    }
    if errno == .accessDenied || errno == .notPermitted, !paths.isEmpty { whoFact(&account) }
    if paths.isEmpty, !descriptorArguments.isEmpty { kindAccount(&account) }
  }

  /// `/ rwxr-xr-x owner 0; /tmp rwxrwxrwt owner 0; ...`
  private func trailFacts(_ argument: PathArgument, _ walk: PathWalk, _ account: inout Account) {
    var parts = walk.trail.suffix(8).map { "\(Escapes.harmless($0.path)) \(described($0.status))" }
    switch walk.end {
    case .found(let status): parts.append("\(Escapes.harmless(walk.reached)) is \(noun(status)), \(described(status))")
    case .missing(let name, let directory, _):
      parts.append("in \(Escapes.harmless(directory)) there is no \(Escapes.harmless(name))")
    case .notDirectory(let name, let status): parts.append("\(Escapes.harmless(name)) is \(noun(status))")
    case .unsearchable(let directory, _): parts.append("\(Escapes.harmless(directory)) is closed")
    case .tooManyLinks(let name): parts.append("\(Escapes.harmless(name)) is one link too many")
    case .nameTooLong: parts.append("then comes a name that is too long")
    }
    if walk.trail.count > 8 { parts.insert("...", at: 0) }
    account.facts.append("The way of \(argument.path): \(parts.joined(separator: "; ")).")
    for (path, _) in walk.trail.suffix(8) { account.circumstances.append(.permissions(path)) }
    if case .found = walk.end { account.circumstances.append(.permissions(walk.reached)) }
    if let link = walk.lastLink {
      account.facts.append(
        "On the way \(Escapes.harmless(link.name)) is a symbolic link to \(Escapes.harmless(link.target)).")
    }
    if case .missing(_, let directory, _) = walk.end {
      let inside = names(in: directory).sorted()
      let shown = inside.prefix(12).map(Escapes.harmless).joined(separator: " ")
      account.facts.append(
        inside.isEmpty
          ? "\(Escapes.harmless(directory)) has no entry that could be seen."
          : "\(Escapes.harmless(directory)) has \(shown)\(inside.count > 12 ? " and \(inside.count - 12) more" : "").")
    }
  }

  private func described(_ status: PathWalk.FileStatus) -> String {
    "\(status.permissions) owner \(status.uid) group \(status.gid)"
  }

  /// Who asks.
  func whoFact(_ account: inout Account) {
    account.circumstances.append(.credentials)
    guard let credentials else { return }
    let groups =
      credentials.groups.isEmpty
      ? "" : ", groups \(credentials.groups.prefix(8).map { "\($0)" }.joined(separator: " "))"
    account.facts.append(
      "\(subject.name) asked as user \(credentials.user), group \(credentials.group)\(groups), \(credentials.overrides ? "with" : "without") CAP_DAC_OVERRIDE, which passes over permission bits."
    )
  }

  private func remedies(_ errno: Errno, _ argument: PathArgument, _ walk: PathWalk, _ account: inout Account) {
    switch (errno, walk.end) {
    case (.noEntry, .missing(let name, let directory, let isLast)):
      if let near = NearestName.match(name, in: names(in: directory)) {
        account.remedies.append(.init(nil, "\(Escapes.harmless(near)) is there: perhaps it is meant."))
      }
      if ["rmdir", "unlink", "unlinkat"].contains(row.name) {
        account.remedies.append(.init(nil, "Nothing has to be done: what is not there need not be removed."))
        break
      }
      if row.name.hasPrefix("execve") {
        account.remedies.append(.init(nil, "The path of a program, such as /bin/true: execve searches no PATH."))
        break
      }
      if walk.parent?.status.links == 0 {
        account.remedies.append(.init("chdir \"/\"", "leaves the directory that was removed; then a path that exists"))
      } else if !isLast || ["chdir", "chroot"].contains(row.name) {
        account.remedies.append(.init("mkdir \(quoted(walk.reached))", "makes the directory"))
      } else if !creates(argument) {
        account.remedies.append(
          .init("creat \(quoted(walk.reached))", "makes an empty file there, and gives a descriptor of it"))
      }
    case (.notDirectory, .notDirectory(_, let status)) where status.isSymlink == false:
      account.remedies.append(.init(nil, "A path that goes through directories only."))
    case (.accessDenied, .unsearchable(let directory, let status)): mend(directory, status, 1, &account)
    case (.accessDenied, .found(let status)):
      if row.name.hasPrefix("execve"), status.mode & 0o111 == 0 || credentials?.allows(1, status) == false {
        return mend(walk.reached, status, 1, &account)
      }
      let bits = wanted(status)
      if bits != 0, credentials?.allows(bits, status) == false {
        mend(walk.reached, status, bits, &account)
      } else if changesParent, let parent = walk.parent, credentials?.allows(2, parent.status) == false {
        mend(parent.path, parent.status, 3, &account)
      }
    case (.accessDenied, .missing):
      if let parent = walk.parent, credentials?.allows(2, parent.status) == false {
        mend(parent.path, parent.status, 3, &account)
      }
    case (.exists, .found(let status)) where creates(argument) || row.name.hasPrefix("rename"):
      account.remedies.append(
        .init(
          "\(status.isDirectory ? "rmdir" : "unlink") \(quoted(walk.reached))", "removes the name that is in the way"))
      if openFlags != nil { account.remedies.append(.init(nil, "Without O_EXCL the call opens what is there.")) }
    case (.isDirectory, .found(let status)) where status.isDirectory:
      if row.name.hasPrefix("unlink") {
        account.remedies.append(.init("rmdir \(quoted(walk.reached))", "removes a directory, if it is empty"))
      } else if openFlags != nil {
        account.remedies.append(
          .init("open \(quoted(walk.reached)) O_RDONLY|O_DIRECTORY", "opens it for getdents64, which reads its entries")
        )
      }
    case (.notEmpty, .found):
      for name in names(in: walk.reached).sorted().prefix(4) {
        let path = walk.reached + "/" + name
        var status = stat()
        let isDirectory = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        account.remedies.append(.init("\(isDirectory ? "rmdir" : "unlink") \(quoted(path))", "takes it out"))
      }
    case (.linkLoop, .found(let status)) where status.isSymlink:
      account.remedies.append(.init(nil, "Without O_NOFOLLOW the call follows the link."))
    case (.linkLoop, .tooManyLinks(let name)):
      account.remedies.append(
        .init(nil, "The link \(Escapes.harmless(name)) has to lead somewhere else: unlink, then symlink."))
    case (.crossDevice, _):
      account.remedies.append(
        .init(
          nil, "Copy the data: open both, copy_file_range or sendfile from one to the other, then unlink the old name.")
      )
    case (.readOnlyFileSystem, _):
      account.remedies.append(
        .init(nil, "A path on a file system that is mounted for writing, such as the lab's directory."))
    case (.nameTooLong, _):
      account.remedies.append(.init(nil, "Shorter names; a long path can be gone in steps, with chdir or openat."))
    default: break
    }
  }

  /// How the permission bits `bits` could be had on a file.
  private func mend(_ path: String, _ status: PathWalk.FileStatus, _ bits: UInt32, _ account: inout Account) {
    guard let credentials else { return }
    let own = credentials.user == status.uid
    let shift: UInt32 = own ? 6 : credentials.group == status.gid || credentials.groups.contains(status.gid) ? 3 : 0
    let mode = (status.mode & 0o7777) | bits << shift
    let octal = "0" + String(mode, radix: 8)
    if own {
      account.remedies.append(
        .init("chmod \(quoted(path)) \(octal)", "adds what is missing; \(subject.name) is its owner"))
    } else if let owner = lab.living.first(where: { (try? lab.proc.status($0.pid).uids.fileSystem) == status.uid }) {
      account.remedies.append(
        .init("\(owner.name): chmod \(quoted(path)) \(octal)", "\(owner.name) is user \(status.uid), the owner"))
    } else {
      account.remedies.append(
        .init(
          nil,
          "Only user \(status.uid), who owns it, may change its mode; for user \(credentials.user) it is not possible without CAP_DAC_OVERRIDE."
        ))
    }
  }
}
