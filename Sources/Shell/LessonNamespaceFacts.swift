import CLinux
import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI

// What checks may ask of namespaces and mounts, and what lessons on them may need.
extension LessonBridge {
  static let namespaceFacts: [String: Fact] = [
    // namespace(P2, "net").inode, .shared: with the shell, .alone: no other subject is in it.
    "namespace": Fact(
      signature: FactSignature(arguments: 1...2, properties: ["inode", "shared", "alone"], standsAlone: false)
    ) { $0.namespace($1, $2) },
    // number(P2): its pid in its own namespace; number(P3, P2): as P2 knows it.
    "number": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.number(arguments) },
    // mount("/mnt").type, of the uppermost mount there.
    "mount": Fact(
      signature: FactSignature(arguments: 1...2, properties: ["exists", "type", "options", "shared", "source"])
    ) { $0.mount($1, $2) },
    // idmap(P2).user: who is user 0 inside, as the shell numbers users.
    "idmap": Fact(signature: FactSignature(arguments: 0...1, properties: ["user", "group"], standsAlone: false)) {
      $0.idMap($1, $2)
    },
    // device(P2, "veth0").exists: in the network namespace of the subject.
    "device": Fact(signature: FactSignature(arguments: 1...2, properties: ["exists"])) { bridge, arguments, _ in
      bridge.device(arguments)
    },
    "hostname": Fact(signature: FactSignature(arguments: 0...1)) { bridge, arguments, _ in
      bridge.withSubject(arguments.first) { subject in
        .value(bridge.session.lab.namespaceView(of: subject).hostName.map { .string($0) } ?? .absent)
      }
    },
    // restricted(P2).filters: how many seccomp filters; .nonewprivs; .capabilities: how many are effective.
    "restricted": Fact(
      signature: FactSignature(
        arguments: 0...1, properties: ["filters", "nonewprivs", "capabilities"], standsAlone: false)
    ) { $0.restricted($1, $2) },
  ]

  static let namespaceOffers: [String: @Sendable (LessonBridge) -> String?] = [
    "user_namespaces": { _ in MachineOffer.userNamespaces() }
  ]

  private func namespace(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .string(let word) = arguments[arguments.count - 1], let kind = NamespaceKind(rawValue: word) else {
      let kinds = NamespaceKind.allCases.map(\.rawValue).joined(separator: " ")
      return .problem("namespace wants one of \(kinds): namespace(P2, \"net\").")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let lab = session.lab
      guard let own = try? lab.proc.namespace(subject.pid, kind) else {
        return .problem("This kernel has no \(word) namespaces.")
      }
      switch property {
      case "shared": return .value(.boolean((try? lab.proc.namespace(getpid(), kind)) == own))
      case "alone":
        let others = lab.living.filter { $0.process != subject.process }
        return .value(.boolean(!others.contains { (try? lab.proc.namespace($0.pid, kind)) == own }))
      default: return .value(.integer(Int64(clamping: own.inode)))
      }
    }
  }

  private func number(_ arguments: [FactValue]) -> FactAnswer {
    withSubject(arguments.first) { subject in
      guard arguments.count == 2 else {
        return .value(.integer(Int64(subject.numbers.all.last ?? subject.pid)))
      }
      return withSubject(arguments[1]) { caller in
        .value(subject.numbers.seen(by: caller.numbers).map { .integer(Int64($0)) } ?? .absent)
      }
    }
  }

  private func mount(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .string(let point) = arguments[arguments.count - 1] else {
      return .problem("mount wants a mount point: mount(\"/mnt\").type.")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let mounts = (try? session.lab.proc.mounts(subject.pid)) ?? []
      // A relative path is one in the working directory.
      let path =
        point.hasPrefix("/") ? point : ((try? session.lab.proc.cwd(subject.pid)) ?? "") + "/" + point
      guard let mount = mounts.last(where: { $0.point == path }) else {
        return .value(property == nil || property == "exists" ? .boolean(false) : .absent)
      }
      switch property {
      case "type": return .value(.string(mount.type))
      case "options": return .value(.string(mount.options))
      case "shared": return .value(.boolean(mount.peerGroup != nil))
      case "source": return .value(.string(mount.source))
      default: return .value(.boolean(true))
      }
    }
  }

  private func idMap(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    withSubject(arguments.first) { subject in
      let map = (try? session.lab.proc.idMap(subject.pid, group: property == "group")) ?? []
      return .value(map.first { $0.inside == 0 }.map { .integer(Int64($0.outside)) } ?? .absent)
    }
  }

  private func device(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let name) = arguments[arguments.count - 1] else {
      return .problem("device wants the name of a network device: device(P2, \"veth0\").")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let table = (try? session.lab.proc.text(subject.pid, "net/dev")) ?? ""
      let names = table.lines().compactMap { line in
        line.firstIndex(of: ":").map { line[..<$0].drop { $0 == " " } }
      }
      return .value(.boolean(names.contains { $0.elementsEqual(name) }))
    }
  }

  private func restricted(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    withSubject(arguments.first) { subject in
      guard let status = try? session.lab.proc.status(subject.pid) else {
        return .problem("\(subject.name) has ended.")
      }
      switch property {
      case "nonewprivs": return .value(.boolean(status.noNewPrivs == true))
      case "capabilities": return .value(.integer(Int64((status.capEff ?? 0).nonzeroBitCount)))
      default: return .value(.integer(Int64(status["Seccomp_filters"] ?? "0") ?? 0))
      }
    }
  }
}

extension MachineOffer {
  /// User namespaces for whoever runs the lessons: asked by an attempt, in a child.
  static func userNamespaces() -> String? {
    let result = sysh_can_have_user_namespace()
    guard result != 0 else { return nil }
    let errno = Errno(rawValue: -result)
    switch errno {
    case .noSpace: return "It needs a user namespace, and the machine allows no more (user.max_user_namespaces)."
    case .invalid: return "It needs user namespaces, which this kernel does not offer (CONFIG_USER_NS)."
    default:
      return "It needs a user namespace, which the machine forbids to this user: \(errno.name) (\(errno.message))."
    }
  }
}
