import CLinux

/// The four programs that count: at a call's entry, at its return, at a fork and at a thread's end.
///
/// They know a followed thread by the address of its `task_struct`: the fork tracepoint hands over the child's before the
/// child can run, so no call of a child of ours is missed and none of anybody else's counted, in whichever pid namespace
/// it is; and reading nothing through the pointer, they need no kernel type information (BTF). The thread's end takes
/// the address out of the set before the kernel can give it to another thread.
struct BPFCounting {
  let maps: BPFMaps
  /// A pid namespace other than the first: where the watched process's number means something.
  let namespace: PidNamespace?
  /// Whether the kernel knows its own types (BTF), so that a program may read in a `task_struct` by a plain load; a
  /// helper does it otherwise, which costs more.
  let readsDirectly: Bool

  /// Where the status stands in a thread has been so since.
  static let oldest = LinuxVersion(major: 5, minor: 11)

  /// Where the kernel keeps what.
  private enum Task {
    /// thread_info.status at the head of task_struct (arch/x86/include/asm/thread_info.h), with TS_COMPAT in
    /// it while a call of 32-bit code runs.
    static let status: Int32 = 16
    static let compatible: Int32 = 2
    /// pt_regs.orig_ax: the call's number while it returns.
    static let number: Int32 = 120
  }

  /// A value in the map of tasks: when the call began, and its place in the map of counts or one of these.
  private enum Place {
    static let outside: Int32 = -1
    /// The first return that a new thread makes is its parent's call, not its own.
    static let newborn: Int32 = -2
  }
  private static let began: Int16 = 0
  private static let place: Int16 = 8
  private static let returned: Int16 = 0
  private static let errors: Int16 = 8
  private static let nanoseconds: Int16 = 16
  private static let unreturned: Int16 = 24
  private static let living: Int16 = 0
  private static let lost: Int16 = 8

  /// What lies where on each program's stack, from the frame pointer down.
  private enum Stack {
    static let task: Int16 = -8
    static let newPlace: Int16 = -16
    static let newBegan: Int16 = -24
    static let index: Int16 = -28
    static let status: Int16 = -32
    static let process: Int16 = -36
    static let zero: Int16 = -40
    static let ids: Int16 = -48
    static let child: Int16 = -56
  }

  /// sys_enter(registers, number).
  var entry: [BPFLine] {
    [.move(.r6, .r1)] + currentTask + find(maps.tasks, Stack.task) + [.jumpIf(.r0, .notEqual, 0, to: "followed")]
      + join
      + [
        .label("followed"), .move(.r7, .r0),
        .load(.r8, .doubleWord, .r6, 8),
      ] + readCompatible
      + [
        .store(.doubleWord, .r7, Self.place, .r8),
        // Last, so that counting does not count itself.
        .call(BPF_FUNC_ktime_get_ns), .store(.doubleWord, .r7, Self.began, .r0),
      ] + out
  }

