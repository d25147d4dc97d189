import Inspect
import Lab
import LinuxABI
import SyscallTable

/// Bytes of a message to the kernel's routing (`man 7 rtnetlink`, `include/uapi/linux/rtnetlink.h`): numbers in the
/// order of the machine, everything filled up to four bytes.
struct NetlinkMessage {
  private(set) var bytes: [UInt8] = []

  mutating func number(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  /// An attribute with what `body` puts into it. Its length counts its head and not the filling.
  mutating func attribute(_ type: UInt16, _ body: (inout NetlinkMessage) -> Void) {
    var inner = NetlinkMessage()
    body(&inner)
    number(UInt16(4 + inner.bytes.count))
    number(type)
    bytes += inner.bytes
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  mutating func text(_ type: UInt16, _ text: String) {
    attribute(type) { $0.bytes = Array(text.utf8) + [0] }
  }

  /// `struct ifinfomsg`: no family, any device, no flags.
  private mutating func device() {
    bytes += [UInt8](repeating: 0, count: 16)
  }

  /// RTM_NEWLINK: a pair of veth devices, one here and one in the network namespace of process `pid`, as the sender knows
  /// it. The kernel answers, because NLM_F_ACK asks it to.
  static func pair(_ name: String, peer: String, in pid: Int32) -> [UInt8] {
    var body = NetlinkMessage()
    body.device()
    body.text(3, name)  // IFLA_IFNAME
    body.attribute(18) { link in  // IFLA_LINKINFO
      link.text(1, "veth")  // IFLA_INFO_KIND
      link.attribute(2) { data in  // IFLA_INFO_DATA
        data.attribute(1) { other in  // VETH_INFO_PEER
          other.device()
          other.text(3, peer)
          other.attribute(19) { $0.number(pid) }  // IFLA_NET_NS_PID
        }
      }
    }
    var message = NetlinkMessage()
    message.number(UInt32(16 + body.bytes.count))
    message.number(UInt16(16))  // RTM_NEWLINK
    message.number(UInt16(0x605))  // NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE
    message.number(UInt32(1))
    message.number(UInt32(0))
    return message.bytes + body.bytes
  }
}

extension Session {
  /// `veth P2 P3 [ADDRESS ADDRESS]`: a cable between two network namespaces.
  func connect(_ command: CommandStatement) throws {
    let words = command.rest.split(separator: " ").map(String.init)
    guard words.count == 2 || words.count == 4, command.subject == nil else {
      throw CommandProblem(
        "veth takes two subjects, and two addresses if wanted.", advice: "veth P2 P3 10.0.0.1 10.0.0.2")
    }
    let addresses = words.count == 4 ? Array(words[2...]) : ["10.0.0.1", "10.0.0.2"]
    for address in addresses {
      let parts = address.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else {
        throw CommandProblem("\(Escapes.harmless(address)) is no IPv4 address.", advice: "10.0.0.1 is one.")
      }
    }
    let ends = try words.prefix(2).map { name in
      guard let subject = lab.subject(named: name), subject.end == nil else {
        throw CommandProblem("There is no subject \(Escapes.harmless(name)).", advice: lab.whoLives)
      }
      return subject
    }
    let spaces = ends.map { lab.namespaceView(of: $0).namespaces[.net] }
    guard spaces[0] != spaces[1] else {
      throw CommandProblem(
        "\(words[0]) and \(words[1]) are in one network namespace; there is nothing to join.",
        advice: "\(words[1]): unshare CLONE_NEWNET")
    }
    guard let pid = ends[1].numbers.seen(by: ends[0].numbers) else {
      throw CommandProblem(
        "\(words[0]) does not see \(words[1]): it is in no pid namespace of \(words[0])'s, so it has no number by which its network could be named.",
        advice: "veth \(words[1]) \(words[0])")
    }
    let name = freeName(for: ends)
    let message = NetlinkMessage.pair(name, peer: name, in: pid)
    let text = message.map { "\\x" + String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    let socket = try made("socket AF_NETLINK SOCK_RAW NETLINK_ROUTE", in: words[0])
    try made("sendto \(socket) \"\(text)\"", in: words[0])
    say(
      "RTM_NEWLINK: a pair of devices of the kind veth, \(name) here and \(name) in the network namespace of process \(pid)."
    )
    try acknowledge(socket, in: words[0])
    try made("close \(socket)", in: words[0])
    for (subject, address) in zip(words, addresses) { try switchOn(name, address, in: subject) }
  }

  /// Reads the kernel's answer, which is an error number: sendto has said only that the message was taken.
  private func acknowledge(_ socket: UInt64, in subject: String) throws {
    let report = try madeReport("recvfrom \(socket)", in: subject)
    guard report.arguments.count > 1, let answer = lab.subject(named: subject)?.exactly(20, at: report.arguments[1])
    else { return }
    // struct nlmsghdr, then struct nlmsgerr, which begins with the error.
    let error = Int32(truncatingIfNeeded: answer[16..<20].littleEndianWord)
    if error != 0 {
      let errno = Errno(rawValue: -error)
      throw CommandProblem("The kernel answers \(errno.name) (\(errno.message)), so there is no such pair.")
    }
  }

  private func switchOn(_ device: String, _ address: String, in subject: String) throws {
    let socket = try made("socket AF_INET SOCK_DGRAM", in: subject)
    func family(_ address: String) -> String {
      "{sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"\(address)\")}"
    }
    try made("ioctl \(socket) SIOCSIFADDR {ifr_name=\"\(device)\", ifr_addr=\(family(address))}", in: subject)
    try made(
      "ioctl \(socket) SIOCSIFNETMASK {ifr_name=\"\(device)\", ifr_netmask=\(family("255.255.255.0"))}", in: subject)
    try made("ioctl \(socket) SIOCSIFFLAGS {ifr_name=\"\(device)\", ifr_flags=IFF_UP|IFF_RUNNING}", in: subject)
    try made("close \(socket)", in: subject)
  }

  /// A name that neither namespace has yet.
  private func freeName(for subjects: [LabSubject]) -> String {
    let taken = subjects.map { (try? lab.proc.text($0.pid, "net/dev")) ?? "" }.joined()
    return (0...).lazy.map { "veth\($0)" }.first { !taken.contains("\($0):") } ?? "veth0"
  }
}
