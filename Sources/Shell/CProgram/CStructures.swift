import LinuxABI
import SyscallTable

/// Structures that C has under the same name, with the same members in the same places as the kernel.
struct CStructure {
  let type: String
  let header: String

  static func of(_ layout: StructureLayout) -> CStructure? {
    all[layout.name].map {
      CStructure(type: layout.name == "siginfo" ? "siginfo_t" : "struct \(layout.name)", header: $0)
    }
  }

  private static let all: [String: String] = [
    "timespec": "time.h", "timeval": "sys/time.h", "itimerval": "sys/time.h", "itimerspec": "time.h",
    "rlimit": "sys/resource.h", "pollfd": "poll.h", "stat": "sys/stat.h", "rusage": "sys/resource.h",
    "flock": "fcntl.h", "winsize": "sys/ioctl.h", "linger": "sys/socket.h", "epoll_event": "sys/epoll.h",
    "utsname": "sys/utsname.h", "siginfo": "signal.h", "sockaddr_in": "netinet/in.h",
  ]
}

/// Values inside structures.
extension CExpressions {
  /// A designated initialiser, `{ .tv_sec = 1 }`. Throws for what has no plain form in C: then its bytes will do.
  func initialiser(_ members: [Expression.Member], _ layout: StructureLayout) throws(CProblem) -> String {
    var parts: [(place: Range<Int>, text: String)] = []
    var next = 0
    for member in members {
      if let name = member.name {
        guard let index = layout.fields.firstIndex(where: { $0.name == name }) else { throw CProblem("of a member") }
        next = index
      }
      guard next < layout.fields.count else { throw CProblem("of a member") }
      let field = layout.fields[next]
      next += 1
      let place = field.offset..<(field.offset + field.type.size)
      // Of members that lie over one another the last counts.
      parts.removeAll { $0.place.overlaps(place) }
      parts.append((place, ".\(field.name) = \(try self.member(member.value, field.type))"))
    }
    return parts.isEmpty ? "{ 0 }" : "{ \(parts.map(\.text).joined(separator: ", ")) }"
  }

  private func member(_ expression: Expression, _ type: ScalarType) throws(CProblem) -> String {
    // A number as large as an unsigned member can hold, where C has a signed one.
    if case .integer(let word) = expression.kind, type.size < 8, word >> UInt64(type.size * 8 - 1) != 0 {
      let shift = UInt64(64 - type.size * 8)
      return "\(Int64(bitPattern: word << shift) >> Int64(shift))"
    }
    switch type {
    case .signed, .unsigned, .descriptor, .process, .owner, .time: return try value(expression)
    case .hexadecimal: return try value(expression, style: .hexadecimal)
    case .octal: return try value(expression, style: .octal)
    case .word(let codec, _): return try value(expression, codec: codec)
    case .limit:
      return try word(expression, codec: .limits) == .max ? "RLIM_INFINITY" : try value(expression, codec: .limits)
    case .structure(let layout) where layout.name == "epoll_data":
      guard case .structure(let members) = expression.kind else { return "{ .u64 = \(try value(expression)) }" }
      return try initialiser(members, layout)
    case .structure(let layout):
      guard CStructure.of(layout) != nil, case .structure(let members) = expression.kind else {
        throw CProblem("of a member")
      }
      return try initialiser(members, layout)
    case .network(.port): return try value(expression)
    case .network(.address4): return "{ \(try value(expression)) }"
    case .device, .waitStatus, .address, .signal, .signalSet, .handler, .characters, .network, .array:
      throw CProblem("of a member")
    }
  }

  /// Signals of a set, `[INT TERM]` or `~[INT]`; nil for the complement.
  func signals(_ expression: Expression) throws(CProblem) -> [String] {
    guard case .array(let elements) = expression.kind else { throw CProblem("of a set of signals") }
    var all: [String] = []
    for element in elements {
      if case .name(let name) = element.kind, names.values[name] == nil, let signal = Signal(named: name) {
        all.append(self.signal(UInt64(signal.rawValue)))
      } else if case .name(let name) = element.kind, names.values[name] == nil, name.hasPrefix("RT") {
        throw CProblem("of a set of signals")
      } else {
        all.append(try value(element))
      }
    }
    return all
  }
}
