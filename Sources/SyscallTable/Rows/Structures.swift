import LinuxABI

/// Structures as x86-64 lays them out, their fields in the order in which strace prints them. The comment names the
/// kernel header.
extension StructureLayout {
  /// `arch/x86/include/uapi/asm/stat.h`.
  static let stat = StructureLayout(
    "stat", size: 144,
    [
      Field("st_dev", at: 0, .device, verboseOnly: true),
      Field("st_ino", at: 8, .unsigned(bytes: 8), verboseOnly: true),
      Field("st_mode", at: 24, .word(.fileMode, bytes: 4)),
      Field("st_nlink", at: 16, .unsigned(bytes: 8), verboseOnly: true),
      Field("st_uid", at: 28, .owner, verboseOnly: true),
      Field("st_gid", at: 32, .owner, verboseOnly: true),
      Field("st_blksize", at: 56, .signed(bytes: 8), verboseOnly: true),
      Field("st_blocks", at: 64, .signed(bytes: 8), verboseOnly: true),
      Field("st_rdev", at: 40, .device, verboseOnly: true),
      Field("st_size", at: 48, .signed(bytes: 8)),
      Field("st_atime", at: 72, .time, verboseOnly: true),
      Field("st_atime_nsec", at: 80, .unsigned(bytes: 8), verboseOnly: true),
      Field("st_mtime", at: 88, .time, verboseOnly: true),
      Field("st_mtime_nsec", at: 96, .unsigned(bytes: 8), verboseOnly: true),
      Field("st_ctime", at: 104, .time, verboseOnly: true),
      Field("st_ctime_nsec", at: 112, .unsigned(bytes: 8), verboseOnly: true),
    ])

  /// `include/uapi/linux/stat.h`.
  static let statxTimestamp = StructureLayout(
    "statx_timestamp", size: 16,
    [
      Field("tv_sec", at: 0, .signed(bytes: 8)),
      Field("tv_nsec", at: 8, .unsigned(bytes: 4)),
    ])

