import LinuxABI

/// Values of fixed size that belong to addresses and devices of networks.
public enum NetworkScalar: Sendable {
  /// A port in network order, 2 bytes: `htons(80)`.
  case port
  /// What a frame carries, in network order, 2 bytes: `htons(ETH_P_IP)`.
  case frame
  /// A flow label in network order, 4 bytes: `htonl(5)`.
  case flow
  /// An IPv4 address, 4 bytes: `inet_addr("127.0.0.1")`.
  case address4
  /// An IPv6 address, 16 bytes, printed without `=` as `inet_pton(AF_INET6, "::1", &sin6_addr)`.
  case address6
  /// The index of a network device, 4 bytes: `if_nametoindex("lo")` where the name is known for certain.
  case interface
  /// Bytes of a hardware address: `00:11:22:33:44:55`. How many of them mean something, another member may say.
  case hardware(count: Int)
  /// The same as a list: `[0x1, 00]`.
  case hardwareList(count: Int)
  /// Multicast groups of netlink, 4 bytes, in eight places: `0x000011`.
  case groups
  /// A whole `struct sockaddr`, 16 bytes.
  case socketAddress

  var size: Int {
    switch self {
    case .port, .frame: 2
    case .flow, .address4, .interface, .groups: 4
    case .address6, .socketAddress: 16
    case .hardware(let count), .hardwareList(let count): count
    }
  }

  var codecs: [WordCodec] {
    switch self {
    case .frame: [.ethernetProtocols]
    case .socketAddress: [.addressFamilies]
    case .port, .flow, .address4, .address6, .interface, .hardware, .hardwareList, .groups: []
    }
  }
}

extension StructureLayout {
  /// The member that inet_pton fills: strace writes it without a name before it.
  var indexOfAddress6: Int? {
    fields.firstIndex { field in
      if case .network(.address6) = field.type { return true }
      return false
    }
  }
}

/// What calls of sockets, of waiting for descriptors and of IPC point to, beyond what other calls have.
public enum NetworkPointee: Sendable {
  /// An fd_set of as many bits as parameter `count` says: `[3 4]` (`man 2 select`).
  case descriptorSet(count: Int)
  /// `count` messages, each a struct mmsghdr (`man 2 sendmmsg`).
  case messages(count: Int)
  /// The value of a socket option. How long it is stands in parameter `length`: as a number where the caller gives it,
  /// behind a `room` where the kernel does (`man 2 setsockopt`).
  case option(OptionValue, length: Int)
  /// pselect6's last argument: a signal mask and its size (`man 2 pselect`, C library/kernel differences).
  case maskAndSize
  /// `struct ifreq`: the first member asks, the second is the answer (`man 7 netdevice`).
  case interfaceRequest(StructureLayout)
  /// `struct ifconf`, and the list of devices in its buffer.
  case interfaceList
  /// A message of a System V queue, its text as long as parameter `size` says (`man 2 msgsnd`).
  case queueMessage(size: Int)
  /// A name that is no path, printed whole (`man 7 mq_overview`).
  case name
  /// Numbers of which strace tells only the address (semctl's GETALL).
  case untold(ScalarType)

  /// The structures that it reaches, for completion and for the test against the headers.
  var layouts: [StructureLayout] {
    switch self {
    case .option(let value, _): value.layout.map { [$0] } ?? []
    case .interfaceRequest(let layout): [layout]
    case .interfaceList: [.ifconf, .interfaceAddress]
    case .messages: [.msghdr, .cmsghdr, .ucred]
    case .descriptorSet, .maskAndSize, .queueMessage, .name, .untold: []
    }
  }

  var codecs: [WordCodec] {
    switch self {
    case .messages: Pointee.message.codecs
    case .descriptorSet, .option, .maskAndSize, .interfaceRequest, .interfaceList, .queueMessage, .name, .untold:
      layouts.flatMap(\.fields).flatMap(\.type.codecs)
    }
  }

  var noun: String {
    switch self {
    case .descriptorSet: "a set of descriptors: [3 4]"
    case .messages: "a list of messages: [{msg_hdr={msg_iov=[\"a\"]}}]"
    case .option(let value, _): value.noun
    case .maskAndSize: "a signal mask and its size: {sigmask=[TERM], sigsetsize=8}"
    case .interfaceRequest: "an ifreq structure: {ifr_name=\"lo\"}"
    case .interfaceList: "an ifconf structure: {ifc_len=640}"
    case .queueMessage: "a message: {mtype=1, mtext=\"a\"}"
    case .name: "a name"
    case .untold: "a list: [1, 2]"
    }
  }
}

/// How the value of a socket option is laid out, and what strace does with one of another length.
public enum OptionValue: Sendable {
  /// Four bytes are a number, all else is bytes.
  case any
  /// A number; a shorter value is not looked at, of a longer one the rest.
  case number
  /// Set as any, asked for as a number: an errno.
  case error
  /// A number of netlink; asked for, all four bytes are shown whatever the length.
  case netlink
  /// A list of numbers of netlink.
  case list
  /// A structure when set with at least its length, or with `exactly` that; asked for, as much of it as there is.
  case structure(StructureLayout, exactly: Bool = false)
  /// Set as any, asked for as a structure.
  case answer(StructureLayout)
  /// Set as a structure, asked for as any.
  case request(StructureLayout, exactly: Bool = false)
  /// Nothing that strace decodes.
  case address

  var layout: StructureLayout? {
    switch self {
    case .structure(let layout, _), .answer(let layout), .request(let layout, _): layout
    case .any, .number, .error, .netlink, .list, .address: nil
    }
  }

  /// How much room it needs, in bytes.
  var size: Int { layout?.size ?? 4 }

  var noun: String {
    layout.map { "a \($0.name) structure: {\($0.fields.first?.name ?? "")=...}" } ?? "a number or bytes: [1], \"a\""
  }
}
