import Glibc

/// Disks by the numbers that io.max takes.
public enum BlockDevice {
  /// `MAJOR:MINOR` of the whole disk on which a file is; nil when its file system has none of its own (tmpfs, overlay,
  /// btrfs).
  public static func disk(of path: String, sys: String = "/sys") -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    // The kernel's own packing of st_dev (`man 3 makedev`).
    let device = UInt64(status.st_dev)
    let major = device >> 8 & 0xfff | device >> 32 & 0xffff_f000
    let minor = device & 0xff | device >> 12 & 0xffff_ff00
    return disk(major: major, minor: minor, sys: sys)
  }

  static func disk(major: UInt64, minor: UInt64, sys: String) -> String? {
    let entry = "\(sys)/dev/block/\(major):\(minor)"
    guard access("\(entry)/dev", F_OK) == 0 else { return nil }
    guard access("\(entry)/partition", F_OK) == 0 else { return "\(major):\(minor)" }
    // A partition's directory is in that of its disk.
    return (try? ControlGroup.text(of: "\(entry)/../dev"))?.trimmedEnd
  }
}
