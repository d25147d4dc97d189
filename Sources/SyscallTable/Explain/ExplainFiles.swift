// Files by their names, and what is known of them.
extension CallExplainer {
  var files: String? {
    switch line.name {
    case "open": return opened(plain(0), 1)
    case "openat": return opened(path(0, 1), 2)
    case "creat": return "makes \(plain(0)), or empties it, and opens it for writing; \(itIs)"
    case "openat2": return opened(path(0, 1), flags: CallLine.member("flags", of: self[2]) ?? "")
    case "memfd_create": return "makes memory that is read and written like a file; \(itIs)"
    case "stat", "lstat": return looked(plain(0), self[1])
    case "fstat": return looked(descriptor(0), self[1])
    case "newfstatat": return looked(path(0, 1), self[2])
    case "statx": return looked(path(0, 1), self[4])
    case "access": return accessed(plain(0), self[1])
    case "faccessat", "faccessat2": return accessed(path(0, 1), self[2])
    case "chmod": return "sets the permissions of \(plain(0)) to \(self[1])"
    case "fchmod": return "sets the permissions of \(descriptor(0)) to \(self[1])"
    case "fchmodat", "fchmodat2": return "sets the permissions of \(path(0, 1)) to \(self[2])"
    case "chown", "lchown": return owned(plain(0), 1)
    case "fchown": return owned(descriptor(0), 1)
    case "fchownat": return owned(path(0, 1), 2)
    case "truncate": return "makes \(plain(0)) \(size(1)) long"
    case "ftruncate": return "makes \(descriptor(0)) \(size(1)) long"
    case "utimensat":
      let times = isNull(2) ? "to now" : "as given"
      return "sets the times of last access and change of \(isNull(1) ? descriptor(0) : path(0, 1)) \(times)"
    case "statfs": return "asks for the file system of \(plain(0))\(fileSystem(1))"
    case "fstatfs": return "asks for the file system of \(descriptor(0))\(fileSystem(1))"
    default: return nil
    }
  }

  /// `it is descriptor 3 now`
  var itIs: String { number.map { "it is descriptor \($0) now" } ?? "it is a descriptor now" }

  private func opened(_ name: String, _ flags: Int) -> String { opened(name, flags: self[flags]) }

  private func opened(_ name: String, flags: String) -> String {
    func has(_ flag: String) -> Bool { Self.has(flag, flags) }
    if has("O_PATH") { return "takes hold of \(name) without opening it; \(itIs)" }
    var how = has("O_RDWR") ? "for reading and writing" : has("O_WRONLY") ? "for writing" : "for reading"
    if has("O_APPEND") { how += " at its end" }
    if has("O_TMPFILE") { return "makes a file without a name in \(name), \(how); \(itIs)" }
    if has("O_CREAT"), has("O_EXCL") { return "makes the file \(name) and opens it \(how); \(itIs)" }
    if has("O_DIRECTORY") { return "opens the directory \(name); \(itIs)" }
    var before = ""
    if has("O_CREAT") { before = ", which it makes if need be," }
    let emptied = has("O_TRUNC") ? ", emptied" : ""
    return "opens \(name)\(before) \(how)\(emptied); \(itIs)"
  }

  private func looked(_ name: String, _ found: String) -> String {
    guard let mode = CallLine.member("st_mode", of: found) ?? CallLine.member("stx_mode", of: found) else {
      return "looks at \(name)"
    }
    let size = (CallLine.member("st_size", of: found) ?? CallLine.member("stx_size", of: found))
      .flatMap(Self.leadingNumber)
    let what =
      switch mode.prefix(while: { $0 != "|" }) {
      case "S_IFREG": size.map { "a file of \(Self.size($0))" } ?? "a file"
      case "S_IFDIR": "a directory"
      case "S_IFLNK": "a symbolic link"
      case "S_IFIFO": "a pipe"
      case "S_IFSOCK": "a socket"
      case "S_IFCHR": "a character device"
      case "S_IFBLK": "a block device"
      default: "a file of its own kind"
      }
    return "looks at \(name): \(what)"
  }

  private func accessed(_ name: String, _ mode: String) -> String {
    let wishes = mode.split(separator: "|").map { wish in
      switch wish {
      case "R_OK": "read"
      case "W_OK": "write"
      case "X_OK": "execute"
      default: ""
      }
    }.filter { !$0.isEmpty }
    if wishes.isEmpty { return "asks whether \(name) exists: it does" }
    return "asks whether it may \(wishes.joined(separator: ", ")) \(name): it may"
  }

  private func owned(_ name: String, _ first: Int) -> String {
    let owner = self[first] == "-1" ? "" : "user \(self[first])"
    let group = self[first + 1] == "-1" ? "" : "group \(self[first + 1])"
    let both = [owner, group].filter { !$0.isEmpty }.joined(separator: " and ")
    return both.isEmpty ? "leaves the owner of \(name) as it is" : "gives \(name) to \(both)"
  }

  private func fileSystem(_ index: Int) -> String {
    member("f_type", index).map { ": \($0.hasSuffix("_MAGIC") ? $0.dropLast(6).lowercased() : $0)" } ?? ""
  }
}

// Names and directories.
extension CallExplainer {
  var directories: String? {
    switch line.name {
    case "mkdir": return "makes the directory \(plain(0))"
    case "mkdirat": return "makes the directory \(path(0, 1))"
    case "rmdir": return "removes the directory \(plain(0))"
    case "unlink": return "removes the name \(plain(0))"
    case "unlinkat":
      return has("AT_REMOVEDIR", 2) ? "removes the directory \(path(0, 1))" : "removes the name \(path(0, 1))"
    case "rename": return "renames \(plain(0)) to \(plain(1))"
    case "renameat": return "renames \(path(0, 1)) to \(path(2, 3))"
    case "renameat2":
      return has("RENAME_EXCHANGE", 4)
        ? "exchanges \(path(0, 1)) and \(path(2, 3))" : "renames \(path(0, 1)) to \(path(2, 3))"
    case "link": return "gives the file \(plain(0)) a second name, \(plain(1))"
    case "linkat": return "gives the file \(path(0, 1)) a second name, \(path(2, 3))"
    case "symlink": return "makes \(plain(1)), a symbolic link to \(plain(0))"
    case "symlinkat": return "makes \(path(1, 2)), a symbolic link to \(plain(0))"
    case "readlink": return "asks where the link \(plain(0)) leads: to \(plain(1))"
    case "readlinkat": return "asks where the link \(path(0, 1)) leads: to \(plain(2))"
    case "getdents64", "getdents": return listed
    case "getcwd": return "asks for the working directory: \(plain(0))"
    case "chdir": return "goes to the directory \(plain(0))"
    case "fchdir": return "goes to the directory of \(descriptor(0))"
    case "chroot": return "takes \(plain(0)) for the root of all its paths from now on"
    case "umask": return "takes the permissions \(self[0]) from files that it makes; it took \(line.result) before"
    default: return nil
    }
  }

  private var listed: String {
    if number == 0 { return "there are no more entries in \(descriptor(0))" }
    // The count stands in a comment: 0x55ec1f /* 24 entries */.
    let words = self[1].split(separator: " ")
    let entries = words.firstIndex(of: "/*").flatMap { words.indices.contains($0 + 1) ? Int64(words[$0 + 1]) : nil }
    return "reads \(Self.count(entries ?? Int64(list(1).count), "entry", "entries")) of \(descriptor(0))"
  }
}
