import CLinux
import Glibc
import Inspect

// Kernel parameters: files of /proc/sys that each namespace has for itself (`man 5 proc_sys`).
extension Guard {
  /// Whether a file of /proc/sys belongs to a namespace that was made in the lab. Which value the file has depends on the
  /// namespace of whoever opens it; what is the machine's is missing or read-only below net for whoever is in another
  /// network (`net/sysctl_net.c`).
  func isOwnParameter(_ path: String) -> Bool {
    let root = "/proc/sys/"
    // Something else may have been mounted over it.
    guard path.hasPrefix(root), sysh_is_proc(subject.pathFromOutside(path)) != 0 else { return false }
    switch KernelParameters.scope(of: String(path.dropFirst(root.count))) {
    case .namespace(let kind): return NamespaceKind(rawValue: kind).map(isApart) ?? false
    case .machine: return false
    }
  }
}
