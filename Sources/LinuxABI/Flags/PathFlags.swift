extension WordCodec {
  /// What `access` asks for (`man 2 access`). F_OK, that the file exists, is the absence of the others.
  public static let accessModes = WordCodec(
    "access mode",
    flags: [
      Constant("R_OK", 0x4),
      Constant("W_OK", 0x2),
      Constant("X_OK", 0x1),
    ],
    aliases: [
      Constant("F_OK", 0x0)
    ], zero: "F_OK")

  /// The flags of `newfstatat` (`man 2 fstatat`).
  public static let atStatFlags = WordCodec(
    "fstatat flag",
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_NO_AUTOMOUNT", 0x800),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The flags of `statx` (`man 2 statx`). How hard a network file system tries to be up to date is a field.
  public static let atStatxFlags = WordCodec(
    "statx flag",
    fields: [
      Field(
        mask: 0x6000,
        [
          Constant("AT_STATX_SYNC_AS_STAT", 0x0),
          Constant("AT_STATX_FORCE_SYNC", 0x2000),
          Constant("AT_STATX_DONT_SYNC", 0x4000),
        ])
    ],
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_NO_AUTOMOUNT", 0x800),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The flags of `faccessat2` (`man 2 faccessat2`).
  public static let atAccessFlags = WordCodec(
    "faccessat2 flag",
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_EACCESS", 0x200),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The flags of `fchownat` (`man 2 fchownat`), `utimensat`, `fchmodat2`, `setxattrat` and others.
  public static let atLinkOrTargetFlags = WordCodec(
    "path flag",
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The flags of `unlinkat` (`man 2 unlinkat`). AT_REMOVEDIR has the bit of AT_EACCESS.
  public static let atUnlinkFlags = WordCodec(
    "unlinkat flag",
    flags: [
      Constant("AT_REMOVEDIR", 0x200)
    ])

  /// The flags of `linkat` (`man 2 linkat`).
  public static let atNewLinkFlags = WordCodec(
    "linkat flag",
    flags: [
      Constant("AT_SYMLINK_FOLLOW", 0x400),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The flags of `renameat2` (`man 2 rename`).
  public static let renameFlags = WordCodec(
    "rename flag",
    flags: [
      Constant("RENAME_NOREPLACE", 0x1),
      Constant("RENAME_EXCHANGE", 0x2),
      Constant("RENAME_WHITEOUT", 0x4),
    ])
}
