extension WordCodec {
  /// The flags of `setxattr` (`man 2 setxattr`).
  public static let xattrFlags = WordCodec(
    "setxattr flag",
    flags: [
      Constant("XATTR_CREATE", 0x1),
      Constant("XATTR_REPLACE", 0x2),
    ])

  /// The flags of `name_to_handle_at` (`man 2 name_to_handle_at`). Two of them have bits that mean other things
  /// elsewhere.
  public static let atHandleFlags = WordCodec(
    "name_to_handle_at flag",
    flags: [
      Constant("AT_HANDLE_MNT_ID_UNIQUE", 0x1),
      Constant("AT_HANDLE_CONNECTABLE", 0x2),
      Constant("AT_HANDLE_FID", 0x200),
      Constant("AT_SYMLINK_FOLLOW", 0x400),
      Constant("AT_EMPTY_PATH", 0x1000),
    ])

  /// The attributes of an inode that came from XFS: FS_IOC_FSGETXATTR and `file_getattr` (`include/uapi/linux/fs.h`).
  public static let extendedInodeFlags = WordCodec(
    "extended inode flag",
    flags: [
      Constant("FS_XFLAG_REALTIME", 0x1),
      Constant("FS_XFLAG_PREALLOC", 0x2),
      Constant("FS_XFLAG_IMMUTABLE", 0x8),
      Constant("FS_XFLAG_APPEND", 0x10),
      Constant("FS_XFLAG_SYNC", 0x20),
      Constant("FS_XFLAG_NOATIME", 0x40),
      Constant("FS_XFLAG_NODUMP", 0x80),
      Constant("FS_XFLAG_RTINHERIT", 0x100),
      Constant("FS_XFLAG_PROJINHERIT", 0x200),
      Constant("FS_XFLAG_NOSYMLINKS", 0x400),
      Constant("FS_XFLAG_EXTSIZE", 0x800),
      Constant("FS_XFLAG_EXTSZINHERIT", 0x1000),
      Constant("FS_XFLAG_NODEFRAG", 0x2000),
      Constant("FS_XFLAG_FILESTREAM", 0x4000),
      Constant("FS_XFLAG_DAX", 0x8000),
      Constant("FS_XFLAG_COWEXTSIZE", 0x1_0000),
      Constant("FS_XFLAG_HASATTR", 0x8000_0000),
    ])

  /// How FS_IOC_FIEMAP looks for the extents of a file (`include/uapi/linux/fiemap.h`).
  public static let extentMapFlags = WordCodec(
    "FIEMAP flag",
    flags: [
      Constant("FIEMAP_FLAG_SYNC", 0x1),
      Constant("FIEMAP_FLAG_XATTR", 0x2),
      Constant("FIEMAP_FLAG_CACHE", 0x4),
    ])

  /// What is known of an extent.
  public static let extentFlags = WordCodec(
    "extent flag",
    flags: [
      Constant("FIEMAP_EXTENT_LAST", 0x1),
      Constant("FIEMAP_EXTENT_UNKNOWN", 0x2),
      Constant("FIEMAP_EXTENT_DELALLOC", 0x4),
      Constant("FIEMAP_EXTENT_ENCODED", 0x8),
      Constant("FIEMAP_EXTENT_DATA_ENCRYPTED", 0x80),
      Constant("FIEMAP_EXTENT_NOT_ALIGNED", 0x100),
      Constant("FIEMAP_EXTENT_DATA_INLINE", 0x200),
      Constant("FIEMAP_EXTENT_DATA_TAIL", 0x400),
      Constant("FIEMAP_EXTENT_UNWRITTEN", 0x800),
      Constant("FIEMAP_EXTENT_MERGED", 0x1000),
      Constant("FIEMAP_EXTENT_SHARED", 0x2000),
    ])
}
