import LinuxABI

private typealias Field = Record.Field

extension Record {
  /// `include/uapi/linux/perf_event.h`. strace shows the flags that are set, and everything with `-v`.
  static let eventAttributes = Record(
    name: "perf_event_attr", total: 128, fields: eventHead + eventFlags + eventTail, extent: .own(at: 4, zeroMeans: 64),
    minimum: 64, isCut: true,
    example: "{type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER0, config=PERF_COUNT_SW_PAGE_FAULTS}")

  private static let eventHead = [
    Field("type", at: 0, .word(.eventTypes, bytes: 4)),
    Field("size", at: 4, .word(.eventSizes, bytes: 4)),
    Field("config", at: 8, .chosen(by: "type", [0: .hardwareEvents, 1: .softwareEvents, 2: tracepoint], bytes: 8)),
    Field("sample_period", at: 16, .unsigned(bytes: 8)) { $0["freq"] == 0 },
    Field("sample_freq", at: 16, .unsigned(bytes: 8)) { $0["freq"] != 0 },
    Field("sample_type", at: 24, .word(.sampleTypes, bytes: 8)),
    Field("read_format", at: 32, .word(.eventReadFormats, bytes: 8)),
  ]

  /// A tracepoint's number has no names.
  private static let tracepoint = WordCodec("tracepoint", oneOf: [], form: .nameOrDecimal)

  private static let eventFlags: [Field] = {
    let names = [
      "disabled", "inherit", "pinned", "exclusive", "exclude_user", "exclude_kernel", "exclude_hv", "exclude_idle",
      "mmap", "comm", "freq", "inherit_stat", "enable_on_exec", "task", "watermark", "precise_ip", "", "mmap_data",
      "sample_id_all", "exclude_host", "exclude_guest", "exclude_callchain_kernel", "exclude_callchain_user", "mmap2",
      "comm_exec", "use_clockid", "context_switch", "write_backward", "namespaces", "ksymbol", "bpf_event",
      "aux_output", "cgroup", "text_poke", "build_id", "inherit_thread", "remove_on_exec", "sigtrap",
    ]
    let skids = ["arbitrary skid", "constant skid", "requested to have 0 skid", "must have 0 skid"]
    return names.enumerated().filter { !$1.isEmpty }.map { bit, name in
      name == "precise_ip"
        ? Field(name, at: 40, .bits(shift: bit, width: 2, bytes: 8, comments: skids))
        : Field(name, at: 40, .bits(shift: bit, width: 1, bytes: 8), .whenSet)
    }
  }()

  private static let eventTail = [
    Field("wakeup_events", at: 48, .plain(.unsigned(bytes: 4)), .never) { $0["watermark"] == 0 },
    Field("wakeup_watermark", at: 48, .plain(.unsigned(bytes: 4)), .never) { $0["watermark"] != 0 },
    Field("bp_type", at: 52, .plain(.word(.breakpointTypes, bytes: 4)), .never) { $0["type"] == 5 },
    Field("config1", at: 56, .plain(.hexadecimal(bytes: 8)), .never) { $0["type"] != 5 },
    Field("bp_addr", at: 56, .plain(.hexadecimal(bytes: 8)), .never) { $0["type"] == 5 },
    Field("config2", at: 64, .plain(.hexadecimal(bytes: 8)), .never) { $0["type"] != 5 },
    Field("bp_len", at: 64, .plain(.unsigned(bytes: 8)), .never) { $0["type"] == 5 },
    Field("branch_sample_type", at: 72, .plain(.hexadecimal(bytes: 8)), .never) { $0["sample_type"] & 0x800 != 0 },
    Field("sample_regs_user", at: 80, .plain(.hexadecimal(bytes: 8)), .never),
    Field("sample_stack_user", at: 88, .plain(.hexadecimal(bytes: 4)), .never) { $0["sample_type"] & 0x2000 != 0 },
    Field("clockid", at: 92, .plain(.word(.clocks, bytes: 4)), .never) { $0["use_clockid"] != 0 },
    Field("sample_regs_intr", at: 96, .plain(.hexadecimal(bytes: 8)), .never),
    Field("aux_watermark", at: 104, .plain(.unsigned(bytes: 4)), .never),
    Field("sample_max_stack", at: 108, .plain(.unsigned(bytes: 2)), .never),
    Field("aux_sample_size", at: 112, .plain(.unsigned(bytes: 4)), .never),
    Field("sig_data", at: 120, .plain(.hexadecimal(bytes: 8)), .never),
  ]
}
