/// One record of getdents64 (`man 2 getdents`, struct linux_dirent64).
public struct DirectoryEntry: Hashable, Sendable {
  public let inode: UInt64
  /// Where the next record stands, in the file system's own counting.
  public let offset: Int64
  /// The record's length in bytes, padding included.
  public let recordLength: UInt16
  public let type: UInt8
  public let name: [UInt8]

  /// The records in a buffer as the kernel filled it; what does not hold together ends the list.
  public static func all(in bytes: [UInt8]) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var start = 0
    while start + 19 <= bytes.count {
      let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
      guard length > 19, start + length <= bytes.count else { break }
      let inode = bytes[start..<(start + 8)].littleEndianWord
      let offset = Int64(bitPattern: bytes[(start + 8)..<(start + 16)].littleEndianWord)
      let name = bytes[(start + 19)..<(start + length)].prefix { $0 != 0 }
      entries.append(
        DirectoryEntry(
          inode: inode, offset: offset, recordLength: UInt16(length), type: bytes[start + 18], name: Array(name)))
      start += length
    }
    return entries
  }

  /// `DT_REG` and its like (`man 3 readdir`).
  var typeName: String {
    switch type {
    case 1: "DT_FIFO"
    case 2: "DT_CHR"
    case 4: "DT_DIR"
    case 6: "DT_BLK"
    case 8: "DT_REG"
    case 10: "DT_LNK"
    case 12: "DT_SOCK"
    case 0: "DT_UNKNOWN"
    default: "0x" + String(type, radix: 16)
    }
  }

  var text: String {
    "{d_ino=\(inode), d_off=\(offset), d_reclen=\(recordLength), d_type=\(typeName), d_name=\(Escapes.quoted(name))}"
  }
}

/// A date in UTC from seconds since 1970, by the civil-calendar rule; for the comments beside times.
struct CalendarDate {
  let text: String

  /// With a fraction when `nanoseconds` is one, as strace writes it; cut to `digits`.
  init(_ seconds: Int64, nanoseconds: UInt64 = 0, digits shown: Int = 9) {
    // Years beyond what any file has would overflow the arithmetic below.
    guard seconds.magnitude < 253_402_300_800 else {
      text = "beyond the year 9999"
      return
    }
    let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
    let clock = seconds - day * 86400
    // Days are counted from 1 March of the year 0, so that the leap day is the last of its year.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let date = "\(civilYear)-\(two(civilMonth))-\(two(dayOfMonth))"
    let time = "\(two(clock / 3600)):\(two(clock / 60 % 60)):\(two(clock % 60))"
    let digits = String(nanoseconds)
    let isFraction = (1..<1_000_000_000).contains(nanoseconds)
    let whole = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    let fraction = isFraction ? "." + whole.prefix(shown) : ""
    text = "\(date)T\(time)\(fraction)+0000"
  }
}
