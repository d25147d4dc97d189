import Inspect
import Lab
import LinuxABI
import SyscallTable

/// Looks in a chronicle for the commands that made something as it was at a failure.
struct History {
  struct Line: Hashable {
    let number: Int
    let text: String
    /// What the command did: `closed fd 7, which led to /x`.
    let deed: String
  }

  let chronicle: Chronicle
  let lab: Lab
  let mishap: Chronicle.Mishap
  /// The subject that the failure happened to.
  let subject: String

  /// Events of the same subjects before the failure, the last first.
  private var past: [Chronicle.Event] {
    chronicle.events.reversed().filter { $0.era == mishap.era && $0.order < mishap.order }
  }

  /// Commands in the order in which they were made, and a sentence for what no command explains.
  func lines(_ circumstances: [Circumstance], errno: Errno) -> (lines: [Line], sentences: [String]) {
    var lines: [Line] = []
    var sentences: [String] = []
    for circumstance in circumstances {
      switch circumstance {
      case .descriptor(let fd):
        let found = descriptor(fd)
        lines += found
        if found.isEmpty, errno == .badDescriptor, let sentence = neverOpen(fd) { sentences.append(sentence) }
      case .path(let path): lines += names(path, isMode: false)
      case .permissions(let path): lines += names(path, isMode: true)
      case .limit(let number): lines += limits(number)
      case .process(let pid): lines += process(pid)
      case .children: lines += children()
      case .memory(let address): lines += memory(address)
      case .pipe(let inode, let readers): lines += pipe(inode, readers)
      case .signal(let signal): lines += dispositions(signal)
      case .credentials: lines += credentials()
      case .statusFlags(let label): lines += statusFlags(label)
      case .lock(let fd): lines += locks(fd)
      case .systemV(let kind, let id): lines += objects(kind, id)
      }
    }
    var seen: Set<Line> = []
    let sorted = lines.filter { seen.insert($0).inserted && $0.number != mishap.command?.number }.sorted {
      $0.number < $1.number
    }
    return (Array(sorted.suffix(8)), sentences)
  }

  private func line(_ event: Chronicle.Event, _ deed: String) -> Line {
    Line(number: event.number, text: event.text, deed: deed)
  }

  // MARK: Descriptors

  /// The commands that last closed a descriptor and opened it before that.
  private func descriptor(_ fd: Int32) -> [Line] {
    let table = Set(lab.descriptors.users(of: subject) + [subject])
    var found: [Line] = []
    for event in past {
      for change in event.changes.reversed() {
        switch change {
        case .closed(let owner, fd, _, let target, _, let byExec, _) where table.contains(owner):
          found.append(
            line(
              event,
              byExec ? "closed fd \(fd) (\(target)): it was close-on-exec" : "closed fd \(fd), which led to \(target)"))
        case .opened(let owner, fd, _, let description, _, let received) where table.contains(owner):
          let how = received ? "received" : "opened"
          return found + [line(event, "\(how) fd \(fd), \(mode(description)), \(description.target)")]
        case .redirected(let owner, fd, _, _, let to) where table.contains(owner):
          return found + [line(event, "made fd \(fd) lead to \(to.target)")]
        case .child(let name, _, let parent, _, _, let shares) where table.contains(name):
          guard found.isEmpty || !shares.contains(.descriptors) else { break }
          let copied = lab.descriptors.description(of: fd, in: subject) != nil || !found.isEmpty
          if copied { return found + [line(event, "made \(name), with a copy of \(parent)'s descriptors")] }
        default: break
        }
      }
      if found.count >= 2 { break }
    }
    return found
  }

  private func mode(_ description: OpenFileDescription) -> String {
    if description.statusFlags & 0o10000000 != 0 { return "O_PATH" }
    return ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_RDWR"][Int(description.statusFlags & 3)]
  }

