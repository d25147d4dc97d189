import Inspect
import Lab
import LinuxABI

/// Numbers and flags as the views write them.
enum Words {
  /// An address as in /proc/PID/maps: at least eight digits, no 0x.
  static func address(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  static func hexadecimal(_ value: UInt64) -> String {
    "0x" + String(value, radix: 16)
  }

  /// `0644`, `022`: at least three digits, as strace writes permissions.
  static func octal(_ value: UInt64) -> String {
    let digits = String(value, radix: 8)
    return value == 0 ? "000" : "0" + String(repeating: "0", count: max(0, 2 - digits.utf8.count)) + digits
  }

  static func range(_ mapping: Mapping) -> String {
    address(mapping.start) + "-" + address(mapping.end)
  }

  /// `8 KiB`; exact where the unit divides it, otherwise with one digit behind the point.
  static func size(_ bytes: UInt64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var unit = 0
    while unit + 1 < units.count, bytes >> (10 * UInt64(unit + 1)) != 0 {
      let next = UInt64(1) << (10 * UInt64(unit + 1))
      // 132 KiB says more than 0.1 MiB, and 2052 KiB more than 2.0 MiB.
      if bytes % next != 0, bytes / next < 10, unit > 0 { break }
      unit += 1
    }
    let scale = UInt64(1) << (10 * UInt64(unit))
    if unit == 0 { return count(bytes, "byte") }
    if bytes % scale == 0 { return "\(bytes / scale) \(units[unit])" }
    return "\(bytes / scale).\((bytes % scale) / (scale / 10 + 1)) \(units[unit])"
  }

  /// `P1, P1.2 and P1.3`; `P1, P1.2, P1.3 and 47 more`.
  static func crowd(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "nobody" }
    if names.count > 5 { return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  static func count(_ number: some BinaryInteger, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// Four digits: the exit status stands in the upper byte, the signal in the lower (`man 2 wait4`).
  static func waitStatus(_ status: Int32) -> String {
    let digits = String(UInt16(truncatingIfNeeded: status), radix: 16)
    return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// `3.4 s`, `12 ms`.
  static func duration(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    if milliseconds < 1000 { return milliseconds == 0 ? "under 1 ms" : "\(milliseconds) ms" }
    let seconds = milliseconds / 1000
    return seconds < 60 ? "\(seconds).\(milliseconds % 1000 / 100) s" : "\(seconds / 60) min \(seconds % 60) s"
  }

  /// `<0.000123>`, as `strace -T` has it.
  static func seconds(_ nanoseconds: Int64) -> String {
    let microseconds = max(0, nanoseconds) / 1000
    let fraction = "\(microseconds % 1_000_000)"
    return "<\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.utf8.count))\(fraction)>"
  }

  /// `0 1 2 and 5 more`.
  static func list(_ items: [String], limit: Int = 12) -> String {
    let shown = items.prefix(limit).joined(separator: " ")
    return items.count > limit ? "\(shown) and \(items.count - limit) more" : shown
  }
}

extension OpenFileDescription {
  /// Access mode and status flags in words.
  var accessInWords: String { Self.inWords(statusFlags) }

  static func inWords(_ flags: UInt64) -> String {
    // Bits that open consumes or the kernel adds by itself: O_LARGEFILE, O_DIRECTORY, O_NOFOLLOW, FMODE_EXEC (040).
    var rest = flags & ~(0o100000 | 0o200000 | 0o400000 | 0o40)
    var words: [String] = []
    if rest & 0o10000000 != 0 {
      words.append("path only (O_PATH)")
    } else {
      words.append(["read-only", "write-only", "read-write", "neither read nor write"][Int(rest & 3)])
    }
    rest &= ~(0o10000000 | 3)
    let named: [(UInt64, String)] = [
      (0o2000, "append"), (0o4000, "non-blocking"), (0o4010000, "synchronous"), (0o10000, "data-synchronous"),
      (0o40000, "direct"), (0o20000, "signal-driven"), (0o1000000, "no access time"), (0o20000000, "unnamed"),
    ]
    for (bits, word) in named where rest & bits == bits {
      words.append(word)
      rest &= ~bits
    }
    if rest != 0 { words.append("0" + String(rest, radix: 8)) }
    return words.joined(separator: ", ")
  }

  /// `read-only, offset 0`.
  var stateInWords: String {
    isSeekable ? "\(accessInWords), offset \(offset)" : accessInWords
  }

  /// The target, and the inode where the target does not already tell it.
  var targetSpans: [Span] {
    guard let file else { return [.value(target)] }
    switch file.kind {
    case .regular, .directory, .symlink: return [.value(target), .plain(" (inode \(file.inode))")]
    case .character, .block:
      let device = file.represents.map { " \($0)" } ?? ""
      return [.value(target), .plain(" (\(file.kind.shortNoun)\(device))")]
    case .pipe where target.hasPrefix("/"), .socket where target.hasPrefix("/"):
      return [.value(target), .plain(" (\(file.kind.shortNoun), inode \(file.inode))")]
    case .pipe, .socket, .anonymous: return [.value(target)]
    }
  }
}

extension FileIdentity.Kind {
  var shortNoun: String {
    switch self {
    case .regular: "regular file"
    case .directory: "directory"
    case .pipe: "pipe"
    case .socket: "socket"
    case .character: "character device"
    case .block: "block device"
    case .symlink: "symbolic link"
    case .anonymous: "anonymous file"
    }
  }
}

extension String {
  /// `address families`, `open flags`.
  var plural: String {
    hasSuffix("y") ? "\(dropLast())ies" : "\(self)s"
  }
}
