/// The control messages of a message (`man 3 cmsg`): header, data and padding, one behind the other. Each says how long
/// it is, and where that cannot be, the list ends.
public struct ControlMessages: Sendable {
  struct Message: Sendable {
    /// As the message claims, header included, in bytes.
    let length: UInt64
    let level: UInt64
    let type: UInt64
    /// As much of it as there is.
    let data: ArraySlice<UInt8>
  }

  let messages: [Message]
  /// Where what cannot be read as a message begins, in bytes from the start; nil when all of it was read.
  let rest: Int?

  init(_ bytes: [UInt8]) {
    let layout = StructureLayout.cmsghdr
    var messages: [Message] = []
    var rest = bytes[...]
    while rest.count >= layout.size {
      let length = layout.word("cmsg_len", rest)
      let size = Int(clamping: min(length, UInt64(rest.count)))
      messages.append(
        Message(
          length: length, level: layout.word("cmsg_level", rest), type: layout.word("cmsg_type", rest),
          data: rest.prefix(max(size, layout.size)).dropFirst(layout.size)))
      // The next one is aligned to eight bytes.
      let next = max((size + 7) & ~7, layout.size)
      if next < rest.count, length < layout.size { break }
      rest = next >= rest.count ? [] : rest.dropFirst(next)
    }
    self.messages = messages
    self.rest = rest.isEmpty ? nil : rest.startIndex
  }

  /// The descriptors of SCM_RIGHTS in the message at `address`, in order: those that sendmsg sends, and after a recvmsg
  /// those that it gave.
  public static func descriptors(ofMessageAt address: UInt64, in memory: some RemoteMemory) -> [Int32] {
    messages(at: address, in: memory).filter { ControlData(level: $0.level, type: $0.type) == .rights }.flatMap {
      descriptors(in: $0.data)
    }
  }

  /// What SCM_CREDENTIALS in the message at `address` claims of the sender; nil where there is none.
  public static func credentials(
    ofMessageAt address: UInt64, in memory: some RemoteMemory
  ) -> (pid: Int32, user: UInt32, group: UInt32)? {
    let data = messages(at: address, in: memory).first { ControlData(level: $0.level, type: $0.type) == .credentials }?
      .data
    guard let data, data.count >= 12 else { return nil }
    let words = [0, 4, 8].map { UInt32(truncatingIfNeeded: data.dropFirst($0).prefix(4).littleEndianWord) }
    return (Int32(bitPattern: words[0]), words[1], words[2])
  }

  private static func messages(at address: UInt64, in memory: some RemoteMemory) -> [Message] {
    let layout = StructureLayout.msghdr
    guard let header = memory.exactly(layout.size, at: address) else { return [] }
    let length = min(layout.word("msg_controllen", header[...]), most)
    guard let bytes = memory.exactly(Int(length), at: layout.word("msg_control", header[...])) else { return [] }
    return ControlMessages(bytes).messages
  }

  static func descriptors(in data: ArraySlice<UInt8>) -> [Int32] {
    stride(from: 0, through: data.count - 4, by: 4).map { offset in
      Int32(truncatingIfNeeded: data.dropFirst(offset).prefix(4).littleEndianWord)
    }
  }

  /// More than net.core.optmem_max allows by default nobody can send, in bytes.
  static let most: UInt64 = 131_072
}

/// What a control message's data is.
enum ControlData {
  case rights
  case pidfd
  case credentials
  /// Whatever the lab has no words for.
  case bytes

  init(level: UInt64, type: UInt64) {
    switch (level, type) {
    case (Self.socketLevel, 1): self = .rights
    case (Self.socketLevel, 2): self = .credentials
    case (Self.socketLevel, 4): self = .pidfd
    default: self = .bytes
    }
  }

  /// SOL_SOCKET.
  static let socketLevel: UInt64 = 1
}
