/// An open descriptor of a process, with the description and the file that it leads to.
public struct OpenDescriptor: Hashable, Sendable {
  public let number: Int32
  /// The text of /proc/PID/fd/N: a path, or `pipe:[4711]`, `socket:[4712]`, `anon_inode:[eventfd]`.
  public let target: String
  public let info: DescriptorInfo
  /// Nil when the file cannot be reached: a path of a file system that has hung up or that refuses us.
  public let identity: FileIdentity?
}