  /// sys_exit(registers, result).
  var exit: [BPFLine] {
    [.move(.r6, .r1)] + currentTask + find(maps.tasks, Stack.task)
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .move(.r7, .r0),
        .load(.r8, .doubleWord, .r7, Self.place),
        .store(.doubleWord, .r7, Self.place, .constant(Place.outside)),
        .jumpIf(.r8, .equal, .constant(Place.newborn), to: "out"),
        .jumpIf(.r8, .equal, .constant(Place.outside), to: "refused"),
        .call(BPF_FUNC_ktime_get_ns),
        .load(.r1, .doubleWord, .r7, Self.began),
        .arithmetic(.subtract, .r0, .r1), .move(.r9, .r0),
        .jump(to: "returned"),

        // A seccomp filter answered the call before its entry was announced: it counts without time.
        .label("refused"),
        .move(.r1, .frame), .arithmetic(.add, .r1, .constant(Int32(Stack.ids))),
        .move(.r2, 8),
        .load(.r3, .doubleWord, .r6, 0), .arithmetic(.add, .r3, .constant(Task.number)),
        .call(BPF_FUNC_probe_read_kernel),
        .jumpIf(.r0, .notEqual, 0, to: "out"),
        .load(.r8, .doubleWord, .frame, Stack.ids),
      ] + readCompatible
      + [
        .move(.r9, 0),

        // r8: place, r9: nanoseconds to add. No atomic addition is needed: the kernel lets no program interrupt itself
        // on one CPU, and nothing else writes these three.
        .label("returned"),
        .store(.word, .frame, Stack.index, .r8),
      ] + find(maps.counts, Stack.index) + [.jumpIf(.r0, .equal, 0, to: "out")]
      + add(1, Self.returned) + add(.r9, Self.nanoseconds)
      + [
        .load(.r1, .doubleWord, .r6, 8),
        .jumpIf(.r1, .less, -4095, to: "out"),
      ] + add(1, Self.errors) + out
  }

  /// sched_process_fork(parent, child), for threads too, before the child runs.
  var fork: [BPFLine] {
    [
      .move(.r6, .r1),
      .load(.r1, .doubleWord, .r6, 0), .store(.doubleWord, .frame, Stack.task, .r1),
    ] + find(maps.tasks, Stack.task)
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .load(.r1, .doubleWord, .r6, 8), .store(.doubleWord, .frame, Stack.child, .r1),
      ] + follow(Stack.child, as: Place.newborn) + out
  }

  /// sched_process_exit(task): the thread makes no call any more. The one in which it ends, exit_group often, does not
  /// return.
  var end: [BPFLine] {
    [.load(.r1, .doubleWord, .r1, 0), .store(.doubleWord, .frame, Stack.task, .r1)] + find(maps.tasks, Stack.task)
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .load(.r8, .doubleWord, .r0, Self.place),
        .store(.word, .frame, Stack.index, .r8),
        .map(.r1, maps.tasks), .move(.r2, .frame), .arithmetic(.add, .r2, .constant(Int32(Stack.task))),
        .call(BPF_FUNC_map_delete_elem),
      ] + findState
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .move(.r1, -1), .atomicAdd(.r0, Self.living, .r1),
        // No call, `Place`, is no place in the map.
      ] + find(maps.counts, Stack.index) + [.jumpIf(.r0, .equal, 0, to: "out")] + add(1, Self.unreturned) + out
  }
}

// The pieces.
extension BPFCounting {
  private var out: [BPFLine] {
    [.label("out"), .move(.r0, 0), .exit]
  }

  private var currentTask: [BPFLine] {
    [
      .call(readsDirectly ? BPF_FUNC_get_current_task_btf : BPF_FUNC_get_current_task), .move(.r9, .r0),
      .store(.doubleWord, .frame, Stack.task, .r9),
    ]
  }

  /// r0: the address of the map's value for the key on the stack, or 0.
  private func find(_ map: Int32, _ key: Int16) -> [BPFLine] {
    [
      .map(.r1, map), .move(.r2, .frame), .arithmetic(.add, .r2, .constant(Int32(key))),
      .call(BPF_FUNC_map_lookup_elem),
    ]
  }

  private var findState: [BPFLine] {
    [.store(.word, .frame, Stack.zero, 0)] + find(maps.state, Stack.zero)
  }

  /// Adds to the eight bytes at r0 + offset; r1 is lost.
  private func add(_ what: BPFOperand, _ offset: Int16) -> [BPFLine] {
    [
      .load(.r1, .doubleWord, .r0, offset), .arithmetic(.add, .r1, what),
      .store(.doubleWord, .r0, offset, .r1),
    ]
  }

