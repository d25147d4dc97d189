import LinuxABI

private typealias Field = Record.Field

/// The commands of bpf: what each takes of `union bpf_attr` (`include/uapi/linux/bpf.h`), as far as its size says. Of
/// commands that are not here the argument is an address.
enum ProgramCommands {
  private static let mapDescriptor = Field("map_fd", at: 0, .descriptor)
  private static let key = Field("key", at: 8, .address)
  private static let element = [
    mapDescriptor, key, Field("value", at: 16, .address), Field("flags", at: 24, .word(.elementFlags, bytes: 8)),
  ]
  private static let lookup = Array(element.dropLast()) + [Field("flags", at: 24, .word(.lookupFlags, bytes: 8))]
  private static let pinned = [
    Field("pathname", at: 0, .text), Field("bpf_fd", at: 8, .descriptor),
    Field("file_flags", at: 12, .word(.mapOpenFlags, bytes: 4)),
  ]
  private static let nodeGiven: UInt64 = 0x4

  private static let map = [
    Field("map_type", at: 0, .word(.mapTypes, bytes: 4)), Field("key_size", at: 4, .unsigned(bytes: 4)),
    Field("value_size", at: 8, .unsigned(bytes: 4)), Field("max_entries", at: 12, .unsigned(bytes: 4)),
    Field("map_flags", at: 16, .word(.mapFlags, bytes: 4)), Field("inner_map_fd", at: 20, .descriptor),
    Field("numa_node", at: 24, .unsigned(bytes: 4)) { $0["map_flags"] & nodeGiven != 0 },
    Field("map_name", at: 28, .characters(count: 16)), Field("map_ifindex", at: 44, .unsigned(bytes: 4)),
    Field("btf_fd", at: 48, .descriptor), Field("btf_key_type_id", at: 52, .unsigned(bytes: 4)),
    Field("btf_value_type_id", at: 56, .unsigned(bytes: 4)),
    Field("btf_vmlinux_value_type_id", at: 60, .unsigned(bytes: 4)), Field("map_extra", at: 64, .unsigned(bytes: 8)),
  ]

  private static let program = [
    Field("prog_type", at: 0, .word(.programTypes, bytes: 4)), Field("insn_cnt", at: 4, .unsigned(bytes: 4)),
    Field("insns", at: 8, .address), Field("license", at: 16, .text), Field("log_level", at: 24, .unsigned(bytes: 4)),
    Field("log_size", at: 28, .unsigned(bytes: 4)), Field("log_buf", at: 32, .address),
    Field("kern_version", at: 40, .word(WordCodec("version", oneOf: [], form: .version), bytes: 4)),
    Field("prog_flags", at: 44, .word(.programFlags, bytes: 4)), Field("prog_name", at: 48, .characters(count: 16)),
    Field("prog_ifindex", at: 64, .unsigned(bytes: 4)),
    Field("expected_attach_type", at: 68, .word(.attachTypes, bytes: 4)), Field("prog_btf_fd", at: 72, .descriptor),
    Field("func_info_rec_size", at: 76, .unsigned(bytes: 4)), Field("func_info", at: 80, .address),
    Field("func_info_cnt", at: 88, .unsigned(bytes: 4)), Field("line_info_rec_size", at: 92, .unsigned(bytes: 4)),
    Field("line_info", at: 96, .address), Field("line_info_cnt", at: 104, .unsigned(bytes: 4)),
    Field("attach_btf_id", at: 108, .unsigned(bytes: 4)), Field("attach_prog_fd", at: 112, .descriptor),
    Field("fd_array", at: 120, .address),
  ]

  private static let attachment = [
    Field("target_fd", at: 0, .descriptor), Field("attach_bpf_fd", at: 4, .descriptor),
    Field("attach_type", at: 8, .word(.attachTypes, bytes: 4)), Field("attach_flags", at: 12, .hexadecimal(bytes: 4)),
    Field("replace_bpf_fd", at: 16, .descriptor),
  ]

  private static func number(_ name: String) -> [Field] {
    [
      Field(name, at: 0, .unsigned(bytes: 4)), Field("next_id", at: 4, .unsigned(bytes: 4)),
      Field("open_flags", at: 8, .word(.mapOpenFlags, bytes: 4)),
    ]
  }

  private static let information = [
    Field(
      "info", at: 0,
      .group(
        [
          Field("bpf_fd", at: 0, .descriptor), Field("info_len", at: 4, .unsigned(bytes: 4)),
          Field("info", at: 8, .address),
        ], size: 16))
  ]

  /// The members of the union for a command.
  private static let members: [String: [Field]] = [
    "BPF_MAP_CREATE": map, "BPF_PROG_LOAD": program, "BPF_OBJ_PIN": pinned, "BPF_OBJ_GET": pinned,
    "BPF_MAP_LOOKUP_ELEM": lookup, "BPF_MAP_UPDATE_ELEM": element, "BPF_MAP_LOOKUP_AND_DELETE_ELEM": lookup,
    "BPF_MAP_DELETE_ELEM": [mapDescriptor, key],
    "BPF_MAP_GET_NEXT_KEY": [mapDescriptor, key, Field("next_key", at: 16, .address)],
    "BPF_MAP_FREEZE": [mapDescriptor], "BPF_PROG_ATTACH": attachment,
    "BPF_PROG_DETACH": [attachment[0], attachment[2]],
    "BPF_PROG_GET_NEXT_ID": number("start_id"), "BPF_MAP_GET_NEXT_ID": number("start_id"),
    "BPF_BTF_GET_NEXT_ID": number("start_id"), "BPF_LINK_GET_NEXT_ID": number("start_id"),
    "BPF_PROG_GET_FD_BY_ID": number("prog_id"), "BPF_MAP_GET_FD_BY_ID": number("map_id"),
    "BPF_OBJ_GET_INFO_BY_FD": information,
  ]

  static let attributes: ArgumentType = {
    var cases: [UInt64: ArgumentType] = [:]
    for command in WordCodec.programCommands.constants {
      guard let fields = members[command.name] else {
        cases[command.value] = .address
        continue
      }
      let total = ((fields.map(\.end).max() ?? 0) + 7) & ~7
      let record = Record(
        name: "bpf_attr", total: total, fields: fields, extent: .parameter(2), minimum: fields[0].end,
        example: "{\(fields[0].name)=3}")
      cases[command.value] = .pointer(.formatted(record), .input)
    }
    return .selected(byParameter: 0, cases, otherwise: .address)
  }()
}
