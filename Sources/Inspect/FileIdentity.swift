import Glibc

/// The file behind a descriptor, as stat(2) tells it (`man 7 inode`). Device and inode together are the file.
public struct FileIdentity: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case regular, directory, pipe, socket, character, block, symlink
    /// A file without a type: eventfd, epoll, inotify, pidfd and the like, which all share one inode.
    case anonymous
  }

  public let device: Device
  public let inode: UInt64
  public let kind: Kind
  /// Permission bits with set-user-ID, set-group-ID and sticky: the low 12 bits of st_mode.
  public let mode: UInt32
  public let links: UInt64
  /// In bytes.
  public let size: Int64
  /// The device that a character or block file stands for.
  public let represents: Device?

  init(_ status: Glibc.stat) {
    let kind: Kind
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFIFO: kind = .pipe
    case S_IFSOCK: kind = .socket
    case S_IFCHR: kind = .character
    case S_IFBLK: kind = .block
    case S_IFLNK: kind = .symlink
    default: kind = .anonymous
    }
    self.kind = kind
    device = Device(encoded: UInt64(status.st_dev))
    inode = UInt64(status.st_ino)
    mode = status.st_mode & 0o7777
    links = UInt64(status.st_nlink)
    size = Int64(status.st_size)
    represents = kind == .character || kind == .block ? Device(encoded: UInt64(status.st_rdev)) : nil
  }
}
