import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Control groups as the shell's commands want them: with names of subjects.
extension Lab {
  /// A subject's name and number, or another process's number and name.
  func memberName(_ pid: Int32) -> String {
    name(ofProcess: pid) ?? "process \(pid)" + ((try? proc.stat(pid).comm).map { " (\(Escapes.harmless($0)))" } ?? "")
  }

  /// Where the subjects are, and the lab's groups.
  public func controlGroupPlaces() -> ControlGroupPlaces {
    let subjects = living.filter { $0.leader == nil }.map {
      (name: $0.name, places: controlGroups.places(of: $0.pid))
    }
    var places: [ControlGroupPlaces.Place] = []
    var left = controlGroups.hierarchies
    while let first = left.first {
      let paths = { (hierarchy: ControlGroupHierarchy) in subjects.map { $0.places[hierarchy.mountPoint] } }
      let alike = left.filter { $0.version == first.version && paths($0) == paths(first) }
      left.removeAll(where: alike.contains)
      let here = subjects.compactMap { entry in entry.places[first.mountPoint].map { (entry.name, $0) } }
      for path in here.map(\.1).uniqued {
        places.append(
          ControlGroupPlaces.Place(
            hierarchies: alike, path: path, subjects: here.filter { $0.1 == path }.map(\.0)))
      }
    }
    let groups = controlGroups.made.map { name, group in
      controlGroups.figures(name, group, .summary, naming: memberName)
    }
    return ControlGroupPlaces(
      places: places, groups: groups, obstacle: controlGroups.obstacle(to: nil), top: controlGroups.topName)
  }

  /// What a group's files say.
  public func controlGroupFigures(_ name: String, _ detail: ControlGroupDetail) throws(LabError) -> ControlGroupFigures
  {
    controlGroups.figures(name, try controlGroups.existing(name), detail, naming: memberName)
  }

  /// Moves a subject into a group, or with nil back to where the shell is.
  public func moveSubject(_ name: String?, toGroup group: String?) throws(LabError) -> [ControlGroups.Step] {
    let wanted = name ?? currentName
    noticeDeaths()
    guard let subject = subject(named: wanted) else {
      throw .refused("There is no subject \(Escapes.harmless(wanted)). \(whoLives)")
    }
    guard subject.end == nil else { throw .refused("\(wanted) has ended.") }
    let pid = subject.tracee.process
    guard let group else { return try controlGroups.leave(pid) }
    return try controlGroups.enter(group, pid)
  }

  /// Writes a limit. In io.max a path may stand for the disk that the file is on, seen from the lab's directory.
  public func setGroup(_ name: String, _ file: String, _ value: String) throws(LabError) -> [ControlGroups.Step] {
    var value = value
    let words = value.split(separator: " ", maxSplits: 1).map(String.init)
    if file == "io.max", let place = words.first, place.hasPrefix(".") || place.hasPrefix("/") {
      guard let disk = BlockDevice.disk(of: place.hasPrefix("/") ? place : "\(directory.path)/\(place)") else {
        throw .refused("\(Escapes.harmless(place)) is on no disk that could be limited.")
      }
      value = ([disk] + words.dropFirst()).joined(separator: " ")
    }
    return try controlGroups.set(name, file, value)
  }

  /// Why nothing can be limited on the disk of the lab's directory, as a sentence; nil when it can.
  public var diskObstacle: String? {
    if let obstacle = controlGroups.obstacle(to: "io") { return obstacle }
    return BlockDevice.disk(of: directory.path) == nil
      ? "It needs the lab's directory on a disk, and \(Escapes.harmless(directory.path)) is on none: TMPDIR names another place."
      : nil
  }

  /// Puts a link to a group's directory into the lab's directory, so that calls can name it: `g.memory`.
  public func linkGroup(_ name: String, _ controller: String) throws(LabError) -> [ControlGroups.Step] {
    let group = try controlGroups.existing(name)
    guard let directory = group.directory(for: controller) else {
      throw .refused("The group \(name) has no controller \(Escapes.harmless(controller)).")
    }
    let link = "\(name.replacing("/", with: ".")).\(controller)"
    guard symlink(directory.path, "\(self.directory.path)/\(link)") == 0 else {
      throw .refused("\(link) cannot be made: \(Errno(rawValue: errno).message).")
    }
    return [.note("\(link) in the lab's directory leads to \(directory.path).")]
  }

  public func removeGroup(_ name: String) throws(LabError) -> [ControlGroups.Step] {
    try controlGroups.remove(name, naming: memberName)
  }
}

extension [String] {
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
