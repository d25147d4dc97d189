import LinuxABI

/// Says in a sentence what a call did, from the line that strace prints for it: not what a manual says of the call, but
/// what these arguments and this result mean.
///
/// Everything comes from texts, so the sentence behind a traced call and the one for a line that somebody pastes are the
/// same. The sentence has no capital in front and no full stop.
public struct CallExplainer {
  let line: CallLine
  let row: Syscall?
  /// What is behind a descriptor where the line does not say it: the text of /proc/PID/fd/N, `pipe:[4711]`.
  let descriptorName: (Int32) -> String?

  public init(
    _ line: CallLine, table: SyscallTable = .standard, descriptorName: @escaping (Int32) -> String? = { _ in nil }
  ) {
    row = table[line.name]
    self.line = Self.ordered(line, row)
    self.descriptorName = descriptorName
  }

  /// Arguments that are printed under names stand in the order of the registers afterwards.
  private static func ordered(_ line: CallLine, _ row: Syscall?) -> CallLine {
    guard let row, !line.arguments.isEmpty else { return line }
    var arguments = [String](repeating: "", count: row.parameters.count)
    for text in line.arguments {
      let name = text.prefix { $0 != "=" }
      guard name.endIndex < text.endIndex, let index = row.index(ofArgument: String(name)) else { return line }
      arguments[index] = String(text[text.index(after: name.endIndex)...])
    }
    return CallLine(name: line.name, arguments: arguments, result: line.result)
  }

  /// What the call did, or why it failed. Empty for a call of which nothing is known.
  public var sentence: String {
    if line.result.hasPrefix("? ERESTART") { return interrupted }
    // Its result is the one of the call that the signal interrupted, an error perhaps.
    if line.name == "rt_sigreturn" { return returnedFromHandler }
    if let errno { return failure(errno) }
    return files ?? directories ?? descriptors ?? memory ?? starting ?? processes ?? signals ?? times ?? sockets
      ?? polling ?? general
  }

