// Sockets, and waiting for descriptors.
extension CallExplainer {
  var sockets: String? {
    switch line.name {
    case "socket": return "makes \(socketKind); \(itIs)"
    case "connect": return "connects \(descriptor(0)) to \(address(1))"
    case "bind": return "gives \(descriptor(0)) the address \(address(1))"
    case "listen": return "lets others connect to \(descriptor(0))"
    case "accept", "accept4":
      let peer = isNull(1) ? "" : " of \(address(1))"
      return "accepts a connection\(peer) at \(descriptor(0)); \(itIs)"
    case "getsockname": return "asks for the address of \(descriptor(0)): \(address(1))"
    case "getpeername": return "asks who is at the other end of \(descriptor(0)): \(address(1))"
    case "shutdown":
      let end = self[1] == "SHUT_RD" ? "reading from" : self[1] == "SHUT_WR" ? "writing to" : "all use of"
      return "ends \(end) \(descriptor(0)), for everybody who has it"
    case "setsockopt": return "sets \(self[2]) of \(descriptor(0)) to \(list(3).first ?? self[3])"
    case "getsockopt":
      let value = list(3).first ?? self[3]
      if self[2] == "SO_ERROR" {
        return value == "0"
          ? "asks what went wrong with \(descriptor(0)): nothing"
          : "asks what went wrong with \(descriptor(0)): \(value)"
      }
      return "asks for \(self[2]) of \(descriptor(0)): \(value)"
    case "sendto":
      let to = isNull(4) ? "" : ", for \(address(4))"
      return "sends \(written(of: argument(2))) through \(descriptor(0))\(to)"
    case "sendmsg": return "sends a message of \(written(of: nil)) through \(descriptor(0))"
    case "recvfrom":
      let from = isNull(4) || !self[4].hasPrefix("{") ? "" : ", from \(address(4))"
      if number == 0, argument(2) != 0 {
        return "receives nothing from \(descriptor(0)): its other side is closed, or has sent an empty message"
      }
      return has("MSG_PEEK", 3)
        ? "looks at \(Self.size(number ?? 0)) that wait at \(descriptor(0))"
        : "\(hasRead(descriptor(0), asked: argument(2)))\(from)"
    case "recvmsg": return "receives a message of \(Self.size(number ?? 0)) from \(descriptor(0))"
    default: return nil
    }
  }

  private var socketKind: String {
    let type = self[1].prefix { $0 != "|" }
    switch (String(self[0]), String(type)) {
    case ("AF_UNIX", _), ("AF_LOCAL", _): return "a Unix socket, for processes of this machine"
    case ("AF_INET", "SOCK_STREAM"): return "a TCP socket"
    case ("AF_INET6", "SOCK_STREAM"): return "a TCP socket for IPv6"
    case ("AF_INET", "SOCK_DGRAM"): return "a UDP socket"
    case ("AF_INET6", "SOCK_DGRAM"): return "a UDP socket for IPv6"
    case ("AF_NETLINK", _): return "a socket to ask the kernel (\(self[2]))"
    default: return "a socket (\(self[0]), \(type))"
    }
  }

  /// `127.0.0.1 port 80`, `/run/x`, from the structure.
  func address(_ index: Int) -> String {
    let text = self[index]
    guard let family = CallLine.member("sa_family", of: text) else { return text }
    switch family {
    case "AF_UNIX", "AF_LOCAL": return CallLine.member("sun_path", of: text).map(Self.path) ?? "no name"
    case "AF_INET":
      guard let port = inner("sin_port", text), let host = inner("sin_addr", text) else { return text }
      return "\(Self.plain(host)) port \(port)"
    case "AF_INET6":
      guard let port = inner("sin6_port", text),
        // The address stands in a call of its own: inet_pton(AF_INET6, "::1", &sin6_addr).
        let call = CallLine.parts(of: text).first(where: { $0.hasPrefix("inet_pton(") }),
        let host = CallLine(call)?.arguments.dropFirst().first
      else { return text }
      return "\(Self.plain(host)) port \(port)"
    case "AF_NETLINK": return CallLine.member("nl_pid", of: text).map { "netlink \($0)" } ?? text
    default: return text
    }
  }

  /// What stands in the parentheses of `sin_port=htons(80)`.
  private func inner(_ member: String, _ text: String) -> String? {
    CallLine.member(member, of: text).flatMap { CallLine($0)?.arguments.first }
  }

  /// A name that lies in no directory begins with @ outside the quotes.
  private static func path(_ text: String) -> String {
    text.hasPrefix("@") ? "@\(plain(String(text.dropFirst())))" : plain(text)
  }
}

extension CallExplainer {
  var polling: String? {
    switch line.name {
    case "poll": return ready(polled, wait: milliseconds(2))
    case "ppoll": return ready(polled, wait: isNull(2) ? nil : Self.time(self[2]))
    case "select", "pselect6":
      return ready("the descriptors below \(self[0])", wait: isNull(4) ? nil : Self.time(self[4]))
    case "epoll_wait", "epoll_pwait": return ready("those in \(descriptor(0))", wait: milliseconds(3))
    case "epoll_pwait2": return ready("those in \(descriptor(0))", wait: isNull(3) ? nil : Self.time(self[3]))
    case "epoll_ctl":
      switch self[1] {
      case "EPOLL_CTL_ADD": return "has \(descriptor(0)) watch \(descriptor(2))"
      case "EPOLL_CTL_DEL": return "has \(descriptor(0)) watch \(descriptor(2)) no longer"
      default: return "changes what \(descriptor(0)) watches \(descriptor(2)) for"
      }
    default: return nil
    }
  }

  /// Nil for ever.
  private func milliseconds(_ index: Int) -> String? {
    argument(index).flatMap { $0 < 0 ? nil : $0 == 0 ? "0 s" : "\($0) ms" }
  }

  /// The descriptors of a list of `struct pollfd`; one alone by its name.
  private var polled: String {
    let entries = list(0)
    guard entries.count == 1, argument(1) == 1, let fd = CallLine.member("fd", of: entries[0]) else {
      return Self.count(argument(1) ?? 0, "descriptor", "descriptors")
    }
    return descriptor(fd)
  }

  private func ready(_ what: String, wait: String?) -> String {
    let isOne = what.hasPrefix("descriptor ") || what.hasPrefix("standard ")
    if what == "0 descriptors" { return wait.map { "sleeps for \($0)" } ?? "sleeps until a signal comes" }
    let found =
      switch number ?? 0 {
      case 0 where wait == "0 s": isOne ? "it is not" : "none is"
      case 0: "\(isOne ? "it was not" : "none was") within \(wait ?? "that time")"
      case 1: isOne ? "it is" : "one is"
      case let count: "\(count) are"
      }
    let which = isOne ? what : "one of \(what)"
    return wait == "0 s" ? "looks whether \(which) is ready: \(found)" : "waits until \(which) is ready: \(found)"
  }
}
