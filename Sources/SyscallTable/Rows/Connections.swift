import LinuxABI

private let socket = Parameter.fd("the socket", named: "sockfd")
private let noSocket = "sockfd is no socket"
private let closed = "sockfd is not open"
private let unreadable = "addr points to memory that cannot be read"
private let wrongLength = "addrlen does not fit the family's addresses"
private let tooFew = "no descriptor is left below the limit (RLIMIT_NOFILE)"

/// An address that the caller gives; its length stands in the third argument.
private func address(_ meaning: String) -> [Parameter] {
  [
    Parameter("addr", .pointer(.socketAddress(length: 2), .input), .required, meaning),
    Parameter("addrlen", .signed(bits: 32), .lengthOf(1), "how long the address is"),
  ]
}

/// An address that the kernel gives.
private func answer(_ meaning: String) -> [Parameter] {
  [
    Parameter("addr", .pointer(.socketAddress(length: 2), .output), .supplied, meaning),
    Parameter(
      "addrlen", .pointer(.room, .both), .supplied, "how much room addr has, and then how long the address is"),
  ]
}

/// What packet sockets take: the number in network order, which is how its names are written.
private let frames = WordCodec(
  WordCodec.ethernetProtocols.noun,
  fields: [
    WordCodec.Field(
      mask: 0xffff,
      WordCodec.ethernetProtocols.fields.flatMap(\.values).map { constant in
        Constant("htons(\(constant.name))", UInt64(UInt16(truncatingIfNeeded: constant.value).byteSwapped))
      })
  ], flags: [], zero: "htons(0 /* ETH_P_??? */)", family: "")

/// The protocol means what the family says; those of the internet and of netlink have names.
private let protocols: ArgumentType = {
  let named: [String: ArgumentType] = [
    "AF_INET": .word(.internetProtocols), "AF_INET6": .word(.internetProtocols),
    "AF_NETLINK": .word(.netlinkProtocols), "AF_PACKET": .word(frames),
  ]
  let families = WordCodec.addressFamilies.fields.flatMap(\.values)
  return .selected(
    byParameter: 0,
    Dictionary(
      families.map { ($0.value, named[$0.name] ?? .unsigned(bits: 32)) }, uniquingKeysWith: { first, _ in first }),
    otherwise: .unsigned(bits: 32))
}()

