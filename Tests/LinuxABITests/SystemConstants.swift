import LinuxABI

/// The codecs of the calls that administer processes and the kernel.
let systemCodecs: [WordCodec] = [
  .capabilityVersions, .capabilities, .secureBits, .personalities,
  .traceRequests, .traceOptions, .userRegisters, .registerSets, .signalQueues, .syscallStops, .auditArchitectures,
  .comparedResources,
  .logActions, .logLevels, .rebootMagic, .secondRebootMagic, .rebootCommands, .moduleFlags, .moduleRemovalFlags,
  .kexecFlags, .kexecFileFlags, .clockAdjustments, .clockStatus, .clockStates,
  .memoryPolicies, .memoryMoves, .pageMoves, .memoryPolicyQueries, .lockFlags, .keyRights, .shadowStackFlags,
  .barrierCommands, .barrierSets, .barrierFlags, .futexWordFlags,
  .keySerials, .keyOperations, .keyPermissions, .requestedKeyrings, .keyMoves, .keyAbilities, .moreKeyAbilities,
  .ioPriorityTargets, .ioPriorityClasses, .schedulingFlags, .plainPolicies,
  .filterOperations, .filterFlags, .filterActions, .filterModes, .filterClasses, .filterSizes, .filterModesOfLoad,
  .filterArithmetic, .filterJumps, .filterSources, .filterReturns, .filterMoves, .rulesetFlags, .ruleTypes,
  .fileAccess, .networkAccess, .ruleScopes, .restrictionFlags, .securityAttributes, .securityQueryFlags,
  .securityModules,
  .eventTypes, .hardwareEvents, .softwareEvents, .eventSizes, .sampleTypes, .eventReadFormats, .eventOpenFlags,
  .programCommands, .mapTypes, .programTypes, .mapFlags, .programFlags, .elementFlags, .lookupFlags, .attachTypes,
  .mapOpenFlags, .breakpointTypes, .ioPriorities, .filePageFlags,
  .unalignedAccess, .timeStampAccess, .brokenMemoryChanges, .brokenMemoryPolicies, .mapParts, .ambientChanges,
  .speculations, .speculationControls, .dispatchModes, .coreSharing, .mappingTraits,
]

