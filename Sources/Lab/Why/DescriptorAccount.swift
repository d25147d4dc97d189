import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a failed call had to do with descriptors, at length.
extension Explanation {
  /// EBADF: the whole table, and which of it would do.
  func descriptorAccount(_ account: inout Account) {
    for (_, fd) in descriptorArguments + sentDescriptors { account.circumstances.append(.descriptor(fd)) }
    tableFacts(&account)
    guard let (_, fd) = descriptorArguments.first(where: { entry($0.fd) != nil }), let description = entry(fd) else {
      return
    }
    // Open, then, but in another way than the call needs.
    if description.file?.kind == .regular || description.file?.kind == .directory {
      let wanted = description.file?.kind == .directory ? "O_RDONLY" : "O_RDWR"
      account.remedies.append(
        .init(
          "open \(quoted(description.target)) \(wanted)", "opens the same file once more, in the way that is needed"))
    }
  }

  /// ENOTSOCK, ESPIPE, ENOTTY: another kind of file is wanted.
  func kindAccount(_ account: inout Account) {
    for (_, fd) in descriptorArguments where entry(fd) != nil { account.circumstances.append(.descriptor(fd)) }
    tableFacts(&account)
    let table = (lab.descriptors.table(of: subject.name) ?? [:]).values.sorted { $0.number < $1.number }
    func has(_ kind: FileIdentity.Kind) -> Int32? {
      table.first { lab.descriptors.descriptions[$0.label]?.file?.kind == kind }?.number
    }
    if row.categories.contains(.network) {
      account.remedies.append(
        has(.socket).map { .init(nil, "fd \($0) is a socket.") }
          ?? .init("socket AF_INET SOCK_STREAM", "makes a socket"))
    } else if let file = has(.regular), !descriptorArguments.contains(where: { $0.fd == file }) {
      account.remedies.append(.init(nil, "fd \(file) is a regular file, which has an offset."))
    }
  }

  /// ENOTCONN: what makes a socket connected.
  func connectionAccount(_ account: inout Account) {
    for (_, fd) in descriptorArguments where entry(fd) != nil { account.circumstances.append(.descriptor(fd)) }
    guard let (fd, record) = socket else { return tableFacts(&account) }
    if record.status?.state == .listen {
      account.remedies.append(.init("accept \(fd)", "gives a socket that is connected"))
    } else {
      account.remedies.append(
        .init(nil, "connect \(fd) with the address of somebody who listens, or a socket of socketpair, which is."))
    }
  }

  /// Each descriptor with its target.
  func tableFacts(_ account: inout Account) {
    guard let known = lab.descriptors.table(of: subject.name) else { return }
    let table = known.values.sorted { $0.number < $1.number }
    guard !table.isEmpty else { return account.facts.append("\(subject.name) had no descriptor open.") }
    let shown = table.prefix(12).map { row -> String in
      guard let description = lab.descriptors.descriptions[row.label] else { return "\(row.number)" }
      return "\(row.number) \(mode(description)) \(Escapes.harmless(description.target))"
    }
    let more = table.count > 12 ? "; \(table.count - 12) more" : ""
    account.facts.append("Open were \(shown.joined(separator: "; "))\(more).")
    let others = lab.living.filter { $0 !== subject && !lab.descriptors.users(of: subject.name).contains($0.name) }
    for fd in descriptorArguments.map(\.fd) where entry(fd) == nil {
      let holders = others.filter { lab.descriptors.description(of: fd, in: $0.name) != nil }.map(\.name)
      if !holders.isEmpty {
        account.facts.append(
          "\(holders.prefix(4).joined(separator: ", ")) \(holders.count == 1 ? "has" : "have") a fd \(fd): each process has a table of its own."
        )
      }
    }
  }

  private func mode(_ description: OpenFileDescription) -> String {
    if description.statusFlags & 0o10000000 != 0 { return "O_PATH" }
    return ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_RDWR"][Int(description.statusFlags & 3)]
  }

  /// EMFILE: how many there are, and may be.
  func openFilesAccount(_ account: inout Account) {
    let table = (lab.descriptors.table(of: subject.name) ?? [:]).keys.sorted()
    if let last = table.last(where: { $0 > 2 }) {
      account.remedies.append(.init("close \(last)", "makes room for one"))
    }
    limitAccount(7, "open files", &account)
    tableFacts(&account)
    if let most = try? lab.proc.setting("fs/nr_open") {
      account.facts.append("No limit of a process can be above fs.nr_open, \(most.filter { !$0.isWhitespace }).")
    }
  }

