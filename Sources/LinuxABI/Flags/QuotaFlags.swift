extension WordCodec {
  /// The commands of `quotactl`, without the type that stands in their lowest byte (`man 2 quotactl`).
  public static let quotaCommands = WordCodec(
    "quota command",
    oneOf: [
      Constant("Q_SYNC", 0x80_0001),
      Constant("Q_QUOTAON", 0x80_0002),
      Constant("Q_QUOTAOFF", 0x80_0003),
      Constant("Q_GETFMT", 0x80_0004),
      Constant("Q_GETINFO", 0x80_0005),
      Constant("Q_SETINFO", 0x80_0006),
      Constant("Q_GETQUOTA", 0x80_0007),
      Constant("Q_SETQUOTA", 0x80_0008),
      Constant("Q_GETNEXTQUOTA", 0x80_0009),
      Constant("Q_XQUOTAON", 0x5801),
      Constant("Q_XQUOTAOFF", 0x5802),
      Constant("Q_XGETQUOTA", 0x5803),
      Constant("Q_XSETQLIM", 0x5804),
      Constant("Q_XGETQSTAT", 0x5805),
      Constant("Q_XQUOTARM", 0x5806),
      Constant("Q_XQUOTASYNC", 0x5807),
      Constant("Q_XGETQSTATV", 0x5808),
      Constant("Q_XGETNEXTQUOTA", 0x5809),
    ])

  /// Whose quotas are meant.
  public static let quotaTypes = WordCodec(
    "quota type",
    oneOf: [
      Constant("USRQUOTA", 0),
      Constant("GRPQUOTA", 1),
      Constant("PRJQUOTA", 2),
    ], family: "")

  /// How quotas are kept on the disk.
  public static let quotaFormats = WordCodec(
    "quota format",
    oneOf: [
      Constant("QFMT_VFS_OLD", 1),
      Constant("QFMT_VFS_V0", 2),
      Constant("QFMT_OCFS2", 3),
      Constant("QFMT_VFS_V1", 4),
      Constant("QFMT_SHMEM", 5),
    ], family: "QFMT_VFS_")

  /// Which members of `struct dqblk` mean something. QIF_LIMITS and its like are unions of these.
  public static let quotaMembers = WordCodec(
    "quota member",
    flags: [
      Constant("QIF_BLIMITS", 0x1),
      Constant("QIF_SPACE", 0x2),
      Constant("QIF_ILIMITS", 0x4),
      Constant("QIF_INODES", 0x8),
      Constant("QIF_BTIME", 0x10),
      Constant("QIF_ITIME", 0x20),
    ],
    aliases: [
      Constant("QIF_LIMITS", 0x5),
      Constant("QIF_USAGE", 0xa),
      Constant("QIF_TIMES", 0x30),
      Constant("QIF_ALL", 0x3f),
    ])

  /// The flags of `struct dqinfo`.
  public static let quotaInformationFlags = WordCodec(
    "quota information flag",
    flags: [
      Constant("DQF_ROOT_SQUASH", 0x1),
      Constant("DQF_SYS_FILE", 0x1_0000),
    ])

  /// Which members of `struct dqinfo` mean something.
  public static let quotaInformationMembers = WordCodec(
    "quota information member",
    flags: [
      Constant("IIF_BGRACE", 0x1),
      Constant("IIF_IGRACE", 0x2),
      Constant("IIF_FLAGS", 0x4),
    ],
    aliases: [
      Constant("IIF_ALL", 0x7)
    ])

  /// What XFS accounts and enforces (`include/uapi/linux/dqblk_xfs.h`).
  public static let xfsQuotaFlags = WordCodec(
    "XFS quota flag",
    flags: [
      Constant("FS_QUOTA_UDQ_ACCT", 0x1),
      Constant("FS_QUOTA_UDQ_ENFD", 0x2),
      Constant("FS_QUOTA_GDQ_ACCT", 0x4),
      Constant("FS_QUOTA_GDQ_ENFD", 0x8),
      Constant("FS_QUOTA_PDQ_ACCT", 0x10),
      Constant("FS_QUOTA_PDQ_ENFD", 0x20),
    ])

  /// Whose quotas of XFS are meant.
  public static let xfsQuotaTypes = WordCodec(
    "XFS quota type",
    flags: [
      Constant("FS_USER_QUOTA", 0x1),
      Constant("FS_PROJ_QUOTA", 0x2),
      Constant("FS_GROUP_QUOTA", 0x4),
    ], family: "FS_")
}
