import CLinux
import Foundation

/// What tests need of the machine and only an attempt can tell.
public enum Machine {
  /// Whether this user may make a user namespace and map its own ids there.
  public static let hasUserNamespaces = sysh_can_have_user_namespace() == 0

  /// Whether files can be hidden from a program by a seccomp filter with a listener (`scenes hide`).
  public static let hidesFiles =
    (try? Built.run(["hide", "/nowhere=2", "--", "/bin/true"], program: Built.path(of: "scenes")).status) == 0

  /// Whether this user may mount a /proc in namespaces of its own.
  public static let mountsProc =
    (try? Built.run(["-Urmpf", "/bin/mount", "-t", "proc", "proc", "/proc"], program: "/usr/bin/unshare").status) == 0

  /// Whether /proc/cpuinfo lists a flag.
  public static func processorHas(_ flag: String) -> Bool {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return flags.split(separator: " ").contains(Substring(flag))
  }

  /// Whether the kernel gives descriptors of threads (PIDFD_THREAD, Linux 6.9).
  public static let opensThreads: Bool = {
    var name = utsname()
    uname(&name)
    let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 9)
  }()
}
