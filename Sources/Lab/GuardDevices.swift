import Inspect
import LinuxABI
import SyscallTable

// In a network namespace of its own a subject may change everything, but not put a device into somebody else's.
extension Guard {
  /// Attributes of a device that name a network namespace (`include/uapi/linux/if_link.h`): IFLA_NET_NS_PID,
  /// IFLA_NET_NS_FD, and by an id that only the kernel can look up IFLA_LINK_NETNSID, IFLA_TARGET_NETNSID,
  /// IFLA_NEW_NETNSID.
  private enum Attribute {
    static let process = 19
    static let descriptor = 28
    static let ids: Set<Int> = [37, 46, 45]
    static let information = 18
    static let informationData = 2
    static let peer = 1
  }

  /// What requests to routing would do to devices of another network namespace.
  func exportedDevice(_ bytes: [UInt8]) -> String? {
    var start = 0
    while start + 16 <= bytes.count {
      let size = Int(number(bytes, start, 4))
      let type = number(bytes, start + 4, 2)
      guard size >= 16, start + size <= bytes.count else {
        return size > bytes.count - start && (16...19).contains(type)
          ? "change network devices by a message that is too long to be looked at" : nil
      }
      // RTM_NEWLINK and RTM_SETLINK, after struct ifinfomsg.
      if type == 16 || type == 19, size >= 32,
        let reach = exported(Array(bytes[(start + 32)..<(start + size)]), depth: 0)
      {
        return reach
      }
      start += (size + 3) & ~3
    }
    return nil
  }

  private func exported(_ attributes: [UInt8], depth: Int) -> String? {
    var start = 0
    while start + 4 <= attributes.count {
      let size = Int(number(attributes, start, 2))
      guard size >= 4, start + size <= attributes.count else { return nil }
      // The two highest bits are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
      let type = Int(number(attributes, start + 2, 2)) & 0x3fff
      let value = Array(attributes[(start + 4)..<(start + size)])
      start += (size + 3) & ~3
      if depth == 0 || depth == 3 {
        if type == Attribute.process, value.count >= 4,
          let reach = foreignNetwork(of: Int32(truncatingIfNeeded: number(value, 0, 4)))
        {
          return reach
        }
        if type == Attribute.descriptor, value.count >= 4, let reach = foreignNetwork(behind: number(value, 0, 4)) {
          return reach
        }
        if Attribute.ids.contains(type) { return "put a network device into a namespace that is named by an id only" }
      }
      let next: Int? =
        switch (depth, type) {
        case (0, Attribute.information), (3, Attribute.information): 1
        case (1, Attribute.informationData): 2
        case (2, Attribute.peer): 3
        default: nil
        }
      // Of veth's peer, struct ifinfomsg comes before the attributes.
      if let next, let reach = exported(next == 3 ? Array(value.dropFirst(16)) : value, depth: next) { return reach }
    }
    return nil
  }

  private func foreignNetwork(of number: Int32) -> String? {
    guard let pid = lab.process(numbered: number, for: subject), let namespace = try? lab.proc.namespace(pid, .net)
    else { return nil }
    if lab.ownNamespaces.contains(namespace) { return nil }
    let owner = lab.name(ofProcess: pid) ?? "process \(pid)"
    return "put a network device into the network namespace of \(owner), which is outside the lab"
  }

  private func foreignNetwork(behind fd: UInt64) -> String? {
    guard let target = try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: fd)).target,
      let namespace = Namespace(target), !lab.ownNamespaces.contains(namespace)
    else { return nil }
    return "put a network device into \(target), which is outside the lab"
  }

  private func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    bytes[start..<(start + count)].littleEndianWord
  }
}
