import CLinux
import Foundation

/// What tests need of the machine and only an attempt can tell.
public enum Machine {
  /// Whether this user may make a user namespace and map its own ids there.
  public static let hasUserNamespaces = sysh_can_have_user_namespace() == 0

  /// Whether /proc/cpuinfo lists a flag.
  public static func processorHas(_ flag: String) -> Bool {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return flags.split(separator: " ").contains(Substring(flag))
  }
}
