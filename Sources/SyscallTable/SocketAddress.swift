import LinuxABI

// Socket addresses in both directions. The family says what follows it; a length outside of them says where they end
// (`man 7 sockaddr`). Those of Unix domain sockets are written with their path, those of the internet and some others with their members, all else with their bytes.
extension ValuePrinter {
  /// The size of the largest, `struct sockaddr_storage`.
  static var largestAddress: Int { 128 }

  /// `{sa_family=AF_UNIX, sun_path="/run/x"}`, and the pointer alone where there is not even a family.
  func socketAddress(_ address: UInt64, length: Int) -> String {
    guard address != 0 else { return "NULL" }
    guard length >= 2, let bytes = memory.exactly(min(length, Self.largestAddress), at: address) else {
      return hexadecimal(address)
    }
    return socketAddress(bytes)
  }

  func socketAddress(_ bytes: [UInt8]) -> String {
    let family = bytes[..<2].littleEndianWord
    let data = bytes[2...]
    let head = "{sa_family=\(named(family, .addressFamilies))"
    if data.isEmpty { return head + "}" }
    if let (layout, least) = StructureLayout.address(ofFamily: family), bytes.count >= least {
      return text(layout, bytes[...])
    }
    guard WordCodec.addressFamilies.text(family) == "AF_UNIX" else {
      return "\(head), sa_data=\(Escapes.quoted(data))}"
    }
    // A name that begins with NUL lies in no directory: it is abstract (`man 7 unix`).
    let name = data.prefix(108)
    let path = name.first == 0 ? "@" + Escapes.quoted(name.dropFirst()) : Escapes.quoted(name.prefix { $0 != 0 })
    return "\(head), sun_path=\(path)}"
  }
}

extension Encoder {
  /// The bytes of an address, `length` of them when that is given and more than it needs. A path gets its NUL, an
  /// abstract name has none.
  func socketAddress(_ members: [Expression.Member], _ name: String, length: UInt64, at range: Range<Int>)
    throws(InputError) -> [UInt8]
  {
    if let bytes = try laidOutAddress(members, length: length, at: range) { return bytes }
    var family: UInt64?
    var data: [UInt8] = []
    for member in members {
      switch member.name {
      case "sa_family":
        let word = try evaluation.word(member.value, codec: .addressFamilies)
        family = try fitting(word, 16, member.value, "sa_family")
      case "sun_path":
        let path = try text(member.value, "sun_path", atMost: 108)
        data = path.first == 0 || path.count == 108 ? path : path + [0]
        if family == nil { family = WordCodec.addressFamilies.value(of: "AF_UNIX") }
      case "sa_data": data = try text(member.value, "sa_data", atMost: 126)
      case let other:
        let what = other.map { "\(name) has no member \($0)" } ?? "The members of \(name) have names"
        throw InputError(
          "\(what).", at: member.range,
          advice:
            "An address is {sa_family=AF_UNIX, sun_path=\"...\"}, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}, or {sa_family=..., sa_data=\"...\"} for its bytes."
        )
      }
    }
    guard let family else {
      throw InputError("\(name) needs sa_family.", at: range, advice: "{sa_family=AF_UNIX, sun_path=\"...\"}")
    }
    let bytes = Array(family.littleEndianBytes.prefix(2)) + data
    return bytes + [UInt8](repeating: 0, count: max(0, Int(min(length, 128)) - bytes.count))
  }

  /// An address written short: `"127.0.0.1:8080"`, `"[::1]:8080"`, a path with a slash in it, or `"@name"` for an abstract
  /// one. The call is printed with the whole structure.
  func shortAddress(_ text: [UInt8], _ name: String, at range: Range<Int>) throws(InputError) -> [UInt8] {
    func family(_ name: String) -> [UInt8] {
      Array((WordCodec.addressFamilies.value(of: name) ?? 0).littleEndianBytes.prefix(2))
    }
    if text.first == UInt8(ascii: "@") || text.contains(UInt8(ascii: "/")) {
      guard text.count < 108 else { throw InputError("\(name) holds at most 107 bytes of a path.", at: range) }
      return family("AF_UNIX")
        + (text.first == UInt8(ascii: "@") ? [0] + text.dropFirst() : text + [0])
    }
    let string = String(decoding: text, as: UTF8.self)
    if let colon = string.lastIndex(of: ":"), let port = UInt16(string[string.index(after: colon)...]) {
      let host = String(string[..<colon])
      let bytes = [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
      if let four = InternetAddress.bytes4(host) {
        return family("AF_INET") + bytes + four + [UInt8](repeating: 0, count: 8)
      }
      if host.hasPrefix("["), host.hasSuffix("]"), let six = InternetAddress.bytes6(String(host.dropFirst().dropLast()))
      {
        return family("AF_INET6") + bytes + [0, 0, 0, 0] + six + [0, 0, 0, 0]
      }
    }
    throw InputError(
      "\(name) is a socket address, and this text is none.", at: range,
      advice: "\"127.0.0.1:8080\", \"[::1]:8080\", \"./path\" or \"@name\"; or {sa_family=AF_UNIX, sun_path=\"name\"}.")
  }

  /// The bytes of an address whose family has a layout; nil when it has none, or when only the family or bytes are given.
  /// Without a family the first member tells it.
  private func laidOutAddress(
    _ members: [Expression.Member], length: UInt64, at range: Range<Int>
  ) throws(InputError) -> [UInt8]? {
    let families = [
      "sin_": "AF_INET", "sin6_": "AF_INET6", "nl_": "AF_NETLINK", "sll_": "AF_PACKET", "svm_": "AF_VSOCK",
    ]
    var family = try members.first { $0.name == "sa_family" }.map { member throws(InputError) in
      try evaluation.word(member.value, codec: .addressFamilies)
    }
    let named = members.compactMap(\.name).compactMap { name in families.first { name.hasPrefix($0.key) }?.value }.first
    if family == nil, let named { family = WordCodec.addressFamilies.value(of: named) }
    guard let family, let (layout, _) = StructureLayout.address(ofFamily: family),
      named != nil || members.contains(where: { $0.name == nil })
    else { return nil }
    var bytes = try structure(members, layout, at: range)
    bytes.replaceSubrange(0..<2, with: family.littleEndianBytes.prefix(2))
    return bytes + [UInt8](repeating: 0, count: max(0, Int(min(length, 128)) - bytes.count))
  }

  func text(_ expression: Expression, _ name: String, atMost limit: Int) throws(InputError) -> [UInt8] {
    guard case .string(let text, let elided) = expression.kind else {
      throw InputError("\(name) is a text.", at: expression.range, advice: "Texts stand in double quotes.")
    }
    if elided { throw .cut(expression) }
    guard text.count <= limit else {
      throw InputError("\(name) holds at most \(limit) bytes, and this is \(text.count).", at: expression.range)
    }
    return text
  }
}
