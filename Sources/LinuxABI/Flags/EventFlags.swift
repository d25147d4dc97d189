extension WordCodec {
  /// What kind of event `perf_event_open` counts (`man 2 perf_event_open`).
  public static let eventTypes = WordCodec(
    "event type",
    oneOf: [
      Constant("PERF_TYPE_HARDWARE", 0),
      Constant("PERF_TYPE_SOFTWARE", 1),
      Constant("PERF_TYPE_TRACEPOINT", 2),
      Constant("PERF_TYPE_HW_CACHE", 3),
      Constant("PERF_TYPE_RAW", 4),
      Constant("PERF_TYPE_BREAKPOINT", 5),
    ])

  /// Events of the processor (`man 2 perf_event_open`).
  public static let hardwareEvents = WordCodec(
    "hardware event",
    oneOf: [
      Constant("PERF_COUNT_HW_CPU_CYCLES", 0),
      Constant("PERF_COUNT_HW_INSTRUCTIONS", 1),
      Constant("PERF_COUNT_HW_CACHE_REFERENCES", 2),
      Constant("PERF_COUNT_HW_CACHE_MISSES", 3),
      Constant("PERF_COUNT_HW_BRANCH_INSTRUCTIONS", 4),
      Constant("PERF_COUNT_HW_BRANCH_MISSES", 5),
      Constant("PERF_COUNT_HW_BUS_CYCLES", 6),
      Constant("PERF_COUNT_HW_STALLED_CYCLES_FRONTEND", 7),
      Constant("PERF_COUNT_HW_STALLED_CYCLES_BACKEND", 8),
      Constant("PERF_COUNT_HW_REF_CPU_CYCLES", 9),
    ])

  /// Events of the kernel (`man 2 perf_event_open`).
  public static let softwareEvents = WordCodec(
    "software event",
    oneOf: [
      Constant("PERF_COUNT_SW_CPU_CLOCK", 0),
      Constant("PERF_COUNT_SW_TASK_CLOCK", 1),
      Constant("PERF_COUNT_SW_PAGE_FAULTS", 2),
      Constant("PERF_COUNT_SW_CONTEXT_SWITCHES", 3),
      Constant("PERF_COUNT_SW_CPU_MIGRATIONS", 4),
      Constant("PERF_COUNT_SW_PAGE_FAULTS_MIN", 5),
      Constant("PERF_COUNT_SW_PAGE_FAULTS_MAJ", 6),
      Constant("PERF_COUNT_SW_ALIGNMENT_FAULTS", 7),
      Constant("PERF_COUNT_SW_EMULATION_FAULTS", 8),
      Constant("PERF_COUNT_SW_DUMMY", 9),
      Constant("PERF_COUNT_SW_BPF_OUTPUT", 10),
      Constant("PERF_COUNT_SW_CGROUP_SWITCHES", 11),
    ])

  /// The sizes that the structure of `perf_event_open` has had.
  public static let eventSizes = WordCodec(
    "perf_event_attr size",
    oneOf: [
      Constant("PERF_ATTR_SIZE_VER0", 64),
      Constant("PERF_ATTR_SIZE_VER1", 72),
      Constant("PERF_ATTR_SIZE_VER2", 80),
      Constant("PERF_ATTR_SIZE_VER3", 96),
      Constant("PERF_ATTR_SIZE_VER4", 104),
      Constant("PERF_ATTR_SIZE_VER5", 112),
      Constant("PERF_ATTR_SIZE_VER6", 120),
      Constant("PERF_ATTR_SIZE_VER7", 128),
      Constant("PERF_ATTR_SIZE_VER8", 136),
    ], form: .names, family: "PERF_ATTR_SIZE_")

  /// What a sample of an event holds (`man 2 perf_event_open`).
  public static let sampleTypes = WordCodec(
    "sample type",
    flags: [
      Constant("PERF_SAMPLE_IP", 0x1),
      Constant("PERF_SAMPLE_TID", 0x2),
      Constant("PERF_SAMPLE_TIME", 0x4),
      Constant("PERF_SAMPLE_ADDR", 0x8),
      Constant("PERF_SAMPLE_READ", 0x10),
      Constant("PERF_SAMPLE_CALLCHAIN", 0x20),
      Constant("PERF_SAMPLE_ID", 0x40),
      Constant("PERF_SAMPLE_CPU", 0x80),
      Constant("PERF_SAMPLE_PERIOD", 0x100),
      Constant("PERF_SAMPLE_STREAM_ID", 0x200),
      Constant("PERF_SAMPLE_RAW", 0x400),
      Constant("PERF_SAMPLE_BRANCH_STACK", 0x800),
      Constant("PERF_SAMPLE_REGS_USER", 0x1000),
      Constant("PERF_SAMPLE_STACK_USER", 0x2000),
      Constant("PERF_SAMPLE_WEIGHT", 0x4000),
      Constant("PERF_SAMPLE_DATA_SRC", 0x8000),
      Constant("PERF_SAMPLE_IDENTIFIER", 0x1_0000),
      Constant("PERF_SAMPLE_TRANSACTION", 0x2_0000),
      Constant("PERF_SAMPLE_REGS_INTR", 0x4_0000),
      Constant("PERF_SAMPLE_PHYS_ADDR", 0x8_0000),
      Constant("PERF_SAMPLE_AUX", 0x10_0000),
      Constant("PERF_SAMPLE_CGROUP", 0x20_0000),
      Constant("PERF_SAMPLE_DATA_PAGE_SIZE", 0x40_0000),
      Constant("PERF_SAMPLE_CODE_PAGE_SIZE", 0x80_0000),
      Constant("PERF_SAMPLE_WEIGHT_STRUCT", 0x100_0000),
    ])

  /// What a read of an event's descriptor returns (`man 2 perf_event_open`).
  public static let eventReadFormats = WordCodec(
    "read format",
    flags: [
      Constant("PERF_FORMAT_TOTAL_TIME_ENABLED", 0x1),
      Constant("PERF_FORMAT_TOTAL_TIME_RUNNING", 0x2),
      Constant("PERF_FORMAT_ID", 0x4),
      Constant("PERF_FORMAT_GROUP", 0x8),
      Constant("PERF_FORMAT_LOST", 0x10),
    ])

  /// The flags of `perf_event_open` (`man 2 perf_event_open`).
  public static let eventOpenFlags = WordCodec(
    "perf_event_open flag",
    flags: [
      Constant("PERF_FLAG_FD_NO_GROUP", 0x1),
      Constant("PERF_FLAG_FD_OUTPUT", 0x2),
      Constant("PERF_FLAG_PID_CGROUP", 0x4),
      Constant("PERF_FLAG_FD_CLOEXEC", 0x8),
    ])

  /// The commands of `bpf` (`man 2 bpf`).
  public static let programCommands = WordCodec(
    "bpf command",
    oneOf: [
      Constant("BPF_MAP_CREATE", 0),
      Constant("BPF_MAP_LOOKUP_ELEM", 1),
      Constant("BPF_MAP_UPDATE_ELEM", 2),
      Constant("BPF_MAP_DELETE_ELEM", 3),
      Constant("BPF_MAP_GET_NEXT_KEY", 4),
      Constant("BPF_PROG_LOAD", 5),
      Constant("BPF_OBJ_PIN", 6),
      Constant("BPF_OBJ_GET", 7),
      Constant("BPF_PROG_ATTACH", 8),
      Constant("BPF_PROG_DETACH", 9),
      Constant("BPF_PROG_TEST_RUN", 10),
      Constant("BPF_PROG_GET_NEXT_ID", 11),
      Constant("BPF_MAP_GET_NEXT_ID", 12),
      Constant("BPF_PROG_GET_FD_BY_ID", 13),
      Constant("BPF_MAP_GET_FD_BY_ID", 14),
      Constant("BPF_OBJ_GET_INFO_BY_FD", 15),
      Constant("BPF_PROG_QUERY", 16),
      Constant("BPF_RAW_TRACEPOINT_OPEN", 17),
      Constant("BPF_BTF_LOAD", 18),
      Constant("BPF_BTF_GET_FD_BY_ID", 19),
      Constant("BPF_TASK_FD_QUERY", 20),
      Constant("BPF_MAP_LOOKUP_AND_DELETE_ELEM", 21),
      Constant("BPF_MAP_FREEZE", 22),
      Constant("BPF_BTF_GET_NEXT_ID", 23),
      Constant("BPF_MAP_LOOKUP_BATCH", 24),
      Constant("BPF_MAP_LOOKUP_AND_DELETE_BATCH", 25),
      Constant("BPF_MAP_UPDATE_BATCH", 26),
      Constant("BPF_MAP_DELETE_BATCH", 27),
      Constant("BPF_LINK_CREATE", 28),
      Constant("BPF_LINK_UPDATE", 29),
      Constant("BPF_LINK_GET_FD_BY_ID", 30),
      Constant("BPF_LINK_GET_NEXT_ID", 31),
      Constant("BPF_ENABLE_STATS", 32),
      Constant("BPF_ITER_CREATE", 33),
      Constant("BPF_LINK_DETACH", 34),
      Constant("BPF_PROG_BIND_MAP", 35),
      Constant("BPF_TOKEN_CREATE", 36),
      Constant("BPF_PROG_STREAM_READ_BY_FD", 37),
    ])

  /// The kinds of maps that `bpf` makes (`man 2 bpf`).
  public static let mapTypes = WordCodec(
    "bpf map type",
    oneOf: [
      Constant("BPF_MAP_TYPE_UNSPEC", 0),
      Constant("BPF_MAP_TYPE_HASH", 1),
      Constant("BPF_MAP_TYPE_ARRAY", 2),
      Constant("BPF_MAP_TYPE_PROG_ARRAY", 3),
      Constant("BPF_MAP_TYPE_PERF_EVENT_ARRAY", 4),
      Constant("BPF_MAP_TYPE_PERCPU_HASH", 5),
      Constant("BPF_MAP_TYPE_PERCPU_ARRAY", 6),
      Constant("BPF_MAP_TYPE_STACK_TRACE", 7),
      Constant("BPF_MAP_TYPE_CGROUP_ARRAY", 8),
      Constant("BPF_MAP_TYPE_LRU_HASH", 9),
      Constant("BPF_MAP_TYPE_LRU_PERCPU_HASH", 10),
      Constant("BPF_MAP_TYPE_LPM_TRIE", 11),
      Constant("BPF_MAP_TYPE_ARRAY_OF_MAPS", 12),
      Constant("BPF_MAP_TYPE_HASH_OF_MAPS", 13),
      Constant("BPF_MAP_TYPE_DEVMAP", 14),
      Constant("BPF_MAP_TYPE_SOCKMAP", 15),
      Constant("BPF_MAP_TYPE_CPUMAP", 16),
      Constant("BPF_MAP_TYPE_XSKMAP", 17),
      Constant("BPF_MAP_TYPE_SOCKHASH", 18),
      Constant("BPF_MAP_TYPE_CGROUP_STORAGE", 19),
      Constant("BPF_MAP_TYPE_REUSEPORT_SOCKARRAY", 20),
      Constant("BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE", 21),
      Constant("BPF_MAP_TYPE_QUEUE", 22),
      Constant("BPF_MAP_TYPE_STACK", 23),
      Constant("BPF_MAP_TYPE_SK_STORAGE", 24),
      Constant("BPF_MAP_TYPE_DEVMAP_HASH", 25),
      Constant("BPF_MAP_TYPE_STRUCT_OPS", 26),
      Constant("BPF_MAP_TYPE_RINGBUF", 27),
      Constant("BPF_MAP_TYPE_INODE_STORAGE", 28),
      Constant("BPF_MAP_TYPE_TASK_STORAGE", 29),
      Constant("BPF_MAP_TYPE_BLOOM_FILTER", 30),
      Constant("BPF_MAP_TYPE_USER_RINGBUF", 31),
      Constant("BPF_MAP_TYPE_CGRP_STORAGE", 32),
      Constant("BPF_MAP_TYPE_ARENA", 33),
    ])

  /// The kinds of programs that `bpf` loads (`man 2 bpf`).
  public static let programTypes = WordCodec(
    "bpf program type",
    oneOf: [
      Constant("BPF_PROG_TYPE_UNSPEC", 0),
      Constant("BPF_PROG_TYPE_SOCKET_FILTER", 1),
      Constant("BPF_PROG_TYPE_KPROBE", 2),
      Constant("BPF_PROG_TYPE_SCHED_CLS", 3),
      Constant("BPF_PROG_TYPE_SCHED_ACT", 4),
      Constant("BPF_PROG_TYPE_TRACEPOINT", 5),
      Constant("BPF_PROG_TYPE_XDP", 6),
      Constant("BPF_PROG_TYPE_PERF_EVENT", 7),
      Constant("BPF_PROG_TYPE_CGROUP_SKB", 8),
      Constant("BPF_PROG_TYPE_CGROUP_SOCK", 9),
      Constant("BPF_PROG_TYPE_LWT_IN", 10),
      Constant("BPF_PROG_TYPE_LWT_OUT", 11),
      Constant("BPF_PROG_TYPE_LWT_XMIT", 12),
      Constant("BPF_PROG_TYPE_SOCK_OPS", 13),
      Constant("BPF_PROG_TYPE_SK_SKB", 14),
      Constant("BPF_PROG_TYPE_CGROUP_DEVICE", 15),
      Constant("BPF_PROG_TYPE_SK_MSG", 16),
      Constant("BPF_PROG_TYPE_RAW_TRACEPOINT", 17),
      Constant("BPF_PROG_TYPE_CGROUP_SOCK_ADDR", 18),
      Constant("BPF_PROG_TYPE_LWT_SEG6LOCAL", 19),
      Constant("BPF_PROG_TYPE_LIRC_MODE2", 20),
      Constant("BPF_PROG_TYPE_SK_REUSEPORT", 21),
      Constant("BPF_PROG_TYPE_FLOW_DISSECTOR", 22),
      Constant("BPF_PROG_TYPE_CGROUP_SYSCTL", 23),
      Constant("BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE", 24),
      Constant("BPF_PROG_TYPE_CGROUP_SOCKOPT", 25),
      Constant("BPF_PROG_TYPE_TRACING", 26),
      Constant("BPF_PROG_TYPE_STRUCT_OPS", 27),
      Constant("BPF_PROG_TYPE_EXT", 28),
      Constant("BPF_PROG_TYPE_LSM", 29),
      Constant("BPF_PROG_TYPE_SK_LOOKUP", 30),
      Constant("BPF_PROG_TYPE_SYSCALL", 31),
      Constant("BPF_PROG_TYPE_NETFILTER", 32),
    ])

  /// How a map is made (`linux/bpf.h`).
  public static let mapFlags = WordCodec(
    "bpf map flag",
    flags: [
      Constant("BPF_F_NO_PREALLOC", 0x1),
      Constant("BPF_F_NO_COMMON_LRU", 0x2),
      Constant("BPF_F_NUMA_NODE", 0x4),
      Constant("BPF_F_RDONLY", 0x8),
      Constant("BPF_F_WRONLY", 0x10),
      Constant("BPF_F_STACK_BUILD_ID", 0x20),
      Constant("BPF_F_ZERO_SEED", 0x40),
      Constant("BPF_F_RDONLY_PROG", 0x80),
      Constant("BPF_F_WRONLY_PROG", 0x100),
      Constant("BPF_F_CLONE", 0x200),
      Constant("BPF_F_MMAPABLE", 0x400),
      Constant("BPF_F_PRESERVE_ELEMS", 0x800),
      Constant("BPF_F_INNER_MAP", 0x1000),
      Constant("BPF_F_LINK", 0x2000),
      Constant("BPF_F_PATH_FD", 0x4000),
      Constant("BPF_F_VTYPE_BTF_OBJ_FD", 0x8000),
      Constant("BPF_F_TOKEN_FD", 0x1_0000),
      Constant("BPF_F_SEGV_ON_FAULT", 0x2_0000),
      Constant("BPF_F_NO_USER_CONV", 0x4_0000),
    ], family: "BPF_F_")

  /// How a program is loaded (`linux/bpf.h`).
  public static let programFlags = WordCodec(
    "bpf program flag",
    flags: [
      Constant("BPF_F_STRICT_ALIGNMENT", 0x1),
      Constant("BPF_F_ANY_ALIGNMENT", 0x2),
      Constant("BPF_F_TEST_RND_HI32", 0x4),
      Constant("BPF_F_TEST_STATE_FREQ", 0x8),
      Constant("BPF_F_SLEEPABLE", 0x10),
    ], family: "BPF_F_")

  /// Whether an element must be there already (`man 2 bpf`).
  public static let elementFlags = WordCodec(
    "bpf element flag",
    oneOf: [
      Constant("BPF_ANY", 0),
      Constant("BPF_NOEXIST", 1),
      Constant("BPF_EXIST", 2),
      Constant("BPF_F_LOCK", 4),
    ], family: "BPF_")

  /// How an element is looked up (`linux/bpf.h`).
  public static let lookupFlags = WordCodec(
    "bpf lookup flag",
    oneOf: [
      Constant("BPF_ANY", 0),
      Constant("BPF_F_LOCK", 4),
    ], form: .names, family: "BPF_")

  /// To what a program is attached (`linux/bpf.h`).
  public static let attachTypes = WordCodec(
    "bpf attach type",
    oneOf: [
      Constant("BPF_CGROUP_INET_INGRESS", 0),
      Constant("BPF_CGROUP_INET_EGRESS", 1),
      Constant("BPF_CGROUP_INET_SOCK_CREATE", 2),
      Constant("BPF_CGROUP_SOCK_OPS", 3),
      Constant("BPF_SK_SKB_STREAM_PARSER", 4),
      Constant("BPF_SK_SKB_STREAM_VERDICT", 5),
      Constant("BPF_CGROUP_DEVICE", 6),
      Constant("BPF_SK_MSG_VERDICT", 7),
      Constant("BPF_CGROUP_INET4_BIND", 8),
      Constant("BPF_CGROUP_INET6_BIND", 9),
      Constant("BPF_CGROUP_INET4_CONNECT", 10),
      Constant("BPF_CGROUP_INET6_CONNECT", 11),
      Constant("BPF_CGROUP_INET4_POST_BIND", 12),
      Constant("BPF_CGROUP_INET6_POST_BIND", 13),
      Constant("BPF_CGROUP_UDP4_SENDMSG", 14),
      Constant("BPF_CGROUP_UDP6_SENDMSG", 15),
      Constant("BPF_LIRC_MODE2", 16),
      Constant("BPF_FLOW_DISSECTOR", 17),
      Constant("BPF_CGROUP_SYSCTL", 18),
      Constant("BPF_CGROUP_UDP4_RECVMSG", 19),
      Constant("BPF_CGROUP_UDP6_RECVMSG", 20),
      Constant("BPF_CGROUP_GETSOCKOPT", 21),
      Constant("BPF_CGROUP_SETSOCKOPT", 22),
      Constant("BPF_TRACE_RAW_TP", 23),
      Constant("BPF_TRACE_FENTRY", 24),
      Constant("BPF_TRACE_FEXIT", 25),
      Constant("BPF_MODIFY_RETURN", 26),
      Constant("BPF_LSM_MAC", 27),
      Constant("BPF_TRACE_ITER", 28),
      Constant("BPF_CGROUP_INET4_GETPEERNAME", 29),
      Constant("BPF_CGROUP_INET6_GETPEERNAME", 30),
      Constant("BPF_CGROUP_INET4_GETSOCKNAME", 31),
      Constant("BPF_CGROUP_INET6_GETSOCKNAME", 32),
      Constant("BPF_XDP_DEVMAP", 33),
      Constant("BPF_CGROUP_INET_SOCK_RELEASE", 34),
      Constant("BPF_XDP_CPUMAP", 35),
      Constant("BPF_SK_LOOKUP", 36),
      Constant("BPF_XDP", 37),
      Constant("BPF_SK_SKB_VERDICT", 38),
      Constant("BPF_SK_REUSEPORT_SELECT", 39),
      Constant("BPF_SK_REUSEPORT_SELECT_OR_MIGRATE", 40),
      Constant("BPF_PERF_EVENT", 41),
      Constant("BPF_TRACE_KPROBE_MULTI", 42),
      Constant("BPF_LSM_CGROUP", 43),
    ], form: .names, family: "BPF_")

  /// How a map or program is opened (`linux/bpf.h`).
  public static let mapOpenFlags = WordCodec(
    "bpf open flag",
    flags: [
      Constant("BPF_F_RDONLY", 0x8),
      Constant("BPF_F_WRONLY", 0x10),
    ], family: "BPF_F_")

  /// What a hardware breakpoint watches for (`linux/hw_breakpoint.h`).
  public static let breakpointTypes = WordCodec(
    "breakpoint type",
    flags: [
      Constant("HW_BREAKPOINT_RW", 0x3),
      Constant("HW_BREAKPOINT_R", 0x1),
      Constant("HW_BREAKPOINT_W", 0x2),
      Constant("HW_BREAKPOINT_X", 0x4),
    ], family: "HW_BREAKPOINT_")

  /// A priority at disks: a class, and a level in it (`man 2 ioprio_set`).
  public static let ioPriorities = WordCodec(
    "I/O priority",
    oneOf: [
      Constant("IOPRIO_CLASS_NONE", 0),
      Constant("IOPRIO_CLASS_RT", 1),
      Constant("IOPRIO_CLASS_BE", 2),
      Constant("IOPRIO_CLASS_IDLE", 3),
    ], form: .priority)

  /// The flags of `remap_file_pages`, mmap's (`man 2 remap_file_pages`).
  public static let filePageFlags = WordCodec(
    "remap_file_pages flag",
    fields: [
      Field(
        mask: 0xf,
        [
          Constant("MAP_FILE", 0x0),
          Constant("MAP_SHARED", 0x1),
          Constant("MAP_PRIVATE", 0x2),
        ])
    ],
    flags: [
      Constant("MAP_NONBLOCK", 0x1_0000)
    ], family: "MAP_")
}
