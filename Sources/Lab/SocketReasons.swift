import SyscallTable

// Reasons for failures of socket calls.
extension Explanation {
  /// The descriptors that the call was to send with SCM_RIGHTS.
  var sentDescriptors: [(name: String, fd: Int32)] {
    arguments.flatMap { _, type, word -> [(name: String, fd: Int32)] in
      guard case .pointer(.message, .input) = type else { return [] }
      return ControlMessages.descriptors(ofMessageAt: word, in: subject).map { ("cmsg_data", $0) }
    }
  }

  func notSocket() -> [String] {
    descriptorArguments.prefix(1).compactMap { _, fd in
      entry(fd)?.file.map { "fd \(fd) leads to \($0.kind.noun), and this call works on sockets only." }
    }
  }
}
