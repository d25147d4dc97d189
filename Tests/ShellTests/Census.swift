import CLinux
import Glibc
import Inspect
import TestSupport

/// What there is now and was not there at the start: everything that a shell or a lesson can leave behind. Orphans become
/// children of the test process while a census lasts, so what descends from it is what was started under it; what others
/// do on the machine at the same time does not count.
final class Census {
  enum Kind: String, CaseIterable, Sendable {
    case process, mount, namespace, cgroup, interface, directory
  }

  /// TMPDIR for what is to be counted.
  let directory: String
  private var before: [Kind: Set<String>] = [:]
  private let strangers: Set<Int32>

  init() throws {
    var template = Array("\(Scratch.home)/census-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw PseudoTerminal.Failure.start("a census", errno) }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    strangers = Set(ProcessList.all().map(\.pid))
    _ = sysh_adopt_orphans(1)
    before = all()
  }

  deinit {
    _ = sysh_adopt_orphans(0)
    rmdir(directory)
  }

  /// What is left by now, as `kind: what`.
  func leftovers() -> [String] {
    all().flatMap { kind, items in items.subtracting(before[kind] ?? []).map { "\(kind.rawValue): \($0)" } }.sorted()
  }

  /// The kinds of what is there now and was not at the start.
  func kinds() -> Set<Kind> {
    Set(all().filter { kind, items in !items.isSubset(of: before[kind] ?? []) }.keys)
  }

  /// The same, once nothing changes it to none any more: ends take their time.
  func leftoversInTheEnd() -> [String] {
    _ = eventually { leftovers().isEmpty }
    return leftovers()
  }

  private func all() -> [Kind: Set<String>] {
    let processes = descendants()
    let pids = [getpid()] + processes.map(\.pid)
    return [
      .process: Set(processes.map { "\($0.pid) \($0.name)" }), .mount: mounts(pids), .namespace: namespaces(pids),
      .cgroup: groups(Set(pids)), .interface: interfaces(pids), .directory: Set(ProcessList.names(in: directory)),
    ]
  }

  /// Living processes below this one, but for those that were there before. Zombies that came to us are buried.
  private func descendants() -> [ProcessEntry] {
    let all = ProcessList.all()
    var found: [ProcessEntry] = []
    var parents: Set<Int32> = [getpid()]
    var isGrowing = true
    while isGrowing {
      let next = all.filter { parents.contains($0.parent) && !parents.contains($0.pid) && !strangers.contains($0.pid) }
      isGrowing = !next.isEmpty
      parents.formUnion(next.map(\.pid))
      found += next
    }
    for zombie in found where zombie.parent == getpid() && zombie.state == "Z" && !isKept(zombie.pid) {
      var status: Int32 = 0
      waitpid(zombie.pid, &status, WNOHANG)
    }
    return found.filter { $0.state != "Z" && $0.state != "X" }
  }

  /// Children whose end somebody else waits for.
  var kept: Set<Int32> = []
  private func isKept(_ pid: Int32) -> Bool { kept.contains(pid) }

  /// `MOUNTPOINT TYPE`; of a mount namespace that is not ours, with its number.
  private func mounts(_ pids: [Int32]) -> Set<String> {
    var found: Set<String> = []
    let own = ProcessList.link("/proc/self/ns/mnt")
    for pid in pids {
      let space = ProcessList.link("/proc/\(pid)/ns/mnt")
      for line in (ProcessList.text(of: "/proc/\(pid)/mountinfo") ?? "").split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let dash = words.firstIndex(of: "-"), words.count > dash + 1, words.count > 4 else { continue }
        let text = "\(words[4]) \(words[dash + 1])"
        // The copy of our own mounts in another namespace is no mount more.
        if space == own || before[.mount]?.contains(text) != true { found.insert(text) }
      }
    }
    return found
  }

  /// Namespaces in which processes are, that they hold open, or that are mounted somewhere.
  private func namespaces(_ pids: [Int32]) -> Set<String> {
    var found: Set<String> = []
    let kinds = ["mnt:[", "net:[", "pid:[", "user:[", "uts:[", "ipc:[", "cgroup:[", "time:["]
    for pid in pids {
      for place in ["ns", "fd"] {
        for name in ProcessList.names(in: "/proc/\(pid)/\(place)") {
          let target = ProcessList.link("/proc/\(pid)/\(place)/\(name)")
          if kinds.contains(where: target.hasPrefix) { found.insert(target) }
        }
      }
    }
    for line in (ProcessList.text(of: "/proc/self/mountinfo") ?? "").split(separator: "\n")
    where line.contains(" - nsfs ") {
      found.insert(line.split(separator: " ").dropFirst(3).first.map(String.init) ?? "")
    }
    return found
  }

  /// Control groups of shells that are ours or no more.
  private func groups(_ ours: Set<Int32>) -> Set<String> {
    var found: Set<String> = []
    var left = ControlGroupHierarchy.mounted().map(\.mountPoint)
    while let path = left.popLast() {
      for entry in (try? DirectoryListing.entries(of: path)) ?? [] where entry.isDirectory {
        let inner = "\(path)/\(entry.name)"
        left.append(inner)
        guard entry.name.hasPrefix("sysh-") else { continue }
        let parts = entry.name.split(separator: "-")
        let pid = parts.count > 2 ? Int32(parts[2]) : nil
        let isOthers = pid.map { !ours.contains($0) && access("/proc/\($0)", F_OK) == 0 } ?? false
        if !isOthers { found.insert(inner) }
      }
    }
    return found
  }

  /// Network interfaces of our namespace by their names, and those of other namespaces with the namespace.
  private func interfaces(_ pids: [Int32]) -> Set<String> {
    var found: Set<String> = []
    let own = ProcessList.link("/proc/self/ns/net")
    for pid in pids {
      let space = ProcessList.link("/proc/\(pid)/ns/net")
      for line in (ProcessList.text(of: "/proc/\(pid)/net/dev") ?? "").split(separator: "\n").dropFirst(2) {
        let name = line.prefix { $0 != ":" }.trimmingBlanks
        found.insert(space == own ? name : "\(name) in \(space)")
      }
    }
    return found
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String { String(drop { $0 == " " }) }
}
