import Inspect
import LinuxABI
import TestSupport

@testable import Lab

/// Holds what the lab believes of the subjects' sockets against /proc/PID/net, read by itself: how each is bound, where it
/// is connected to, in which state it is, and of TCP how much waits.
struct SocketChecker {
  private let lab: Lab
  /// What /proc says of sockets by inode: the fields of their lines.
  private var unix: [UInt64: [String]] = [:]
  private var tcp: [UInt64: [String]] = [:]
  private var udp: [UInt64: [String]] = [:]

  init(lab: Lab) {
    self.lab = lab
    for subject in lab.living where !subject.tracee.isDetached {
      func lines(_ name: String) -> [[String]] {
        (ProcessList.text(of: "/proc/\(subject.pid)/net/\(name)") ?? "").split(separator: "\n").dropFirst().map {
          $0.split(separator: " ").map(String.init)
        }
      }
      for line in lines("unix") where line.count > 6 { unix[UInt64(line[6]) ?? 0] = line }
      for line in lines("tcp") where line.count > 9 { tcp[UInt64(line[9]) ?? 0] = line }
      for line in lines("udp") where line.count > 9 { udp[UInt64(line[9]) ?? 0] = line }
    }
  }

  func drift() -> [String] {
    var found: [String] = []
    for (inode, holder) in lab.descriptors.sockets {
      let who = "socket \(holder.label) (\(holder.subject)'s fd \(holder.fd))"
      guard let record = lab.descriptors.socketRecords[inode] else {
        if unix[inode] != nil || tcp[inode] != nil || udp[inode] != nil {
          found.append("\(who) is in /proc, and the lab has no record of it")
        }
        continue
      }
      switch record.details {
      case .unix(let name, _):
        guard let line = unix[inode] else { continue }
        let flags = UInt64(line[3], radix: 16) ?? 0
        let state: SocketState = flags & 0x10000 != 0 ? .listen : line[5] == "03" ? .established : .close
        if let believed = record.status?.state, believed != state {
          found.append("\(who) is \(state), and the lab believes \(believed)")
        }
        let real = line.count > 7 ? line[7...].joined(separator: " ") : ""
        let believed = (name.first == 0 ? "@" : "") + String(decoding: name.drop { $0 == 0 }, as: UTF8.self)
        if real != believed { found.append("\(who) is bound to \"\(real)\", and the lab believes to \"\(believed)\"") }
      case .inet(let local, let remote):
        let isStream = record.status?.kind == .tcp
        guard let line = (isStream ? tcp : udp)[inode] else {
          // The kernel lists only those that have a port.
          if let state = record.status?.state, state != .close { found.append("\(who) is \(state), and not in /proc") }
          continue
        }
        let ends = [local, remote ?? SocketEndpoint(address: [0, 0, 0, 0], port: 0)].map(Self.hexadecimal)
        if line[1] != ends[0] || line[2] != ends[1] {
          found.append("\(who) goes from \(line[1]) to \(line[2]), and the lab believes from \(ends[0]) to \(ends[1])")
        }
        let state = UInt8(line[3], radix: 16).flatMap(SocketState.init(rawValue:))
        if isStream, state != record.status?.state {
          found.append("\(who) is \(line[3]), and the lab believes \(String(describing: record.status?.state))")
        }
        let waits = line[4].split(separator: ":").last.flatMap { UInt32($0, radix: 16) }
        if isStream, let believed = record.status?.receiveQueue, believed != waits {
          found.append("\(waits ?? 0) bytes or connections wait in \(who), and the lab believes \(believed)")
        }
      case .netlink: break
      }
    }
    return found
  }

  /// As /proc/net/tcp writes an IPv4 address: the word in the machine's order.
  private static func hexadecimal(_ end: SocketEndpoint) -> String {
    let digits = { (value: UInt64, width: Int) in
      let text = String(value, radix: 16, uppercase: true)
      return String(repeating: "0", count: width - text.count) + text
    }
    let word = end.address.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return digits(word, 8) + ":" + digits(UInt64(end.port), 4)
  }
}
