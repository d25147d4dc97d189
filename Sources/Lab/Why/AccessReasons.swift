import Glibc
import Inspect
import LinuxABI
import SyscallTable

// EACCES that lies in no path: keys, counters of events, attributes through a descriptor.
extension Explanation {
  func otherAccess() -> [String] {
    switch row.name {
    case "fsetxattr", "fremovexattr", "fgetxattr": return attributeAccess()
    case "perf_event_open": return counterAccess()
    case "add_key", "request_key", "keyctl": return keyAccess()
    default: return []
    }
  }

  /// The file's own permissions count, and not how it was opened.
  private func attributeAccess() -> [String] {
    guard let fd = descriptorArguments.first?.fd, let target = entry(fd)?.target else { return [] }
    var status = stat()
    guard stat("/proc/\(subject.pid)/fd/\(fd)", &status) == 0, let ids = (try? lab.proc.status(subject.pid))?.uids
    else {
      return []
    }
    let wanted = row.name == "fgetxattr" ? "r" : "w"
    return [
      "\(Escapes.harmless(target)) has the mode \(octal(status.st_mode)) and owner \(status.st_uid), which gives \(subject.name), user \(ids.effective), no \(wanted): for attributes the file's permissions count, and not how fd \(fd) was opened."
    ]
  }

  /// `man 2 perf_event_open`, perf_event_paranoid.
  private func counterAccess() -> [String] {
    guard let text = try? lab.proc.setting("kernel/perf_event_paranoid"), let level = Int(text),
      let flags = words.first.flatMap({ subject.exactly(48, at: $0) })?[40..<48].littleEndianWord
    else { return [] }
    let begin = "kernel.perf_event_paranoid is \(level), and CAP_PERFMON is not in the effective set of \(subject.name)"
    if Int32(truncatingIfNeeded: words[safe: 1] ?? 0) == -1, level > 0 {
      return ["pid=-1 counts whatever runs on a processor. \(begin): that takes 0 or less, or the capability."]
    }
    // exclude_kernel.
    if flags >> 5 & 1 == 0, level > 1 {
      return [
        "attr counts what the kernel does too. \(begin): that takes 1 or less, or the capability. exclude_kernel=1 leaves the kernel out."
      ]
    }
    return ["\(begin)."]
  }

  /// The permissions of a key as /proc/keys shows them (`man 7 keyrings`).
  private func keyAccess() -> [String] {
    let number: UInt64?
    switch row.name {
    case "add_key": number = words[safe: 4]
    case "request_key": number = words[safe: 3]
    default: number = words[safe: 1]
    }
    guard let serial = number.map({ Int32(truncatingIfNeeded: $0) }) else { return [] }
    let what = row.name == "keyctl" ? "the operation needs" : "a new key there needs, write"
    guard serial > 0 else {
      let name = WordCodec.keySerials.text(UInt64(UInt32(bitPattern: serial)))
      return [
        "The permissions of \(name) do not give \(subject.name) what \(what): keyctl KEYCTL_SETPERM of it took them, or another user owns it."
      ]
    }
    let id = String(UInt32(bitPattern: serial), radix: 16)
    let lines = ((try? ControlGroup.text(of: "/proc/keys")) ?? "").lines().map {
      $0.split(separator: " ")
    }
    guard let line = lines.first(where: { UInt32($0[0], radix: 16) == UInt32(bitPattern: serial) }), line.count > 8,
      let mask = UInt32(line[4], radix: 16)
    else {
      return [
        "sysh sees no key 0x\(id) in /proc/keys, so only this is known: its permissions do not give \(subject.name) what the operation needs. keyctl KEYCTL_DESCRIBE shows them to whom they let."
      ]
    }
    let roles = ["its possessor", "its owner", "its group", "others"].enumerated().map { index, role in
      "\(role) \(Self.keyRights(mask >> UInt32(24 - index * 8) & 0x3f))"
    }
    return [
      "The key 0x\(id) (\(Escapes.harmless(line[7...].joined(separator: " ")))) of user \(line[5]) lets \(roles.joined(separator: ", ")). \(subject.name) possesses only what its own keyrings lead to."
    ]
  }

  private static func keyRights(_ mask: UInt32) -> String {
    let names = ["view", "read", "write", "search", "link", "setattr"]
    let found = names.enumerated().filter { mask >> UInt32($0.offset) & 1 == 1 }.map(\.element)
    return found.isEmpty
      ? "do nothing" : found.count == names.count ? "do everything" : found.joined(separator: " and ")
  }
}
