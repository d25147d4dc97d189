import LinuxABI

private let type = Parameter.text("type", "the kind of key: \"user\", \"keyring\"")
private let description = Parameter.text("description", "its name")
private func keyring(_ meaning: String, _ fallback: Parameter.Fallback = .required) -> Parameter {
  Parameter("keyring", .word(.keySerials), fallback, meaning)
}

/// Rows for keys, which the kernel keeps for users, processes and sessions.
let keyRows: [Syscall] = [
  Syscall(
    248, "add_key",
    [
      type, description,
      Parameter("payload", .pointer(.bytes(.parameter(3)), .input), .required, "what it holds; NULL for a keyring"),
      .size("plen", "how many bytes that are", .lengthOf(2)), keyring("the keyring that takes it"),
    ],
    .number, [], changes: [], "Makes a key or gives it a new value, and returns its serial number.",
    errors: [
      "ENOKEY": "the keyring does not exist", "EACCES": "the keyring may not be written",
      "EDQUOT": "the user's quota of keys is used up", "EINVAL": "the payload does not fit the type",
      "ENODEV": "there is no such type", "EFAULT": "an argument points outside the process's memory",
    ]),
  Syscall(
    249, "request_key",
    [
      type, description,
      Parameter(
        "callout_info", .pointer(.string, .input), .value(0), "what /sbin/request-key is told; NULL for no call"),
      keyring("the keyring that takes it, or 0", .value(0)),
    ],
    .number, [], changes: [], "Looks for a key in the process's keyrings, and returns its serial number.",
    errors: [
      "ENOKEY": "no key was found", "EACCES": "the keyring may not be written", "EKEYREVOKED": "the key was revoked",
      "EKEYEXPIRED": "the key has expired", "EFAULT": "an argument points outside the process's memory",
    ]),
  Syscall(
    250, "keyctl",
    [
      Parameter("operation", .word(.keyOperations), .required, "what to do"),
      Parameter("arg2", KeyOperations.argument(0), .value(0), "most often the key"),
      Parameter("arg3", KeyOperations.argument(1), .value(0), "what the operation needs"),
      Parameter("arg4", KeyOperations.argument(2), .value(0), "what the operation needs"),
      Parameter("arg5", KeyOperations.argument(3), .value(0), "what the operation needs"),
    ],
    .number, [], changes: [], "Reads, changes, links or ends keys and keyrings.",
    errors: [
      "ENOKEY": "there is no such key", "EACCES": "the key's permissions do not allow it",
      "EKEYREVOKED": "the key was revoked", "EKEYEXPIRED": "the key has expired",
      "EINVAL": "an argument does not fit the operation",
      "EOPNOTSUPP": "the operation or the key's type does not exist",
      "EPERM": "it needs a capability, the key waits for somebody else, or the keyring takes no more links",
      "EFAULT": "an argument points outside the process's memory",
    ]),
]

/// The operations of keyctl: what its arguments are for each.
private enum KeyOperations {
  private static let key = ArgumentType.word(.keySerials)
  private static let text = ArgumentType.pointer(.string, .input)
  private static let answer = ArgumentType.pointer(.string, .output)
  private static let payload = ArgumentType.pointer(.bytes(.parameter(3)), .input)
  private static let size = ArgumentType.unsigned(bits: 64)
  private static let number = ArgumentType.unsigned(bits: 32)

  private static let operands: [String: [ArgumentType]] = [
    "KEYCTL_GET_KEYRING_ID": [key, .signed(bits: 32)],
    "KEYCTL_JOIN_SESSION_KEYRING": [text],
    "KEYCTL_UPDATE": [key, payload, size],
    "KEYCTL_REVOKE": [key],
    "KEYCTL_CHOWN": [key, .owner, .owner],
    "KEYCTL_SETPERM": [key, .word(.keyPermissions)],
    "KEYCTL_DESCRIBE": [key, answer, size],
    "KEYCTL_CLEAR": [key],
    "KEYCTL_LINK": [key, key],
    "KEYCTL_UNLINK": [key, key],
    "KEYCTL_SEARCH": [key, text, text, key],
    "KEYCTL_READ": [key, .pointer(.bytes(.parameter(3)), .output), size],
    "KEYCTL_INSTANTIATE": [key, payload, size, key],
    "KEYCTL_NEGATE": [key, number, key],
    "KEYCTL_SET_REQKEY_KEYRING": [.word(.requestedKeyrings)],
    "KEYCTL_SET_TIMEOUT": [key, number],
    "KEYCTL_ASSUME_AUTHORITY": [key],
    "KEYCTL_GET_SECURITY": [key, answer, size],
    "KEYCTL_SESSION_TO_PARENT": [],
    "KEYCTL_REJECT": [key, number, number, key],
    "KEYCTL_INSTANTIATE_IOV": [key, .pointer(.vector(.parameter(3)), .input), size, key],
    "KEYCTL_INVALIDATE": [key],
    "KEYCTL_GET_PERSISTENT": [number, key],
    "KEYCTL_PKEY_QUERY": [key, .address, text, .address],
    "KEYCTL_PKEY_ENCRYPT": [.address, text, .address, .address],
    "KEYCTL_PKEY_DECRYPT": [.address, text, .address, .address],
    "KEYCTL_PKEY_SIGN": [.address, text, .address, .address],
    "KEYCTL_PKEY_VERIFY": [.address, text, .address, .address],
    "KEYCTL_DH_COMPUTE": [.address, .address, size, .address],
    "KEYCTL_RESTRICT_KEYRING": [key, text, text],
    "KEYCTL_MOVE": [key, key, key, .word(.keyMoves)],
    "KEYCTL_CAPABILITIES": [
      .pointer(.formatted(AnsweredList(families: [.keyAbilities, .moreKeyAbilities], width: 1, room: 8)), .output),
      size,
    ],
  ]

  /// The type of the operand at `index` behind the operation.
  static func argument(_ index: Int) -> ArgumentType {
    byEach(of: .keyOperations, at: 0) { name in
      guard let operands = operands[name] else { return .hexadecimal }
      return operands.indices.contains(index) ? operands[index] : .absent
    }
  }
}
