import Foundation
import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// A tree of plain files that looks like a version 2 hierarchy: directories get the files that the kernel would make.
private final class FakeHierarchy {
  let root = NSTemporaryDirectory() + "sysh-fake-\(UUID().uuidString)"

  init() throws {
    try fill(root, controllers: "cpuset cpu io memory pids")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func fill(_ path: String, controllers: String, procs: String = "", gives: String = "") throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (file, text) in [
      "cgroup.controllers": controllers, "cgroup.subtree_control": gives, "cgroup.procs": procs,
      "memory.max": "max\n", "memory.current": "0\n", "cpu.max": "max 100000\n", "pids.max": "max\n",
      "memory.events": "max 0\noom_kill 0\n", "pids.current": "0\n",
    ] { try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8) }
  }

  func text(_ path: String) -> String { ProcessList.text(of: path) ?? "" }

  var hierarchy: ControlGroupHierarchy {
    ControlGroupHierarchy(version: .v2, controllers: ["cpuset", "cpu", "io", "memory", "pids"], mountPoint: root)
  }

  /// Groups made here by a shell that is in the group `own`.
  func groups(own: String) throws -> ControlGroups {
    let hierarchy = hierarchy
    return ControlGroups(
      keeper: try Keeper(), label: "fake", hierarchies: { [hierarchy] },
      memberships: { _ in ControlGroupMembership.all(in: "0::\(own)\n") },
      makeDirectory: { path in
        guard mkdir(path, 0o755) == 0 else { return Errno(rawValue: errno) }
        try? self.fill(path, controllers: "cpu memory pids")
        return nil
      })
  }
}

@Suite(.serialized) @TracerThread
struct ControlGroupTests {
  @Test func versionTwoMakesItsGroupsInTheRootAndGivesControllersOnTheWay() throws {
    let fake = try FakeHierarchy()
    let groups = try fake.groups(own: "/")
    _ = try groups.make("g")
    let top = "\(fake.root)/\(groups.topName)"
    #expect(access("\(top)/g", F_OK) == 0 && groups.owns("\(top)/g/memory.max") && !groups.owns(top))
    // Plain files keep the last word that was written.
    #expect(fake.text("\(fake.root)/cgroup.subtree_control").hasPrefix("+"))
    #expect(fake.text("\(top)/cgroup.subtree_control").hasPrefix("+"))
    let steps = try groups.set("g", "memory.max", "32M")
    #expect(steps.contains { if case .wrote("\(top)/g/memory.max", "32M", _) = $0 { true } else { false } })
    #expect(fake.text("\(top)/g/memory.max").hasPrefix("32M"))
    _ = try groups.enter("g", 4_194_999)
    #expect(fake.text("\(top)/g/cgroup.procs") == "4194999")
  }

  @Test func aGroupWithProcessesOfItsOwnIsNoPlaceForGroups() throws {
    let fake = try FakeHierarchy()
    try fake.fill("\(fake.root)/slice", controllers: "cpu io memory pids")
    try fake.fill("\(fake.root)/slice/session", controllers: "cpu memory pids", procs: "\(getpid())\n")
    let groups = try fake.groups(own: "/slice/session")
    #expect(groups.host(in: fake.hierarchy) == "\(fake.root)/slice")
    _ = try groups.make("g")
    #expect(ProcessList.names(in: "\(fake.root)/slice").contains(groups.topName))
    #expect(ProcessList.names(in: "\(fake.root)/slice/session").allSatisfy { !$0.hasPrefix("sysh-") })
  }

  @Test func whereTheNearerGroupGivesLessTheOuterOneIsTaken() throws {
    let fake = try FakeHierarchy()
    try fake.fill("\(fake.root)/slice", controllers: "memory pids")
    try fake.fill("\(fake.root)/slice/session", controllers: "memory pids", procs: "\(getpid())\n")
    #expect(try fake.groups(own: "/slice/session").host(in: fake.hierarchy) == fake.root)
  }

  @Test func aGroupWithProcessesIsAskedForOneControllerAndNoMore() throws {
    let fake = try FakeHierarchy()
    let groups = try fake.groups(own: "/")
    _ = try groups.make("a")
    let path = "\(fake.root)/\(groups.topName)/a"
    _ = try groups.enter("a", 4_194_999)
    let steps = try groups.make("a/b")
    let values = steps.compactMap {
      if case .wrote("\(path)/cgroup.subtree_control", let value, _) = $0 { value } else { nil }
    }
    // The kernel would say EBUSY to that; a plain file takes it.
    #expect(values == ["+memory"])
  }

  @Test func whoMayWriteNowhereIsToldSoBeforeAnythingIsTried() throws {
    let fake = try FakeHierarchy()
    let hierarchy = fake.hierarchy
    let groups = ControlGroups(
      keeper: try Keeper(), label: "fake", hierarchies: { [hierarchy] }, memberships: { _ in [] },
      makeDirectory: { _ in
        Issue.record("tried")
        return .notPermitted
      })
    let error = #expect(throws: LabError.self) { try groups.make("g") }
    guard case .refused(let sentence) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(sentence.hasPrefix("cgroup make needs control groups"))
    #expect(groups.obstacle(to: "memory")?.contains("the control group controller memory") == true)
    #expect(groups.obstacle(to: "rdma")?.contains("no mounted hierarchy") == true)
  }

