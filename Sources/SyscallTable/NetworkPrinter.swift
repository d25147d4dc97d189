import LinuxABI

// Addresses, and what else of networks has a text of its own, as strace prints it.
extension ValuePrinter {
  func text(_ type: NetworkScalar, _ bytes: ArraySlice<UInt8>) -> String {
    switch type {
    case .port: return "htons(\(bytes.bigEndianWord))"
    case .frame:
      let word = bytes.bigEndianWord
      let text = named(word, .ethernetProtocols)
      return "htons(\(word == 0 ? "0 /* ETH_P_??? */" : text))"
    case .flow: return "htonl(\(bytes.bigEndianWord))"
    case .address4: return "inet_addr(\"\(InternetAddress.text4(bytes))\")"
    case .address6: return "\"\(InternetAddress.text6(bytes))\""
    case .interface: return interface(bytes.littleEndianWord)
    case .hardware: return bytes.map(\.twoHexDigits).joined(separator: ":")
    case .hardwareList:
      return "[" + bytes.map { $0 == 0 ? "00" : hexadecimal(UInt64($0)) }.joined(separator: ", ") + "]"
    case .groups:
      let digits = String(bytes.littleEndianWord, radix: 16)
      let isZero = bytes.littleEndianWord == 0
      let padding = String(repeating: "0", count: max(0, (isZero ? 8 : 6) - digits.utf8.count))
      return "\(isZero ? "" : "0x")\(padding)\(digits)"
    case .socketAddress: return socketAddress(Array(bytes))
    }
  }

  /// The index of the loopback device is 1 in every network namespace (`drivers/net/loopback.c`); of other devices
  /// only who asks the kernel knows the name.
  private func interface(_ index: UInt64) -> String {
    index == 1 ? "if_nametoindex(\"lo\")" : String(Int32(truncatingIfNeeded: index))
  }

  /// Members whose text depends on others: of an IPv6 address with a scope that is a device, of a hardware address with
  /// a length.
  func networkText(
    _ layout: StructureLayout, _ field: StructureLayout.Field, _ bytes: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>
  ) -> String? {
    switch (layout.name, field.name) {
    case ("sockaddr_in6", "sin6_scope_id"):
      let address = bytes.dropFirst(8).prefix(2).bigEndianWord
      // Of the link alone: fe80::/10 and ff02::/16 with any flags (`man 7 ipv6`).
      let isLinkLocal = address & 0xffc0 == 0xfe80 || address & 0xff0f == 0xff02
      return isLinkLocal ? nil : String(value.littleEndianWord)
    case ("sockaddr_ll", "sll_addr"):
      let length = Int(layout.word("sll_halen", bytes))
      let text = text(.hardwareList(count: 8), value.prefix(length))
      return length > 8 ? text.dropLast() + ", ...]" : text
    case ("sockaddr_ll", "sll_pkttype") where value.littleEndianWord > 7:
      return named(value.littleEndianWord, .packetTypes)
    case ("packet_mreq", "mr_address"):
      return text(.hardware(count: 8), value.prefix(Int(layout.word("mr_alen", bytes))))
    case ("sockaddr", "sa_data"):
      return text(.hardware(count: 14), value.prefix(Self.hardwareLength(layout.word("sa_family", bytes))))
    default: return nil
    }
  }

  /// How many bytes an address of this type of device has.
  private static func hardwareLength(_ type: UInt64) -> Int {
    switch WordCodec.hardwareTypes.text(type) {
    case "ARPHRD_ETHER", "ARPHRD_IEEE802", "ARPHRD_LOOPBACK", "ARPHRD_FDDI", "ARPHRD_HIPPI", "ARPHRD_IEEE80211",
      "ARPHRD_IEEE80211_PRISM", "ARPHRD_IEEE80211_RADIOTAP":
      6
    case "ARPHRD_EUI64", "ARPHRD_6LOWPAN", "ARPHRD_IEEE802154", "ARPHRD_IEEE802154_MONITOR", "ARPHRD_VSOCKMON": 8
    case "ARPHRD_NETROM", "ARPHRD_AX25": 7
    case "ARPHRD_ROSE", "ARPHRD_X25": 5
    case "ARPHRD_TUNNEL", "ARPHRD_SIT", "ARPHRD_IPGRE", "ARPHRD_IPDDP", "ARPHRD_PIMREG", "ARPHRD_IRDA": 4
    default: 14
    }
  }
}

extension StructureLayout {
  /// Whether a member of an address means something; nil where it is none of those.
  func networkVisibility(of field: Field, _ bytes: ArraySlice<UInt8>) -> Visibility? {
    switch (name, field.name) {
    case ("sockaddr_nl", "nl_pad"), ("sockaddr_vm", "svm_reserved1"):
      word(field.name, bytes) != 0 ? .shown : .hidden
    case ("sockaddr_ll", "sll_addr"): word("sll_halen", bytes) != 0 ? .shown : .hidden
    default: nil
    }
  }
}

extension UInt8 {
  fileprivate var twoHexDigits: String {
    (self < 16 ? "0" : "") + String(self, radix: 16)
  }
}

extension Collection<UInt8> {
  /// The bytes as a number in network order.
  var bigEndianWord: UInt64 {
    reduce(0) { $0 << 8 | UInt64($1) }
  }
}
