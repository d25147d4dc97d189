import Glibc
import Inspect
import LinuxABI
import TestSupport

@testable import Lab
@testable import Shell

/// Holds what the lab believes against what /proc says at this moment, subject by subject. It reads /proc by itself, so
/// that a mistake of the lab's own look cannot hide in it.
struct PictureChecker {
  let lab: Lab
  /// Processes that were there before the lab was: other tests' labs may still be on their way out.
  var before: Set<Int32> = []

  /// Where the picture is not what the kernel has, a sentence each. `isWhole`: also look for processes that the lab does
  /// not know, for which all of /proc is read.
  func drift(isWhole: Bool) -> [String] {
    var found: [String] = []
    for subject in lab.subjects { found += life(of: subject) }
    let still = lab.living.filter { !$0.tracee.isDetached && !isMovedByProgram($0) }
    for subject in still where subject.leader == nil || subject.tracee.end == nil {
      guard canBeRead(subject) else { continue }
      found += memory(of: subject) + places(of: subject) + signals(of: subject) + descriptors(of: subject)
    }
    found += identities(still.filter(canBeRead))
    if free.isEmpty { found += SocketChecker(lab: lab).drift() }
    if isWhole { found += strangers() }
    return found
  }

  /// A program that runs opens and maps as it likes until it is stopped, for all who have memory or descriptors with it.
  private func isMovedByProgram(_ subject: LabSubject) -> Bool {
    free.contains { other in
      other === subject || other.memory === subject.memory
        || lab.descriptors.owner(of: other.name) == lab.descriptors.owner(of: subject.name)
    }
  }

  private var free: [LabSubject] {
    lab.living.filter { $0.tracee.isDetached || $0.tracee.activity == .free }
  }

  /// A zombie leader has no memory and no descriptors to look at; its threads have.
  private func canBeRead(_ subject: LabSubject) -> Bool {
    guard let state = ProcessList.entry(subject.pid)?.state else { return false }
    return state != "Z" && state != "X"
  }

  private func life(of subject: LabSubject) -> [String] {
    let entry = ProcessList.entry(subject.pid)
    let isDead = entry.map { $0.state == "Z" || $0.state == "X" } ?? true
    if subject.end == nil, isDead { return ["\(subject.name) is dead, and the lab has not noticed"] }
    guard let entry, subject.end == nil, !subject.tracee.isDetached else { return [] }
    if subject.leader == nil, entry.parent != subject.kernelParent {
      return ["\(subject.name) is the child of \(entry.parent), and the lab believes of \(subject.kernelParent)"]
    }
    switch subject.tracee.activity {
    case .parked where entry.state != "t": return ["\(subject.name) should be held, and is \(entry.state)"]
    case .stopped where entry.state != "t" && entry.state != "T":
      return ["\(subject.name) should be stopped, and is \(entry.state)"]
    case .working where entry.state == "t": return ["\(subject.name) should be in a call, and is in a trace stop"]
    case .gone: return ["\(subject.name) has no end and is gone"]
    case .parked, .stopped, .working, .free: return []
    }
  }

  private func memory(of subject: LabSubject) -> [String] {
    guard let now = try? Proc().maps(subject.pid), now.mappings != subject.maps.mappings else { return [] }
    let (real, believed) = (Set(now.mappings), Set(subject.maps.mappings))
    func words(_ mappings: Set<Mapping>) -> [String] {
      mappings.sorted { $0.start < $1.start }.map {
        "\(String($0.start, radix: 16))-\(String($0.end, radix: 16)) \($0.permissions) \($0.path)"
      }
    }
    return [
      "\(subject.name) maps \(words(real.subtracting(believed))), and the lab believes \(words(believed.subtracting(real)))"
    ]
  }

  private func places(of subject: LabSubject) -> [String] {
    var found: [String] = []
    let directory = ProcessList.link("/proc/\(subject.pid)/cwd")
    if directory != subject.directory {
      found.append("\(subject.name) is in \(directory), and the lab believes in \(subject.directory)")
    }
    if let umask = field("Umask", of: subject).flatMap({ UInt32($0, radix: 8) }), umask != subject.umask {
      found.append("\(subject.name) has the umask \(umask), and the lab believes \(subject.umask)")
    }
    return found
  }

  private func signals(of subject: LabSubject) -> [String] {
    func set(_ name: String) -> UInt64 { field(name, of: subject).flatMap { UInt64($0, radix: 16) } ?? 0 }
    let pending = set("SigPnd") | set("ShdPnd")
    // What a held subject does not block it would have taken, were it an ordinary process.
    let due = pending & ~set("SigBlk")
    if due != 0, subject.tracee.activity == .parked, subject.tracee.image == .subject {
      return ["\(subject.name) was not given the signals \(String(due, radix: 16))"]
    }
    return []
  }

  private func field(_ name: String, of subject: LabSubject) -> String? {
    let line = ProcessList.text(of: "/proc/\(subject.pid)/status")?.split(separator: "\n").first {
      $0.hasPrefix(name + ":")
    }
    return line?.split(whereSeparator: \.isWhitespace).last.map(String.init)
  }

