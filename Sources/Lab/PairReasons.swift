import LinuxABI
import SyscallTable

// Reasons that lie in two arguments together: two paths, two descriptors.
extension Explanation {
  func pairReason(_ errno: Errno) -> String? {
    let paths = paths
    guard paths.count == 2, paths[0].name != "target", let from = walk(paths[0]), let to = walk(paths[1]) else {
      return errno == .crossDevice ? descriptorsReason() : nil
    }
    if errno == .crossDevice {
      let advice = "an entry can only name an inode of its own file system. Copy the file, then remove the old one."
      guard case .found(let source) = from.end, let target = to.parent?.status, source.device != target.device else {
        return nil
      }
      return "\(paths[0].path) and \(paths[1].path) are on different file systems, and \(advice)"
    }
    guard case .found(let source) = from.end, case .found(let target) = to.end else { return nil }
    if errno == .isDirectory, target.isDirectory, !source.isDirectory {
      return "\(paths[1].path) is a directory, and \(paths[0].path) is not: a file cannot take its place."
    }
    if errno == .notDirectory, source.isDirectory, !target.isDirectory {
      return "\(paths[0].path) is a directory, and \(paths[1].path) is not: a directory cannot take its place."
    }
    if errno == .notEmpty, row.name.hasPrefix("rename"), target.isDirectory { return crowded(paths[1], to) }
    if errno == .exists || errno == .notEmpty, row.name.hasPrefix("rename") { return self.target(paths[1], to) }
    return nil
  }

  /// What stands in the way of a rename.
  private func target(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard case .found(let status) = walk.end else { return nil }
    if status.isDirectory, word("flags").map({ $0 & 1 == 0 }) ?? true { return nil }
    return "\(argument.path) exists already: it is \(noun(status)), and RENAME_NOREPLACE keeps it."
  }

  private func descriptorsReason() -> String? {
    let devices = Set(descriptorArguments.compactMap { entry($0.fd)?.file?.device })
    return devices.count == 2 ? "The two descriptors lead to different file systems." : nil
  }
}
