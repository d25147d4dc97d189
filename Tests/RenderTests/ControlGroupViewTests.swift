import Inspect
import Testing

@testable import Lab
@testable import Render

/// Control groups, from models.
struct ControlGroupViewTests {
  private static let top = "sysh-0-4711-1209223-i7yrxo"

  private func hierarchy(_ name: String, _ version: ControlGroupHierarchy.Version = .v1) -> ControlGroupHierarchy {
    ControlGroupHierarchy(version: version, controllers: [name], mountPoint: "/sys/fs/cgroup/\(name)")
  }

  private let figures = ControlGroupFigures(
    name: "g", members: ["P2", "process 4800 (sleep)"],
    rows: [
      .init(name: "memory.max", value: "33554432", before: "max", source: "memory.limit_in_bytes"),
      .init(name: "memory.current", value: "176128", source: "memory.usage_in_bytes"),
      .init(name: "memory.events oom_kill", value: "1", before: "0", source: "memory.oom_control"),
      .init(name: "cpu.max", value: "20000 100000", source: "cpu.cfs_quota_us, cpu.cfs_period_us"),
      .init(name: "pids.current", value: "2"),
      .init(name: "memory.pressure", value: "some avg10=0.00 avg60=0.00 avg300=0.00 total=3512"),
    ])

  @Test func whereSubjectsAreAndWhatTheGroupsAllow() throws {
    let places = ControlGroupPlaces(
      places: [
        .init(hierarchies: [hierarchy("cpu"), hierarchy("pids")], path: "/", subjects: ["P1", "P3"]),
        .init(hierarchies: [hierarchy("cpu"), hierarchy("pids")], path: "/\(Self.top)/g", subjects: ["P2"]),
        .init(hierarchies: [hierarchy("unified", .v2)], path: "/", subjects: ["P1", "P2", "P3"]),
      ], groups: [figures], obstacle: nil, top: Self.top)
    try expectSnapshot("cgroup-places") { $0.controlGroups(places) }
  }

  @Test func anObstacleAndNoGroups() throws {
    try expectSnapshot("cgroup-none") { renderer in
      renderer.controlGroups(
        ControlGroupPlaces(places: [], groups: [], obstacle: "It needs control groups, and has none.", top: ""))
        + renderer.controlGroups(
          ControlGroupPlaces(
            places: [.init(hierarchies: [hierarchy("cpu")], path: "/", subjects: ["P1"])], groups: [], obstacle: nil,
            top: Self.top))
    }
  }

  @Test func whatWasWrittenIsShownWithWhatTheFileSays() throws {
    let paths = ["cpu", "pids"].map { "/sys/fs/cgroup/\($0)/\(Self.top)" }
    try expectSnapshot("cgroup-steps") { renderer in
      renderer.controlGroupSteps(paths.flatMap { [.made(path: $0), .made(path: "\($0)/g")] })
        + renderer.controlGroupSteps([
          .wrote(path: "\(paths[0])/g/cpu.cfs_quota_us", value: "20000", reads: "20000"),
          .wrote(path: "/sys/fs/cgroup/memory/\(Self.top)/g/memory.limit_in_bytes", value: "32M", reads: "33554432"),
        ])
        + renderer.controlGroupSteps(paths.map { .wrote(path: "\($0)/g/cgroup.procs", value: "4712", reads: nil) })
        + renderer.controlGroupSteps(paths.map { .removed(path: "\($0)/g") } + [.note("A note.")])
    }
  }

  @Test func pathsThatDifferInOnePlaceAreOnePath() {
    #expect(Renderer.braced(["/a/b/d", "/a/c/d"]) == "/a/{b,c}/d")
    #expect(Renderer.braced(["/a/b"]) == "/a/b")
    #expect(Renderer.braced(["/a/b/d", "/x/c/d"]) == nil && Renderer.braced(["/a/b", "/a/b/c"]) == nil)
  }
}