  private var general: String {
    guard let row, !row.summary.isEmpty else { return "" }
    let text = row.summary.hasSuffix(".") ? row.summary.dropLast() : row.summary[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  private var interrupted: String {
    switch line.result.split(separator: " ").dropFirst().first ?? "" {
    case "ERESTARTSYS": "a signal came before it was done: it is made again, unless a handler without SA_RESTART runs"
    case "ERESTARTNOHAND": "a signal came before it was done: it is made again, unless a handler runs"
    case "ERESTART_RESTARTBLOCK":
      "a signal came before it was done: it goes on for the rest of the time, unless a handler runs"
    default: "a signal came before it was done: it is made again"
    }
  }

  // MARK: Parts of the line

  /// An argument by its place in the registers; empty where the line has none.
  subscript(_ index: Int) -> String {
    line.arguments.indices.contains(index) ? line.arguments[index] : ""
  }

  /// The number that the call returned, nil where the result is none.
  var number: Int64? { Self.leadingNumber(line.result) }

  var errno: Errno? {
    let words = line.result.split(separator: " ")
    guard words.count > 1, words[0] == "-1" else { return nil }
    return Errno(named: String(words[1]))
  }

  /// The number at the beginning of a text, in decimal or hexadecimal.
  static func leadingNumber(_ text: String) -> Int64? {
    if text.hasPrefix("0x") {
      let digits = text.dropFirst(2).prefix { $0.isHexDigit }
      return UInt64(digits, radix: 16).map { Int64(bitPattern: $0) }
    }
    let digits = text.prefix { $0 == "-" || $0.isWholeNumber }
    return Int64(digits)
  }

  func argument(_ index: Int) -> Int64? { Self.leadingNumber(self[index]) }

  /// Whether an argument of flags names one.
  func has(_ flag: String, _ index: Int) -> Bool { Self.has(flag, self[index]) }

  static func has(_ flag: String, _ text: String) -> Bool {
    text.split(separator: "|").contains { $0 == flag[...] }
  }

  func isNull(_ index: Int) -> Bool { self[index] == "NULL" || self[index] == "0" || self[index].isEmpty }

  /// A path or another text without its quotes; with them where it would not be seen otherwise.
  static func plain(_ text: String) -> String {
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 2, !text.contains(" ") else { return text }
    return String(text.dropFirst().dropLast())
  }

  func plain(_ index: Int) -> String { Self.plain(self[index]) }

  /// A path below a directory's descriptor.
  func path(_ directory: Int, _ path: Int) -> String {
    let name = plain(path)
    if name == "\"\"" || isNull(path) { return descriptor(directory) }
    guard !name.hasPrefix("/"), !self[directory].hasPrefix("AT_FDCWD") else { return name }
    return "\(name) in \(descriptor(directory))"
  }

  // MARK: Phrases

  /// `descriptor 3 (/etc/hostname)`, `standard output (a pipe)`.
  func descriptor(_ index: Int) -> String { descriptor(self[index]) }

  func descriptor(_ text: String) -> String {
    if text.hasPrefix("AT_FDCWD") { return "the working directory" }
    guard let number = Self.leadingNumber(text) else { return "descriptor \(text)" }
    let role =
      switch number {
      case 0: "standard input"
      case 1: "standard output"
      case 2: "standard error"
      default: "descriptor \(number)"
      }
    return kind(text).map { "\(role) (\($0))" } ?? role
  }

  /// What is behind a descriptor, in words.
  func kind(_ text: String) -> String? {
    if let start = text.firstIndex(of: "<") {
      let inner = text[text.index(after: start)...]
      let isRemoved = inner.hasSuffix(">(deleted)")
      guard let end = inner.lastIndex(of: ">") else { return nil }
      return DescriptorKind.phrase(String(inner[..<end]) + (isRemoved ? " (deleted)" : ""))
    }
    guard let number = Self.leadingNumber(text), number >= 0, let found = descriptorName(Int32(clamping: number)) else {
      return nil
    }
    return DescriptorKind.phrase(found)
  }

  /// The descriptors of `[3, 4]`, or of what else is a list.
  func list(_ index: Int) -> [String] { CallLine.parts(of: self[index]) }

  func member(_ name: String, _ index: Int) -> String? { CallLine.member(name, of: self[index]) }

  /// `1 byte`, `33643 bytes`, `8 MiB`.
  static func size(_ count: Int64) -> String {
    if count == 1 { return "1 byte" }
    for (unit, name) in [(Int64(1) << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    where count >= max(unit, 1 << 14) && count % unit == 0 {
      return "\(count / unit) \(name)"
    }
    return "\(count) bytes"
  }

  func size(_ index: Int) -> String { argument(index).map(Self.size) ?? "\(self[index]) bytes" }

  static func count(_ count: Int64, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}

/// The kernel's and strace's names of what is behind a descriptor, in words.
enum DescriptorKind {
  static func phrase(_ name: String) -> String {
    if name.hasPrefix("/memfd:") { return "memory with the name \(base(name).dropFirst(7))" }
    if name.hasPrefix("/") {
      // Devices have their numbers behind the name: /dev/null<char 1:3>.
      let path = name.firstIndex(of: "<").map { String(name[..<$0]) } ?? base(name)
      return name.hasSuffix(" (deleted)") ? "\(path), which has no name any more" : path
    }
    let head = name.prefix { $0 != ":" && $0 != "[" }
    switch head {
    case "pipe": return "a pipe"
    case "socket": return "a socket"
    case "pid": return "process \(name.dropFirst(4))"
    case "anon_inode": return anonymous(name.dropFirst(11).filter { $0 != "[" && $0 != "]" })
    default: break
    }
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else { return name }
    let inner = name[name.index(after: open)...].dropLast()
    if head.hasPrefix("UNIX") { return unix(inner) }
    guard let arrow = inner.range(of: "->") else {
      return Int(inner) == nil && head != "NETLINK" ? "\(head), \(inner)" : "a \(head) socket"
    }
    return "\(head), \(inner[..<arrow.lowerBound]) to \(inner[arrow.upperBound...])"
  }

  /// Of `4711->4712`, `4711,"/run/x"` or `4711`.
  private static func unix(_ inner: Substring) -> String {
    if let comma = inner.firstIndex(of: ",") {
      return "the Unix socket \(inner[inner.index(after: comma)...].filter { $0 != "\"" })"
    }
    return inner.contains(">") ? "a connected Unix socket" : "a Unix socket"
  }

  private static func base(_ name: String) -> String {
    name.hasSuffix(" (deleted)") ? String(name.dropLast(10)) : name
  }

  private static func anonymous(_ kind: String) -> String {
    switch kind {
    case "eventpoll": "an epoll set"
    case "eventfd": "an event counter"
    case "timerfd": "a timer"
    case "signalfd": "a signal reader"
    case "inotify": "a watch on files"
    case "pidfd": "a process"
    case "io_uring": "a ring of requests"
    default: kind
    }
  }
}

extension Substring {
  /// The first place where `text` stands; the standard library has this only with Foundation.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
