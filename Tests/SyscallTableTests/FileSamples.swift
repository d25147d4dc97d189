import LinuxABI

@testable import SyscallTable

/// Calls of files, file systems and mounts whose answers lie in memory. The texts of calls that strace 6.1 knows were
/// taken from it; the others follow strace's later versions.
extension CallSample {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static func words(_ values: [UInt64]) -> [UInt8] { values.flatMap { $0.littleEndianBytes.prefix(4) } }
  private static let entry =
    little([16_229_009, 4_946_240_492_222_430_245, 24 | 46 << 16, 0]).prefix(23) + [4]
    + little([7, 8, 24 | 102 << 16, 0]).prefix(23) + [8]

  private static let ring: [UInt8] =
    words([4, 8, 0, 0, 0, 0x3_ffff, 0, 0, 0, 0]) + words([0, 4, 16, 24, 36, 32, 192, 0, 0, 0])
    + words([8, 12, 20, 28, 44, 64, 40, 0, 0, 0])

  private static let mount: [UInt8] = {
    var fixed = words([512 + 25, 0]) + little([0x3b])
    fixed += words([0xfe, 0]) + little([0xef53]) + words([1, 0]) + little([0x8000_0017, 0x8000_0016])
    fixed += words([23, 22]) + little([0x1, 0x10_0000, 5, 0, 0]) + words([5, 7])
    return fixed + [UInt8](repeating: 0, count: 512 - fixed.count) + bytes("ext4\0/\0/mnt/of/somebody\0")
  }()

