import LinuxABI
import Testing

@testable import SyscallTable

/// What the kernel fills, as strace 6.1 printed it, for the calls of processes, memory, time and privilege.
struct SystemSampleTests {
  private static let at = CallSample.at
  private static func little(_ values: [UInt64]) -> [UInt8] { CallSample.little(values) }
  /// Words of 4 bytes.
  private static func short(_ values: [UInt64]) -> [UInt8] { values.flatMap { $0.littleEndianBytes.prefix(4) } }

  private static let clock = little([
    0, 0, 0, 16_000_000, 16_000_000, 0x40, 2, 1, 32_768_000, 1_795_635_560, 973_292, 10_000, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0,
  ])
  private static let clockText =
    "{modes=0, offset=0, freq=0, maxerror=16000000, esterror=16000000, status=STA_UNSYNC, constant=2, precision=1, tolerance=32768000, time={tv_sec=1795635560, tv_usec=973292}, tick=10000, ppsfreq=0, jitter=0, shift=0, stabil=0, jitcnt=0, calcnt=0, errcnt=0, stbcnt=0, tai=0}"

  static let samples: [CallSample] = [
    .init(
      "sysinfo({uptime=675, loads=[1377120, 571520, 221408], totalram=25276514304, freeram=21937549312, sharedram=9011200, bufferram=23617536, totalswap=0, freeswap=0, procs=294, totalhigh=0, freehigh=0, mem_unit=1}) = 0",
      [at], .returned(0),
      after: little([
        675, 1_377_120, 571_520, 221_408, 25_276_514_304, 21_937_549_312, 9_011_200, 23_617_536, 0, 0, 294, 0, 0, 1,
      ])),
    .init("adjtimex(\(clockText)) = 5 (TIME_ERROR)", [at], .returned(5), before: little([1]), after: clock),
    .init(
      "clock_adjtime(CLOCK_REALTIME, \(clockText)) = 5 (TIME_ERROR)", [0, at], .returned(5), before: little([1]),
      after: clock),
    .init("adjtimex(0x7f0000001000) = -1 EPERM (Operation not permitted)", [at], .failed(.notPermitted), before: clock),
    .init("personality(0xffffffff) = 0 (PER_LINUX)", [0xffff_ffff], .returned(0)),
    .init("personality(PER_LINUX32) = 0x40008 (PER_LINUX32|ADDR_NO_RANDOMIZE)", [8], .returned(0x40008)),
    .init("personality(0x2 /* PER_??? */) = 0x1 (0x1 /* PER_??? */)", [2], .returned(1)),
    .init("sched_getparam(0, [0]) = 0", [0, at], .returned(0), after: little([0])),
    .init("sched_getparam(-1, 0x7f0000001000) = -1 EINVAL (Invalid argument)", [CallSample.m, at], .failed(.invalid)),
    .init("sched_rr_get_interval(0, {tv_sec=0, tv_nsec=0}) = 0", [0, at], .returned(0), after: little([0, 0])),
    .init(
      "sched_getattr(0, {size=56, sched_policy=SCHED_OTHER, sched_flags=0, sched_nice=0, sched_priority=0, sched_runtime=1400000, sched_deadline=0, sched_period=0, sched_util_min=0, sched_util_max=0}, 80, 0) = 0",
      [0, at, 80, 0], .returned(0), after: little([56, 0, 0, 1_400_000, 0, 0, 0])),
    .init(
      "sched_getattr(0, {size=48, sched_policy=SCHED_OTHER, sched_flags=0, sched_nice=0, sched_priority=0, sched_runtime=1400000, sched_deadline=0, sched_period=0}, 48, 0) = 0",
      [0, at, 48, 0], .returned(0), after: little([48, 0, 0, 1_400_000, 0, 0, 0])),
    .init(
      "ioprio_get(IOPRIO_WHO_PROCESS, 0) = 24583 (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 7))", [1, 0], .returned(24583)),
    .init(
      "membarrier(MEMBARRIER_CMD_QUERY, 0) = 0x3 (MEMBARRIER_CMD_GLOBAL|MEMBARRIER_CMD_GLOBAL_EXPEDITED)", [0, 0, 7],
      .returned(3)),
    .init("membarrier(MEMBARRIER_CMD_GLOBAL, 0) = 0", [1, 0, 7], .returned(0)),
    .init("getcpu([0], NULL, NULL) = 0", [at, 0, 0], .returned(0), after: little([0])),
    .init(
      "get_robust_list(0, [0x7f99d030ea20], NULL) = 0", [0, at, 0], .returned(0), after: little([0x7f99_d030_ea20])),
    .init(
      "get_mempolicy([MPOL_DEFAULT], NULL, 0, 0x10000000, MPOL_F_NODE|MPOL_F_ADDR) = 0", [at, 0, 0, 0x1000_0000, 3],
      .returned(0), after: little([0])),
    .init(
      "get_mempolicy(NULL, [0x00000000000001], 3, NULL, 0) = 0", [0, at, 3, 0, 0], .returned(0), after: little([1])),
    .init(
      "move_pages(0, 2, NULL, NULL, [0, -EFAULT], 0) = 0", [0, 2, 0, 0, at, 0], .returned(0),
      after: short([0, 0xffff_fff2])),
    .init(
      "modify_ldt(0, {entry_number=25, base_addr=0x00001a, limit=0x00001b, seg_32bit=0, contents=2, read_exec_only=1, limit_in_pages=1, seg_not_present=0, useable=0, lm=0}, 16) = 0",
      [0, at, 16], .returned(0), after: short([25, 0x1a, 0x1b, 0x1c])),
    .init("modify_ldt(1, 0x7f0000001000, 15) = 4294967274", [1, at, 15], .returned(0xffff_ffea)),
    .init(
      #"keyctl(KEYCTL_DESCRIBE, KEY_SPEC_PROCESS_KEYRING, "keyring;65534;65534;3f010000;_pi"..., 100) = 34"#,
      [6, 0xffff_fffe, at, 100], .returned(34), after: Array("keyring;65534;65534;3f010000;_pid\0".utf8)),
    .init(
      #"keyctl(KEYCTL_READ, KEY_SPEC_SESSION_KEYRING, "", 16) = 0"#, [11, 0xffff_fffd, at, 16], .returned(0)),
    .init(
      #"keyctl(KEYCTL_GET_SECURITY, KEY_SPEC_PROCESS_KEYRING, "", 50) = 1"#, [17, 0xffff_fffe, at, 50], .returned(1),
      after: [0, 9]),
    .init(
      "keyctl(KEYCTL_CAPABILITIES, [KEYCTL_CAPS0_CAPABILITIES|KEYCTL_CAPS0_MOVE, KEYCTL_CAPS1_NS_KEYRING_NAME|KEYCTL_CAPS1_NS_KEY_TAG], 8) = 2",
      [31, at, 8], .returned(2), after: [0x81, 3]),
    .init(
      "seccomp(SECCOMP_GET_NOTIF_SIZES, 0, {seccomp_notif=80, seccomp_notif_resp=24, seccomp_data=64}) = 0",
      [3, 0, at],
      .returned(0), after: [80, 0, 24, 0, 64, 0]),
    .init(
      "lsm_list_modules([LSM_ID_CAPABILITY, LSM_ID_LANDLOCK], NULL, 0) = 2", [at, 0, 0], .returned(2),
      after: little([100, 110])),
    .init(
      "ptrace(PTRACE_PEEKUSER, 17412, 8*ORIG_RAX, [0x3e]) = 0", [3, 17412, 0x78, at], .returned(0),
      after: little([0x3e])),
    .init(
      "ptrace(PTRACE_PEEKDATA, 17412, 0x10000000, [0x10000200]) = 0", [2, 17412, 0x1000_0000, at], .returned(0),
      after: little([0x1000_0200])),
    .init("ptrace(PTRACE_TRACEME) = 0", [0, 0, 0, 0], .returned(0)),
    .init(
      "ptrace(PTRACE_GETSIGINFO, 17412, NULL, {si_signo=SIGSTOP, si_code=SI_USER, si_pid=17412, si_uid=65534}) = 0",
      [0x4202, 17412, 0, at], .returned(0),
      after: little([19, 0, 17412 | 65534 << 32] + [UInt64](repeating: 0, count: 13))),
    .init(
      "ptrace(PTRACE_GETREGS, 7, {r15=0x1, r14=0, r13=0, r12=0, rbp=0, rbx=0, r11=0, r10=0, r9=0, r8=0, rax=0, rcx=0, rdx=0, rsi=0, rdi=0, orig_rax=0x27, rip=0, cs=0, eflags=0, rsp=0, ss=0, fs_base=0, gs_base=0, ds=0, es=0, fs=0, gs=0}) = 0",
      [12, 7, 0, at], .returned(0),
      after: little([1] + [UInt64](repeating: 0, count: 14) + [0x27] + [UInt64](repeating: 0, count: 11))),
    .init(
      "ptrace(PTRACE_GET_SYSCALL_INFO, 7, 88, {op=PTRACE_SYSCALL_INFO_NONE, arch=AUDIT_ARCH_X86_64, instruction_pointer=0x7fd66cd15829, stack_pointer=0x7fffcfdbe078}) = 24",
      [0x420e, 7, 88, at], .returned(24),
      after: little([0xc000_003e << 32, 0x7fd6_6cd1_5829, 0x7fff_cfdb_e078] + [UInt64](repeating: 0, count: 8))),
    .init("prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS) = 0x2 (PR_SPEC_ENABLE)", [52, 0], .returned(2)),
    .init("prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) = 1 (PR_MCE_KILL_EARLY)", [34, 0, 0, 0, 0], .returned(1)),
    .init("prctl(PR_GET_SECUREBITS) = 0", [27], .returned(0)),
    .init("prctl(PR_GET_TSC, [PR_TSC_ENABLE]) = 0", [25, at], .returned(0), after: little([1])),
  ]

  @Test(arguments: samples)
  func whatTheKernelFillsReadsAsStracePrintsIt(sample: CallSample) throws {
    let row = try #require(SyscallTable.standard[String(sample.text.prefix { $0 != "(" })])
    let printer = CallPrinter(row, sample.words, memory: PagedMemory(sample.before))
    #expect(printer.text(sample.outcome, memory: PagedMemory(sample.after)) == sample.text)
    #expect(sample.text.hasPrefix(printer.beginning))
  }

  /// Version 1 has one set of 32 bits, later ones two; the version stands in another argument's memory.
  @Test func capabilitiesAreReadAsTheVersionSays() throws {
    let row = try #require(SyscallTable.standard["capget"])
    func text(_ version: UInt64, _ outcome: CallOutcome = .returned(0)) -> String {
      let memory = PagedMemory([
        (0x9000, Self.short([version, 1])), (Self.at, Self.short([1, 0x20, 0, 0x180, 0, 0])),
      ])
      return CallPrinter(row, [0x9000, Self.at], memory: memory).text(outcome, memory: memory)
    }
    #expect(
      text(0x1998_0330)
        == "capget({version=_LINUX_CAPABILITY_VERSION_1, pid=1}, {effective=1<<CAP_CHOWN, permitted=1<<CAP_KILL, inheritable=0}) = 0"
    )
    #expect(
      text(0x2008_0522)
        == "capget({version=_LINUX_CAPABILITY_VERSION_3, pid=1}, {effective=1<<CAP_CHOWN|1<<CAP_BPF|1<<CAP_CHECKPOINT_RESTORE, permitted=1<<CAP_KILL, inheritable=0}) = 0"
    )
    #expect(
      text(7, .failed(.invalid))
        == "capget({version=0x7 /* _LINUX_CAPABILITY_VERSION_??? */, pid=1}, 0x7f0000001000) = -1 EINVAL (Invalid argument)"
    )
  }

  /// The numbers that clone3 writes stand behind its structure, in the parent alone.
  @Test(
    arguments: [
      (0x10_1000, "pidfd=0x9000, parent_tid=0x9008", .returned(26798), " => {pidfd=[3], parent_tid=[26798]}"),
      (0x10_0000, "parent_tid=0x9008", .returned(26798), " => {parent_tid=[26798]}"), (0, "", .returned(26798), ""),
      (0x10_0000, "parent_tid=0x9008", .returned(0), ""), (0x10_0000, "parent_tid=0x9008", .failed(.invalid), ""),
    ] as [(UInt64, String, CallOutcome, String)])
  func whatClone3WritesStandsBehindItsStructure(flags: UInt64, members: String, outcome: CallOutcome, answer: String)
    throws
  {
    let row = try #require(SyscallTable.standard["clone3"])
    // As the C library fills it: with pointers that no flag asks for.
    let memory = PagedMemory([
      (Self.at, Self.little([flags, 0x9000, 0x9010, 0x9008, 17, 0, 0, 77, 0, 0, 0])),
      (0x9000, Self.little([3, 26798])),
    ])
    let printer = CallPrinter(row, [Self.at, 88], memory: memory)
    let text = printer.text(outcome, memory: memory)
    // What is printed when the call begins ends before them.
    #expect(text.hasPrefix(printer.beginning))
    #expect(printer.beginning.hasSuffix("stack_size=0}") == !members.isEmpty)
    #expect(printer.hasMore == !members.isEmpty)
    let names = flags == 0 ? "0" : flags == 0x10_0000 ? "CLONE_PARENT_SETTID" : "CLONE_PIDFD|CLONE_PARENT_SETTID"
    #expect(
      text.hasPrefix(
        "clone3({flags=\(names), \(members)\(members.isEmpty ? "" : ", ")exit_signal=SIGCHLD, stack=NULL, stack_size=0}\(answer), 88) = "
      ))
  }

  /// The buffers of the caller are shown with what came into them, those of the other process by their addresses.
  @Test func memoryOfAnotherProcessIsShownOnce() throws {
    let row = try #require(SyscallTable.standard["process_vm_readv"])
    let memory = PagedMemory([
      (0x9000, Self.little([0x9100, 5, 0x1000_0200, 3])), (0x9100, Array("abc".utf8)),
    ])
    let words: [UInt64] = [16727, 0x9000, 1, 0x9010, 1, 0]
    #expect(
      CallPrinter(row, words, memory: memory).text(.returned(3), memory: memory)
        == #"process_vm_readv(16727, [{iov_base="abc", iov_len=5}], 1, [{iov_base=0x10000200, iov_len=3}], 1, 0) = 3"#)
  }
}
