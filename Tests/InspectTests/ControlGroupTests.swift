import Foundation
import Testing

@testable import Inspect

/// Control groups from trees of plain files: version 1 as captured on Linux 6.18, version 2 as its documentation has it.
struct ControlGroupTests {
  /// A directory of files, removed at the end.
  private final class Tree {
    let root = NSTemporaryDirectory() + "sysh-tree-\(UUID().uuidString)"

    init(_ files: [String: String]) throws {
      for (path, text) in files {
        let url = URL(fileURLWithPath: "\(root)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")), as: UTF8.self)
    }

    func directory(_ name: String, _ version: ControlGroupHierarchy.Version, _ controllers: [String])
      -> ControlGroup.Directory
    {
      ControlGroup.Directory(
        hierarchy: ControlGroupHierarchy(version: version, controllers: controllers, mountPoint: "\(root)/\(name)"),
        path: "\(root)/\(name)")
    }
  }

  private static let old = [
    "memory/cgroup.procs": "41\n42\n", "memory/memory.limit_in_bytes": "33554432\n",
    "memory/memory.usage_in_bytes": "176128\n", "memory/memory.max_usage_in_bytes": "33554432\n",
    "memory/memory.failcnt": "36\n", "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
    "memory/memory.stat": "cache 4096\nrss 135168\nrss_huge 0\npgfault 101\n",
    "cpu/cgroup.procs": "42\n", "cpu/cpu.cfs_quota_us": "20000\n", "cpu/cpu.cfs_period_us": "100000\n",
    "cpu/cpu.shares": "1024\n",
    "cpu/cpu.stat": "nr_periods 12\nnr_throttled 10\nthrottled_time 803456789\nnr_bursts 0\nburst_time 0\n",
    "cpuacct/cpuacct.usage": "246123456\n", "cpuacct/cpuacct.usage_user": "246000000\n",
    "cpuacct/cpuacct.usage_sys": "123456\n",
    "pids/pids.max": "max\n", "pids/pids.current": "3\n", "pids/pids.events": "max 0\n",
    "blkio/blkio.throttle.io_service_bytes_recursive":
      "254:0 Read 4096\n254:0 Write 8192\n254:0 Sync 0\n254:0 Async 12288\n254:0 Discard 0\n254:0 Total 12288\nTotal 12288\n",
    "blkio/blkio.throttle.io_serviced_recursive": "254:0 Read 1\n254:0 Write 2\n254:0 Discard 0\nTotal 3\n",
    "blkio/blkio.throttle.read_bps_device": "", "blkio/blkio.throttle.write_bps_device": "254:0 1048576\n",
    "blkio/blkio.throttle.read_iops_device": "", "blkio/blkio.throttle.write_iops_device": "",
    "freezer/freezer.state": "FROZEN\n",
  ]

  private func oldGroup(_ tree: Tree) -> ControlGroup {
    ControlGroup(
      directories: ["memory", "cpu", "cpuacct", "pids", "blkio", "freezer"].map {
        tree.directory($0, .v1, [$0])
      })
  }

  private static let new = [
    "g/cgroup.procs": "7\n", "g/cgroup.controllers": "cpuset cpu io memory pids\n",
    "g/cgroup.events": "populated 1\nfrozen 0\n", "g/cgroup.freeze": "0\n", "g/memory.max": "max\n",
    "g/memory.high": "max\n", "g/memory.current": "12288\n",
    "g/memory.events": "low 0\nhigh 0\nmax 36\noom 1\noom_kill 1\noom_group_kill 0\n",
    "g/memory.stat": "anon 135168\nfile 4096\nkernel 16384\n", "g/cpu.max": "max 100000\n", "g/cpu.weight": "100\n",
    "g/cpu.stat":
      "usage_usec 246123\nuser_usec 246000\nsystem_usec 123\nnr_periods 12\nnr_throttled 10\nthrottled_usec 803456\n",
    "g/pids.max": "3\n", "g/pids.current": "3\n", "g/pids.events": "max 1\n",
    "g/io.stat": "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n", "g/io.max": "",
    "g/memory.pressure":
      "some avg10=1.50 avg60=0.20 avg300=0.00 total=3512\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=3000\n",
  ]

  private func newGroup(_ tree: Tree) -> ControlGroup {
    ControlGroup(directories: [tree.directory("g", .v2, ["cpuset", "cpu", "io", "memory", "pids"])])
  }

  @Test func bothVersionsSayTheSameUnderTheSameNames() throws {
    let (oldTree, newTree) = (try Tree(Self.old), try Tree(Self.new))
    let (old, new) = (oldGroup(oldTree), newGroup(newTree))
    for (file, key) in [
      ("memory.events", "oom_kill"), ("memory.events", "max"), ("memory.stat", "anon"), ("memory.stat", "file"),
      ("cpu.stat", "usage_usec"), ("cpu.stat", "user_usec"), ("cpu.stat", "system_usec"), ("cpu.stat", "nr_periods"),
      ("cpu.stat", "nr_throttled"), ("cpu.stat", "throttled_usec"), ("cgroup.events", "populated"),
    ] {
      let values = [old, new].map { $0.reading(of: file)?.counters[key] }
      #expect(values[0] != nil && values[0] == values[1], "\(file) \(key): \(values)")
    }
    #expect(old.reading(of: "io.stat")?.text == new.reading(of: "io.stat")?.text)
    #expect(old.processes == [41, 42] && new.processes == [7])
  }

  @Test func versionOneReadsUnderItsOwnNames() throws {
    let tree = try Tree(Self.old)
    let group = oldGroup(tree)
    #expect(group.reading(of: "memory.max")?.text == "33554432")
    #expect(group.reading(of: "memory.max")?.files == ["\(tree.root)/memory/memory.limit_in_bytes"])
    #expect(group.reading(of: "cpu.max")?.text == "20000 100000")
    #expect(group.reading(of: "cpu.weight")?.text == "100")
    #expect(group.reading(of: "pids.max")?.text == "max")
    #expect(group.reading(of: "io.max")?.text == "254:0 rbps=max wbps=1048576 riops=max wiops=max")
    #expect(group.reading(of: "cgroup.freeze")?.text == "1")
    #expect(group.reading(of: "memory.failcnt")?.text == "36")
    #expect(group.reading(of: "memory.high") == nil && group.reading(of: "memory.pressure") == nil)
  }

  @Test func noLimitIsCalledMax() throws {
    var files = Self.old
    files["memory/memory.limit_in_bytes"] = "9223372036854771712\n"
    files["cpu/cpu.cfs_quota_us"] = "-1\n"
    let tree = try Tree(files)
    #expect(oldGroup(tree).reading(of: "memory.max")?.text == "max")
    #expect(oldGroup(tree).reading(of: "cpu.max")?.text == "max 100000")
  }

  @Test func pressureComesFromVersionTwoWhereBothAreMounted() throws {
    let tree = try Tree(Self.old.merging(["unified/memory.pressure": Self.new["g/memory.pressure"] ?? ""]) { $1 })
    let group = ControlGroup(directories: oldGroup(tree).directories + [tree.directory("unified", .v2, [])])
    let text = try #require(group.reading(of: "memory.pressure")?.text)
    #expect(ControlGroup.nested(in: text)["some"]?["total"] == "3512")
  }

  private func written(_ group: ControlGroup, _ file: String, _ value: String) throws -> [String] {
    try group.writes(value, to: file).map { write in
      "\(write.path.split(separator: "/").suffix(2).joined(separator: "/"))=\(write.value)"
    }
  }

  @Test func limitsAreWrittenWhereTheControllerIs() throws {
    let (oldTree, newTree) = (try Tree(Self.old), try Tree(Self.new))
    let (old, new) = (oldGroup(oldTree), newGroup(newTree))
    #expect(try written(old, "memory.max", "32M") == ["memory/memory.limit_in_bytes=32M"])
    #expect(try written(new, "memory.max", "32M") == ["g/memory.max=32M"])
    #expect(try written(old, "memory.max", "max") == ["memory/memory.limit_in_bytes=-1"])
    #expect(
      try written(old, "cpu.max", "20000 100000") == ["cpu/cpu.cfs_period_us=100000", "cpu/cpu.cfs_quota_us=20000"])
    #expect(try written(old, "cpu.max", "max") == ["cpu/cpu.cfs_quota_us=-1"])
    #expect(try written(new, "cpu.max", "20000 100000") == ["g/cpu.max=20000 100000"])
    #expect(try written(old, "cpu.weight", "200") == ["cpu/cpu.shares=2048"])
    #expect(try written(old, "pids.max", "3") == ["pids/pids.max=3"])
    #expect(
      try written(old, "io.max", "254:0 wbps=1048576 riops=max")
        == ["blkio/blkio.throttle.write_bps_device=254:0 1048576", "blkio/blkio.throttle.read_iops_device=254:0 0"])
    #expect(try written(old, "cgroup.freeze", "1") == ["freezer/freezer.state=FROZEN"])
    #expect(try written(old, "memory.failcnt", "0") == ["memory/memory.failcnt=0"])
  }

  @Test func whatCannotBeWrittenIsSaidInASentence() throws {
    let tree = try Tree(Self.old)
    let group = oldGroup(tree)
    for (file, value, part) in [
      ("memory.high", "1M", "no counterpart in version 1"), ("hugetlb.2MB.max", "1", "no mounted hierarchy"),
      ("cpu.max", "much", "a quota and a period"), ("cpu.weight", "0", "from 1 to 10000"),
      ("io.max", "254:0", "a device and limits"), ("cgroup.kill", "1", "belongs to version 2"),
    ] {
      let problem = #expect(throws: ControlGroupProblem.self) { try group.writes(value, to: file) }
      #expect(problem?.sentence.contains(part) == true, "\(file): \(String(describing: problem))")
    }
    let new = newGroup(try Tree(Self.new))
    let missing = #expect(throws: ControlGroupProblem.self) { try new.writes("1", to: "memory.frob") }
    #expect(missing?.sentence == "The group has no file memory.frob.")
  }

  @Test func oneWriteCallChangesAFileThatIsThere() throws {
    let tree = try Tree(Self.new)
    try ControlGroupWrite(path: "\(tree.root)/g/pids.max", value: "5").perform()
    #expect(try tree.text("g/pids.max").hasPrefix("5"))
    #expect(throws: InspectError.unreadable(path: "\(tree.root)/g/none", .noEntry)) {
      try ControlGroupWrite(path: "\(tree.root)/g/none", value: "5").perform()
    }
  }

  // MARK: Hierarchies

  /// From Linux 6.18 with both versions mounted; the last lines from a container and from a path with a blank.
  private static let mounts = """
    23 1 254:0 / / rw,relatime - ext4 /dev/root rw
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
    35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
    40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
    41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
    42 31 0:39 /docker/abc /mnt/with\\040blank rw,relatime master:4 - cgroup cgroup rw,blkio
    """

  @Test func hierarchiesAreReadFromTheMounts() {
    let found = ControlGroupHierarchy.mounted(Self.mounts) { $0 == "/sys/fs/cgroup/unified" ? ["hugetlb"] : [] }
    #expect(
      found == [
        ControlGroupHierarchy(version: .v1, controllers: ["cpu"], mountPoint: "/sys/fs/cgroup/cpu"),
        ControlGroupHierarchy(version: .v1, controllers: ["memory"], mountPoint: "/sys/fs/cgroup/memory"),
        ControlGroupHierarchy(version: .v2, controllers: ["hugetlb"], mountPoint: "/sys/fs/cgroup/unified"),
        ControlGroupHierarchy(version: .v1, controllers: ["blkio"], mountPoint: "/mnt/with blank", root: "/docker/abc"),
      ])
    #expect(ControlGroupHierarchy.mounted("nonsense\n1 2 3 -\n", available: { _ in [] }) == [])
  }

  @Test func aGroupsPathBecomesADirectoryWhereTheMountShowsIt() {
    let whole = ControlGroupHierarchy(version: .v2, controllers: [], mountPoint: "/sys/fs/cgroup")
    #expect(whole.directory(of: "/") == "/sys/fs/cgroup" && whole.directory(of: "/a/b") == "/sys/fs/cgroup/a/b")
    #expect(whole.directory(of: "/../outside") == nil)
    let part = ControlGroupHierarchy(version: .v1, controllers: ["cpu"], mountPoint: "/c", root: "/docker/abc")
    #expect(part.directory(of: "/docker/abc/x") == "/c/x" && part.directory(of: "/docker/abc") == "/c")
    #expect(part.directory(of: "/docker/abcd") == nil)
  }

  @Test func membershipIsToldHierarchyByHierarchy() {
    let all = ControlGroupMembership.all(in: "9:name=systemd:/\n4:cpu,cpuacct:/a:b\n0::/user.slice\nnonsense\n")
    #expect(all.map(\.path) == ["/", "/a:b", "/user.slice"])
    let accounts = ControlGroupHierarchy(version: .v1, controllers: ["cpu", "cpuacct"], mountPoint: "/c")
    let unified = ControlGroupHierarchy(version: .v2, controllers: ["memory"], mountPoint: "/u")
    #expect(all.filter { $0.isIn(accounts) }.map(\.path) == ["/a:b"])
    #expect(all.filter { $0.isIn(unified) }.map(\.path) == ["/user.slice"])
  }
}
