import Glibc
import LinuxABI

/// Why a file of a control group cannot be written: a sentence, and what to do.
public struct ControlGroupProblem: Error, Hashable, Sendable {
  public let sentence: String
  public let advice: String?

  public init(_ sentence: String, advice: String? = nil) {
    self.sentence = sentence
    self.advice = advice
  }
}

/// A text to be written into a file of a control group.
public struct ControlGroupWrite: Hashable, Sendable {
  public let path: String
  public let value: String

  public init(path: String, value: String) {
    self.path = path
    self.value = value
  }

  /// Writes with one write call, as the kernel wants it (`man 7 cgroups`). Nothing is made: the file has to exist.
  ///
  /// Throws the errno of open or write.
  public func perform() throws(InspectError) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    defer { close(file) }
    var text = value
    let written = text.withUTF8 { write(file, $0.baseAddress, $0.count) }
    if written < 0 { throw .unreadable(path: path, Errno(rawValue: errno)) }
  }
}

extension ControlGroup {
  /// What has to be written where so that the file, by its version 2 name, has `value`. A file that only version 1 has is
  /// written as it is.
  ///
  /// Throws a sentence where no mounted hierarchy can do it.
  public func writes(_ value: String, to file: String) throws(ControlGroupProblem) -> [ControlGroupWrite] {
    let controller = Self.controller(of: file)
    if controller == "cgroup" { return try core(value, to: file) }
    guard let directory = directory(for: controller) else {
      if let own = directories.first(where: { access("\($0.path)/\(file)", F_OK) == 0 }) {
        return [ControlGroupWrite(path: "\(own.path)/\(file)", value: value)]
      }
      throw ControlGroupProblem(
        "\(file) cannot be set: no mounted hierarchy has the controller \(controller).",
        advice: "cgroup lists the hierarchies and their controllers.")
    }
    switch directory.hierarchy.version {
    case .v2: return [try existing(directory.path, file, value)]
    case .v1: return try old(value, to: file, in: directory.path)
    }
  }

  private func existing(
    _ directory: String, _ file: String, _ value: String
  ) throws(ControlGroupProblem) -> ControlGroupWrite {
    let path = "\(directory)/\(file)"
    guard access(path, F_OK) == 0 else {
      throw ControlGroupProblem("The group has no file \(file).", advice: "!ls \(directory) lists those that it has.")
    }
    return ControlGroupWrite(path: path, value: value)
  }

  /// Files that each version 2 group has. Of them version 1 has freezing, as a controller.
  private func core(_ value: String, to file: String) throws(ControlGroupProblem) -> [ControlGroupWrite] {
    if let directory = directory(for: "cgroup") { return [try existing(directory.path, file, value)] }
    if file == "cgroup.freeze", let directory = directory(for: "freezer") {
      return [ControlGroupWrite(path: directory.path + "/freezer.state", value: value == "0" ? "THAWED" : "FROZEN")]
    }
    throw ControlGroupProblem("\(file) belongs to version 2, which is not mounted here.")
  }

  private func old(
    _ value: String, to file: String, in path: String
  ) throws(ControlGroupProblem) -> [ControlGroupWrite] {
    switch file {
    case "memory.max":
      return [ControlGroupWrite(path: path + "/memory.limit_in_bytes", value: value == "max" ? "-1" : value)]
    case "cpu.max": return try processorLimit(value, path)
    case "cpu.weight":
      guard let weight = UInt64(value), (1...10000).contains(weight) else {
        throw ControlGroupProblem("A weight is a number from 1 to 10000; 100 is the usual one.")
      }
      return [ControlGroupWrite(path: path + "/cpu.shares", value: "\(max(2, weight * 1024 / 100))")]
    case "io.max": return try ioLimits(value, path)
    default:
      let name = Self.renamed[file] ?? file
      guard access("\(path)/\(name)", F_OK) == 0 else {
        throw ControlGroupProblem(
          "\(file) has no counterpart in version 1, in which this machine has the controller \(Self.controller(of: file)).",
          advice: "memory.max, cpu.max, cpu.weight, pids.max, io.max and cpuset.cpus have one.")
      }
      return [ControlGroupWrite(path: "\(path)/\(name)", value: value)]
    }
  }

  /// `QUOTA [PERIOD]` in microseconds, `max` for no quota.
  private func processorLimit(_ value: String, _ path: String) throws(ControlGroupProblem) -> [ControlGroupWrite] {
    let words = Self.words(in: value)
    guard (1...2).contains(words.count), words[0] == "max" || UInt64(words[0]) != nil,
      words.count == 1 || UInt64(words[1]) != nil
    else {
      throw ControlGroupProblem(
        "cpu.max takes a quota and a period in microseconds.", advice: "cpu.max 20000 100000 allows a fifth of a CPU.")
    }
    let quota = ControlGroupWrite(path: path + "/cpu.cfs_quota_us", value: words[0] == "max" ? "-1" : words[0])
    return words.count == 1 ? [quota] : [ControlGroupWrite(path: path + "/cpu.cfs_period_us", value: words[1]), quota]
  }

  /// `MAJOR:MINOR rbps=N wbps=N riops=N wiops=N`, `max` for no limit.
  private func ioLimits(_ value: String, _ path: String) throws(ControlGroupProblem) -> [ControlGroupWrite] {
    let words = Self.words(in: value)
    var writes: [ControlGroupWrite] = []
    for word in words.dropFirst() {
      let pair = word.split(separator: "=")
      guard pair.count == 2, let file = Self.throttles.first(where: { $0.key == pair[0] })?.file else {
        writes = []
        break
      }
      writes.append(
        ControlGroupWrite(path: "\(path)/\(file)", value: "\(words[0]) \(pair[1] == "max" ? "0" : String(pair[1]))"))
    }
    guard !writes.isEmpty else {
      throw ControlGroupProblem(
        "io.max takes a device and limits: rbps, wbps, riops, wiops.",
        advice: "io.max 8:0 wbps=1048576 limits writes to the device 8:0 to 1 MiB a second.")
    }
    return writes
  }
}