/// Their constants that Linux 6.1's headers do not have yet.
let systemConstantsNewerThanTheHeaders: Set<String> = [
  "SECBIT_EXEC_RESTRICT_FILE", "SECBIT_EXEC_RESTRICT_FILE_LOCKED", "SECBIT_EXEC_DENY_INTERACTIVE",
  "SECBIT_EXEC_DENY_INTERACTIVE_LOCKED", "PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG",
  "PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG", "PTRACE_SET_SYSCALL_INFO", "NT_X86_SHSTK", "KEXEC_UPDATE_ELFCOREHDR",
  "KEXEC_CRASH_HOTPLUG_SUPPORT", "KEXEC_FILE_DEBUG", "KEXEC_FILE_NO_CMA", "KEXEC_FILE_FORCE_DTB",
  "MPOL_WEIGHTED_INTERLEAVE", "SHADOW_STACK_SET_TOKEN", "SHADOW_STACK_SET_MARKER",
  "MEMBARRIER_CMD_GET_REGISTRATIONS", "FUTEX2_SIZE_U16", "FUTEX2_SIZE_U64", "FUTEX2_NUMA", "FUTEX2_MPOL",
  "SCHED_EXT", "LANDLOCK_RULE_NET_PORT", "LANDLOCK_ACCESS_FS_TRUNCATE", "LANDLOCK_ACCESS_FS_IOCTL_DEV",
  "LANDLOCK_ACCESS_NET_BIND_TCP", "LANDLOCK_ACCESS_NET_CONNECT_TCP", "LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET",
  "LANDLOCK_SCOPE_SIGNAL", "LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF", "LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON",
  "LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF", "LSM_ATTR_CURRENT", "LSM_ATTR_EXEC", "LSM_ATTR_FSCREATE",
  "LSM_ATTR_KEYCREATE", "LSM_ATTR_PREV", "LSM_ATTR_SOCKCREATE", "LSM_FLAG_SINGLE", "LSM_ID_UNDEF",
  "LSM_ID_CAPABILITY", "LSM_ID_SELINUX", "LSM_ID_SMACK", "LSM_ID_TOMOYO", "LSM_ID_APPARMOR", "LSM_ID_YAMA",
  "LSM_ID_LOADPIN", "LSM_ID_SAFESETID", "LSM_ID_LOCKDOWN", "LSM_ID_BPF", "LSM_ID_LANDLOCK", "LSM_ID_IMA",
  "LSM_ID_EVM", "LSM_ID_IPE", "PERF_ATTR_SIZE_VER8", "BPF_TOKEN_CREATE", "BPF_PROG_STREAM_READ_BY_FD",
  "BPF_MAP_TYPE_USER_RINGBUF", "BPF_MAP_TYPE_CGRP_STORAGE", "BPF_MAP_TYPE_ARENA", "BPF_PROG_TYPE_NETFILTER",
  "BPF_F_LINK", "BPF_F_PATH_FD", "BPF_F_VTYPE_BTF_OBJ_FD", "BPF_F_TOKEN_FD", "BPF_F_SEGV_ON_FAULT",
  "BPF_F_NO_USER_CONV", "PR_SYS_DISPATCH_INCLUSIVE_ON", "PR_SET_MDWE", "PR_GET_MDWE", "PR_SET_MEMORY_MERGE",
  "PR_GET_MEMORY_MERGE", "PR_RISCV_V_SET_CONTROL", "PR_RISCV_V_GET_CONTROL", "PR_RISCV_SET_ICACHE_FLUSH_CTX",
  "PR_PPC_GET_DEXCR", "PR_PPC_SET_DEXCR", "PR_GET_SHADOW_STACK_STATUS", "PR_SET_SHADOW_STACK_STATUS",
  "PR_LOCK_SHADOW_STACK_STATUS", "PR_TIMER_CREATE_RESTORE_IDS", "PR_FUTEX_HASH", "PR_GET_AUXV",
]

/// Their constants that only the kernel's own sources have, and that strace names.
let systemConstantsInsideTheKernel: Set<String> = [
  "SYSLOG_ACTION_CLOSE", "SYSLOG_ACTION_OPEN", "SYSLOG_ACTION_READ", "SYSLOG_ACTION_READ_ALL",
  "SYSLOG_ACTION_READ_CLEAR", "SYSLOG_ACTION_CLEAR", "SYSLOG_ACTION_CONSOLE_OFF", "SYSLOG_ACTION_CONSOLE_ON",
  "SYSLOG_ACTION_CONSOLE_LEVEL", "SYSLOG_ACTION_SIZE_UNREAD", "SYSLOG_ACTION_SIZE_BUFFER", "LOGLEVEL_EMERG",
  "LOGLEVEL_ALERT", "LOGLEVEL_CRIT", "LOGLEVEL_ERR", "LOGLEVEL_WARNING", "LOGLEVEL_NOTICE", "LOGLEVEL_INFO",
  "LOGLEVEL_DEBUG", "PKEY_DISABLE_EXECUTE", "KEY_POS_VIEW", "KEY_POS_READ", "KEY_POS_WRITE", "KEY_POS_SEARCH",
  "KEY_POS_LINK", "KEY_POS_SETATTR", "KEY_USR_VIEW", "KEY_USR_READ", "KEY_USR_WRITE", "KEY_USR_SEARCH",
  "KEY_USR_LINK", "KEY_USR_SETATTR", "KEY_GRP_VIEW", "KEY_GRP_READ", "KEY_GRP_WRITE", "KEY_GRP_SEARCH",
  "KEY_GRP_LINK", "KEY_GRP_SETATTR", "KEY_OTH_VIEW", "KEY_OTH_READ", "KEY_OTH_WRITE", "KEY_OTH_SEARCH",
  "KEY_OTH_LINK", "KEY_OTH_SETATTR",
]
