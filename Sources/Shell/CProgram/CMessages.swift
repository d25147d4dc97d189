import LinuxABI
import SyscallTable

// `struct msghdr` (`man 2 sendmsg`), written out where it is one buffer or several and at most one list of descriptors.
extension CCall {
  /// The variable of a message, with those that it points to; nil where its memory will have to do.
  mutating func message(_ index: Int, _ expression: Expression?, _ direction: Direction) throws(CProblem) -> String? {
    guard let header = bytes(at: words[index], 56) else { return nil }
    let (nameAddress, vector, count) = (word(header, 0), word(header, 16), Int(clamping: word(header, 24)))
    let (control, controlLength) = (word(header, 32), word(header, 40))
    // Who sent it, a receiver sees by the address; there is room for it in the memory that does for all.
    guard nameAddress == 0, count > 0, count <= 16, let table = bytes(at: vector, count * 16) else { return nil }
    let prefix = localName(index)
    var parts: [String] = []
    var lines: [String] = []
    for number in 0..<count {
      let (base, length) = (word(table, number * 16), Int(clamping: word(table, number * 16 + 8)))
      guard isPlaced(base), length <= 1 << 16 else { return nil }
      let name = count == 1 ? "\(prefix)_data" : "\(prefix)_data_\(number)"
      if direction == .input {
        guard let text = bytes(at: base, length) else { return nil }
        parts.append("{ .iov_base = \(CWords.literal(text)), .iov_len = \(length) }")
      } else {
        lines.append("char \(name)[\(max(length, 1))] = { 0 };")
        parts.append("{ .iov_base = \(name), .iov_len = \(length) }")
      }
    }
    var members = [".msg_iov = \(prefix)_iov", ".msg_iovlen = \(count)"]
    if control != 0 {
      guard let text = try controlText(expression, control, Int(clamping: controlLength), direction, prefix) else {
        return nil
      }
      lines.append(text)
      members += [
        ".msg_control = \(direction == .input ? "&" : "")\(prefix)_control", ".msg_controllen = \(controlLength)",
      ]
    }
    headers.formUnion(["sys/socket.h", "sys/uio.h"])
    declarations += lines
    declarations.append("struct iovec \(prefix)_iov[] = { \(parts.joined(separator: ", ")) };")
    declarations.append("struct msghdr \(prefix) = { \(members.joined(separator: ", ")) };")
    return "&\(prefix)"
  }

  /// Room for a receiver's control messages, or a sender's one list of descriptors.
  private func controlText(
    _ expression: Expression?, _ address: UInt64, _ length: Int, _ direction: Direction, _ prefix: String
  ) throws(CProblem) -> String? {
    if direction != .input {
      return isPlaced(address) && length <= 4096
        ? "char \(prefix)_control[\(max(length, 1))] __attribute__((aligned(8))) = { 0 };" : nil
    }
    guard case .structure(let members)? = expression?.kind,
      case .array(let messages)? = members.first(where: { $0.name == "msg_control" })?.value.kind, messages.count == 1,
      case .structure(let parts)? = messages.first?.kind,
      case .name("SCM_RIGHTS")? = parts.first(where: { $0.name == "cmsg_type" })?.value.kind,
      case .array(let descriptors)? = parts.first(where: { $0.name == "cmsg_data" })?.value.kind, !descriptors.isEmpty,
      length <= 16 + (descriptors.count * 4 + 7) & ~7, length >= 16 + descriptors.count * 4
    else { return nil }
    var numbers: [String] = []
    for descriptor in descriptors { numbers.append(try expressions.value(descriptor)) }
    // Not struct cmsghdr: its last member has no size, and clang warns where something follows it.
    return "struct { size_t length; int level, type, fds[\((length - 16) / 4)]; } \(prefix)_control = "
      + "{ CMSG_LEN(\(descriptors.count * 4)), SOL_SOCKET, SCM_RIGHTS, { \(numbers.joined(separator: ", ")) } };"
  }

  private func isPlaced(_ address: UInt64) -> Bool {
    address >= encoded.arena.bottom && address < encoded.arena.top
  }

  /// What sysh placed in the subject's memory; nil where it placed less.
  private func bytes(at address: UInt64, _ count: Int) -> [UInt8]? {
    for (start, bytes) in encoded.arena.contents where address >= start && address - start <= UInt64(bytes.count) {
      let offset = Int(address - start)
      if offset + count <= bytes.count { return Array(bytes[offset..<(offset + count)]) }
    }
    return nil
  }

  private func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes[offset..<(offset + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
