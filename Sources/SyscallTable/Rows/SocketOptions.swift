import LinuxABI

/// What the options of each level hold, where that is more than a number or bytes.
enum SocketOptions {
  private static let levels: [String: (names: WordCodec, usual: OptionValue, values: [String: OptionValue])] = [
    "SOL_SOCKET": (.socketOptions, .number, socketValues),
    "SOL_IP": (
      .ipOptions, .any,
      groups.merging(["IP_ADD_MEMBERSHIP": .request(.ipMreq), "IP_DROP_MEMBERSHIP": .request(.ipMreq)]) { $1 }
    ),
    "SOL_IPV6": (
      .ipv6Options, .any,
      groups.merging([
        "IPV6_ADD_MEMBERSHIP": .request(.ipv6Mreq), "IPV6_DROP_MEMBERSHIP": .request(.ipv6Mreq),
        "IPV6_JOIN_ANYCAST": .request(.ipv6Mreq), "IPV6_LEAVE_ANYCAST": .request(.ipv6Mreq),
      ]) { $1 }
    ),
    "SOL_TCP": (.tcpOptions, .any, [:]),
    "SOL_UDP": (.udpOptions, .any, [:]),
    "SOL_NETLINK": (.netlinkOptions, .netlink, ["NETLINK_LIST_MEMBERSHIPS": .list]),
    "SOL_PACKET": (
      .packetOptions, .any,
      [
        "PACKET_ADD_MEMBERSHIP": .request(.packetMreq, exactly: true),
        "PACKET_DROP_MEMBERSHIP": .request(.packetMreq, exactly: true),
        "PACKET_RX_RING": .request(.tpacketReq, exactly: true), "PACKET_TX_RING": .request(.tpacketReq, exactly: true),
        "PACKET_STATISTICS": .answer(.tpacketStats),
      ]
    ),
  ]

  private static let groups: [String: OptionValue] = ["MCAST_JOIN_GROUP": .address, "MCAST_LEAVE_GROUP": .address]

  /// Of SOL_SOCKET strace takes most for numbers; these are bytes, or structures.
  private static let socketValues: [String: OptionValue] = {
    let bytes = [
      "SO_TYPE", "SO_RCVTIMEO_OLD", "SO_SNDTIMEO_OLD", "SO_SECURITY_AUTHENTICATION", "SO_SECURITY_ENCRYPTION_TRANSPORT",
      "SO_SECURITY_ENCRYPTION_NETWORK", "SO_BINDTODEVICE", "SO_PEERNAME", "SO_PEERSEC", "SO_PROTOCOL", "SO_DOMAIN",
      "SO_MAX_PACING_RATE", "SO_BPF_EXTENSIONS", "SO_ATTACH_BPF", "SO_ATTACH_REUSEPORT_EBPF", "SO_MEMINFO", "SO_COOKIE",
      "SO_PEERGROUPS", "SO_TXTIME", "SO_BINDTOIFINDEX", "SO_RCVTIMEO_NEW", "SO_SNDTIMEO_NEW", "SO_NETNS_COOKIE",
      "SO_BUF_LOCK",
    ]
    var values = Dictionary(bytes.map { ($0, OptionValue.any) }, uniquingKeysWith: { first, _ in first })
    values["SO_ERROR"] = .error
    values["SO_LINGER"] = .structure(.linger)
    values["SO_PEERCRED"] = .answer(.peer)
    values["SO_ATTACH_FILTER"] = .structure(.sockFprog, exactly: true)
    values["SO_ATTACH_REUSEPORT_CBPF"] = .request(.sockFprog, exactly: true)
    return values
  }()

  private static func perLevel(
    _ make: (WordCodec, OptionValue, [String: OptionValue]) -> ArgumentType, otherwise: ArgumentType
  ) -> ArgumentType {
    let all = WordCodec.optionLevels.fields.flatMap(\.values)
    let cases = all.map { level -> (UInt64, ArgumentType) in
      (level.value, levels[level.name].map { make($0.names, $0.usual, $0.values) } ?? otherwise)
    }
    return .selected(byParameter: 1, Dictionary(cases, uniquingKeysWith: { first, _ in first }), otherwise: otherwise)
  }

  /// An option's number, under its names in each level that has names here.
  static let name = perLevel({ names, _, _ in .word(names) }, otherwise: .signed(bits: 32))

  /// An option's value, its length in or behind the parameter that follows.
  static func value(_ direction: Direction) -> ArgumentType {
    func type(_ value: OptionValue) -> ArgumentType { .pointer(.network(.option(value, length: 4)), direction) }
    return perLevel(
      { names, usual, values in
        let cases = names.fields.flatMap(\.values).map { ($0.value, type(values[$0.name] ?? usual)) }
        // What a level does not know by name is bytes.
        let unknown = type(names.noun == WordCodec.netlinkOptions.noun ? usual : .any)
        return .selected(byParameter: 2, Dictionary(cases, uniquingKeysWith: { first, _ in first }), otherwise: unknown)
      }, otherwise: type(.any))
  }
}

private let identification: [Parameter] = [
  .fd("the socket", named: "sockfd"),
  Parameter("level", .word(.optionLevels), .required, "whose option it is: SOL_SOCKET, or a protocol's level"),
  Parameter("optname", SocketOptions.name, .required, "which option: SO_REUSEADDR, TCP_NODELAY and others"),
]

/// Rows for the options of sockets.
let socketOptionRows: [Syscall] = [
  Syscall(
    54, "setsockopt",
    identification + [
      Parameter("optval", SocketOptions.value(.input), .required, "its new value: [1], a text, or a structure"),
      Parameter("optlen", .signed(bits: 32), .lengthOf(3), "how long the value is"),
    ],
    .zero, .network, changes: [],
    "Sets an option of a socket or of a protocol below it.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "ENOPROTOOPT": "the protocol has no option of this number",
      "EINVAL": "optlen is too small, or the option does not take this value",
      "EPERM": "this option, or a value as high as this, needs CAP_NET_ADMIN or CAP_NET_RAW",
      "EFAULT": "optval points to memory that cannot be read",
    ]),
  Syscall(
    55, "getsockopt",
    identification + [
      Parameter("optval", SocketOptions.value(.output), .supplied, "where the value goes"),
      Parameter(
        "optlen", .pointer(.room, .both), .supplied, "how much room optval has, and then how long the value is"),
    ],
    .zero, .network, changes: .descriptors,
    "Asks for the value of an option of a socket or of a protocol below it.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "ENOPROTOOPT": "the protocol has no option of this number",
      "EOPNOTSUPP": "the socket's family does not have this level",
      "ENOTCONN": "the option tells of the other side, and the socket is not connected",
      "EINVAL": "optlen points to a negative number, or to one that is too small",
      "EFAULT": "optval or optlen points to memory that cannot be written",
    ]),
]
