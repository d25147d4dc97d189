// Capabilities, filters, system administration.
extension ConstantMeanings {
  static let isolation = """
    CAP_CHOWN give files to any owner and group
    CAP_DAC_OVERRIDE read, write and search whatever permissions say
    CAP_DAC_READ_SEARCH read files and search directories whatever permissions say
    CAP_FOWNER do to any file what its owner may do
    CAP_FSETID keep set-user-ID and set-group-ID bits when a file changes
    CAP_KILL send signals to any process
    CAP_SETGID take any group id
    CAP_SETUID take any user id
    CAP_SETPCAP change capability sets
    CAP_LINUX_IMMUTABLE change the immutable and append-only flags of files
    CAP_NET_BIND_SERVICE bind to ports below 1024
    CAP_NET_BROADCAST not used by the kernel
    CAP_NET_ADMIN configure devices, addresses, routes and filters
    CAP_NET_RAW use raw and packet sockets
    CAP_IPC_LOCK lock memory
    CAP_IPC_OWNER use IPC objects whatever their permissions say
    CAP_SYS_MODULE load and remove kernel modules
    CAP_SYS_RAWIO use I/O ports and raw devices
    CAP_SYS_CHROOT use chroot
    CAP_SYS_PTRACE trace and look into any process
    CAP_SYS_PACCT switch process accounting
    CAP_SYS_ADMIN mount, make namespaces, and very much else
    CAP_SYS_BOOT use reboot
    CAP_SYS_NICE raise priorities and change those of others
    CAP_SYS_RESOURCE go beyond limits and raise hard ones
    CAP_SYS_TIME set the clock
    CAP_SYS_TTY_CONFIG configure terminals, and hang them up
    CAP_MKNOD make device files
    CAP_LEASE hold leases on any file
    CAP_AUDIT_WRITE write to the audit log
    CAP_AUDIT_CONTROL configure the audit log
    CAP_AUDIT_READ read the audit log
    CAP_SETFCAP give files capabilities
    CAP_MAC_OVERRIDE go past a mandatory policy
    CAP_MAC_ADMIN change a mandatory policy
    CAP_SYSLOG read the kernel's log where that is restricted
    CAP_WAKE_ALARM set timers that wake the machine
    CAP_BLOCK_SUSPEND keep the machine awake
    CAP_PERFMON watch the machine with perf and BPF
    CAP_BPF load BPF programs
    CAP_CHECKPOINT_RESTORE save and restore processes
    SECCOMP_SET_MODE_STRICT only read, write, exit and sigreturn from now on
    SECCOMP_SET_MODE_FILTER a program decides about every call from now on
    SECCOMP_GET_ACTION_AVAIL ask whether the kernel knows an action
    SECCOMP_MODE_STRICT only read, write, exit and sigreturn
    SECCOMP_MODE_FILTER a program decides about every call
    SECCOMP_FILTER_FLAG_TSYNC for all threads of the process
    SECCOMP_FILTER_FLAG_LOG what the filter refuses is logged
    SECCOMP_RET_KILL_PROCESS end the process
    SECCOMP_RET_KILL_THREAD end the thread
    SECCOMP_RET_TRAP send SIGSYS
    SECCOMP_RET_ERRNO fail with an errno without making the call
    SECCOMP_RET_TRACE let the tracer decide
    SECCOMP_RET_LOG make the call and log it
    SECCOMP_RET_ALLOW make the call
    PERF_TYPE_HARDWARE counters of the processor
    PERF_TYPE_SOFTWARE counters of the kernel
    PERF_TYPE_TRACEPOINT places in the kernel that can be watched
    PERF_COUNT_HW_CPU_CYCLES cycles of the processor
    PERF_COUNT_HW_INSTRUCTIONS instructions done
    PERF_COUNT_HW_CACHE_MISSES what no cache held
    PERF_COUNT_HW_BRANCH_MISSES branches guessed wrongly
    PERF_COUNT_SW_TASK_CLOCK time on the processor
    PERF_COUNT_SW_PAGE_FAULTS page faults
    PERF_COUNT_SW_CONTEXT_SWITCHES how often another task took the processor
    PERF_COUNT_SW_CPU_MIGRATIONS how often it went to another processor
    LINUX_REBOOT_CMD_RESTART boot anew
    LINUX_REBOOT_CMD_HALT stop the machine
    LINUX_REBOOT_CMD_POWER_OFF switch the machine off
    LINUX_REBOOT_CMD_CAD_ON Ctrl-Alt-Del boots at once
    LINUX_REBOOT_CMD_CAD_OFF Ctrl-Alt-Del sends SIGINT to process 1
    BPF_MAP_CREATE make a map
    BPF_MAP_LOOKUP_ELEM look an entry of a map up
    BPF_MAP_UPDATE_ELEM make or change an entry of a map
    BPF_MAP_DELETE_ELEM remove an entry of a map
    BPF_PROG_LOAD check a program and load it
    SYSLOG_ACTION_READ_ALL read the kernel's log
    SYSLOG_ACTION_SIZE_BUFFER ask how long the kernel's log is
    """
}
