import LinuxABI

private typealias Field = StructureLayout.Field

/// Addresses of sockets, options and network devices, their members in the order in which strace prints them. The
/// comment names the kernel header.
extension StructureLayout {
  private static let family = Field("sa_family", at: 0, .word(.addressFamilies, bytes: 2))

  /// `include/uapi/linux/in.h`.
  static let sockaddrIn = StructureLayout(
    "sockaddr_in", size: 16,
    [family, Field("sin_port", at: 2, .network(.port)), Field("sin_addr", at: 4, .network(.address4))])

  /// `include/uapi/linux/in6.h`.
  static let sockaddrIn6 = StructureLayout(
    "sockaddr_in6", size: 28,
    [
      family,
      Field("sin6_port", at: 2, .network(.port)),
      Field("sin6_flowinfo", at: 4, .network(.flow)),
      Field("sin6_addr", at: 8, .network(.address6)),
      Field("sin6_scope_id", at: 24, .network(.interface)),
    ])

  /// `include/uapi/linux/netlink.h`.
  static let sockaddrNl = StructureLayout(
    "sockaddr_nl", size: 12,
    [
      family,
      Field("nl_pad", at: 2, .hexadecimal(bytes: 2)),
      Field("nl_pid", at: 4, .signed(bytes: 4)),
      Field("nl_groups", at: 8, .network(.groups)),
    ])

  /// `include/uapi/linux/if_packet.h`.
  static let sockaddrLl = StructureLayout(
    "sockaddr_ll", size: 20,
    [
      family,
      Field("sll_protocol", at: 2, .network(.frame)),
      Field("sll_ifindex", at: 4, .network(.interface)),
      Field("sll_hatype", at: 8, .word(.hardwareTypes, bytes: 2)),
      Field("sll_pkttype", at: 10, .word(.packetTypes, bytes: 1)),
      Field("sll_halen", at: 11, .unsigned(bytes: 1)),
      Field("sll_addr", at: 12, .network(.hardwareList(count: 8))),
    ])

  /// `include/uapi/linux/vm_sockets.h`.
  static let sockaddrVm = StructureLayout(
    "sockaddr_vm", size: 16,
    [
      family,
      Field("svm_reserved1", at: 2, .hexadecimal(bytes: 2)),
      Field("svm_cid", at: 8, .word(.vsockAddresses, bytes: 4)),
      Field("svm_port", at: 4, .word(.vsockPorts, bytes: 4)),
      Field("svm_flags", at: 12, .word(.vsockFlags, bytes: 1)),
    ])

  /// The layout of a family's addresses, and the length in bytes under which strace shows bytes instead.
  static func address(ofFamily family: UInt64) -> (layout: StructureLayout, least: Int)? {
    switch WordCodec.addressFamilies.text(family) {
    case "AF_INET": (sockaddrIn, 16)
    // Without the scope, as the first version of the structure had it.
    case "AF_INET6": (sockaddrIn6, 24)
    case "AF_NETLINK": (sockaddrNl, 12)
    case "AF_PACKET": (sockaddrLl, 20)
    case "AF_VSOCK": (sockaddrVm, 16)
    default: nil
    }
  }

  // MARK: Options

  /// `include/linux/socket.h`.
  static let linger = StructureLayout(
    "linger", size: 8,
    [Field("l_onoff", at: 0, .signed(bytes: 4)), Field("l_linger", at: 4, .signed(bytes: 4))])

  /// `include/linux/socket.h`, what SO_PEERCRED tells: -1 is nobody.
  static let peer = StructureLayout(
    "ucred", size: 12,
    [
      Field("pid", at: 0, .process), Field("uid", at: 4, .signed(bytes: 4)), Field("gid", at: 8, .signed(bytes: 4)),
    ])

  /// `include/uapi/linux/filter.h`.
  static let sockFprog = StructureLayout(
    "sock_fprog", size: 16, [Field("len", at: 0, .unsigned(bytes: 2)), Field("filter", at: 8, .address)])

  /// `include/uapi/linux/in.h`.
  static let ipMreq = StructureLayout(
    "ip_mreq", size: 8,
    [Field("imr_multiaddr", at: 0, .network(.address4)), Field("imr_interface", at: 4, .network(.address4))])

  /// `include/uapi/linux/in6.h`.
  static let ipv6Mreq = StructureLayout(
    "ipv6_mreq", size: 20,
    [Field("ipv6mr_multiaddr", at: 0, .network(.address6)), Field("ipv6mr_interface", at: 16, .network(.interface))])

