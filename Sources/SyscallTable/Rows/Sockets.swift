import LinuxABI

private let socket = Parameter.fd("the socket", named: "sockfd")
private let flags = Parameter.flags(.messageFlags, "MSG_DONTWAIT not to wait, MSG_NOSIGNAL for no SIGPIPE, and others")
private let noReader = "the other end is closed; SIGPIPE comes with it unless MSG_NOSIGNAL is given"

/// Rows for sockets and for what passes through them, open files among it.
let socketRows: [Syscall] = [
  Syscall(
    53, "socketpair",
    [
      Parameter("domain", .word(.addressFamilies), .value(1), "the address family; only AF_UNIX makes pairs"),
      Parameter("type", .word(.socketTypes), .value(1), "SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET, and flags"),
      Parameter("protocol", .signed(bits: 32), .value(0), "0: the family has one protocol for each type"),
      Parameter(
        "sv", .pointer(.array(.descriptor, .fixed(2)), .output), .supplied, "where the two descriptors go"),
    ],
    .zero, .network, changes: .descriptors,
    "Makes two sockets that are connected to each other: what is sent to one is received from the other.",
    errors: [
      "EOPNOTSUPP": "the family cannot make pairs",
      "EAFNOSUPPORT": "this kernel does not know the family",
      "EPROTONOSUPPORT": "the family does not have this protocol",
      "EINVAL": "type has a bit that is unknown",
      "EMFILE": "fewer than two descriptors are left below the limit (RLIMIT_NOFILE)",
      "EFAULT": "sv points to memory that cannot be written",
    ]),
  Syscall(
    46, "sendmsg",
    [
      socket,
      Parameter(
        "msg", .pointer(.message, .input), .required, "the message: buffers, and control messages such as SCM_RIGHTS"),
      flags,
    ],
    .number, .network, changes: .files,
    "Sends a message, with which open files can go: SCM_RIGHTS gives the receiver descriptors of its own for them.",
    errors: [
      "EBADF": "sockfd is not open, or a descriptor in SCM_RIGHTS is not",
      "ENOTSOCK": "sockfd is no socket",
      "EINVAL": "a control message does not fit its cmsg_len, or there are more than 253 descriptors in one",
      "EPERM": "SCM_CREDENTIALS claims what the sender is not",
      "ETOOMANYREFS": "too many descriptors of this user are on their way",
      "EAGAIN": "there is no room now, and waiting was ruled out",
      "EPIPE": noReader,
      "ENOTCONN": "the socket is not connected, and no address was given",
      "EFAULT": "msg, or something that it points to, cannot be read",
    ]),
  Syscall(
    47, "recvmsg",
    [
      socket,
      Parameter(
        "msg", .pointer(.message, .output), .supplied, "room for a message and for what comes with it"),
      flags,
    ],
    .number, .network, changes: [.descriptors, .files],
    "Receives a message; descriptors that came with it are opened here, and there have the lowest free numbers.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "EAGAIN": "nothing has come, and waiting was ruled out",
      "EINTR": "a signal handler ran before anything came",
      "ENOTCONN": "the socket is not connected",
      "EFAULT": "msg, or something that it points to, cannot be written",
    ]),
  Syscall(
    44, "sendto",
    [
      socket,
      Parameter("buf", .pointer(.bytes(.parameter(2)), .input), .required, "the bytes to send"),
      .size("len", "how many bytes", .lengthOf(1)),
      flags,
      Parameter(
        "dest_addr", .pointer(.socketAddress(length: 5), .input), .value(0),
        "where to, for a socket that is not connected; NULL otherwise"),
      Parameter("addrlen", .signed(bits: 32), .lengthOf(4), "how long the address is"),
    ],
    .number, .network, changes: .files,
    "Sends bytes; without an address to the socket that this one is connected to, as send() does.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "EPIPE": noReader,
      "EAGAIN": "there is no room now, and waiting was ruled out",
      "ENOTCONN": "the socket is not connected, and no address was given",
      "EISCONN": "the socket is connected already, and an address was given",
      "EMSGSIZE": "the message is larger than one of this type can be",
      "EFAULT": "buf or dest_addr points to memory that cannot be read",
    ]),
  Syscall(
    45, "recvfrom",
    [
      socket,
      Parameter("buf", .pointer(.bytes(.parameter(2)), .output), .supplied, "where the bytes go"),
      .size("len", "how many bytes at most", .value(4096)),
      flags,
      Parameter(
        "src_addr", .pointer(.socketAddress(length: 5), .output), .value(0),
        "where the sender's address goes; NULL when it is not wanted"),
      Parameter(
        "addrlen", .pointer(.room, .both), .value(0), "how much room src_addr has, and then how long the address is"),
    ],
    .number, .network, changes: .files,
    "Receives bytes, and tells who sent them; descriptors that came along are thrown away.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "EAGAIN": "nothing has come, and waiting was ruled out",
      "EINTR": "a signal handler ran before anything came",
      "ENOTCONN": "the socket is not connected",
      "EFAULT": "buf, src_addr or addrlen points to memory that cannot be written",
    ]),
  Syscall(
    48, "shutdown",
    [
      socket,
      Parameter("how", .word(.shutdownDirections), .required, "SHUT_RD, SHUT_WR or SHUT_RDWR"),
    ],
    .zero, .network, changes: [],
    "Ends one or both directions of a connection, for everybody who has the socket; the descriptors stay open.",
    errors: [
      "EBADF": "sockfd is not open",
      "ENOTSOCK": "sockfd is no socket",
      "EINVAL": "how is none of the three",
      "ENOTCONN": "the socket is not connected",
    ]),
]
