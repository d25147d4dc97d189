import Glibc
import LinuxABI

extension Proc {
  /// The processes that have a descriptor of the socket with that inode, ascending, as far as we may look: those of other
  /// users are left out without CAP_SYS_PTRACE.
  public func owners(ofSocket inode: UInt64) -> [Int32] {
    let wanted = "socket:[\(inode)]"
    var found: [Int32] = []
    try? DirectoryListing.forEachNumber(in: root) { pid in
      let numbers = (try? descriptorNumbers(pid)) ?? []
      if numbers.contains(where: { linkText(AT_FDCWD, "\(root)/\(pid)/fd/\($0)") == wanted }) { found.append(pid) }
    }
    return found.sorted()
  }

  /// The IPv4 addresses that belong to the network namespace of a process (`net/fib_trie`), loopback's among them when it
  /// is up; nil where that cannot be read.
  public func localAddresses(of pid: Int32) -> [String]? {
    (try? text(pid, "net/fib_trie")).map(Self.localAddresses)
  }

  static func localAddresses(in text: String) -> [String] {
    var found: [String] = []
    var address = ""
    for line in text.lines() {
      let entry = line.drop { $0 == " " }
      if entry.hasPrefix("|-- ") { address = String(entry.dropFirst(4)) }
      if line.hasSuffix("/32 host LOCAL"), !found.contains(address) { found.append(address) }
    }
    return found
  }
}
