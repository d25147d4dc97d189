import Curriculum
import Inspect
import Lab

// What checks may ask of control groups, and what lessons on them may need.
extension LessonBridge {
  static let controlGroupFacts: [String: Fact] = [
    // `cgroup("g").exists`, `cgroup("g").processes`; `cgroup("g", "memory.max")` the content of a file by its version 2
    // name; `cgroup("g", "memory.events", "oom_kill")` one of its counters.
    "cgroup": Fact(signature: FactSignature(arguments: 1...3, properties: ["exists", "processes"])) {
      $0.controlGroup($1, $2)
    },
    // The lab's group that a subject is in, as a text; absent when it is in none.
    "group_of": Fact(signature: FactSignature(arguments: 0...1)) { bridge, arguments, _ in
      bridge.withSubject(arguments.first) { subject in
        let name = bridge.session.lab.controlGroups.name(ofGroupOf: subject.tracee.process)
        return .value(name.map { .string($0) } ?? .absent)
      }
    },
  ]

  static let controlGroupOffers: [String: @Sendable (LessonBridge) -> String?] = [
    "cgroup": { $0.session.lab.controlGroups.obstacle(to: nil) },
    "cgroup_memory": { $0.session.lab.controlGroups.obstacle(to: "memory") },
    "cgroup_cpu": { $0.session.lab.controlGroups.obstacle(to: "cpu") },
    "cgroup_pids": { $0.session.lab.controlGroups.obstacle(to: "pids") },
    "cgroup_io": { $0.session.lab.diskObstacle },
    "cgroup_cpuset": { $0.session.lab.controlGroups.obstacle(to: "cpuset") },
  ]

  private func controlGroup(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    let words = arguments.compactMap { argument -> String? in
      if case .string(let text) = argument { return text }
      return nil
    }
    guard words.count == arguments.count else {
      return .problem("cgroup wants texts: cgroup(\"g\", \"memory.max\").")
    }
    guard let group = session.lab.controlGroups.group(named: words[0]) else {
      return words.count == 1 && property != "processes"
        ? .value(.boolean(false)) : .problem("There is no group \(words[0]).")
    }
    if words.count == 1 {
      return .value(property == "processes" ? .integer(Int64(group.processes.count)) : .boolean(true))
    }
    guard let reading = group.reading(of: words[1]) else { return .value(.absent) }
    if words.count == 3 {
      return .value(reading.counters[words[2]].map { .integer(Int64(clamping: $0)) } ?? .absent)
    }
    return .value(Int64(reading.text).map { .integer($0) } ?? .string(reading.text))
  }
}
