import Glibc

extension Proc {
  /// How much memory new work can have without swapping, in bytes, as the kernel guesses (MemAvailable of /proc/meminfo,
  /// `man 5 proc_meminfo`).
  public func availableMemory() throws(InspectError) -> UInt64 {
    let file = "\(root)/meminfo"
    let lines = KeyedLines(Cursor(try Handle(path: file, flags: O_RDONLY).contents()[...]))
    guard let available = lines.kilobytes("MemAvailable") else {
      throw .malformed(path: file, problem: "MemAvailable is missing")
    }
    return available * 1024
  }
}
