extension WordCodec {
  /// What kind of device a hardware address belongs to (`include/uapi/linux/if_arp.h`).
  public static let hardwareTypes = WordCodec(
    "hardware type",
    oneOf: [
      Constant("ARPHRD_NETROM", 0),
      Constant("ARPHRD_ETHER", 1),
      Constant("ARPHRD_EETHER", 2),
      Constant("ARPHRD_AX25", 3),
      Constant("ARPHRD_PRONET", 4),
      Constant("ARPHRD_CHAOS", 5),
      Constant("ARPHRD_IEEE802", 6),
      Constant("ARPHRD_ARCNET", 7),
      Constant("ARPHRD_APPLETLK", 8),
      Constant("ARPHRD_DLCI", 15),
      Constant("ARPHRD_ATM", 19),
      Constant("ARPHRD_METRICOM", 23),
      Constant("ARPHRD_IEEE1394", 24),
      Constant("ARPHRD_EUI64", 27),
      Constant("ARPHRD_INFINIBAND", 32),
      Constant("ARPHRD_SLIP", 256),
      Constant("ARPHRD_CSLIP", 257),
      Constant("ARPHRD_SLIP6", 258),
      Constant("ARPHRD_CSLIP6", 259),
      Constant("ARPHRD_RSRVD", 260),
      Constant("ARPHRD_ADAPT", 264),
      Constant("ARPHRD_ROSE", 270),
      Constant("ARPHRD_X25", 271),
      Constant("ARPHRD_HWX25", 272),
      Constant("ARPHRD_CAN", 280),
      Constant("ARPHRD_MCTP", 290),
      Constant("ARPHRD_PPP", 512),
      Constant("ARPHRD_CISCO", 513),
      Constant("ARPHRD_LAPB", 516),
      Constant("ARPHRD_DDCMP", 517),
      Constant("ARPHRD_RAWHDLC", 518),
      Constant("ARPHRD_RAWIP", 519),
      Constant("ARPHRD_TUNNEL", 768),
      Constant("ARPHRD_TUNNEL6", 769),
      Constant("ARPHRD_FRAD", 770),
      Constant("ARPHRD_SKIP", 771),
      Constant("ARPHRD_LOOPBACK", 772),
      Constant("ARPHRD_LOCALTLK", 773),
      Constant("ARPHRD_FDDI", 774),
      Constant("ARPHRD_BIF", 775),
      Constant("ARPHRD_SIT", 776),
      Constant("ARPHRD_IPDDP", 777),
      Constant("ARPHRD_IPGRE", 778),
      Constant("ARPHRD_PIMREG", 779),
      Constant("ARPHRD_HIPPI", 780),
      Constant("ARPHRD_ASH", 781),
      Constant("ARPHRD_ECONET", 782),
      Constant("ARPHRD_IRDA", 783),
      Constant("ARPHRD_FCPP", 784),
      Constant("ARPHRD_FCAL", 785),
      Constant("ARPHRD_FCPL", 786),
      Constant("ARPHRD_FCFABRIC", 787),
      Constant("ARPHRD_IEEE802_TR", 800),
      Constant("ARPHRD_IEEE80211", 801),
      Constant("ARPHRD_IEEE80211_PRISM", 802),
      Constant("ARPHRD_IEEE80211_RADIOTAP", 803),
      Constant("ARPHRD_IEEE802154", 804),
      Constant("ARPHRD_IEEE802154_MONITOR", 805),
      Constant("ARPHRD_PHONET", 820),
      Constant("ARPHRD_PHONET_PIPE", 821),
      Constant("ARPHRD_CAIF", 822),
      Constant("ARPHRD_IP6GRE", 823),
      Constant("ARPHRD_NETLINK", 824),
      Constant("ARPHRD_6LOWPAN", 825),
      Constant("ARPHRD_VSOCKMON", 826),
      Constant("ARPHRD_NONE", 0xfffe),
      Constant("ARPHRD_VOID", 0xffff),
    ],
    family: "ARPHRD_")

  /// Where a frame was going (`man 7 packet`).
  public static let packetTypes = WordCodec(
    "packet type",
    oneOf: [
      Constant("PACKET_HOST", 0),
      Constant("PACKET_BROADCAST", 1),
      Constant("PACKET_MULTICAST", 2),
      Constant("PACKET_OTHERHOST", 3),
      Constant("PACKET_OUTGOING", 4),
      Constant("PACKET_LOOPBACK", 5),
      Constant("PACKET_USER", 6),
      Constant("PACKET_KERNEL", 7),
    ],
    family: "PACKET_")

  /// Which frames a packet socket takes beside its own (`man 7 packet`).
  public static let packetMemberships = WordCodec(
    "packet membership",
    oneOf: [
      Constant("PACKET_MR_MULTICAST", 0),
      Constant("PACKET_MR_PROMISC", 1),
      Constant("PACKET_MR_ALLMULTI", 2),
      Constant("PACKET_MR_UNICAST", 3),
    ],
    family: "PACKET_MR_")

  /// The flags of a network interface (`man 7 netdevice`).
  public static let interfaceFlags = WordCodec(
    "interface flag",
    flags: [
      Constant("IFF_UP", 1),
      Constant("IFF_BROADCAST", 2),
      Constant("IFF_DEBUG", 4),
      Constant("IFF_LOOPBACK", 8),
      Constant("IFF_POINTOPOINT", 0x10),
      Constant("IFF_NOTRAILERS", 0x20),
      Constant("IFF_RUNNING", 0x40),
      Constant("IFF_NOARP", 0x80),
      Constant("IFF_PROMISC", 0x100),
      Constant("IFF_ALLMULTI", 0x200),
      Constant("IFF_MASTER", 0x400),
      Constant("IFF_SLAVE", 0x800),
      Constant("IFF_MULTICAST", 0x1000),
      Constant("IFF_PORTSEL", 0x2000),
      Constant("IFF_AUTOMEDIA", 0x4000),
      Constant("IFF_DYNAMIC", 0x8000),
    ],
    family: "IFF_")

  /// Who is meant by an address of AF_VSOCK (`man 7 vsock`).
  public static let vsockAddresses = WordCodec(
    "vsock address",
    oneOf: [
      Constant("VMADDR_CID_ANY", 0xffffffff),
      Constant("VMADDR_CID_HYPERVISOR", 0),
      Constant("VMADDR_CID_LOCAL", 1),
      Constant("VMADDR_CID_HOST", 2),
    ],
    family: "")

  /// The port of AF_VSOCK that stands for any.
  public static let vsockPorts = WordCodec(
    "vsock port",
    oneOf: [
      Constant("VMADDR_PORT_ANY", 0xffffffff)
    ],
    family: "")

  /// The flags of an address of AF_VSOCK (`include/uapi/linux/vm_sockets.h`).
  public static let vsockFlags = WordCodec(
    "vsock flag",
    flags: [
      Constant("VMADDR_FLAG_TO_HOST", 1)
    ],
    family: "VMADDR_FLAG_")
}