  /// Why no command ever opened a descriptor in the subject's table.
  private func neverOpen(_ fd: Int32) -> String? {
    guard lab.descriptors.table(of: subject) != nil || lab.subject(named: subject)?.end != nil else { return nil }
    guard fd >= 0 else {
      return "No descriptor has a negative number: \(fd) is what a call that failed gives, or a word for none."
    }
    let events = past
    let birth = events.first { event in
      event.changes.contains { if case .child(subject, _, _, _, _, _) = $0 { true } else { false } }
    }
    if let birth, let parent = birth.report?.subject,
      let closing = events.first(where: { event in
        event.order < birth.order
          && event.changes.contains {
            switch $0 {
            case .closed(parent, fd, _, _, _, _, _), .opened(parent, fd, _, _, _, _): true
            default: false
            }
          }
      })
    {
      return
        "fd \(fd) was never open in \(subject): \(parent) had closed it by command \(closing.number) (\(closing.text)), before command \(birth.number) (\(birth.text)) made \(subject)."
    }
    for event in events {
      for case .opened(let owner, fd, _, _, _, _) in event.changes where owner != subject {
        if let birth, birth.order < event.order {
          return
            "fd \(fd) was never open in \(subject): command \(birth.number) (\(birth.text)) made \(subject) before \(owner) opened its fd \(fd) by command \(event.number) (\(event.text))."
        }
        return
          "fd \(fd) was never open in \(subject). \(owner) opened its own by command \(event.number) (\(event.text)): each process has a table of its own."
      }
    }
    return
      "fd \(fd) was never open in \(subject)\(birth.map { ", which command \($0.number) (\($0.text)) made" } ?? "")."
  }

  private func statusFlags(_ label: String) -> [Line] {
    for event in past {
      for change in event.changes {
        switch change {
        case .statusFlags(label, let from, let to) where (from ^ to) & 0o4000 != 0:
          return [line(event, "set O_NONBLOCK on description \(label)")]
        case .opened(_, let fd, _, let description, false, _) where description.label == label:
          return description.statusFlags & 0o4000 != 0 ? [line(event, "opened fd \(fd) with O_NONBLOCK")] : []
        default: break
        }
      }
    }
    return []
  }

  private func pipe(_ inode: UInt64, _ readers: Bool) -> [Line] {
    let target = "pipe:[\(inode)]"
    var found: [Line] = []
    for event in past where found.count < 4 {
      for change in event.changes {
        switch change {
        case .closed(let owner, let fd, _, target, let last, _, _):
          found.append(line(event, "closed \(owner)'s fd \(fd)\(last ? ", the last of its end" : "")"))
        case .opened(let owner, let fd, _, let description, _, _) where description.target == target:
          found.append(line(event, "gave \(owner) fd \(fd), the \(description.canRead ? "read" : "write") end"))
        default: break
        }
      }
      if let death = event.death, found.count < 4, event.report?.subject != subject || death.subject != subject {
        found.append(line(event, "\(death.subject) ended, and its descriptors were closed"))
      }
    }
    return found
  }

  private func locks(_ fd: Int32) -> [Line] {
    guard let file = lab.descriptors.description(of: fd, in: subject)?.file else { return [] }
    return past.compactMap { event -> Line? in
      guard let report = event.report, case .returned = report.outcome, let row = report.row,
        ["flock", "fcntl"].contains(row.name), let word = report.arguments.first,
        lab.descriptors.description(of: Int32(truncatingIfNeeded: word), in: report.subject)?.file == file
      else { return nil }
      let command = report.arguments.dropFirst().first ?? 0
      // LOCK_UN is 8; F_SETLK, F_SETLKW and their like for descriptions.
      let locks = row.name == "flock" ? command & 8 == 0 : [6, 7, 37, 38].contains(command)
      return locks ? line(event, "took a lock on the file in \(report.subject)") : nil
    }.prefix(2).map(\.self)
  }

  // MARK: Names and memory

  private func names(_ path: String, isMode: Bool) -> [Line] {
    past.compactMap { event -> Line? in
      guard let report = event.report, let row = report.row, !report.places.isEmpty else { return nil }
      let sets = row.name.contains("chmod") || row.name.contains("chown")
      guard sets == isMode, report.places.contains(where: { $0 == path || !isMode && path.hasPrefix($0 + "/") }) else {
        return nil
      }
      let name = report.places.first { $0 == path } ?? report.places[0]
      let short = Escapes.harmless(name)
      if sets {
        return line(event, row.name.contains("chmod") ? "set the mode of \(short)" : "set the owner of \(short)")
      }
      switch row.name {
      case "rmdir", "unlink", "unlinkat": return line(event, "removed \(short)")
      case let name where name.hasPrefix("rename"):
        return line(
          event, report.places.first == path ? "gave \(short) another name" : "gave something the name \(short)")
      case "open", "openat", "openat2": return line(event, "opened \(short) with O_CREAT")
      default: return line(event, "made \(short)")
      }
    }.prefix(3).map(\.self)
  }

  private func memory(_ address: UInt64) -> [Line] {
    guard address != 0 else { return [] }
    var found: [Line] = []
    for event in past where found.count < 3 {
      for case .mapping(let owner, let change) in event.changes where owner == subject {
        let range = change.range
        guard range.contains(address) || range.contains(address & ~4095) else { continue }
        let text = "\(String(range.lowerBound, radix: 16))-\(String(range.upperBound, radix: 16))"
        switch change {
        case .added: found.append(line(event, "mapped \(text)"))
        case .removed: found.append(line(event, "unmapped \(text)"))
        case .resized: found.append(line(event, "moved an end of the mapping at \(text)"))
        case .changed(_, let to): found.append(line(event, "made \(text) \(to.permissions)"))
        }
      }
    }
    return found
  }