  static let files: [CallSample] = [
    .init(
      "getdents(4, 0x7f0000001000 /* 2 entries */, 512) = 48", [4, at, 512], .returned(48), before: [],
      after: Array(entry)),
    .init(
      #"getdents(4, [{d_ino=16229009, d_off=4946240492222430245, d_reclen=24, d_name=".", d_type=DT_DIR}, {d_ino=7, d_off=8, d_reclen=24, d_name="f", d_type=DT_REG}], 512) = 48"#,
      [4, at, 512], .returned(48), before: [], after: Array(entry), verbose: true),
    .init(
      "getdents(99, 0x7f0000001000, 512) = -1 EBADF (Bad file descriptor)", [99, at, 512], .failed(.badDescriptor)),
    .init(
      "utime(NULL, {actime=1700000000 /* 2023-11-14T22:13:20+0000 */, modtime=0}) = 0", [0, at], .returned(0),
      before: little([1_700_000_000, 0])),
    .init(
      "utimes(NULL, [{tv_sec=1700000000, tv_usec=5} /* 2023-11-14T22:13:20.000005+0000 */, {tv_sec=0, tv_usec=0}]) = 0",
      [0, at], .returned(0), before: little([1_700_000_000, 5, 0, 0])),
    .init(
      "utimes(NULL, [{tv_sec=1700000000, tv_usec=18446744073709551615}, {tv_sec=0, tv_usec=0}]) = -1 EINVAL (Invalid argument)",
      [0, at], .failed(.invalid), before: little([1_700_000_000, m, 0, 0])),
    .init("ustat(makedev(0xfe, 0), 0x7f0000001000) = 0", [0xfe00, at], .returned(0)),
    .init("ustat(makedev(0x456, 0x12378), 0x8) = -1 EINVAL (Invalid argument)", [0x1234_5678, 8], .failed(.invalid)),
    .init(
      "fstatfs(3, {f_type=EXT2_SUPER_MAGIC, f_bsize=4096, f_blocks=66053021, f_bfree=61982962, f_bavail=20696344, f_files=16777216, f_ffree=16350208, f_fsid={val=[0x670fc462, 0x475081e5]}, f_namelen=255, f_frsize=4096, f_flags=ST_VALID|ST_RELATIME}) = 0",
      [3, at], .returned(0), before: [],
      after: little([
        0xef53, 4096, 66_053_021, 61_982_962, 20_696_344, 16_777_216, 16_350_208, 0x4750_81e5_670f_c462, 255, 4096,
        0x1020, 0, 0, 0, 0,
      ])),
    .init("sysfs(0x1, 0x7f0000001000, 0) = 2", [1, at, 0], .returned(2), before: bytes("proc\0")),
    .init(#"setxattr(NULL, NULL, "v", 2, 0) = 0"#, [0, 0, at, 2, 0], .returned(0), before: [118, 0]),
    .init(#"setxattr(NULL, NULL, "v\0", 3, 0) = 0"#, [0, 0, at, 3, 0], .returned(0), before: [118, 0, 0]),
    .init(
      #"setxattr(NULL, NULL, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 33, 0x4 /* XATTR_??? */) = -1 EINVAL (Invalid argument)"#,
      [0, 0, at, 33, 4], .failed(.invalid), before: long),
    .init(
      "setxattr(NULL, NULL, 0x7f0000001000, 70000, XATTR_CREATE|XATTR_REPLACE) = -1 EINVAL (Invalid argument)",
      [0, 0, at, 70000, 3], .failed(.invalid)),
    .init(#"getxattr(NULL, NULL, "ab", 100) = 3"#, [0, 0, at, 100], .returned(3), before: [], after: [97, 98, 0]),
    .init(
      "getxattr(NULL, NULL, 0x7f0000001000, 2) = -1 ERANGE (Numerical result out of range)", [0, 0, at, 2],
      .failed(.range)),
    .init("fgetxattr(3, NULL, NULL, 0) = 5", [3, 0, 0, 0], .returned(5)),
    .init(
      #"listxattr(NULL, "user.a\0user.c\0", 100) = 14"#, [0, at, 100], .returned(14), before: [],
      after: bytes("user.a\0user.c\0")),
    .init("flistxattr(3, 0x7f0000001000, 0) = 14", [3, at, 0], .returned(14)),
    .init(
      #"setxattrat(AT_FDCWD, NULL, AT_EMPTY_PATH, NULL, {value="v", size=1, flags=XATTR_CREATE}, 16) = 0"#,
      [here, 0, 0x1000, 0, at, 16], .returned(0), before: little([at + 16, 1 | 1 << 32]) + [118]),
    .init(
      #"getxattrat(AT_FDCWD, NULL, 0, NULL, {value="abc", size=100, flags=0}, 16) = 3"#, [here, 0, 0, 0, at, 16],
      .returned(3), before: little([at + 16, 100]), after: little([at + 16, 100]) + bytes("abc")),
    .init(
      "getxattrat(AT_FDCWD, NULL, 0, NULL, {value=0x7f0000001010, size=1, flags=0}, 16) = -1 ERANGE (Numerical result out of range)",
      [here, 0, 0, 0, at, 16], .failed(.range), before: little([at + 16, 1])),
    .init(
      "getxattrat(AT_FDCWD, NULL, 0, NULL, 0x7f0000001000, 8) = -1 EINVAL (Invalid argument)",
      [here, 0, 0, 0, at, 8], .failed(.invalid), before: little([at + 16, 1])),
    .init(
      "file_getattr(AT_FDCWD, NULL, {fa_xflags=FS_XFLAG_NODUMP, fa_extsize=1, fa_nextents=2, fa_projid=0x3, fa_cowextsize=4}, 24, 0) = 0",
      [here, 0, at, 24, 0], .returned(0), before: [], after: little([0x80]) + words([1, 2, 3, 4])),
    .init(
      #"file_setattr(AT_FDCWD, NULL, {fa_xflags=0, fa_extsize=1, fa_projid=0x3, fa_cowextsize=4, /* bytes 24..31 */ "\x01\x00\x00\x00\x00\x00\x00\x00"}, 32, 0) = -1 EINVAL (Invalid argument)"#,
      [here, 0, at, 32, 0], .failed(.invalid), before: little([0]) + words([1, 2, 3, 4]) + little([1])),
    .init(
      "cachestat(3, {off=0, len=8}, {nr_cache=1, nr_dirty=2, nr_writeback=3, nr_evicted=4, nr_recently_evicted=5}, 0) = 0",
      [3, at, at + 16, 0], .returned(0), before: little([0, 8]), after: little([0, 8, 1, 2, 3, 4, 5])),
    .init(
      #"name_to_handle_at(4, NULL, {handle_bytes=128 => 8, handle_type=1, f_handle="\x93\xa2\xf7\x00\x90\x43\x5d\x45"}, [43], 0) = 0"#,
      [4, 0, at, at + 64, 0], .returned(0), before: words([128, 9]),
      after: words([8, 1]) + [0x93, 0xa2, 0xf7, 0, 0x90, 0x43, 0x5d, 0x45] + [UInt8](repeating: 0, count: 48)
        + words([43])),
    .init(
      "name_to_handle_at(AT_FDCWD, NULL, {handle_bytes=1 => 8}, 0x7f0000001040, AT_SYMLINK_FOLLOW) = -1 EOVERFLOW (Value too large for defined data type)",
      [here, 0, at, at + 64, 0x400], .failed(.overflow), before: words([1, 0]), after: words([8, 1])),
    .init(
      "name_to_handle_at(AT_FDCWD, NULL, {handle_bytes=129}, 0x7f0000001040, 0) = -1 EINVAL (Invalid argument)",
      [here, 0, at, at + 64, 0], .failed(.invalid), before: words([129, 0])),
    .init(
      #"open_by_handle_at(5, {handle_bytes=0, handle_type=1, f_handle=""}, O_RDONLY) = -1 EINVAL (Invalid argument)"#,
      [5, at, 0], .failed(.invalid), before: words([0, 1])),
    .init(
      "io_setup(4, [0x7f8bc947c000]) = 0", [4, at], .returned(0), before: little([0]), after: little([0x7f8b_c947_c000])
    ),
    .init(
      "io_setup(1, 0x7f0000001000) = -1 EINVAL (Invalid argument)", [1, at], .failed(.invalid), before: little([5])),
    .init(
      "io_getevents(0x7f8bc947c000, 1, 4, [{data=0x11, obj=0x8, res=6, res2=0}], {tv_sec=1, tv_nsec=500}) = 1",
      [0x7f8b_c947_c000, 1, 4, at + 16, at], .returned(1), before: little([1, 500]),
      after: little([1, 500, 0x11, 8, 6, 0])),
    .init("io_getevents(NULL, 0, 4, [], NULL) = 0", [0, 0, 4, at, 0], .returned(0)),
    .init(
      "io_pgetevents(NULL, 0, 4, 0x8, NULL, {sigmask=0x7f0000001010, sigsetsize=16}) = -1 EINVAL (Invalid argument)",
      [0, 0, 4, 8, 0, at], .failed(.invalid), before: little([at + 16, 16, 1 << 14])),
    .init(
      "io_uring_setup(4, {flags=0, sq_thread_cpu=0, sq_thread_idle=0, sq_entries=4, cq_entries=8, features=IORING_FEAT_SINGLE_MMAP|IORING_FEAT_NODROP|IORING_FEAT_SUBMIT_STABLE|IORING_FEAT_RW_CUR_POS|IORING_FEAT_CUR_PERSONALITY|IORING_FEAT_FAST_POLL|IORING_FEAT_POLL_32BITS|IORING_FEAT_SQPOLL_NONFIXED|IORING_FEAT_EXT_ARG|IORING_FEAT_NATIVE_WORKERS|IORING_FEAT_RSRC_TAGS|IORING_FEAT_CQE_SKIP|IORING_FEAT_LINKED_FILE|IORING_FEAT_REG_REG_RING|IORING_FEAT_RECVSEND_BUNDLE|IORING_FEAT_MIN_TIMEOUT|IORING_FEAT_RW_ATTR|IORING_FEAT_NO_IOWAIT, sq_off={head=0, tail=4, ring_mask=16, ring_entries=24, flags=36, dropped=32, array=192}, cq_off={head=8, tail=12, ring_mask=20, ring_entries=28, overflow=44, cqes=64, flags=40}}) = 20",
      [4, at], .returned(20), before: [UInt8](repeating: 0, count: 120), after: ring),
    .init(
      "io_uring_setup(4, {flags=IORING_SETUP_ATTACH_WQ, sq_thread_cpu=0, sq_thread_idle=0, wq_fd=20, resv=[0, 0x4, 0]}) = -1 EINVAL (Invalid argument)",
      [4, at], .failed(.invalid),
      before: words([0, 0, 0x20, 0, 0, 0, 20, 0, 4, 0]) + [UInt8](repeating: 0, count: 80)),
    .init(
      "quotactl(QCMD(Q_GETQUOTA, USRQUOTA), NULL, 5, {dqb_bhardlimit=1, dqb_bsoftlimit=2, dqb_curspace=3, dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, ...}) = 0",
      [0x8000_0700, 0, 5, at], .returned(0), before: [], after: little([1, 2, 3, 4, 5, 6, 7, 8, 0x3f])),
    .init(
      "quotactl(QCMD(Q_GETNEXTQUOTA, GRPQUOTA), NULL, 5, {dqb_bhardlimit=1, dqb_bsoftlimit=2, dqb_curspace=3, dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, dqb_id=9, ...}) = 0",
      [0x8000_0901, 0, 5, at], .returned(0), before: [], after: little([1, 2, 3, 4, 5, 6, 7, 8, 0x3f | 9 << 32])),
    .init(
      "quotactl_fd(3, QCMD(Q_GETFMT, PRJQUOTA), [QFMT_VFS_V1]) = 0", [3, 0x8000_0402, 0, at], .returned(0), before: [],
      after: words([4])),
    .init("quotactl(QCMD(Q_SYNC, USRQUOTA), NULL) = 0", [0x8000_0100, 0, 9, 9], .returned(0)),
    .init("swapon(NULL, SWAP_FLAG_PREFER|5) = -1 EFAULT (Bad address)", [0, 0x8005], .failed(.badAddress)),
    .init("swapon(NULL, 0) = -1 EFAULT (Bad address)", [0, 0], .failed(.badAddress)),
    .init(
      "statmount({size=32, mnt_id=0x80000017, param=STATMOUNT_SB_BASIC|STATMOUNT_MNT_BASIC, mnt_ns_id=0}, 0x8, 9, 0) = -1 ENOENT (No such file or directory)",
      [at, 8, 9, 0], .failed(.noEntry), before: little([32, 0x8000_0017, 3, 0])),
    .init(
      #"statmount({size=24, mnt_id=0x80000017, param=0}, {size=537, mask=STATMOUNT_SB_BASIC|STATMOUNT_MNT_BASIC|STATMOUNT_MNT_ROOT|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE, sb_dev_major=254, sb_dev_minor=0, sb_magic=EXT2_SUPER_MAGIC, sb_flags=MS_RDONLY, fs_type="ext4", mnt_id=0x80000017, mnt_parent_id=0x80000016, mnt_id_old=0x17, mnt_parent_id_old=0x16, mnt_attr=MOUNT_ATTR_RDONLY, mnt_propagation=MS_SHARED, mnt_peer_group=0x5, mnt_master=0, mnt_root="/", mnt_point="/mnt/of/somebody"}, 4096, 0) = 0"#,
      [at, at + 64, 4096, 0], .returned(0), before: little([24, 0x8000_0017, 0]),
      after: little([24, 0x8000_0017, 0, 0, 0, 0, 0, 0]) + mount + [UInt8](repeating: 0, count: 4096)),
    .init(
      "listmount({size=32, mnt_id=LSMT_ROOT, param=0, mnt_ns_id=0}, [0x80000017, 0x80000018], 64, LISTMOUNT_REVERSE) = 2",
      [at, at + 32, 64, 1], .returned(2), before: little([32, m, 0, 0]),
      after: little([32, m, 0, 0, 0x8000_0017, 0x8000_0018])),
    .init(
      "ioctl(3, FS_IOC_FSGETXATTR, {fsx_xflags=FS_XFLAG_HASATTR, fsx_extsize=0, fsx_nextents=2, fsx_projid=0, fsx_cowextsize=0}) = 0",
      [3, 0x801c_581f, at], .returned(0), before: [], after: words([0x8000_0000, 0, 2, 0, 0, 0, 0])),
    .init(
      "ioctl(3, FS_IOC_FIEMAP, {fm_start=0, fm_length=18446744073709551615, fm_flags=FIEMAP_FLAG_SYNC, fm_extent_count=3} => {fm_flags=FIEMAP_FLAG_SYNC, fm_mapped_extents=1, ...}) = 0",
      [3, 0xc020_660b, at], .returned(0), before: little([0, m]) + words([1, 0, 3, 0]),
      after: little([0, m]) + words([1, 1, 3, 0])),
    .init(
      "ioctl(3, FS_IOC_FIEMAP, {fm_start=0, fm_length=18446744073709551615, fm_flags=FIEMAP_FLAG_SYNC, fm_extent_count=3} => {fm_flags=FIEMAP_FLAG_SYNC, fm_mapped_extents=1, fm_extents=[{fe_logical=0, fe_physical=88845103104, fe_length=4096, fe_flags=FIEMAP_EXTENT_LAST}]}) = 0",
      [3, 0xc020_660b, at], .returned(0), before: little([0, m]) + words([1, 0, 3, 0]),
      after: little([0, m]) + words([1, 1, 3, 0]) + little([0, 88_845_103_104, 4096, 0, 0, 1, 0]), verbose: true),
    .init("mknod(NULL, S_IFCHR|0600, makedev(0x123, 0x45)) = 0", [0, 0o020600, 0x12345], .returned(0)),
  ]
}