/// Rows that make sockets and connect them; what passes through them is in `socketRows`.
let connectionRows: [Syscall] = [
  Syscall(
    41, "socket",
    [
      Parameter(
        "domain", .word(.addressFamilies), .required, "the address family: AF_UNIX, AF_INET, AF_INET6 and others"),
      Parameter("type", .word(.socketTypes), .value(1), "SOCK_STREAM, SOCK_DGRAM and others, and flags"),
      Parameter("protocol", protocols, .value(0), "0 for the family's usual protocol of that type"),
    ],
    .descriptor, .network, changes: .descriptors,
    "Makes a socket that has no address and is connected to nothing yet.",
    errors: [
      "EAFNOSUPPORT": "this kernel does not know the family",
      "EPROTONOSUPPORT": "the family does not have this protocol with this type",
      "EINVAL": "type has a bit that is unknown, or the family or type is out of range",
      "EPERM": "raw and packet sockets need CAP_NET_RAW",
      "ESOCKTNOSUPPORT": "the family has no sockets of this type",
      "EMFILE": tooFew,
    ]),
  Syscall(
    42, "connect", [socket] + address("where to; AF_UNSPEC dissolves a connection of datagrams"),
    .zero, .network, changes: .files,
    "Connects a socket: a stream to who listens there, a datagram socket only by noting whom it talks to.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket, "EFAULT": unreadable,
      "ECONNREFUSED": "nobody listens at the address",
      "ENOENT": "no file has the path of the address",
      "EINPROGRESS": "the socket is non-blocking, and the connection is still being made: POLLOUT tells when it is",
      "EALREADY": "an earlier connect is still under way",
      "EISCONN": "the socket is connected already",
      "ETIMEDOUT": "the other side does not answer",
      "ENETUNREACH": "no route leads there",
      "EACCES": "the path cannot be written, or a broadcast address needs SO_BROADCAST",
      "EAFNOSUPPORT": "the address is of another family than the socket",
      "EADDRNOTAVAIL": "no local port is left, or the address cannot be reached from here",
      "EPROTOTYPE": "the socket that listens there is of another type",
      "EAGAIN": "the listener's queue is full, and waiting was ruled out",
      "EINVAL": wrongLength,
    ]),
  Syscall(
    43, "accept", [socket] + answer("where the address of the other side goes; NULL when it is not wanted"),
    .descriptor, .network, changes: .descriptors,
    "Takes the first connection that waits at a listening socket, and gives a new socket for it.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EINVAL": "the socket does not listen, or addrlen points to a negative number",
      "EAGAIN": "no connection waits, and the socket is non-blocking",
      "EOPNOTSUPP": "sockets of this type accept no connections",
      "EINTR": "a signal handler ran before a connection came",
      "ECONNABORTED": "the other side has gone again",
      "EMFILE": tooFew,
      "EFAULT": "addr or addrlen points to memory that cannot be written",
    ]),
  Syscall(
    288, "accept4",
    [socket] + answer("where the address of the other side goes; NULL when it is not wanted") + [
      .flags(.acceptFlags, "SOCK_CLOEXEC and SOCK_NONBLOCK for the new socket")
    ],
    .descriptor, .network, changes: .descriptors,
    "Accepts a connection like accept, and gives the new descriptor flags from the start.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EINVAL": "the socket does not listen, or flags has an unknown bit",
      "EAGAIN": "no connection waits, and the socket is non-blocking",
      "EOPNOTSUPP": "sockets of this type accept no connections",
      "EINTR": "a signal handler ran before a connection came",
      "EMFILE": tooFew,
      "EFAULT": "addr or addrlen points to memory that cannot be written",
    ]),
  Syscall(
    49, "bind", [socket] + address("the address: a port, a path, or an abstract name"),
    .zero, .network, changes: .files,
    "Gives a socket its own address; of a Unix domain socket with a path, a file is made there.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket, "EFAULT": unreadable,
      "EADDRINUSE": "another socket has the address, or a file with the path exists",
      "EACCES": "ports below 1024 need CAP_NET_BIND_SERVICE, or the directory cannot be written",
      "EADDRNOTAVAIL": "no device of this machine has the address",
      "EAFNOSUPPORT": "the address is of another family than the socket",
      "EINVAL": "the socket has an address already, or \(wrongLength)",
      "ENOENT": "a directory on the way to the path does not exist",
    ]),
  Syscall(
    50, "listen",
    [
      socket,
      Parameter("backlog", .signed(bits: 32), .value(128), "how many connections may wait to be accepted"),
    ],
    .zero, .network, changes: .files,
    "Lets a socket take connections, which wait there until they are accepted.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EOPNOTSUPP": "sockets of this type take no connections",
      "EADDRINUSE": "the socket has no address, and no port is left for it, or another listens at its address",
      "EINVAL": "the socket is connected, or a Unix domain socket has no address",
    ]),
  Syscall(
    51, "getsockname", [socket] + answer("where the socket's own address goes"),
    .zero, .network, changes: [],
    "Tells the address of a socket: after a bind to port 0, which port it got.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EINVAL": "addrlen points to a negative number",
      "EFAULT": "addr or addrlen points to memory that cannot be written",
    ]),
  Syscall(
    52, "getpeername", [socket] + answer("where the address of the other side goes"),
    .zero, .network, changes: [],
    "Tells the address of whoever a socket is connected to.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "ENOTCONN": "the socket is not connected",
      "EINVAL": "addrlen points to a negative number",
      "EFAULT": "addr or addrlen points to memory that cannot be written",
    ]),
  Syscall(
    307, "sendmmsg",
    [
      socket,
      Parameter(
        "msgvec", .pointer(.network(.messages(count: 2)), .both), .required,
        "the messages; how much of each was sent is written into its msg_len"),
      Parameter("vlen", .unsigned(bits: 32), .lengthOf(1), "how many messages"),
      .flags(.messageFlags, "as for sendmsg, for each of them"),
    ],
    .number, .network, changes: .files,
    "Sends several messages in one call, and returns how many were sent; an error counts only for the first.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EAGAIN": "there is no room now, and waiting was ruled out",
      "EPIPE": "the other end is closed; SIGPIPE comes with it unless MSG_NOSIGNAL is given",
      "ENOTCONN": "the socket is not connected, and a message has no address",
      "EFAULT": "msgvec, or something that it points to, cannot be read",
    ]),
  Syscall(
    299, "recvmmsg",
    [
      socket,
      Parameter(
        "msgvec", .pointer(.network(.messages(count: 2)), .output), .supplied, "room for messages"),
      Parameter("vlen", .unsigned(bits: 32), .lengthOf(1), "how many messages at most"),
      .flags(.messageFlags, "as for recvmsg; MSG_WAITFORONE waits for the first only"),
      Parameter(
        "timeout", .pointer(.structure(.timespec), .input), .value(0),
        "how long; looked at only after each message that came. NULL for no limit"),
    ],
    .number, .network, changes: [.descriptors, .files],
    "Receives several messages in one call, and returns how many came.",
    errors: [
      "EBADF": closed, "ENOTSOCK": noSocket,
      "EAGAIN": "nothing has come, and waiting was ruled out",
      "EINTR": "a signal handler ran before anything came",
      "EINVAL": "the time is negative, or its tv_nsec not in 0 to 999999999",
      "EFAULT": "msgvec, or something that it points to, cannot be written",
    ]),
]