  @Test func namesAreCheckedBeforeTheyBecomePaths() throws {
    let fake = try FakeHierarchy()
    let groups = try fake.groups(own: "/")
    for name in ["", "..", "a/../b", "a b", "/etc", "a.b", "tasks", "a/b"] {
      #expect(throws: LabError.self, "\(name)") { try groups.make(name) }
    }
    _ = try groups.make("a")
    _ = try groups.make("a/b")
    #expect(throws: LabError.self) { try groups.make("a") }
    #expect(throws: LabError.self) { try groups.set("none", "memory.max", "1") }
    #expect(throws: LabError.self) { try groups.set("a", "../memory.max", "1") }
    #expect(throws: LabError.self) { try groups.set("a", "cgroup.procs", "1") }
  }

  @Test func aGroupOfAShellThatIsGoneIsAbandonedAndNoOther() throws {
    let start = try Proc().stat(getpid()).startTicks
    let user = getuid()
    #expect(!ControlGroups.isAbandoned("sysh-\(user)-\(getpid())-\(start)-abcdef"))
    #expect(ControlGroups.isAbandoned("sysh-\(user)-\(getpid())-\(start + 1)-abcdef"), "the number is another's now")
    #expect(ControlGroups.isAbandoned("sysh-\(user)-4194999-\(start)-abcdef"))
    #expect(!ControlGroups.isAbandoned("sysh-\(user + 1)-4194999-\(start)-abcdef"))
    #expect(!ControlGroups.isAbandoned("sysh-\(user)-x"))
  }

  // MARK: The kernel's own

  private nonisolated static let canMake = {
    ControlGroupHierarchy.mounted().contains { access($0.mountPoint, W_OK) == 0 }
  }()

  @Test(.enabled(if: canMake, "needs a control group hierarchy that may be written"))
  func whatACrashLeftIsRemovedByTheNextShell() throws {
    let hierarchy = try #require(ControlGroupHierarchy.mounted().first { access($0.mountPoint, W_OK) == 0 })
    let left = "\(hierarchy.mountPoint)/sysh-\(getuid())-4194999-1-abcdef"
    mkdir(left, 0o755)
    mkdir("\(left)/g", 0o755)
    #expect(access("\(left)/g", F_OK) == 0, "positive control")
    let session = try Session()
    _ = try session.lab.controlGroups.make("g")
    #expect(access(left, F_OK) != 0)
  }

  @Test(.enabled(if: canMake, "needs a control group hierarchy that may be written"))
  func callsMayChangeTheLabsOwnGroupsAndNoOthers() throws {
    let session = try Session()
    let steps = try session.lab.controlGroups.make("g")
    guard case .made(let path) = try #require(steps.last) else {
      Issue.record("\(steps)")
      return
    }
    #expect(try session.objection("mkdir \"\(path)/inner\" 0755") == nil)
    #expect(try session.objection("open \"\(path)/cgroup.procs\" O_WRONLY") == nil)
    let top = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    #expect(try session.objection("mkdir \"\(top)-other\" 0755") != nil)
    #expect(try session.objection("rmdir \"\(top)\"") != nil)

    try session.run("fd = open \"\(path)/cgroup.procs\" O_WRONLY")
    #expect(try session.objection("write fd \"0\"") == nil)
    #expect(try session.objection("write fd \"\(session.lab.living[0].pid)\"") == nil)
    #expect(try session.objection("write fd \"1\"")?.contains("bring into a group") == true)
    #expect(try session.outcome("write fd \"0\"") == "1")
    #expect(session.lab.controlGroups.name(ofGroupOf: session.lab.living[0].pid) == "g")
    #expect(
      try session.failure("rmdir \"\(path)\"")
        == "-1 EBUSY: A control group can be removed when nobody is in it. In this one is P1.")
  }

  @Test(.enabled(if: canMake, "needs a control group hierarchy that may be written"))
  func aResetTakesTheGroupsAndWhatIsInThemAway() throws {
    let session = try Session()
    let steps = try session.lab.controlGroups.make("g")
    try session.run("fork")
    _ = try session.lab.moveSubject("P2", toGroup: "g")
    let paths = steps.compactMap { if case .made(let path) = $0 { path } else { nil } }
    #expect(!paths.isEmpty && paths.allSatisfy { access($0, F_OK) == 0 }, "positive control")
    #expect(throws: LabError.self) { try session.lab.removeGroup("g") }
    try session.lab.reset()
    #expect(paths.allSatisfy { access($0, F_OK) != 0 } && session.lab.controlGroups.made.isEmpty)
  }
}