  /// r8, a number, becomes its `Call.place`; r9 is the task.
  private var readCompatible: [BPFLine] {
    let limit = Int32(Call.limit)
    return [
      .jumpIf(.r8, .greaterOrEqual, .constant(limit), to: "unknown")
    ] + (readsDirectly ? [.load(.r1, .word, .r9, Int16(Task.status))] : probeStatus) + [
      .arithmetic(.and, .r1, .constant(Task.compatible)),
      .jumpIf(.r1, .equal, 0, to: "placed"),
      .arithmetic(.add, .r8, .constant(limit)),
      .jump(to: "placed"),
      .label("unknown"), .move(.r8, .constant(2 * limit)),
      .label("placed"),
    ]
  }

  private var probeStatus: [BPFLine] {
    [
      .move(.r1, .frame), .arithmetic(.add, .r1, .constant(Int32(Stack.status))),
      .move(.r2, 4),
      .move(.r3, .r9), .arithmetic(.add, .r3, .constant(Task.status)),
      .call(BPF_FUNC_probe_read_kernel),
      .load(.r1, .word, .frame, Stack.status),
    ]
  }

  /// Puts the task at `key` on the stack into the set; r8 is lost.
  private func follow(_ key: Int16, as place: Int32) -> [BPFLine] {
    [
      .store(.doubleWord, .frame, Stack.newBegan, 0),
      .store(.doubleWord, .frame, Stack.newPlace, .constant(place)),
      .map(.r1, maps.tasks), .move(.r2, .frame), .arithmetic(.add, .r2, .constant(Int32(key))),
      .move(.r3, .frame), .arithmetic(.add, .r3, .constant(Int32(Stack.newBegan))),
      .move(.r4, 0),
      .call(BPF_FUNC_map_update_elem),
      .move(.r8, .r0),
    ] + findState
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .move(.r1, 1),
        .jumpIf(.r8, .equal, 0, to: "following"),
        .atomicAdd(.r0, Self.lost, .r1),
        .jump(to: "out"),
        .label("following"),
        .atomicAdd(.r0, Self.living, .r1),
      ]
  }

  /// A thread that is not followed: it joins when its process is watched, one at the gate when it makes its execve.
  /// r6 is the context, r0 is the address of its value afterwards.
  private var join: [BPFLine] {
    thread + find(maps.watched, Stack.process)
      + [
        .jumpIf(.r0, .equal, 0, to: "out"),
        .load(.r1, .word, .r0, 0),
        .jumpIf(.r1, .notEqual, .constant(BPFMaps.Watched.gate), to: "joins"),
        .load(.r1, .doubleWord, .r6, 8),
        .jumpIf(.r1, .notEqual, .constant(Int32(Call.execve)), to: "out"),
        .store(.word, .r0, 0, .constant(BPFMaps.Watched.running)),
        .label("joins"),
      ] + follow(Stack.task, as: Place.outside) + find(maps.tasks, Stack.task)
      + [.jumpIf(.r0, .equal, 0, to: "out")]
  }

  /// The process number of the current thread goes to the stack.
  private var thread: [BPFLine] {
    guard let namespace else {
      return [
        .call(BPF_FUNC_get_current_pid_tgid), .arithmetic(.shiftRight, .r0, 32),
        .store(.word, .frame, Stack.process, .r0),
      ]
    }
    return [
      .move(.r1, .constant(Int32(truncatingIfNeeded: namespace.device))),
      .move(.r2, .constant(Int32(bitPattern: UInt32(truncatingIfNeeded: namespace.inode)))),
      // A constant is sign-extended, and these numbers are above 2^31.
      .arithmetic(.shiftLeft, .r2, 32), .arithmetic(.shiftRight, .r2, 32),
      .move(.r3, .frame), .arithmetic(.add, .r3, .constant(Int32(Stack.ids))),
      .move(.r4, 8),
      .call(BPF_FUNC_get_ns_current_pid_tgid),
      .jumpIf(.r0, .notEqual, 0, to: "out"),
      // struct bpf_pidns_info: the thread's number, then the process's.
      .load(.r1, .word, .frame, Stack.ids + 4),
      .store(.word, .frame, Stack.process, .r1),
    ]
  }
}
