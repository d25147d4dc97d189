import LinuxABI

private typealias Field = StructureLayout.Field

/// Structures of System V IPC and of POSIX message queues as x86-64 lays them out, their members in the order in which
/// strace prints them. The comment names the kernel header.
extension StructureLayout {
  /// `include/uapi/asm-generic/ipcbuf.h`: what IPC_SET reads of it.
  private static let newPermissions = StructureLayout(
    "ipc64_perm", size: 48,
    [
      Field("uid", at: 4, .owner), Field("gid", at: 8, .owner), Field("mode", at: 20, .octal(bytes: 4)),
    ])
  /// The same as the kernel answers it.
  private static let permissions = StructureLayout(
    "ipc64_perm", size: 48,
    newPermissions.fields + [
      Field("key", at: 0, .hexadecimal(bytes: 4)), Field("cuid", at: 12, .owner), Field("cgid", at: 16, .owner),
    ])

  /// `include/uapi/asm-generic/shmbuf.h`.
  static let shmidDs = StructureLayout(
    "shmid64_ds", size: 112,
    [
      Field("shm_perm", at: 0, .structure(permissions)),
      Field("shm_segsz", at: 48, .unsigned(bytes: 8)),
      Field("shm_cpid", at: 80, .process),
      Field("shm_lpid", at: 84, .process),
      Field("shm_nattch", at: 88, .unsigned(bytes: 8)),
      Field("shm_atime", at: 56, .unsigned(bytes: 8)),
      Field("shm_dtime", at: 64, .unsigned(bytes: 8)),
      Field("shm_ctime", at: 72, .unsigned(bytes: 8)),
    ])
  static let shmidSet = StructureLayout("shmid64_ds", size: 112, [Field("shm_perm", at: 0, .structure(newPermissions))])

  /// `include/uapi/asm-generic/shmbuf.h`.
  static let shminfo = StructureLayout(
    "shminfo64", size: 72,
    ["shmmax", "shmmin", "shmmni", "shmseg", "shmall"].enumerated().map {
      Field($1, at: $0 * 8, .unsigned(bytes: 8))
    })

  /// `include/uapi/linux/shm.h`.
  static let shmInfo = StructureLayout(
    "shm_info", size: 48,
    [Field("used_ids", at: 0, .signed(bytes: 4))]
      + ["shm_tot", "shm_rss", "shm_swp", "swap_attempts", "swap_successes"].enumerated().map {
        Field($1, at: 8 + $0 * 8, .unsigned(bytes: 8))
      })

  /// `arch/x86/include/uapi/asm/sembuf.h`.
  static let semidDs = StructureLayout(
    "semid64_ds", size: 104,
    [
      Field("sem_perm", at: 0, .structure(permissions)),
      Field("sem_otime", at: 48, .unsigned(bytes: 8)),
      Field("sem_ctime", at: 64, .unsigned(bytes: 8)),
      Field("sem_nsems", at: 80, .unsigned(bytes: 8)),
    ])
  static let semidSet = StructureLayout("semid64_ds", size: 104, [Field("sem_perm", at: 0, .structure(newPermissions))])

  /// `include/uapi/linux/sem.h`.
  static let seminfo = StructureLayout(
    "seminfo", size: 40,
    ["semmap", "semmni", "semmns", "semmnu", "semmsl", "semopm", "semume", "semusz", "semvmx", "semaem"]
      .enumerated().map { Field($1, at: $0 * 4, .signed(bytes: 4)) })

  /// `include/uapi/linux/sem.h`.
  static let sembuf = StructureLayout(
    "sembuf", size: 6,
    [
      Field("sem_num", at: 0, .unsigned(bytes: 2)),
      Field("sem_op", at: 2, .signed(bytes: 2)),
      Field("sem_flg", at: 4, .word(.semFlags, bytes: 2)),
    ])

  /// `include/uapi/asm-generic/msgbuf.h`.
  static let msqidDs = StructureLayout(
    "msqid64_ds", size: 120,
    [
      Field("msg_perm", at: 0, .structure(permissions)),
      Field("msg_stime", at: 48, .unsigned(bytes: 8)),
      Field("msg_rtime", at: 56, .unsigned(bytes: 8)),
      Field("msg_ctime", at: 64, .unsigned(bytes: 8)),
      Field("msg_qnum", at: 80, .unsigned(bytes: 8)),
      Field("msg_qbytes", at: 88, .unsigned(bytes: 8)),
      Field("msg_lspid", at: 96, .process),
      Field("msg_lrpid", at: 100, .process),
    ])
  static let msqidSet = StructureLayout(
    "msqid64_ds", size: 120,
    [
      Field("msg_perm", at: 0, .structure(newPermissions)), Field("msg_qbytes", at: 88, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/msg.h`.
  static let msginfo = StructureLayout(
    "msginfo", size: 32,
    ["msgpool", "msgmap", "msgmax", "msgmnb", "msgmni", "msgssz", "msgtql"].enumerated().map {
      Field($1, at: $0 * 4, .signed(bytes: 4))
    } + [Field("msgseg", at: 28, .unsigned(bytes: 2))])

  /// `include/uapi/linux/mqueue.h`.
  static let mqAttr = StructureLayout(
    "mq_attr", size: 64,
    [Field("mq_flags", at: 0, .word(.posixQueueFlags, bytes: 8))]
      + ["mq_maxmsg", "mq_msgsize", "mq_curmsgs"].enumerated().map {
        Field($1, at: 8 + $0 * 8, .signed(bytes: 8))
      })

  /// `include/uapi/linux/eventpoll.h`, `__u64 data` as the C library's union: its members lie over one another.
  static let epollData = StructureLayout(
    "epoll_data", size: 8,
    [Field("u32", at: 0, .unsigned(bytes: 4)), Field("u64", at: 0, .unsigned(bytes: 8))])

  /// The same header: packed, so that both kinds of programs of x86-64 share it.
  static let epollEvent = StructureLayout(
    "epoll_event", size: 12,
    [Field("events", at: 0, .word(.epollEvents, bytes: 4)), Field("data", at: 4, .structure(epollData))])
}
