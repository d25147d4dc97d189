import Glibc
import LinuxABI

/// The names in a directory.
public enum DirectoryListing {
  public struct Entry: Hashable, Sendable {
    /// Bytes that are not UTF-8 are repaired.
    public let name: String
    /// As the file system says without being asked further: a symbolic link to a directory is none, and a few file
    /// systems never say so (`man 3 readdir`, d_type).
    public let isDirectory: Bool
  }

  /// The entries of the directory at `path` but for `.` and `..`, in the order of the file system, at most `limit`.
  ///
  /// Throws the errno of opendir or readdir.
  public static func entries(of path: String, limit: Int = .max) throws(InspectError) -> [Entry] {
    var found: [Entry] = []
    try forEach(in: path) { entry in
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." {
        found.append(Entry(name: name, isDirectory: entry.pointee.d_type == UInt8(DT_DIR)))
      }
      return found.count < limit
    }
    return found
  }

  /// A name as it is, which need not be text.
  public struct RawEntry: Hashable, Sendable {
    public let name: [UInt8]
    /// Nil for a symbolic link, and where the file system does not say.
    public let isDirectory: Bool?
  }

  /// The entries of the directory at `path` but for `.` and `..` whose names begin with `prefix`, at most `limit`.
  ///
  /// Throws the errno of opendir or readdir.
  public static func rawEntries(
    of path: String, prefix: [UInt8], limit: Int
  ) throws(InspectError) -> [RawEntry] {
    var found: [RawEntry] = []
    try forEach(in: path) { entry in
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2e], name != [0x2e, 0x2e], name.starts(with: prefix) {
        let type = entry.pointee.d_type
        let isKnown = type != UInt8(DT_LNK) && type != UInt8(DT_UNKNOWN)
        found.append(RawEntry(name: name, isDirectory: isKnown ? type == UInt8(DT_DIR) : nil))
      }
      return found.count < limit
    }
    return found
  }

  /// Calls `body` with the name of each entry of the directory at `path` that is a number: process ids, descriptors.
  ///
  /// Throws the errno of opendir or readdir.
  public static func forEachNumber(in path: String, _ body: (Int32) -> Void) throws(InspectError) {
    try forEach(in: path) { entry in
      if let number = decimal(entry) { body(number) }
      return true
    }
  }

  /// Until `body` gives false.
  private static func forEach(
    in path: String, _ body: (UnsafeMutablePointer<dirent>) -> Bool
  ) throws(InspectError) {
    guard let stream = opendir(path) else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
        return
      }
      if !body(entry) { return }
    }
  }

  private static func decimal(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
    // A C string of 256 bytes, which Swift would copy as a tuple; strtol would take "12x" and " 12".
    withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: UInt8.self, capacity: 256) { name in
        var value: Int32 = 0
        var index = 0
        while name[index] != 0 {
          guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(name[index]) else { return nil }
          let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
          let (sum, carried) = product.addingReportingOverflow(Int32(name[index] - UInt8(ascii: "0")))
          guard !tooLarge, !carried else { return nil }
          value = sum
          index += 1
        }
        return index > 0 ? value : nil
      }
    }
  }
}