  // MARK: Descriptors

  /// Number by number: where it leads, close-on-exec, flags, offset, and size and links of a regular file.
  private func descriptors(of subject: LabSubject) -> [String] {
    let believed = lab.descriptors.table(of: subject.name) ?? [:]
    // A description that a running program has too is moved by it.
    let moved = Set(free.flatMap { (lab.descriptors.table(of: $0.name) ?? [:]).values.map(\.label) })
    var found: [String] = []
    let numbers = ProcessList.names(in: "/proc/\(subject.pid)/fd").compactMap { Int32($0) }
    for number in numbers.sorted() {
      let who = "\(subject.name)'s fd \(number)"
      guard let entry = believed[number], let description = lab.descriptors.descriptions[entry.label] else {
        found.append("\(who) is open, and the lab does not know it")
        continue
      }
      let target = ProcessList.link("/proc/\(subject.pid)/fd/\(number)")
      var info: [Substring: Substring] = [:]
      for line in (ProcessList.text(of: "/proc/\(subject.pid)/fdinfo/\(number)") ?? "").split(separator: "\n") {
        let words = line.split(whereSeparator: \.isWhitespace)
        if words.count > 1, info[words[0]] == nil { info[words[0]] = words[1] }
      }
      let flags = info["flags:"].flatMap { UInt64($0, radix: 8) } ?? 0
      if (flags & 0o2000000 != 0) != entry.closeOnExec {
        found.append("\(who) has flags \(flags), the lab has close-on-exec \(entry.closeOnExec)")
      }
      if flags & ~0o2000000 != description.statusFlags {
        found.append(
          "\(who) has the flags \(String(flags, radix: 8)), and the lab believes \(String(description.statusFlags, radix: 8))"
        )
      }
      var status = stat()
      if stat("/proc/\(subject.pid)/fd/\(number)", &status) == 0, let file = description.file,
        status.st_ino != file.inode
      {
        found.append(
          "\(who) leads to \(target), inode \(status.st_ino), and the lab believes to \(description.target), inode \(file.inode)"
        )
      }
      if target != description.target {
        found.append("\(who) leads to \(target), and the lab believes to \(description.target)")
      }
      if description.isSeekable, !moved.contains(entry.label), let offset = info["pos:"].flatMap({ Int64($0) }),
        offset != description.offset
      {
        found.append("\(who) (\(target)) stands at \(offset), and the lab believes at \(description.offset)")
      }
    }
    for number in believed.keys.sorted() where !numbers.contains(number) {
      found.append("\(subject.name)'s fd \(number) is closed, and the lab believes it open")
    }
    return found
  }

  /// That two descriptors have the same letter exactly when kcmp calls them the same.
  private func identities(_ subjects: [LabSubject]) -> [String] {
    guard lab.canCompareDescriptions else { return [] }
    var seen: [(name: String, pid: Int32, fd: Int32, label: String, target: String)] = []
    for subject in subjects where lab.descriptors.owner(of: subject.name) == subject.name {
      for entry in (lab.descriptors.table(of: subject.name) ?? [:]).values.sorted(by: { $0.number < $1.number }) {
        let target = lab.descriptors.descriptions[entry.label]?.target ?? ""
        seen.append((subject.name, subject.pid, entry.number, entry.label, target))
      }
    }
    var found: [String] = []
    // Neighbours under one letter are the same, and the first ones of two letters are not: that covers all pairs.
    var firsts: [String: (pid: Int32, fd: Int32, name: String)] = [:]
    for one in seen {
      if let first = firsts[one.label] {
        if isSame(first.pid, first.fd, one.pid, one.fd) == false {
          found.append(
            "\(one.label) is two descriptions: \(first.name)'s fd \(first.fd) and \(one.name)'s fd \(one.fd)")
        }
      } else {
        for (label, other) in firsts where lab.descriptors.descriptions[label]?.target == one.target {
          if isSame(other.pid, other.fd, one.pid, one.fd) == true {
            found.append(
              "\(label) and \(one.label) are one description: \(other.name)'s fd \(other.fd) and \(one.name)'s fd \(one.fd)"
            )
          }
        }
        firsts[one.label] = (one.pid, one.fd, one.name)
      }
    }
    return found
  }

  private func isSame(_ pid: Int32, _ fd: Int32, _ otherPid: Int32, _ other: Int32) -> Bool? {
    (try? DescriptionComparer.compare(pid, fd, otherPid, other)).map { $0 == .same }
  }

  // MARK: Processes

  /// Processes that the lab traces, or that stand below one that it traces, and that have no name.
  private func strangers() -> [String] {
    let known = Set(lab.subjects.map(\.pid))
    return ProcessList.all().filter { process in
      !known.contains(process.pid) && !before.contains(process.pid) && process.state != "Z" && process.state != "X"
        && ProcessList.isTracedByUs(process.pid)
    }.map { "\($0.pid) (\($0.name)) is traced, and the lab has no name for it" }
  }
}
