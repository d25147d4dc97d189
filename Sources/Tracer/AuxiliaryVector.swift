import Glibc

/// /proc/PID/auxv: pairs of words that the kernel gave the program at its start (`man 3 getauxval`).
enum AuxiliaryVector {
  static func value(_ key: UInt64, of pid: Int32) -> UInt64? {
    let file = open("/proc/\(pid)/auxv", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var words = [UInt64](repeating: 0, count: 128)
    let size = words.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard size > 0 else { return nil }
    var index = 0
    while index + 1 < size / 8 {
      if words[index] == key { return words[index + 1] }
      index += 2
    }
    return nil
  }
}
