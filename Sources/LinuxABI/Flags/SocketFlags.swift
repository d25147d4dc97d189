extension WordCodec {
  /// Address families, which socket takes as its domain too (`man 7 address_families`).
  public static let addressFamilies = WordCodec(
    "address family",
    oneOf: [
      Constant("AF_UNSPEC", 0),
      Constant("AF_UNIX", 1),
      Constant("AF_INET", 2),
      Constant("AF_AX25", 3),
      Constant("AF_IPX", 4),
      Constant("AF_APPLETALK", 5),
      Constant("AF_NETROM", 6),
      Constant("AF_BRIDGE", 7),
      Constant("AF_ATMPVC", 8),
      Constant("AF_X25", 9),
      Constant("AF_INET6", 10),
      Constant("AF_ROSE", 11),
      Constant("AF_DECnet", 12),
      Constant("AF_NETBEUI", 13),
      Constant("AF_SECURITY", 14),
      Constant("AF_KEY", 15),
      Constant("AF_NETLINK", 16),
      Constant("AF_PACKET", 17),
      Constant("AF_ASH", 18),
      Constant("AF_ECONET", 19),
      Constant("AF_ATMSVC", 20),
      Constant("AF_RDS", 21),
      Constant("AF_SNA", 22),
      Constant("AF_IRDA", 23),
      Constant("AF_PPPOX", 24),
      Constant("AF_WANPIPE", 25),
      Constant("AF_LLC", 26),
      Constant("AF_IB", 27),
      Constant("AF_MPLS", 28),
      Constant("AF_CAN", 29),
      Constant("AF_TIPC", 30),
      Constant("AF_BLUETOOTH", 31),
      Constant("AF_IUCV", 32),
      Constant("AF_RXRPC", 33),
      Constant("AF_ISDN", 34),
      Constant("AF_PHONET", 35),
      Constant("AF_IEEE802154", 36),
      Constant("AF_CAIF", 37),
      Constant("AF_ALG", 38),
      Constant("AF_NFC", 39),
      Constant("AF_VSOCK", 40),
      Constant("AF_KCM", 41),
      Constant("AF_QIPCRTR", 42),
      Constant("AF_SMC", 43),
      Constant("AF_XDP", 44),
      Constant("AF_MCTP", 45),
    ],
    aliases: [
      Constant("AF_LOCAL", 1),
      Constant("AF_FILE", 1),
      Constant("AF_ROUTE", 16),
    ])

  /// What kind of socket, and the flags of its descriptor (`man 2 socket`).
  public static let socketTypes = WordCodec(
    "socket type",
    fields: [
      Field(
        mask: 0xf,
        [
          Constant("SOCK_STREAM", 1),
          Constant("SOCK_DGRAM", 2),
          Constant("SOCK_RAW", 3),
          Constant("SOCK_RDM", 4),
          Constant("SOCK_SEQPACKET", 5),
          Constant("SOCK_DCCP", 6),
          Constant("SOCK_PACKET", 10),
        ])
    ],
    flags: [
      Constant("SOCK_CLOEXEC", 0x80000),
      Constant("SOCK_NONBLOCK", 0x800),
    ])

  /// The flags of sends and receives, some of which only the kernel sets or uses (`include/linux/socket.h`).
  public static let messageFlags = WordCodec(
    "message flag",
    flags: [
      Constant("MSG_OOB", 0x1),
      Constant("MSG_PEEK", 0x2),
      Constant("MSG_DONTROUTE", 0x4),
      Constant("MSG_CTRUNC", 0x8),
      Constant("MSG_PROBE", 0x10),
      Constant("MSG_TRUNC", 0x20),
      Constant("MSG_DONTWAIT", 0x40),
      Constant("MSG_EOR", 0x80),
      Constant("MSG_WAITALL", 0x100),
      Constant("MSG_FIN", 0x200),
      Constant("MSG_SYN", 0x400),
      Constant("MSG_CONFIRM", 0x800),
      Constant("MSG_RST", 0x1000),
      Constant("MSG_ERRQUEUE", 0x2000),
      Constant("MSG_NOSIGNAL", 0x4000),
      Constant("MSG_MORE", 0x8000),
      Constant("MSG_WAITFORONE", 0x10000),
      Constant("MSG_SENDPAGE_NOTLAST", 0x20000),
      Constant("MSG_BATCH", 0x40000),
      Constant("MSG_NO_SHARED_FRAGS", 0x80000),
      Constant("MSG_ZEROCOPY", 0x4000000),
      Constant("MSG_FASTOPEN", 0x20000000),
      Constant("MSG_CMSG_CLOEXEC", 0x40000000),
      Constant("MSG_CMSG_COMPAT", 0x80000000),
    ],
    aliases: [
      Constant("MSG_TRYHARD", 0x4),
      Constant("MSG_PROXY", 0x10),
    ])

  /// Which directions shutdown closes (`man 2 shutdown`).
  public static let shutdownDirections = WordCodec(
    "direction",
    oneOf: [
      Constant("SHUT_RD", 0),
      Constant("SHUT_WR", 1),
      Constant("SHUT_RDWR", 2),
    ])

  /// Whom a socket option or a control message belongs to (`man 2 setsockopt`).
  public static let socketLevels = WordCodec(
    "socket level",
    oneOf: [
      Constant("SOL_IP", 0),
      Constant("SOL_SOCKET", 1),
      Constant("SOL_TCP", 6),
      Constant("SOL_UDP", 17),
      Constant("SOL_IPV6", 41),
      Constant("SOL_RAW", 255),
      Constant("SOL_DECNET", 261),
      Constant("SOL_X25", 262),
      Constant("SOL_PACKET", 263),
      Constant("SOL_ATM", 264),
      Constant("SOL_AAL", 265),
      Constant("SOL_IRDA", 266),
      Constant("SOL_NETBEUI", 267),
      Constant("SOL_LLC", 268),
      Constant("SOL_DCCP", 269),
      Constant("SOL_NETLINK", 270),
      Constant("SOL_TIPC", 271),
      Constant("SOL_RXRPC", 272),
      Constant("SOL_PPPOL2TP", 273),
      Constant("SOL_BLUETOOTH", 274),
      Constant("SOL_PNPIPE", 275),
      Constant("SOL_RDS", 276),
      Constant("SOL_IUCV", 277),
      Constant("SOL_CAIF", 278),
      Constant("SOL_ALG", 279),
      Constant("SOL_NFC", 280),
      Constant("SOL_KCM", 281),
      Constant("SOL_TLS", 282),
      Constant("SOL_XDP", 283),
      Constant("SOL_MPTCP", 284),
      Constant("SOL_MCTP", 285),
      Constant("SOL_SMC", 286),
    ])

  /// The flags of accept4 (`man 2 accept4`).
  public static let acceptFlags = WordCodec(
    "descriptor flag of a socket",
    flags: [
      Constant("SOCK_CLOEXEC", 0x80000),
      Constant("SOCK_NONBLOCK", 0x800),
    ],
    family: "SOCK_")

  /// The same where an option is set or asked for, also under the names of the protocols.
  public static let optionLevels = WordCodec(
    "socket level",
    oneOf: socketLevels.fields.flatMap(\.values) + [
      Constant("SOL_ICMPV6", 58),
      Constant("SOL_SCTP", 132),
      Constant("SOL_UDPLITE", 136),
    ],
    aliases: [
      Constant("IPPROTO_IP", 0),
      Constant("IPPROTO_TCP", 6),
      Constant("IPPROTO_UDP", 17),
      Constant("IPPROTO_IPV6", 41),
    ],
    family: "SOL_??")

  /// Control messages of SOL_SOCKET that Unix domain sockets know (`man 7 unix`).
  public static let controlMessages = WordCodec(
    "control message",
    oneOf: [
      Constant("SCM_RIGHTS", 1),
      Constant("SCM_CREDENTIALS", 2),
      Constant("SCM_SECURITY", 3),
      Constant("SCM_PIDFD", 4),
    ])
}
