import Glibc

/// Removing what a learner has left, whatever it is: never through a symbolic link, never across a mount, and to any
/// depth. A directory inside another is first moved up, so that neither a path nor the stack nor the number of
/// descriptors grows with the depth.
enum RemovedTree {
  /// Removes a directory with everything in it.
  static func remove(_ path: String) {
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if directory >= 0 {
      empty(directory)
      close(directory)
    } else if errno == EACCES, chmod(path, 0o700) == 0 {
      remove(path)
      return
    }
    rmdir(path)
  }

  /// Removes everything in an open directory of ours.
  static func empty(_ top: Int32) {
    var status = stat()
    guard fstat(top, &status) == 0 else { return }
    // A learner may have taken the permission to list or change it away.
    fchmod(top, 0o700)
    var moved = 0
    // What cannot be removed (a mount point, something immutable) is tried once.
    var given: Set<[CChar]> = []
    while true {
      let names = entries(of: top).filter { !given.contains($0) }
      if names.isEmpty { return }
      for name in names {
        given.insert(name)
        if unlinkat(top, name, 0) == 0 || unlinkat(top, name, AT_REMOVEDIR) == 0 { continue }
        flatten(name, in: top, device: status.st_dev, &moved)
        _ = unlinkat(top, name, AT_REMOVEDIR)
      }
    }
  }

  /// Empties the directory `name` by moving the directories in it to `top`.
  private static func flatten(_ name: [CChar], in top: Int32, device: dev_t, _ moved: inout Int) {
    var status = stat()
    guard fstatat(top, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_dev == device
    else { return }
    if status.st_mode & 0o700 != 0o700 { fchmodat(top, name, 0o700, 0) }
    let directory = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    for entry in entries(of: directory) {
      if unlinkat(directory, entry, 0) == 0 || unlinkat(directory, entry, AT_REMOVEDIR) == 0 { continue }
      // To be moved, a directory has to be writable itself: its `..` changes.
      var inner = stat()
      guard fstatat(directory, entry, &inner, AT_SYMLINK_NOFOLLOW) == 0, inner.st_mode & S_IFMT == S_IFDIR else {
        continue
      }
      if inner.st_mode & 0o700 != 0o700 { fchmodat(directory, entry, 0o700, 0) }
      var taken = stat()
      repeat { moved += 1 } while fstatat(top, ".removed-\(moved)", &taken, AT_SYMLINK_NOFOLLOW) == 0
      _ = renameat(directory, entry, top, ".removed-\(moved)")
    }
  }

  /// Names as they are, with their NUL: a name need not be text.
  private static func entries(of directory: Int32) -> [[CChar]] {
    let again = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0, let stream = fdopendir(again) else {
      if again >= 0 { close(again) }
      return []
    }
    defer { closedir(stream) }
    var names: [[CChar]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      }
      if name != [0x2e, 0], name != [0x2e, 0x2e, 0] { names.append(name) }
    }
    return names
  }

  // MARK: Abandoned directories

  /// Removes the directories of our own that no living shell has locked.
  static func removeAbandoned(in parent: String, prefix: String) {
    let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    for name in entries(of: directory) where name.starts(with: prefix.utf8.map { CChar(bitPattern: $0) }) {
      var status = stat()
      guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_uid == getuid(),
        status.st_mode & S_IFMT == S_IFDIR
      else { continue }
      // One that may not be opened could still be in use: then /proc/locks has its lock.
      if status.st_mode & 0o400 == 0, geteuid() != 0 {
        if isLocked(status) { continue }
        fchmodat(directory, name, 0o700, 0)
      }
      let file = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard file >= 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 {
        empty(file)
        _ = unlinkat(directory, name, AT_REMOVEDIR)
      }
      close(file)
    }
  }

  private static func isLocked(_ status: stat) -> Bool {
    let file = open("/proc/locks", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return true }
    defer { close(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count <= 0 { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self).contains(":\(status.st_ino) ")
  }
}
