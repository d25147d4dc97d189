import LinuxABI

// Structures that are printed and read by code of their own: no layout says what they hold, so these lists do, for `help`.
extension StructureDescription {
  static let unixAddress = StructureDescription(
    name: "sockaddr_un", size: 110,
    members: [
      Member(name: "sa_family", offset: 0, noun: "an address family", codec: .addressFamilies),
      Member(
        name: "sun_path", offset: 2, noun: "a path, or behind @ a name in the abstract namespace", codec: nil),
      Member(name: "sa_data", offset: 2, noun: "the bytes of an address of another family", codec: nil),
    ], calls: [])

  static let directoryEntry = plain(
    "linux_dirent64",
    [
      "d_ino": "the inode number", "d_off": "where the next entry begins, as the file system counts",
      "d_reclen": "how long this entry is", "d_type": "what kind of file it is", "d_name": "the name",
    ])

  static let controlData = plain(
    "cmsghdr",
    ["cmsg_data": "the content: with SCM_RIGHTS a list of descriptors, with SCM_CREDENTIALS a ucred structure"])

  /// Members of which the place does not matter to whoever types them.
  static func plain(_ name: String, _ members: KeyValuePairs<String, String>) -> StructureDescription {
    StructureDescription(
      name: name, size: nil,
      members: members.map { Member(name: $0.key, offset: nil, noun: $0.value, codec: nil) }, calls: [])
  }
}

extension NetworkPointee {
  var plainStructures: [StructureDescription] {
    switch self {
    case .messages:
      [.plain("mmsghdr", ["msg_hdr": "the message, a msghdr structure", "msg_len": "how many bytes went"])]
    case .maskAndSize:
      [.plain("pselect6's mask", ["sigmask": "a set of signals", "sigsetsize": "its length in bytes"])]
    case .queueMessage: [.plain("msgbuf", ["mtype": "a number above 0, by which it can be picked", "mtext": "a text"])]
    case .descriptorSet, .option, .interfaceRequest, .interfaceList, .name, .untold: []
    }
  }
}

extension SpecialFormat {
  var plainStructures: [StructureDescription] {
    switch format {
    case is CapabilitySets:
      [
        .plain(
          "__user_cap_data_struct",
          [
            "effective": "the capabilities that are asked at each call", "permitted": "those that may become effective",
            "inheritable": "those that an execve may keep",
          ])
      ]
    case is FilterProgram:
      [.plain("sock_fprog", ["len": "how many instructions there are", "filter": "the instructions, [BPF_STMT(...)]"])]
    default: []
    }
  }
}

extension MemoryForm {
  var plainStructures: [StructureDescription] {
    layouts.contains { $0.name == StructureLayout.fileHandle.name }
      ? [.plain("file_handle", ["f_handle": "the file system's own bytes for the file"])] : []
  }
}