  /// `include/uapi/linux/if_packet.h`.
  static let packetMreq = StructureLayout(
    "packet_mreq", size: 16,
    [
      Field("mr_ifindex", at: 0, .network(.interface)),
      Field("mr_type", at: 4, .word(.packetMemberships, bytes: 2)),
      Field("mr_alen", at: 6, .unsigned(bytes: 2)),
      Field("mr_address", at: 8, .network(.hardware(count: 8))),
    ])

  /// `include/uapi/linux/if_packet.h`.
  static let tpacketReq = StructureLayout(
    "tpacket_req", size: 16,
    [
      Field("tp_block_size", at: 0, .unsigned(bytes: 4)), Field("tp_block_nr", at: 4, .unsigned(bytes: 4)),
      Field("tp_frame_size", at: 8, .unsigned(bytes: 4)), Field("tp_frame_nr", at: 12, .unsigned(bytes: 4)),
    ])

  /// `include/uapi/linux/if_packet.h`: the third member only in the third version of the ring.
  static let tpacketStats = StructureLayout(
    "tpacket_stats_v3", size: 12,
    [
      Field("tp_packets", at: 0, .unsigned(bytes: 4)), Field("tp_drops", at: 4, .unsigned(bytes: 4)),
      Field("tp_freeze_q_cnt", at: 8, .unsigned(bytes: 4)),
    ])

  // MARK: Devices

  /// `include/uapi/linux/if.h`: a device's name, and in the rest whatever the command is about.
  private static func ifreq(_ member: String, _ type: ScalarType) -> StructureLayout {
    StructureLayout("ifreq", size: 40, [Field("ifr_name", at: 0, .characters(count: 16)), Field(member, at: 16, type)])
  }

  static let interfaceFlags = ifreq("ifr_flags", .word(.interfaceFlags, bytes: 2))
  static let interfaceAddress = ifreq("ifr_addr", .network(.socketAddress))
  static let interfaceDestination = ifreq("ifr_dstaddr", .network(.socketAddress))
  static let interfaceBroadcast = ifreq("ifr_broadaddr", .network(.socketAddress))
  static let interfaceNetmask = ifreq("ifr_netmask", .network(.socketAddress))
  static let interfaceHardware = ifreq("ifr_hwaddr", .structure(hardwareAddress))
  static let interfaceMetric = ifreq("ifr_metric", .signed(bytes: 4))
  static let interfaceMTU = ifreq("ifr_mtu", .signed(bytes: 4))
  static let interfaceIndex = ifreq("ifr_ifindex", .signed(bytes: 4))
  static let interfaceQueue = ifreq("ifr_qlen", .signed(bytes: 4))
  static let interfaceNewName = ifreq("ifr_newname", .characters(count: 16))
  static let interfaceSlave = ifreq("ifr_slave", .characters(count: 16))
  static let interfaceMap = ifreq("ifr_map", .structure(ifmap))
  /// SIOCGIFNAME asks by index.
  static let interfaceName = StructureLayout(
    "ifreq", size: 40,
    [Field("ifr_ifindex", at: 16, .signed(bytes: 4)), Field("ifr_name", at: 0, .characters(count: 16))])

  /// `include/linux/socket.h`, with the type of a device in the place of a family.
  static let hardwareAddress = StructureLayout(
    "sockaddr", size: 16,
    [
      Field("sa_family", at: 0, .word(.hardwareTypes, bytes: 2)),
      Field("sa_data", at: 2, .network(.hardware(count: 14))),
    ])

  /// `include/uapi/linux/if.h`.
  static let ifmap = StructureLayout(
    "ifmap", size: 24,
    [
      Field("mem_start", at: 0, .hexadecimal(bytes: 8)), Field("mem_end", at: 8, .hexadecimal(bytes: 8)),
      Field("base_addr", at: 16, .hexadecimal(bytes: 2)), Field("irq", at: 18, .hexadecimal(bytes: 1)),
      Field("dma", at: 19, .hexadecimal(bytes: 1)), Field("port", at: 20, .hexadecimal(bytes: 1)),
    ])

  /// `include/uapi/linux/if.h`.
  static let ifconf = StructureLayout(
    "ifconf", size: 16, [Field("ifc_len", at: 0, .signed(bytes: 4)), Field("ifc_buf", at: 8, .address)])
}
