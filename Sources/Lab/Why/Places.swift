import LinuxABI
import SyscallTable

// Which names a call has made, removed or given other permissions, for whoever asks later what became of a path.
extension Explanation {
  private static let naming: Set<String> = [
    "mkdir", "mkdirat", "mknod", "mknodat", "creat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat",
  ]

  /// Paths as they are seen from the shell's root; nothing for calls that do not change names or permissions.
  var places: [String] {
    guard Self.naming.contains(row.name) || openFlags.map({ $0 & 0o100 != 0 }) == true else { return [] }
    return paths.filter { !isText($0) }.compactMap { walk($0)?.reached }
  }
}
