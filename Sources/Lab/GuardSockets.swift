import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a call can reach through a socket: other machines, programs that listen, and the machine's network devices.
// Loopback stays on the machine, and an address of one's own there is given back with the socket. By number, so that
// `syscall N` is covered too.
extension Guard {
  var socketTarget: String? {
    switch row.number {
    case 41: packetSocket
    case 42: address(words[safe: 1], words[safe: 2]).flatMap { sent($0, "connect to") }
    case 49: address(words[safe: 1], words[safe: 2]).flatMap(bound)
    case 44:
      address(words[safe: 4], words[safe: 5]).flatMap { sent($0, "send to") }
        ?? request(at: words[safe: 1], length: words[safe: 2])
    case 1: request(at: words[safe: 1], length: words[safe: 2])
    case 20: words[safe: 1].flatMap { requests(in: $0, count: words[safe: 2] ?? 0) }
    case 46: words[safe: 1].flatMap(message)
    // More than 1024 messages the kernel does not take (UIO_MAXIOV).
    case 307: messages
    case 16: device
    default: nil
    }
  }

  private var packetSocket: String? {
    guard words.first.map({ $0 & 0xffff_ffff }) == 17, !isPowerless, !isApart(.net), !isApart(.user) else { return nil }
    return "receive and send whatever passes the machine's network devices"
  }

  // MARK: Addresses

  private func address(_ pointer: UInt64?, _ length: UInt64?) -> [UInt8]? {
    guard let pointer, let length, pointer != 0 else { return nil }
    let size = Int(Int32(truncatingIfNeeded: length))
    return size < 2 ? nil : subject.exactly(min(size, 128), at: pointer)
  }

  /// An IPv4 or IPv6 address with its port, and what kind it is; nil where the kernel would refuse the length.
  private func internet(_ address: [UInt8]) -> (text: String, isLoopback: Bool, isUnspecified: Bool)? {
    let port = address.count > 3 ? Int(address[2]) << 8 | Int(address[3]) : 0
    switch (address[0], address.count) {
    case (2, 16...):
      let host = address[4..<8]
      let text = host.map(String.init).joined(separator: ".")
      return ("\(text) port \(port)", host.first == 127, host.allSatisfy { $0 == 0 })
    case (10, 24...):
      let host = Array(address[8..<24])
      let isMapped = host[..<10].allSatisfy { $0 == 0 } && host[10...11] == [255, 255]
      let groups = stride(from: 0, to: 16, by: 2).map { String(Int(host[$0]) << 8 | Int(host[$0 + 1]), radix: 16) }
      return (
        "[\(groups.joined(separator: ":"))] port \(port)",
        isMapped ? host[12] == 127 : host.dropLast().allSatisfy { $0 == 0 } && host[15] == 1,
        host.allSatisfy { $0 == 0 } || isMapped && host[12...].allSatisfy { $0 == 0 }
      )
    default: return nil
    }
  }

  /// The kernel takes the unspecified address of a peer for this machine's own.
  private func sent(_ address: [UInt8], _ verb: String) -> String? {
    if address[1] == 0, let internet = internet(address) {
      if isApart(.net) { return nil }
      if internet.isLoopback || internet.isUnspecified {
        return hasForeignListener(Int(address[2]) << 8 | Int(address[3]))
          ? "\(verb) \(internet.text), where no subject of the lab listens" : nil
      }
      return "\(verb) \(internet.text), which is not this machine's loopback"
    }
    let family = Int(address[0]) | Int(address[1]) << 8
    // AF_UNSPEC undoes a connect, requests to AF_NETLINK are looked at, AF_ALG computes.
    if ![0, 1, 2, 10, 16, 38].contains(family), !isApart(.net) {
      return "\(verb) an address of family \(family), where the lab cannot look"
    }
    guard family == 1, address.count > 2 else { return nil }
    return address[2] == 0 ? listener(address.dropFirst(3), verb) : path(address, .opens(flags: 1), verb)
  }

  private func bound(_ address: [UInt8]) -> String? {
    if address[1] == 0, let internet = internet(address) {
      if internet.isLoopback || isApart(.net) { return nil }
      return "give its socket the address \(internet.text), where other machines reach it"
    }
    guard address[0] == 1, address[1] == 0, address.count > 2, address[2] != 0 else { return nil }
    return path(address, .makes, nil)
  }

  private func path(_ address: [UInt8], _ use: Use, _ verb: String?) -> String? {
    let bytes = address.dropFirst(2).prefix { $0 != 0 }
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    guard let reach = reach(explanation.path(Array(bytes), named: "sun_path", directory: nil), use) else { return nil }
    guard let verb else { return reach }
    return "\(verb) \(Escapes.harmless(String(decoding: bytes, as: UTF8.self))), where no subject of the lab listens"
  }

  /// An abstract name belongs to the socket that has it: /proc/net/unix tells which, and the lab knows its own.
  ///
  /// A name may hold a newline, and behind it what looks like a line of the table. So all lines with the name have to be
  /// of the lab's sockets, not only the first.
  private func listener(_ name: ArraySlice<UInt8>, _ verb: String) -> String? {
    let shown = "@" + String(decoding: name.map { $0 == 0 ? UInt8(ascii: "@") : $0 }, as: UTF8.self)
    let own = Set(lab.descriptors.descriptions.values.map(\.target))
    let wanted = shown.lines(keepingEmpty: true).first ?? ""
    let inodes = ((try? lab.proc.text(subject.pid, "net/unix")) ?? "").lines().dropFirst().compactMap { line in
      let fields = line.parts(" ", atMost: 8)
      return fields.count == 8 && fields[7] == wanted ? fields[6] : nil
    }
    let areOwn = inodes.allSatisfy { own.contains("socket:[\($0)]") }
    return areOwn ? nil : "\(verb) \(Escapes.harmless(shown)), where no subject of the lab listens"
  }

