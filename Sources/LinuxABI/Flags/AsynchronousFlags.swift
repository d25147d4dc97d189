extension WordCodec {
  /// What a request of `io_submit` does (`include/uapi/linux/aio_abi.h`).
  public static let aioCommands = WordCodec(
    "request",
    oneOf: [
      Constant("IOCB_CMD_PREAD", 0),
      Constant("IOCB_CMD_PWRITE", 1),
      Constant("IOCB_CMD_FSYNC", 2),
      Constant("IOCB_CMD_FDSYNC", 3),
      Constant("IOCB_CMD_PREADX", 4),
      Constant("IOCB_CMD_POLL", 5),
      Constant("IOCB_CMD_NOOP", 6),
      Constant("IOCB_CMD_PREADV", 7),
      Constant("IOCB_CMD_PWRITEV", 8),
    ])

  /// The flags of such a request.
  public static let aioFlags = WordCodec(
    "request flag",
    flags: [
      Constant("IOCB_FLAG_RESFD", 0x1),
      Constant("IOCB_FLAG_IOPRIO", 0x2),
    ])

  /// The flags of `io_uring_setup` (`include/uapi/linux/io_uring.h`).
  public static let ringSetupFlags = WordCodec(
    "ring setup flag",
    flags: [
      Constant("IORING_SETUP_IOPOLL", 0x1),
      Constant("IORING_SETUP_SQPOLL", 0x2),
      Constant("IORING_SETUP_SQ_AFF", 0x4),
      Constant("IORING_SETUP_CQSIZE", 0x8),
      Constant("IORING_SETUP_CLAMP", 0x10),
      Constant("IORING_SETUP_ATTACH_WQ", 0x20),
      Constant("IORING_SETUP_R_DISABLED", 0x40),
      Constant("IORING_SETUP_SUBMIT_ALL", 0x80),
      Constant("IORING_SETUP_COOP_TASKRUN", 0x100),
      Constant("IORING_SETUP_TASKRUN_FLAG", 0x200),
      Constant("IORING_SETUP_SQE128", 0x400),
      Constant("IORING_SETUP_CQE32", 0x800),
      Constant("IORING_SETUP_SINGLE_ISSUER", 0x1000),
      Constant("IORING_SETUP_DEFER_TASKRUN", 0x2000),
      Constant("IORING_SETUP_NO_MMAP", 0x4000),
      Constant("IORING_SETUP_REGISTERED_FD_ONLY", 0x8000),
      Constant("IORING_SETUP_NO_SQARRAY", 0x1_0000),
      Constant("IORING_SETUP_HYBRID_IOPOLL", 0x2_0000),
      Constant("IORING_SETUP_CQE_MIXED", 0x4_0000),
    ])

  /// What the kernel's io_uring can do, as `io_uring_setup` answers it.
  public static let ringFeatures = WordCodec(
    "ring feature",
    flags: [
      Constant("IORING_FEAT_SINGLE_MMAP", 0x1),
      Constant("IORING_FEAT_NODROP", 0x2),
      Constant("IORING_FEAT_SUBMIT_STABLE", 0x4),
      Constant("IORING_FEAT_RW_CUR_POS", 0x8),
      Constant("IORING_FEAT_CUR_PERSONALITY", 0x10),
      Constant("IORING_FEAT_FAST_POLL", 0x20),
      Constant("IORING_FEAT_POLL_32BITS", 0x40),
      Constant("IORING_FEAT_SQPOLL_NONFIXED", 0x80),
      Constant("IORING_FEAT_EXT_ARG", 0x100),
      Constant("IORING_FEAT_NATIVE_WORKERS", 0x200),
      Constant("IORING_FEAT_RSRC_TAGS", 0x400),
      Constant("IORING_FEAT_CQE_SKIP", 0x800),
      Constant("IORING_FEAT_LINKED_FILE", 0x1000),
      Constant("IORING_FEAT_REG_REG_RING", 0x2000),
      Constant("IORING_FEAT_RECVSEND_BUNDLE", 0x4000),
      Constant("IORING_FEAT_MIN_TIMEOUT", 0x8000),
      Constant("IORING_FEAT_RW_ATTR", 0x1_0000),
      Constant("IORING_FEAT_NO_IOWAIT", 0x2_0000),
    ])

  /// The flags of `io_uring_enter`.
  public static let ringEnterFlags = WordCodec(
    "ring entry flag",
    flags: [
      Constant("IORING_ENTER_GETEVENTS", 0x1),
      Constant("IORING_ENTER_SQ_WAKEUP", 0x2),
      Constant("IORING_ENTER_SQ_WAIT", 0x4),
      Constant("IORING_ENTER_EXT_ARG", 0x8),
      Constant("IORING_ENTER_REGISTERED_RING", 0x10),
      Constant("IORING_ENTER_ABS_TIMER", 0x20),
      Constant("IORING_ENTER_EXT_ARG_REG", 0x40),
      Constant("IORING_ENTER_NO_IOWAIT", 0x80),
    ])

  /// The operations of `io_uring_register`.
  public static let ringRegisterCommands = WordCodec(
    "ring operation",
    oneOf: [
      Constant("IORING_REGISTER_BUFFERS", 0),
      Constant("IORING_UNREGISTER_BUFFERS", 1),
      Constant("IORING_REGISTER_FILES", 2),
      Constant("IORING_UNREGISTER_FILES", 3),
      Constant("IORING_REGISTER_EVENTFD", 4),
      Constant("IORING_UNREGISTER_EVENTFD", 5),
      Constant("IORING_REGISTER_FILES_UPDATE", 6),
      Constant("IORING_REGISTER_EVENTFD_ASYNC", 7),
      Constant("IORING_REGISTER_PROBE", 8),
      Constant("IORING_REGISTER_PERSONALITY", 9),
      Constant("IORING_UNREGISTER_PERSONALITY", 10),
      Constant("IORING_REGISTER_RESTRICTIONS", 11),
      Constant("IORING_REGISTER_ENABLE_RINGS", 12),
      Constant("IORING_REGISTER_FILES2", 13),
      Constant("IORING_REGISTER_FILES_UPDATE2", 14),
      Constant("IORING_REGISTER_BUFFERS2", 15),
      Constant("IORING_REGISTER_BUFFERS_UPDATE", 16),
      Constant("IORING_REGISTER_IOWQ_AFF", 17),
      Constant("IORING_UNREGISTER_IOWQ_AFF", 18),
      Constant("IORING_REGISTER_IOWQ_MAX_WORKERS", 19),
      Constant("IORING_REGISTER_RING_FDS", 20),
      Constant("IORING_UNREGISTER_RING_FDS", 21),
      Constant("IORING_REGISTER_PBUF_RING", 22),
      Constant("IORING_UNREGISTER_PBUF_RING", 23),
      Constant("IORING_REGISTER_SYNC_CANCEL", 24),
      Constant("IORING_REGISTER_FILE_ALLOC_RANGE", 25),
      Constant("IORING_REGISTER_PBUF_STATUS", 26),
      Constant("IORING_REGISTER_NAPI", 27),
      Constant("IORING_UNREGISTER_NAPI", 28),
      Constant("IORING_REGISTER_CLOCK", 29),
      Constant("IORING_REGISTER_CLONE_BUFFERS", 30),
      Constant("IORING_REGISTER_SEND_MSG_RING", 31),
      Constant("IORING_REGISTER_ZCRX_IFQ", 32),
      Constant("IORING_REGISTER_RESIZE_RINGS", 33),
      Constant("IORING_REGISTER_MEM_REGION", 34),
      Constant("IORING_REGISTER_QUERY", 35),
    ], family: "IORING_REGISTER_")

  /// The flags of `userfaultfd` (`man 2 userfaultfd`).
  public static let userFaultFlags = WordCodec(
    "userfaultfd flag",
    flags: [
      Constant("UFFD_USER_MODE_ONLY", 0x1),
      Constant("O_NONBLOCK", 0x800),
      Constant("O_CLOEXEC", 0x8_0000),
    ], family: "UFFD_")

  /// The flags of `memfd_secret` (`man 2 memfd_secret`).
  public static let secretMemoryFlags = WordCodec(
    "memfd_secret flag", flags: [Constant("O_CLOEXEC", 0x8_0000)], family: "")
}