  /// EAGAIN of a call that does not wait.
  func waitAccount(_ account: inout Account) {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd) else { return argumentAccount(&account) }
    if row.name == "flock" || row.name == "fcntl" {
      account.circumstances.append(.lock(fd: fd))
      lockFacts(description, &account)
      return
    }
    for (_, fd) in descriptorArguments { fillFact(fd, &account) }
    if description.statusFlags & 0o4000 != 0 {
      account.circumstances.append(.statusFlags(label: description.label))
      let kept = WordCodec.openFlags.text(description.statusFlags & ~0o4000 & ~3 & ~0o100000)
      account.remedies.append(
        .init(
          "fcntl \(fd) F_SETFL \(kept.isEmpty || kept.hasPrefix("0") ? "0" : kept)",
          "takes O_NONBLOCK away from description \(description.label): the call waits then"))
    }
    let reads = row.name.contains("read") || row.name.hasPrefix("recv")
    if description.file?.kind == .pipe { pipeAccount(&account, readers: !reads, fills: false) }
  }

  /// EAGAIN of splice and tee: the one pipe is empty, or the other full.
  func neitherMoves() -> [String] {
    let (source, target) = (descriptorArguments[0].fd, descriptorArguments[1].fd)
    var (held, capacity): (Int32, Int32) = (0, 0)
    if entry(source)?.file?.kind == .pipe, sysh_pipe_fill(subject.pid, source, &held, &capacity) == 0, held == 0 {
      return ["The pipe of fd \(source) is empty, and the call was not to wait: there is nothing to move."]
    }
    return ["There is no room behind fd \(target) now, and the call was not to wait."]
  }

  /// How much is in the pipe or socket behind a descriptor.
  private func fillFact(_ fd: Int32, _ account: inout Account) {
    guard let description = entry(fd) else { return }
    if description.file?.kind == .pipe {
      var (held, capacity): (Int32, Int32) = (0, 0)
      guard sysh_pipe_fill(subject.pid, fd, &held, &capacity) == 0 else { return }
      account.facts.append("The pipe of fd \(fd), \(description.target), held \(held) of \(capacity) bytes.")
    } else if let record = lab.descriptors.socketRecord(description.label), let status = record.status {
      let parts = [
        status.receiveQueue.map { "\($0) in its receive queue" }, status.sendQueue.map { "\($0) in its send queue" },
      ].compactMap(\.self)
      if !parts.isEmpty {
        account.facts.append(
          "The socket of fd \(fd) (\(record.kindName), \(status.state.name)) had \(parts.joined(separator: " and ")).")
      }
    }
  }

  /// EPIPE, and EAGAIN of a pipe: who holds the ends.
  func pipeAccount(_ account: inout Account, readers: Bool, fills: Bool = true) {
    guard
      let (_, fd) = descriptorArguments.last(where: { entry($0.fd)?.file?.kind == .pipe }) ?? descriptorArguments.first,
      let description = entry(fd), let file = description.file
    else { return }
    if fills { fillFact(fd, &account) }
    account.circumstances.append(.pipe(inode: file.inode, readers: readers))
    guard file.kind == .pipe else { return account.circumstances.append(.descriptor(fd)) }
    let ends = lab.descriptors.descriptions.values.filter {
      $0.file?.inode == file.inode && $0.file?.device == file.device
    }
    let name = { (wantsReaders: Bool) -> String in
      let holders = ends.filter { wantsReaders ? $0.canRead : $0.canWrite }
        .flatMap { self.lab.descriptors.members(of: $0.label) }.map { "\($0.subject) fd \($0.fd)" }
      return holders.isEmpty ? "nobody" : holders.sorted().prefix(6).joined(separator: ", ")
    }
    account.facts.append("Read ends of \(description.target): \(name(true)). Write ends: \(name(false)).")
    if readers, name(true) == "nobody" {
      account.remedies.append(
        .init("pipe", "makes a new one with both ends; a pipe that has lost its readers stays broken"))
    } else if readers, let reader = ends.first(where: \.canRead),
      let holder = lab.descriptors.members(of: reader.label).first
    {
      let prefix = holder.subject == subject.name ? "" : "\(holder.subject): "
      account.remedies.append(.init("\(prefix)read \(holder.fd) 4096", "makes room"))
    } else if !readers, let writer = ends.first(where: \.canWrite),
      let holder = lab.descriptors.members(of: writer.label).first
    {
      let prefix = holder.subject == subject.name ? "" : "\(holder.subject): "
      account.remedies.append(.init("\(prefix)write \(holder.fd) \"hello\"", "puts something into it"))
    }
  }

  private func lockFacts(_ description: OpenFileDescription, _ account: inout Account) {
    guard let file = description.file, let locks = try? lab.proc.fileLocks() else { return }
    for lock in locks.prefix(64) where lock.inode == file.inode && !lock.isWaiting {
      let who = lock.pid.flatMap { lab.name(ofProcess: $0) } ?? lock.pid.map { "process \($0)" } ?? "a description"
      let kind =
        switch lock.kind {
        case .flock: "a lock of flock"
        case .process: "a lock of fcntl"
        case .description: "a lock of a description (F_OFD_SETLK)"
        }
      account.facts.append("/proc/locks has \(kind) on \(Escapes.harmless(description.target)), made by \(who).")
    }
  }

  /// As it would be typed.
  func quoted(_ path: String) -> String {
    Escapes.quoted(Array(spelled(path).utf8))
  }

  /// A path without the working directory, where it begins with that.
  func spelled(_ path: String) -> String {
    let directory = (try? lab.proc.cwd(subject.pid)) ?? subject.directory
    if path == directory { return "." }
    return path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.utf8.count + 1)) : path
  }
}
