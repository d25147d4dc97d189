import LinuxABI

// Messages of sendmsg and recvmsg (`man 2 recvmsg`): a header that points to an address, to buffers and to control
// messages (`man 3 cmsg`).
extension StructureLayout {
  /// `include/linux/socket.h`, `struct user_msghdr`.
  static let msghdr = StructureLayout(
    "msghdr", size: 56,
    [
      Field("msg_name", at: 0, .address),
      Field("msg_namelen", at: 8, .signed(bytes: 4)),
      Field("msg_iov", at: 16, .address),
      Field("msg_iovlen", at: 24, .unsigned(bytes: 8)),
      Field("msg_control", at: 32, .address),
      Field("msg_controllen", at: 40, .unsigned(bytes: 8)),
      Field("msg_flags", at: 48, .word(.messageFlags, bytes: 4)),
    ])

  /// The same header: what stands before the data of a control message, whose length counts both.
  static let cmsghdr = StructureLayout(
    "cmsghdr", size: 16,
    [
      Field("cmsg_len", at: 0, .unsigned(bytes: 8)),
      Field("cmsg_level", at: 8, .word(.socketLevels, bytes: 4)),
      Field("cmsg_type", at: 12, .word(.controlMessages, bytes: 4)),
    ])

  /// The same header: what SCM_CREDENTIALS carries.
  static let ucred = StructureLayout(
    "ucred", size: 12,
    [
      Field("pid", at: 0, .process),
      Field("uid", at: 4, .owner),
      Field("gid", at: 8, .owner),
    ])
}

extension ValuePrinter {
  /// A message. What recvmsg fills is cut to what it filled, and of a length that it changed both values are shown.
  func message(_ address: UInt64, _ direction: Direction) -> String {
    guard let header = memory.exactly(StructureLayout.msghdr.size, at: address) else { return hexadecimal(address) }
    func word(_ name: String) -> UInt64 { StructureLayout.msghdr.word(name, header[...]) }
    let length = Int32(truncatingIfNeeded: word("msg_namelen"))
    let room = room.map { Int32(truncatingIfNeeded: $0) } ?? length
    let written = direction == .output ? min(room, length) : length
    var parts = ["msg_name=\(socketAddress(word("msg_name"), length: Int(written)))"]
    parts.append("msg_namelen=\(room == length ? "\(length)" : "\(room) => \(length)")")
    parts.append("msg_iov=\(buffers(Int(clamping: word("msg_iovlen")), direction, word("msg_iov"), contents: true))")
    parts.append("msg_iovlen=\(word("msg_iovlen"))")
    let controlLength = word("msg_controllen")
    if controlLength > 0 { parts.append("msg_control=\(controlMessages(word("msg_control"), controlLength))") }
    parts.append("msg_controllen=\(controlLength)")
    parts.append("msg_flags=\(named(word("msg_flags"), .messageFlags))")
    return "{" + parts.joined(separator: ", ") + "}"
  }

  /// Of a message that was not received only the room for an address is known.
  func unwrittenMessage(_ address: UInt64) -> String {
    guard address != 0 else { return "NULL" }
    guard let room else { return hexadecimal(address) }
    return "{msg_namelen=\(Int32(truncatingIfNeeded: room))}"
  }

  private func controlMessages(_ address: UInt64, _ length: UInt64) -> String {
    guard address != 0 else { return "NULL" }
    let shown = Int(min(length, ControlMessages.most))
    guard shown >= StructureLayout.cmsghdr.size, let bytes = memory.exactly(shown, at: address) else {
      return hexadecimal(address)
    }
    let control = ControlMessages(bytes)
    var parts = control.messages.map(controlMessage)
    if let rest = control.rest { parts.append("... /* \(hexadecimal(address + UInt64(rest))) */") }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  private func controlMessage(_ message: ControlMessages.Message) -> String {
    var type = hexadecimal(message.type)
    if message.level == ControlData.socketLevel {
      type = message.type == 0 ? "0 /* SCM_??? */" : named(message.type, .controlMessages)
    }
    let level = named(message.level, .socketLevels)
    let data = controlData(message).map { ", cmsg_data=\($0)" } ?? ""
    return "{cmsg_len=\(message.length), cmsg_level=\(level), cmsg_type=\(type)\(data)}"
  }

  private func controlData(_ message: ControlMessages.Message) -> String? {
    let bytes = message.data
    switch ControlData(level: message.level, type: message.type) {
    case .rights where bytes.count >= 4, .pidfd where bytes.count >= 4:
      return "[" + ControlMessages.descriptors(in: bytes).map(String.init).joined(separator: ", ") + "]"
    case .credentials where bytes.count >= StructureLayout.ucred.size: return text(StructureLayout.ucred, bytes)
    case .rights, .pidfd, .credentials, .bytes: return bytes.isEmpty ? nil : Escapes.quoted(bytes)
    }
  }
}
