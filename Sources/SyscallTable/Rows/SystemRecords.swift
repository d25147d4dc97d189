import LinuxABI

private typealias Field = Record.Field

/// Structures with bits, with texts that they point to, or of a size that the caller gives.
extension Record {
  /// `include/uapi/linux/sched/types.h`. Members that its flags say to keep as they are, strace leaves out.
  static let schedulingAttributes = Record(
    name: "sched_attr", total: 56,
    fields: [
      Field("size", at: 0, .unsigned(bytes: 4)),
      Field("sched_policy", at: 4, .word(.plainPolicies, bytes: 4)) { $0["sched_flags"] & 0x8 == 0 },
      Field("sched_flags", at: 8, .word(.schedulingFlags, bytes: 8)),
      Field("sched_nice", at: 16, .signed(bytes: 4), when: hasParameters),
      Field("sched_priority", at: 20, .unsigned(bytes: 4), when: hasParameters),
      Field("sched_runtime", at: 24, .unsigned(bytes: 8), when: hasParameters),
      Field("sched_deadline", at: 32, .unsigned(bytes: 8), when: hasParameters),
      Field("sched_period", at: 40, .unsigned(bytes: 8), when: hasParameters),
      Field("sched_util_min", at: 48, .unsigned(bytes: 4)),
      Field("sched_util_max", at: 52, .unsigned(bytes: 4)),
    ], extent: .own(at: 0, zeroMeans: 48), minimum: 48, example: "{size=48, sched_policy=SCHED_BATCH}")

  private static let hasParameters: @Sendable (Contents) -> Bool = { $0["sched_flags"] & 0x10 == 0 }

  /// `arch/x86/include/uapi/asm/ldt.h`.
  static let segment = Record(
    name: "user_desc", total: 16,
    fields: [
      Field("entry_number", at: 0, .signed(bytes: 4)),
      Field("base_addr", at: 4, .padded(bytes: 4, digits: 8)),
      Field("limit", at: 8, .padded(bytes: 4, digits: 8)),
      Field("seg_32bit", at: 12, .bits(shift: 0, width: 1, bytes: 4)),
      Field("contents", at: 12, .bits(shift: 1, width: 2, bytes: 4)),
      Field("read_exec_only", at: 12, .bits(shift: 3, width: 1, bytes: 4)),
      Field("limit_in_pages", at: 12, .bits(shift: 4, width: 1, bytes: 4)),
      Field("seg_not_present", at: 12, .bits(shift: 5, width: 1, bytes: 4)),
      Field("useable", at: 12, .bits(shift: 6, width: 1, bytes: 4)),
      Field("lm", at: 12, .bits(shift: 7, width: 1, bytes: 4)),
    ], example: "{entry_number=0, base_addr=0x1000, limit=0xfffff}")

  /// The same where its size stands in another argument, and has to be right.
  static let sizedSegment = Record(
    name: segment.name, total: segment.total, fields: segment.fields, extent: .exactly(parameter: 2),
    example: segment.example)

  /// The same where the call asks for the rest.
  static let wantedSegment = Record(
    name: segment.name, total: segment.total, fields: [Field("entry_number", at: 0, .signed(bytes: 4))], isCut: true,
    example: "{entry_number=12}")

  /// `include/uapi/linux/landlock.h`, as much of it as the size says.
  static let ruleset = Record(
    name: "landlock_ruleset_attr", total: 24,
    fields: [
      Field("handled_access_fs", at: 0, .word(.fileAccess, bytes: 8)),
      Field("handled_access_net", at: 8, .word(.networkAccess, bytes: 8)),
      Field("scoped", at: 16, .word(.ruleScopes, bytes: 8)),
    ], extent: .parameter(1), minimum: 8, example: "{handled_access_fs=LANDLOCK_ACCESS_FS_WRITE_FILE}")

  /// The same header.
  static let pathRule = Record(
    name: "landlock_path_beneath_attr", total: 12,
    fields: [Field("allowed_access", at: 0, .word(.fileAccess, bytes: 8)), Field("parent_fd", at: 8, .descriptor)],
    example: "{allowed_access=LANDLOCK_ACCESS_FS_WRITE_FILE, parent_fd=3}")

  /// The same header.
  static let portRule = Record(
    name: "landlock_net_port_attr", total: 16,
    fields: [
      Field("allowed_access", at: 0, .word(.networkAccess, bytes: 8)), Field("port", at: 8, .unsigned(bytes: 8)),
    ], example: "{allowed_access=LANDLOCK_ACCESS_NET_BIND_TCP, port=8080}")

  /// `include/uapi/linux/ptrace.h`: where a tracee stands in a call; what follows the head depends on that.
  static let syscallInfo = Record(
    name: "ptrace_syscall_info", total: 88,
    fields: [
      Field("op", at: 0, .word(.syscallStops, bytes: 1)),
      Field("arch", at: 4, .word(.auditArchitectures, bytes: 4)),
      Field("instruction_pointer", at: 8, .address),
      Field("stack_pointer", at: 16, .address),
      Field("entry", at: 24, .group(entryFields, size: 56)) { $0["op"] == 1 },
      Field("exit", at: 24, .group(exitFields, size: 16)) { $0["op"] == 2 },
      Field(
        "seccomp", at: 24, .group(entryFields + [Field("ret_data", at: 56, .hexadecimal(bytes: 4))], size: 64)
      ) { $0["op"] == 3 },
    ])

  private static let entryFields = [
    Field("nr", at: 0, .unsigned(bytes: 8)),
    Field("args", at: 8, .array(.hexadecimal(bytes: 8), count: 6)),
  ]
  private static let exitFields = [
    Field("rval", at: 0, .signed(bytes: 8)), Field("is_error", at: 8, .unsigned(bytes: 1)),
  ]
}
