import CLinux
import LinuxABI

// What questions of the interview may need.
extension LessonBridge {
  static let questionOffers: [String: @Sendable (LessonBridge) -> String?] = [
    "user_namespaces": { _ in MachineOffer.userNamespaces(sysh_can_unshare(MachineOffer.newUser)) }
  ]
}

extension MachineOffer {
  /// CLONE_NEWUSER, a macro that Swift's Glibc module does not import.
  static let newUser: Int32 = 0x1000_0000

  /// `result` is that of the attempt: 0, or -errno.
  static func userNamespaces(_ result: Int32) -> String? {
    if result == 0 { return nil }
    let errno = Errno(rawValue: -result)
    let what = "It needs a user namespace of its own"
    switch errno {
    case .notPermitted:
      return
        "\(what), which something forbids here (EPERM): the seccomp filter of a container, or a setting of the machine."
    case .noSpace: return "\(what), and the machine allows no more of them: user.max_user_namespaces (ENOSPC)."
    case .invalid: return "\(what), which this kernel does not offer (CONFIG_USER_NS)."
    default: return "\(what), and the kernel refuses: \(errno.name) (\(errno.message))."
    }
  }
}
