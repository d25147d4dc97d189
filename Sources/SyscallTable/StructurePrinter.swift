import LinuxABI

// Values in memory.
extension ValuePrinter {
  /// A structure, with `extra` behind its members.
  func text(_ layout: StructureLayout, _ bytes: ArraySlice<UInt8>, adding extra: [String] = []) -> String {
    var parts: [String] = []
    var left = false
    for field in layout.fields {
      switch layout.visibility(of: field, bytes, verbose: options.verbose) {
      case .shown: break
      case .hidden: continue
      case .abbreviated:
        left = true
        continue
      }
      let start = bytes.startIndex + field.offset
      guard start + field.type.size <= bytes.endIndex else { continue }
      let value = bytes[start..<(start + field.type.size)]
      if case .network(.address6) = field.type {
        parts.append("inet_pton(AF_INET6, \(text(field.type, value)), &\(field.name))")
      } else if let special = signalText(layout, field, bytes, value) ?? networkText(layout, field, bytes, value) {
        parts.append("\(field.name)=\(special)")
      } else if case .time = field.type, start + 16 <= bytes.endIndex,
        layout.fields.contains(where: { $0.name == field.name + "_nsec" })
      {
        parts.append("\(field.name)=\(date(bytes[start..<(start + 16)]))")
      } else {
        parts.append("\(field.name)=\(text(field.type, value))")
      }
    }
    return "{" + (parts + extra + (left ? ["..."] : [])).joined(separator: ", ") + "}"
  }

  func text(_ type: ScalarType, _ bytes: ArraySlice<UInt8>) -> String {
    let value = bytes.prefix(8).littleEndianWord
    switch type {
    case .signed(let size):
      let shift = UInt64(64 - size * 8)
      return String(Int64(bitPattern: value << shift) >> Int64(shift))
    case .unsigned: return String(value)
    case .hexadecimal: return hexadecimal(value)
    case .octal: return value.octalText
    case .word(let codec, _): return named(value, codec)
    case .waitStatus: return waitStatus(UInt32(truncatingIfNeeded: value))
    case .process: return String(Int32(truncatingIfNeeded: value))
    case .descriptor: return descriptor(Int32(truncatingIfNeeded: value))
    case .owner: return value & 0xffff_ffff == 0xffff_ffff ? "-1" : String(UInt32(truncatingIfNeeded: value))
    case .device:
      let major = (value >> 8) & 0xfff | (value >> 32) & ~0xfff
      let minor = value & 0xff | (value >> 12) & 0xffff_ff00
      return "makedev(\(hexadecimal(major)), \(hexadecimal(minor)))"
    case .time: return date(bytes.prefix(8))
    case .address: return value == 0 ? "NULL" : hexadecimal(value)
    case .signal: return text(.signal, value)
    case .signalSet: return SignalSet.text(value)
    case .handler: return WordCodec.signalHandlers.text(value)
    case .limit:
      if value > 1024, value % 1024 == 0 { return "\(value / 1024)*1024" }
      return value == .max ? WordCodec.limits.text(value) : String(value)
    case .characters:
      let text = bytes.prefix { $0 != 0 }
      return Escapes.quoted(text)
    case .network(let type): return text(type, bytes)
    case .structure(let layout): return text(layout, bytes)
    case .array(let element, let count):
      let size = element.size
      let starts = (0..<count).map { bytes.startIndex + $0 * size }
      let parts = starts.map { text(element, bytes[$0..<($0 + size)]) }
      return "[" + parts.joined(separator: ", ") + "]"
    }
  }

  /// Seconds, and what date they are; nanoseconds may follow. 1970 itself means that there is no time.
  private func date(_ bytes: ArraySlice<UInt8>) -> String {
    let seconds = Int64(bitPattern: bytes.prefix(8).littleEndianWord)
    if seconds == 0 { return "0" }
    return "\(seconds) /* \(CalendarDate(seconds, nanoseconds: bytes.dropFirst(8).littleEndianWord).text) */"
  }

  /// A time for utimensat, where two values of tv_nsec have names.
  func time(_ bytes: ArraySlice<UInt8>) -> String {
    let seconds = Int64(bitPattern: bytes.prefix(8).littleEndianWord)
    let nanoseconds = bytes.dropFirst(8).littleEndianWord
    if let special = Encoder.specialTimes.first(where: { $0.value == nanoseconds }) { return special.key }
    let plain = "{tv_sec=\(seconds), tv_nsec=\(nanoseconds)}"
    return seconds == 0 ? plain : "\(plain) /* \(CalendarDate(seconds, nanoseconds: nanoseconds).text) */"
  }

