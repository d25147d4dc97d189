import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What control groups did to a subject: killed it, or refused it a child.
extension ControlGroups {
  /// Why a subject was killed, when the OOM killer of one of the lab's groups did it; nil otherwise. Each kill is told of
  /// once.
  func killCause(ofProcess pid: Int32) -> String? {
    // A zombie is still in its version 2 group; in version 1 it is back in the root, and one that was waited for is
    // nowhere.
    let home = name(ofGroupOf: pid)
    for (name, group) in made.sorted(by: { $0.name.utf8.count > $1.name.utf8.count }) where home ?? name == name {
      let known = kills[name] ?? 0
      let count = killCount(in: group)
      guard count > known else { continue }
      kills[name] = known + 1
      // In version 2 the groups around it have counted the same.
      for (outer, group) in made where name.hasPrefix(outer + "/") && killCount(in: group) > kills[outer] ?? 0 {
        kills[outer, default: 0] += 1
      }
      let counted = "memory.events oom_kill \(known) -> \(count)"
      guard let (limited, limit) = memoryLimit(of: name) else {
        return "The OOM killer did it, and no limit of the lab's: in the group \(name) it counted \(counted)."
      }
      return
        "The OOM killer of the group \(limited) did it: no more memory could be had within memory.max, \(limit) bytes (\(counted))."
    }
    return nil
  }

  private func killCount(in group: ControlGroup) -> UInt64 {
    group.reading(of: "memory.events")?.counters["oom_kill"] ?? 0
  }

  /// The nearest limit that a group is under, and whose it is.
  private func memoryLimit(of name: String) -> (name: String, bytes: UInt64)? {
    var name = name
    while true {
      if let text = group(named: name)?.reading(of: "memory.max")?.text, let bytes = UInt64(text) {
        return (name, bytes)
      }
      guard let slash = name.lastIndex(of: "/") else { return nil }
      name = String(name[..<slash])
    }
  }

  /// Why a process of the lab's groups cannot have a child, from pids.max; nil when that is not it.
  func childRefusal(toProcess pid: Int32) -> String? {
    guard var name = name(ofGroupOf: pid) else { return nil }
    // The limit of an outer group holds too.
    while true {
      if let group = group(named: name), let text = group.reading(of: "pids.max")?.text, let limit = UInt64(text),
        let current = group.reading(of: "pids.current").flatMap({ UInt64($0.text) }), current >= limit
      {
        let refusals = group.reading(of: "pids.events")?.counters["max"].map { "; pids.events max \($0)" } ?? ""
        return
          "The group \(name) has \(current) tasks and pids.max is \(limit): there is no room for another (pids.current \(current)\(refusals)). Each thread counts, and each zombie that nobody has waited for."
      }
      guard let slash = name.lastIndex(of: "/") else { return nil }
      name = String(name[..<slash])
    }
  }
}

extension Explanation {
  /// EBUSY of an rmdir of one of the lab's groups.
  func groupInUse() -> [String]? {
    guard ["rmdir", "unlinkat"].contains(row.name), let group = paths.first.flatMap(walk)?.reached,
      lab.controlGroups.owns(group)
    else { return nil }
    let members = ((try? ControlGroup.text(of: "\(group)/cgroup.procs")) ?? "").lines().compactMap {
      Int32($0)
    }
    guard !members.isEmpty else { return ["A control group can be removed when no other group is in it."] }
    let names = members.prefix(4).map(lab.memberName).joined(separator: ", ")
    return ["A control group can be removed when nobody is in it. In this one is \(names)."]
  }
}

extension Guard {
  /// Calls that put data into a file, and whether the text stands in their second argument: write, pwrite64; writev,
  /// sendfile, splice, pwritev, copy_file_range, pwritev2.
  private static let memberCalls: [Int: (descriptor: Int, isPlain: Bool)] = [
    1: (0, true), 18: (0, true), 20: (0, false), 40: (0, false), 275: (2, false), 296: (0, false), 326: (2, false),
    328: (0, false),
  ]

  /// A process that is no subject's, brought into a group of the lab's: it would be killed with the group.
  var memberTarget: String? {
    guard !lab.controlGroups.made.isEmpty, let (index, isPlain) = Self.memberCalls[row.number],
      let word = words[safe: index],
      let target = try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: word)).target,
      lab.controlGroups.owns(target), let file = target.split(separator: "/").last,
      ["cgroup.procs", "cgroup.threads", "tasks"].contains(file)
    else { return nil }
    let reach = "bring into a group of the lab's, and end with it,"
    guard isPlain, let address = words[safe: 1], let count = words[safe: 2] else {
      return "\(reach) processes that cannot be told before"
    }
    let text = String(decoding: subject.bytes(at: address, atMost: Int(min(count, 64))), as: UTF8.self)
    // 0 is the writer. What is no number the kernel refuses.
    guard let pid = Int32(text.filter { !$0.isWhitespace && $0 != "\0" }), pid != 0 else { return nil }
    return foreign(pid).map { "\(reach) \($0)" }
  }
}
