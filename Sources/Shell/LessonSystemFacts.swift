import CLinux
import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI

// What checks may ask of the whole machine and of its processes, and what lessons on them may need:
// `sysctl("net.core.somaxconn")`, `capability(P1, CAP_SYS_ADMIN).effective`, `status(P1, "VmSize")`, `meminfo("MemFree")`.
extension LessonBridge {
  static let capabilitySets = [
    "effective": "CapEff", "permitted": "CapPrm", "inheritable": "CapInh", "bounding": "CapBnd", "ambient": "CapAmb",
  ]

  static let systemFacts: [String: Fact] = [
    "sysctl": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.parameter(arguments) },
    "capability": Fact(
      signature: FactSignature(arguments: 1...2, properties: capabilitySets.keys.sorted(), standsAlone: false)
    ) { $0.capability($1, $2) },
    "status": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.status(arguments) },
    "meminfo": Fact(signature: FactSignature(arguments: 1...1)) { bridge, arguments, _ in
      guard case .string(let key) = arguments[0] else { return .problem("meminfo wants a name: meminfo(\"MemFree\").") }
      let value = (try? bridge.session.lab.proc.memoryInfo())?.kilobytes(key)
      return .value(value.map { .integer(Int64(clamping: $0)) } ?? .absent)
    },
  ]

  static let systemOffers: [String: @Sendable (LessonBridge) -> String?] = [
    "own-network": { _ in
      let result = sysh_can_unshare_network()
      return result == 0 ? nil : ownNetwork(Errno(rawValue: -result))
    },
    // Older kernels have no net.core for a network that a user namespace owns (`net/core/sysctl_net_core.c`; seen on 6.1).
    "own-somaxconn": { _ in
      let result = sysh_own_network_has("/proc/sys/net/core/somaxconn")
      if result == -ENOENT {
        return
          "It needs net.core.somaxconn in a network of its own, and this kernel has it for the machine's network alone."
      }
      return result == 0 ? nil : ownNetwork(Errno(rawValue: -result))
    },
    "psi": { bridge in
      (try? bridge.session.lab.proc.pressure("cpu")) != nil
        ? nil : "It needs /proc/pressure, which this kernel does not offer (CONFIG_PSI, psi=1)."
    },
  ]

  static func ownNetwork(_ errno: Errno) -> String {
    let what = "It needs a user and a network namespace of its own"
    switch errno {
    case .noSpace: return "\(what), and user.max_user_namespaces or max_net_namespaces allows no more."
    case .notPermitted: return "\(what), which the machine forbids here (EPERM)."
    case .invalid: return "\(what), which this kernel does not offer (CONFIG_USER_NS, CONFIG_NET_NS)."
    default: return "\(what), and the kernel refuses: \(errno.name) (\(errno.message))."
    }
  }

  /// A kernel parameter as it is in the subject's namespaces: a number where it is one, else its text.
  func parameter(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let name) = arguments[arguments.count - 1], let path = KernelParameters.path(of: name) else {
      return .problem("sysctl wants the name of a parameter: sysctl(\"net.core.somaxconn\").")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      var bytes = [CChar](repeating: 0, count: 4096)
      let count = sysh_setting_of(subject.pid, path, &bytes, bytes.count)
      guard count >= 0 else {
        return .problem("\(name) cannot be read: \(Errno(rawValue: Int32(-count)).message).")
      }
      let text = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let value = text.hasSuffix("\n") ? String(text.dropLast()) : text
      return .value(Int64(value).map { .integer($0) } ?? .string(value))
    }
  }

  func capability(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let bit) = arguments[arguments.count - 1], (0..<64).contains(bit) else {
      return .problem("capability wants the name of one: capability(P1, CAP_SYS_ADMIN).")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let key = property.flatMap({ Self.capabilitySets[$0] }),
        let set = (try? session.lab.proc.status(subject.pid))?.capabilities(key)
      else { return .problem("The capabilities of \(subject.name) cannot be read.") }
      return .value(.boolean(set >> UInt64(bit) & 1 == 1))
    }
  }

  /// A line of /proc/PID/status: the number that it begins with, or else its text.
  func status(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let key) = arguments[arguments.count - 1] else {
      return .problem("status wants the name of a line: status(P1, \"VmSize\").")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let status = try? session.lab.proc.status(subject.pid) else {
        return .problem("\(subject.name) has ended.")
      }
      guard let text = status[key] else { return .value(.absent) }
      let first = text.split { $0 == " " || $0 == "\t" }.first.flatMap { Int64($0) }
      return .value(first.map { .integer($0) } ?? .string(text))
    }
  }
}