  /// A time for utimes: the date is left out beside microseconds that no time has.
  func timeOfDay(_ bytes: ArraySlice<UInt8>) -> String {
    let seconds = Int64(bitPattern: bytes.prefix(8).littleEndianWord)
    let microseconds = bytes.dropFirst(8).littleEndianWord
    let plain = "{tv_sec=\(seconds), tv_usec=\(microseconds)}"
    guard seconds != 0, microseconds < 1_000_000 else { return plain }
    return "\(plain) /* \(CalendarDate(seconds, nanoseconds: microseconds * 1000, digits: 6).text) */"
  }

  /// How a child changed, by the macros of `man 2 wait4`.
  private func waitStatus(_ status: UInt32) -> String {
    let low = status & 0x7f
    let next = (status >> 8) & 0xff
    if status & 0xff == 0x7f { return "{WIFSTOPPED(s) && WSTOPSIG(s) == \(Signal(rawValue: Int32(next)).name)}" }
    if low == 0 { return "{WIFEXITED(s) && WEXITSTATUS(s) == \(next)}" }
    if status == 0xffff { return "{WIFCONTINUED(s)}" }
    if low == 0x7f { return hexadecimal(UInt64(status)) }
    let core = status & 0x80 != 0 ? " && WCOREDUMP(s)" : ""
    return "{WIFSIGNALED(s) && WTERMSIG(s) == \(Signal(rawValue: Int32(low)).name)\(core)}"
  }
}

extension StructureLayout {
  enum Visibility {
    case shown
    /// `...` stands for it.
    case abbreviated
    /// It means nothing in this structure.
    case hidden
  }

  /// Which members strace shows: a device has a number where other files have a size, and only a file that is made has
  /// a mode.
  func visibility(of field: Field, _ bytes: ArraySlice<UInt8>, verbose: Bool) -> Visibility {
    switch (name, field.name) {
    case ("stat", "st_rdev"): return isDevice(bytes) ? .shown : .hidden
    case ("stat", "st_size"): return isDevice(bytes) ? .hidden : .shown
    case ("pollfd", "events"): return Int32(truncatingIfNeeded: word("fd", bytes)) < 0 ? .hidden : .shown
    case ("pollfd", "revents"): return .hidden
    case ("siginfo", _): return isPart(field.name, ofSignal: bytes) ? .shown : .hidden
    case ("sigaction", "sa_restorer"): return word("sa_flags", bytes) & 0x400_0000 != 0 ? .shown : .hidden
    case ("sigevent", "sigev_value"):
      return word("sigev_value", bytes) != 0 ? .shown : .hidden
    case ("sigevent", "sigev_notify_thread_id"): return word("sigev_notify", bytes) == 4 ? .shown : .hidden
    case ("sigevent", "sigev_notify_function"), ("sigevent", "sigev_notify_attributes"):
      return word("sigev_notify", bytes) == 2 ? .shown : .hidden
    case ("clone_args", "pidfd"), ("clone_args", "child_tid"), ("clone_args", "parent_tid"), ("clone_args", "tls"),
      ("clone_args", "cgroup"):
      let needed: [String: UInt64] = [
        "pidfd": 0x1000, "child_tid": 0x120_0000, "parent_tid": 0x10_0000, "tls": 0x8_0000, "cgroup": 0x2_0000_0000,
      ]
      let isUsed = word("flags", bytes) & (needed[field.name] ?? 0) != 0
      return isUsed || field.name == "cgroup" && word(field.name, bytes) != 0 ? .shown : .hidden
    case ("clone_args", "set_tid"), ("clone_args", "set_tid_size"):
      return word("set_tid", bytes) | word("set_tid_size", bytes) != 0 ? .shown : .hidden
    case ("open_how", "mode"):
      let makesFile = word("flags", bytes) & 0x40_0040 != 0
      return makesFile || word("mode", bytes) != 0 ? .shown : .hidden
    default: return networkVisibility(of: field, bytes) ?? (field.verboseOnly && !verbose ? .abbreviated : .shown)
    }
  }

  /// Of the types of st_mode, S_IFCHR and S_IFBLK.
  private func isDevice(_ bytes: ArraySlice<UInt8>) -> Bool {
    let type = word("st_mode", bytes) & 0o170000
    return type == 0o020000 || type == 0o060000
  }

  func word(_ name: String, _ bytes: ArraySlice<UInt8>) -> UInt64 {
    guard let field = fields.first(where: { $0.name == name }), field.offset + field.type.size <= bytes.count else {
      return 0
    }
    let start = bytes.startIndex + field.offset
    return bytes[start..<(start + field.type.size)].prefix(8).littleEndianWord
  }
}