  // MARK: Processes

  private func limits(_ number: Int) -> [Line] {
    past.compactMap { event -> Line? in
      guard let report = event.report, case .returned = report.outcome, let row = report.row else { return nil }
      let words = report.arguments
      switch row.name {
      case "setrlimit" where words.first == UInt64(number): return line(event, "set that limit of \(report.subject)")
      case "prlimit64" where words.count > 2 && words[1] == UInt64(number) && words[2] != 0:
        return line(event, "set that limit")
      default: return nil
      }
    }.prefix(2).map(\.self)
  }

  private func process(_ pid: Int32) -> [Line] {
    past.compactMap { event -> Line? in
      if let death = event.death, lab.subjects.contains(where: { $0.name == death.subject && $0.pid == pid }) {
        return line(event, "\(death.subject) ended")
      }
      guard let report = event.report, let row = report.row, case .returned(let value) = report.outcome else {
        return nil
      }
      if row.name == "wait4", value == UInt64(pid) { return line(event, "took in the end of process \(pid)") }
      for case .child(let name, pid, _, _, _, _) in event.changes { return line(event, "made \(name) (\(pid))") }
      return nil
    }.prefix(3).map(\.self)
  }

  private func children() -> [Line] {
    past.compactMap { event -> Line? in
      if let report = event.report, report.subject == subject, let row = report.row,
        ["wait4", "waitid"].contains(row.name), case .returned(let value) = report.outcome,
        row.name == "waitid" || value > 0
      {
        let name = lab.name(ofProcess: Int32(truncatingIfNeeded: value)).map { ", \($0)" } ?? ""
        return line(event, "took in a child\(row.name == "wait4" ? name : "")")
      }
      for case .child(let name, _, subject, _, _, _) in event.changes { return line(event, "made \(name)") }
      return nil
    }.prefix(4).map(\.self)
  }

  private func dispositions(_ signal: Signal) -> [Line] {
    for event in past {
      for case .disposition(subject, signal, _, let to) in event.changes {
        return [line(event, "made \(signal.name) \(words(to))")]
      }
    }
    return []
  }

  private func words(_ disposition: Disposition) -> String {
    switch disposition {
    case .default: "do what it does by default"
    case .ignored: "ignored"
    case .caught: "run a handler"
    }
  }

  private static let identities: Set<String> = [
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid", "setgroups", "capset",
    "prctl", "unshare", "setns",
  ]

  private func credentials() -> [Line] {
    // A child begins as what its parent was.
    var wanted: Set<String> = [subject]
    var found: [Line] = []
    for event in past where found.count < 3 {
      for case .child(let name, _, let parent, _, _, _) in event.changes where wanted.contains(name) {
        wanted.insert(parent)
      }
      guard let report = event.report, let row = report.row, wanted.contains(report.subject),
        case .returned = report.outcome, Self.identities.contains(row.name)
      else { continue }
      // PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT.
      if row.name == "prctl", ![24, 38, 47].contains(report.arguments.first ?? 0) { continue }
      found.append(line(event, "changed who \(report.subject) is or what it may do"))
    }
    return found
  }

  // MARK: System V IPC

  /// The commands that made an object, changed who may use it, or removed it.
  private func objects(_ kind: SystemVObject.Kind, _ id: Int32) -> [Line] {
    var found: [Line] = []
    for event in past {
      guard let report = event.report, case .returned(let value) = report.outcome, let row = report.row,
        row.name.hasPrefix(kind.rawValue)
      else { continue }
      // IPC_CREAT, or IPC_PRIVATE: others only find it.
      let makes = report.arguments.first.map { $0 & 0xffff_ffff } == 0 || (report.arguments.last ?? 0) & 0o1000 != 0
      if row.name.hasSuffix("get"), makes, value == UInt64(id) {
        return found + [line(event, "gave \(report.subject) the id \(id)")]
      }
      guard row.name.hasSuffix("ctl"), report.arguments.first.map({ Int32(truncatingIfNeeded: $0) }) == id else {
        continue
      }
      switch report.arguments.dropFirst(kind == .sem ? 2 : 1).first {
      case 0: found.append(line(event, "removed it"))
      case 1: found.append(line(event, "changed its owner or mode"))
      default: break
      }
    }
    return found
  }
}
