extension WordCodec {
  /// The key that makes an object without one (`man 2 shmget`).
  public static let ipcKeys = WordCodec(
    "IPC key",
    oneOf: [
      Constant("IPC_PRIVATE", 0)
    ],
    family: "")

  /// What shmctl does (`man 2 shmctl`).
  public static let shmCommands = WordCodec(
    "shared memory command",
    oneOf: [
      Constant("IPC_RMID", 0),
      Constant("IPC_SET", 1),
      Constant("IPC_STAT", 2),
      Constant("IPC_INFO", 3),
      Constant("SHM_LOCK", 11),
      Constant("SHM_UNLOCK", 12),
      Constant("SHM_STAT", 13),
      Constant("SHM_INFO", 14),
      Constant("SHM_STAT_ANY", 15),
    ],
    family: "SHM_")

  /// What semctl does (`man 2 semctl`).
  public static let semCommands = WordCodec(
    "semaphore command",
    oneOf: [
      Constant("IPC_RMID", 0),
      Constant("IPC_SET", 1),
      Constant("IPC_STAT", 2),
      Constant("IPC_INFO", 3),
      Constant("GETPID", 11),
      Constant("GETVAL", 12),
      Constant("GETALL", 13),
      Constant("GETNCNT", 14),
      Constant("GETZCNT", 15),
      Constant("SETVAL", 16),
      Constant("SETALL", 17),
      Constant("SEM_STAT", 18),
      Constant("SEM_INFO", 19),
      Constant("SEM_STAT_ANY", 20),
    ],
    family: "SEM_")

  /// What msgctl does (`man 2 msgctl`).
  public static let msgCommands = WordCodec(
    "message queue command",
    oneOf: [
      Constant("IPC_RMID", 0),
      Constant("IPC_SET", 1),
      Constant("IPC_STAT", 2),
      Constant("IPC_INFO", 3),
      Constant("MSG_STAT", 11),
      Constant("MSG_INFO", 12),
      Constant("MSG_STAT_ANY", 13),
    ],
    family: "MSG_")

  /// How semget and msgget find or make an object; the low bits are its permissions (`man 2 semget`).
  public static let ipcFlags = WordCodec(
    "IPC flag",
    flags: [
      Constant("IPC_CREAT", 0x200),
      Constant("IPC_EXCL", 0x400),
    ],
    permissionBits: 0o777)

  /// The same for shmget (`man 2 shmget`). The size of huge pages stands in the six highest bits.
  public static let shmFlags = WordCodec(
    "shared memory flag",
    fields: [
      Field(
        mask: 0xfc00_0000, [Constant("21<<SHM_HUGE_SHIFT", 0x5400_0000), Constant("30<<SHM_HUGE_SHIFT", 0x7800_0000)])
    ],
    flags: [
      Constant("IPC_CREAT", 0x200),
      Constant("IPC_EXCL", 0x400),
      Constant("SHM_HUGETLB", 0x800),
      Constant("SHM_NORESERVE", 0x1000),
    ],
    aliases: [Constant("SHM_HUGE_SHIFT", 26)], fieldsFollow: true,
    permissionBits: 0o777)

  /// How shmat maps (`man 2 shmat`).
  public static let attachFlags = WordCodec(
    "attach flag",
    flags: [
      Constant("SHM_RDONLY", 0x1000),
      Constant("SHM_RND", 0x2000),
      Constant("SHM_REMAP", 0x4000),
      Constant("SHM_EXEC", 0x8000),
    ],
    family: "SHM_")

  /// The flags of one operation of semop (`man 2 semop`).
  public static let semFlags = WordCodec(
    "semaphore flag",
    flags: [
      Constant("SEM_UNDO", 0x1000),
      Constant("IPC_NOWAIT", 0x800),
    ],
    family: "SEM_")

  /// How msgsnd and msgrcv wait and choose (`man 2 msgrcv`).
  public static let queueFlags = WordCodec(
    "message queue flag",
    flags: [
      Constant("MSG_NOERROR", 0x1000),
      Constant("MSG_EXCEPT", 0x2000),
      Constant("MSG_COPY", 0x4000),
      Constant("IPC_NOWAIT", 0x800),
    ],
    family: "MSG_")

  /// The flags of a POSIX message queue, of which only O_NONBLOCK can be set (`man 3 mq_getattr`).
  public static let posixQueueFlags = WordCodec(
    "message queue flag",
    flags: [
      Constant("O_APPEND", 0x400),
      Constant("O_NONBLOCK", 0x800),
      Constant("O_DSYNC", 0x1000),
      Constant("O_DIRECT", 0x4000),
      Constant("O_LARGEFILE", 0x8000),
      Constant("O_NOATIME", 0x40000),
      Constant("O_CLOEXEC", 0x80000),
      Constant("O_PATH", 0x200000),
    ],
    family: "O_")
}
