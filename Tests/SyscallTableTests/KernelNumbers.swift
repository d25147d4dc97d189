import CHeaders
import Testing

@testable import SyscallTable

/// The numbers of x86-64 up to Linux 6.18 (`arch/x86/entry/syscalls/syscall_64.tbl`), of which 337 to 423 are nobody's.
/// Debian's headers end with Linux 6.1.
enum KernelNumbers {
  /// Those that came after Linux 6.1.
  static let newer: [String: Int] = [
    "uretprobe": 335, "uprobe": 336, "cachestat": 451, "fchmodat2": 452, "map_shadow_stack": 453, "futex_wake": 454,
    "futex_wait": 455, "futex_requeue": 456, "statmount": 457, "listmount": 458, "lsm_get_self_attr": 459,
    "lsm_set_self_attr": 460, "lsm_list_modules": 461, "mseal": 462, "setxattrat": 463, "getxattrat": 464,
    "listxattrat": 465, "removexattrat": 466, "open_tree_attr": 467, "file_getattr": 468, "file_setattr": 469,
  ]

  /// The calls for processes, memory, time, privilege and the kernel's administration.
  static let ofTheSystem: [Int: String] = [
    99: "sysinfo", 101: "ptrace", 103: "syslog", 116: "setgroups", 122: "setfsuid", 123: "setfsgid", 125: "capget",
    126: "capset", 135: "personality", 142: "sched_setparam", 143: "sched_getparam", 146: "sched_get_priority_max",
    147: "sched_get_priority_min", 148: "sched_rr_get_interval", 153: "vhangup", 154: "modify_ldt", 156: "_sysctl",
    159: "adjtimex", 164: "settimeofday", 169: "reboot", 170: "sethostname", 171: "setdomainname", 172: "iopl",
    173: "ioperm", 174: "create_module", 175: "init_module", 176: "delete_module", 177: "get_kernel_syms",
    178: "query_module", 184: "tuxcall", 185: "security", 205: "set_thread_area", 211: "get_thread_area",
    216: "remap_file_pages", 219: "restart_syscall", 227: "clock_settime", 236: "vserver", 237: "mbind",
    238: "set_mempolicy", 239: "get_mempolicy", 246: "kexec_load", 248: "add_key", 249: "request_key", 250: "keyctl",
    251: "ioprio_set", 252: "ioprio_get", 256: "migrate_pages", 274: "get_robust_list", 279: "move_pages",
    298: "perf_event_open", 305: "clock_adjtime", 309: "getcpu", 310: "process_vm_readv", 311: "process_vm_writev",
    312: "kcmp", 313: "finit_module", 314: "sched_setattr", 315: "sched_getattr", 317: "seccomp",
    320: "kexec_file_load", 321: "bpf", 324: "membarrier", 325: "mlock2", 329: "pkey_mprotect", 330: "pkey_alloc",
    331: "pkey_free", 335: "uretprobe", 336: "uprobe", 440: "process_madvise", 444: "landlock_create_ruleset",
    445: "landlock_add_rule", 446: "landlock_restrict_self", 448: "process_mrelease", 449: "futex_waitv",
    450: "set_mempolicy_home_node", 453: "map_shadow_stack", 454: "futex_wake", 455: "futex_wait",
    456: "futex_requeue", 459: "lsm_get_self_attr", 460: "lsm_set_self_attr", 461: "lsm_list_modules", 462: "mseal",
  ]
}

struct KernelNumberTests {
  @Test func everyNumberHasARow() {
    for (number, name) in KernelNumbers.ofTheSystem {
      #expect(SyscallTable.standard[number: number]?.name == name, "\(number) \(name)")
    }
  }

  @Test func numbersThatTheHeadersHaveTooAreTheirs() {
    var numbers: [String: Int] = [:]
    for index in 0..<cheaders_count(CHEADERS_SYSCALLS) {
      numbers[String(cString: cheaders_name(CHEADERS_SYSCALLS, index))] = Int(cheaders_value(CHEADERS_SYSCALLS, index))
    }
    for (number, name) in KernelNumbers.ofTheSystem {
      #expect(numbers[name] ?? KernelNumbers.newer[name] == number, "\(name)")
    }
    for (name, number) in KernelNumbers.newer {
      #expect(numbers[name] ?? number == number, "\(name)")
    }
  }
}