  /// Whether a socket that is not the lab's waits at a port of this machine. Both kinds of ports are looked at, for which
  /// of them it is about only the socket knows.
  private func hasForeignListener(_ port: Int) -> Bool {
    let wanted = String(port, radix: 16, uppercase: true)
    let ending = ":" + String(repeating: "0", count: 4 - wanted.count) + wanted
    var found: Set<Substring> = []
    for table in ["tcp", "tcp6", "udp", "udp6"] {
      for line in ((try? lab.proc.text(subject.pid, "net/\(table)")) ?? "").lines().dropFirst() {
        let fields = line.parts(" ", atMost: 11)
        // Of TCP those that listen, 0A in `include/net/tcp_states.h`; of UDP all that have the port.
        guard fields.count > 9, fields[1].hasSuffix(ending), fields[3] == "0A" || table.hasPrefix("udp") else {
          continue
        }
        found.insert(fields[9])
      }
    }
    return !found.isEmpty && !found.isSubset(of: ownSockets)
  }

  /// The inodes of the lab's sockets, those of running programs too.
  private var ownSockets: Set<Substring> {
    var own: Set<Substring> = []
    for subject in lab.living {
      try? DirectoryListing.forEachNumber(in: "/proc/\(subject.pid)/fd") { fd in
        guard let target = try? lab.proc.link(subject.pid, "fd/\(fd)"), target.hasPrefix("socket:[") else { return }
        own.insert(target.dropFirst(8).dropLast())
      }
    }
    return own
  }

  // MARK: Messages

  private func message(_ header: UInt64) -> String? {
    guard let bytes = subject.exactly(32, at: header) else { return nil }
    return address(bytes.word(at: 0), bytes.word(at: 8)).flatMap { sent($0, "send to") }
      ?? requests(in: bytes.word(at: 16), count: bytes.word(at: 24))
  }

  private var messages: String? {
    guard let first = words[safe: 1] else { return nil }
    for index in 0..<min((words[safe: 2] ?? 0) & 0xffff_ffff, 1024) {
      if let reach = message(first &+ index * 64) { return reach }
    }
    return nil
  }

  private func requests(in vector: UInt64, count: UInt64) -> String? {
    for index in 0..<min(count, 1024) {
      guard let part = subject.exactly(16, at: vector &+ index * 16) else { return nil }
      if let reach = request(at: part.word(at: 0), length: part.word(at: 8)) { return reach }
    }
    return nil
  }

  /// Requests to the kernel that change something: what only asks is let through, and what needs a capability that the
  /// subject has not fails by itself. Of routing's types every fourth is a question (`include/uapi/linux/rtnetlink.h`).
  private func request(at pointer: UInt64?, length: UInt64?) -> String? {
    guard let pointer, let length, let fd = words.first, !isPowerless,
      let family = netlinkFamily(Int32(truncatingIfNeeded: fd)),
      let bytes = subject.exactly(Int(min(length, 4096)), at: pointer), bytes.count >= 16
    else { return nil }
    if isApart(.net) { return family == 0 || family == -1 ? exportedDevice(bytes) : nil }
    // Its capabilities count in its own user namespace, to which this network does not belong.
    if isApart(.user) { return nil }
    var start = 0
    while start + 16 <= bytes.count {
      let size = Int(bytes.word(at: start) & 0xffff_ffff)
      let type = Int(bytes.word(at: start) >> 32 & 0xffff)
      // Sockets are only asked about; 21 ends one (`include/uapi/linux/sock_diag.h`).
      let asks = type < 16 || family == 0 && type & 3 == 2 || family == 4 && type != 21
      if !asks { return "change the machine's network or another part of the kernel through netlink" }
      guard size >= 16 else { break }
      start += (size + 3) & ~3
    }
    return nil
  }

  /// Tables of /proc/PID/net that list sockets of other families, by inode.
  private static let otherSockets = ["unix", "tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"]

  /// The netlink family of a descriptor's socket, -1 where it may be of any; nil for everything else. A netlink socket
  /// is listed only from its bind or first send on, and one that no table lists can be nothing else that sends.
  private func netlinkFamily(_ fd: Int32) -> Int? {
    guard let target = (try? lab.proc.descriptor(subject.pid, fd))?.target, target.hasPrefix("socket:[") else {
      return nil
    }
    let inode = target.dropFirst(8).dropLast()
    func line(_ table: String) -> [Substring]? {
      let lines = ((try? lab.proc.text(subject.pid, "net/\(table)")) ?? "").lines()
      return lines.lazy.map { $0.parts(" ") }.first { $0.contains(inode) }
    }
    if let fields = line("netlink"), fields.last == inode, fields.count > 2 { return Int(fields[1]) }
    return Self.otherSockets.contains { line($0) != nil } ? nil : -1
  }

  /// ioctl commands for network devices that do more than ask.
  private var device: String? {
    let command = (words[safe: 1] ?? 0) & 0xffff_ffff
    guard command & 0xff00 == 0x8900, !isPowerless, !isApart(.net), !isApart(.user) else { return nil }
    let name = WordCodec.interfaceCommands.text(command)
    let asks = ["SIOCG", "SIOCATMARK", "SIOCOUTQ", "SIOCSPGRP", "FIO"].contains { name.hasPrefix($0) }
    guard !asks, let fd = words.first,
      (try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: fd)))?.target.hasPrefix("socket:") == true
    else { return nil }
    return "change the machine's network devices"
  }
}

extension [UInt8] {
  /// The eight bytes from `offset` on as a word.
  fileprivate func word(at offset: Int) -> UInt64 {
    self[offset..<Swift.min(offset + 8, count)].littleEndianWord
  }
}