  /// `include/uapi/linux/stat.h`.
  static let statx = StructureLayout(
    "statx", size: 256,
    [
      Field("stx_mask", at: 0, .word(.statxMask, bytes: 4)),
      Field("stx_blksize", at: 4, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_attributes", at: 8, .word(.statxAttributes, bytes: 8)),
      Field("stx_nlink", at: 16, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_uid", at: 20, .owner, verboseOnly: true),
      Field("stx_gid", at: 24, .owner, verboseOnly: true),
      Field("stx_mode", at: 28, .word(.fileMode, bytes: 2)),
      Field("stx_ino", at: 32, .unsigned(bytes: 8), verboseOnly: true),
      Field("stx_size", at: 40, .unsigned(bytes: 8)),
      Field("stx_blocks", at: 48, .unsigned(bytes: 8), verboseOnly: true),
      Field("stx_attributes_mask", at: 56, .word(.statxAttributes, bytes: 8), verboseOnly: true),
      Field("stx_atime", at: 64, .structure(statxTimestamp), verboseOnly: true),
      Field("stx_btime", at: 80, .structure(statxTimestamp), verboseOnly: true),
      Field("stx_ctime", at: 96, .structure(statxTimestamp), verboseOnly: true),
      Field("stx_mtime", at: 112, .structure(statxTimestamp), verboseOnly: true),
      Field("stx_rdev_major", at: 128, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_rdev_minor", at: 132, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_dev_major", at: 136, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_dev_minor", at: 140, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_mnt_id", at: 144, .hexadecimal(bytes: 8), verboseOnly: true),
      Field("stx_dio_mem_align", at: 152, .unsigned(bytes: 4), verboseOnly: true),
      Field("stx_dio_offset_align", at: 156, .unsigned(bytes: 4), verboseOnly: true),
    ])

  /// `include/uapi/asm-generic/fcntl.h`.
  static let flock = StructureLayout(
    "flock", size: 32,
    [
      Field("l_type", at: 0, .word(.lockTypes, bytes: 2)),
      Field("l_whence", at: 2, .word(.seekOrigins, bytes: 2)),
      Field("l_start", at: 8, .signed(bytes: 8)),
      Field("l_len", at: 16, .signed(bytes: 8)),
      Field("l_pid", at: 24, .process),
    ])

  /// The same as F_SETLK reads it: l_pid is for the kernel's answers.
  static let flockRequest = StructureLayout(
    "flock", size: 32, flock.fields.filter { $0.name != "l_pid" })

  /// `include/uapi/asm-generic/fcntl.h`.
  static let ownerEx = StructureLayout(
    "f_owner_ex", size: 8,
    [
      Field("type", at: 0, .word(.ownerKinds, bytes: 4)),
      Field("pid", at: 4, .process),
    ])

  /// `include/uapi/linux/openat2.h`.
  static let openHow = StructureLayout(
    "open_how", size: 24,
    [
      Field("flags", at: 0, .word(.openFlags, bytes: 8)),
      Field("mode", at: 8, .octal(bytes: 8)),
      Field("resolve", at: 16, .word(.resolveFlags, bytes: 8)),
    ])

  /// `include/uapi/linux/fs.h`.
  static let fileCloneRange = StructureLayout(
    "file_clone_range", size: 32,
    [
      Field("src_fd", at: 0, .signed(bytes: 8)),
      Field("src_offset", at: 8, .unsigned(bytes: 8)),
      Field("src_length", at: 16, .unsigned(bytes: 8)),
      Field("dest_offset", at: 24, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/asm-generic/termios.h`.
  static let winsize = StructureLayout(
    "winsize", size: 8,
    [
      Field("ws_row", at: 0, .unsigned(bytes: 2)),
      Field("ws_col", at: 2, .unsigned(bytes: 2)),
      Field("ws_xpixel", at: 4, .unsigned(bytes: 2)),
      Field("ws_ypixel", at: 6, .unsigned(bytes: 2)),
    ])

  /// `include/uapi/asm-generic/termbits.h`: smaller than the C library's structure of this name.
  static let termios = StructureLayout(
    "termios", size: 36,
    [
      Field("c_iflag", at: 0, .word(.terminalInput, bytes: 4)),
      Field("c_oflag", at: 4, .word(.terminalOutput, bytes: 4)),
      Field("c_cflag", at: 8, .word(.terminalControl, bytes: 4)),
      Field("c_lflag", at: 12, .word(.terminalLocal, bytes: 4)),
      Field("c_line", at: 16, .unsigned(bytes: 1), verboseOnly: true),
      Field("c_cc", at: 17, .array(.hexadecimal(bytes: 1), count: 19), verboseOnly: true),
    ])

  /// `include/uapi/linux/utsname.h`, `struct new_utsname`.
  static let utsname = StructureLayout(
    "utsname", size: 390,
    [
      Field("sysname", at: 0, .characters(count: 65)),
      Field("nodename", at: 65, .characters(count: 65)),
      Field("release", at: 130, .characters(count: 65), verboseOnly: true),
      Field("version", at: 195, .characters(count: 65), verboseOnly: true),
      Field("machine", at: 260, .characters(count: 65), verboseOnly: true),
      Field("domainname", at: 325, .characters(count: 65), verboseOnly: true),
    ])

  /// `include/uapi/linux/time_types.h`, `struct __kernel_timespec`.
  static let timespec = StructureLayout(
    "timespec", size: 16,
    [
      Field("tv_sec", at: 0, .signed(bytes: 8)),
      // Signed in C, but strace prints it so.
      Field("tv_nsec", at: 8, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/time_types.h`, `struct __kernel_old_timeval`.
  static let timeval = StructureLayout(
    "timeval", size: 16,
    [
      Field("tv_sec", at: 0, .signed(bytes: 8)),
      Field("tv_usec", at: 8, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/resource.h`.
  static let rusage = StructureLayout(
    "rusage", size: 144,
    [
      Field("ru_utime", at: 0, .structure(timeval)),
      Field("ru_stime", at: 16, .structure(timeval)),
      Field("ru_maxrss", at: 32, .signed(bytes: 8), verboseOnly: true),
      Field("ru_ixrss", at: 40, .signed(bytes: 8), verboseOnly: true),
      Field("ru_idrss", at: 48, .signed(bytes: 8), verboseOnly: true),
      Field("ru_isrss", at: 56, .signed(bytes: 8), verboseOnly: true),
      Field("ru_minflt", at: 64, .signed(bytes: 8), verboseOnly: true),
      Field("ru_majflt", at: 72, .signed(bytes: 8), verboseOnly: true),
      Field("ru_nswap", at: 80, .signed(bytes: 8), verboseOnly: true),
      Field("ru_inblock", at: 88, .signed(bytes: 8), verboseOnly: true),
      Field("ru_oublock", at: 96, .signed(bytes: 8), verboseOnly: true),
      Field("ru_msgsnd", at: 104, .signed(bytes: 8), verboseOnly: true),
      Field("ru_msgrcv", at: 112, .signed(bytes: 8), verboseOnly: true),
      Field("ru_nsignals", at: 120, .signed(bytes: 8), verboseOnly: true),
      Field("ru_nvcsw", at: 128, .signed(bytes: 8), verboseOnly: true),
      Field("ru_nivcsw", at: 136, .signed(bytes: 8), verboseOnly: true),
    ])
}
