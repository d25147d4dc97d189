import Glibc
import Inspect
import TestSupport
import Testing

@testable import Shell

/// Nothing is left behind: not by a lesson, and not by a shell that was killed in the middle of one. What would be left is
/// seen first.
@Suite(.serialized) @TracerThread
struct LeakTests {
  /// Something that a shell is killed in. A new lesson that makes what must not stay is a line in `scenes`.
  struct Scene: CustomTestStringConvertible, Sendable {
    let name: String
    /// The lines of a lesson, up to a heading where one is given.
    var lesson: String?
    var until: String?
    var lines: [String] = []
    /// What has to be seen of it before the shell is killed.
    let shows: Set<Census.Kind>
    var testDescription: String { name }

    /// All that is typed.
    var script: [String] {
      guard let lesson, let text = ProcessList.text(of: "\(Checkout.root)/Lessons/\(lesson)") else { return lines }
      var found: [String] = []
      var isTyped = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if let until, line == until { break }
        if line.hasPrefix("```") {
          isTyped = line == "```sysh"
        } else if isTyped, !line.hasPrefix("=") {
          found.append(String(line))
        }
      }
      return found + lines
    }
  }

  private nonisolated static let canMakeGroups = ControlGroupHierarchy.mounted().contains {
    $0.controllers.contains("memory") && access($0.mountPoint, W_OK) == 0
  }

  private nonisolated static let canMakeNamespaces =
    (try? Built.run(["--user", "--map-root-user", "--mount", "--net", "true"], program: "/usr/bin/unshare").status) == 0

  nonisolated static let scenes: [Scene] =
    [
      Scene(name: "forks", lesson: "06-fork.md", shows: [.process, .directory]),
      Scene(
        name: "blocked and vforked", lesson: "13-sigkill.md", until: "# And SIGKILL?", shows: [.process, .directory]),
      Scene(
        name: "a detached program with children of its own",
        lines: [
          "fork", "P2: mkdir \"deep\" 0", "execve \"/bin/sh\" [\"sh\", \"-c\", \"sleep 600 & sleep 601\"]", "detach P1",
        ], shows: [.process, .directory]),
    ]
    + (canMakeNamespaces
      ? [
        Scene(
          name: "namespaces of every kind", lesson: "23-namespaces.md", until: "# Time",
          shows: [.process, .directory, .namespace, .mount, .interface]),
        Scene(
          name: "a container", lesson: "25-container.md", until: "# The end",
          shows: [.process, .directory, .namespace, .mount, .interface]),
        Scene(
          name: "namespaces and a mount in the lab's directory",
          lines: [
            "fork",
            "P2: unshare CLONE_NEWUSER|CLONE_NEWNS|CLONE_NEWNET|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWPID", "P2: fork",
            "P2: mkdir \"m\" 0755", "P2: mount \"none\" \"/\" NULL MS_REC|MS_PRIVATE NULL",
            "P2: mount \"tmpfs\" \"m\" \"tmpfs\" 0 NULL",
          ], shows: [.process, .directory, .namespace, .mount, .interface]),
      ] : [])
    + (canMakeGroups
      ? [
        Scene(
          name: "control groups", lesson: "24-cgroups.md", until: "# Beyond the limit",
          lines: ["cgroup set g cgroup.freeze 1"], shows: [.process, .directory, .cgroup])
      ] : [])

  /// Lets a shell run the lines and, while it lives with all that they have made, `body`; then kills it.
  private func withShell(_ script: [String], _ census: Census, _ body: () throws -> Void) throws {
    try #require(script.count > 2, "the lesson is not where it was")
    let ready = "\(Scratch.home)/ready"
    unlink(ready)
    let shell = try Built.start(["--unguarded"], environment: ["TMPDIR=\(census.directory)"])
    census.kept = [shell.pid]
    defer {
      close(shell.input)
      close(shell.output)
      unlink(ready)
    }
    // Its input stays open, so it waits for more.
    let bytes = Array((script + ["!touch \(ready)", ""]).joined(separator: "\n").utf8)
    try #require(bytes.count < 60_000)
    _ = bytes.withUnsafeBytes { write(shell.input, $0.baseAddress, $0.count) }
    #expect(eventually(within: 30) { access(ready, F_OK) == 0 })
    try body()
    kill(shell.pid, SIGKILL)
    var status: Int32 = 0
    waitpid(shell.pid, &status, 0)
  }

  @Test(arguments: scenes) func aKilledShellLeavesNothing(scene: Scene) throws {
    let census = try Census()
    try withShell(scene.script, census) {
      let seen = census.kinds()
      #expect(scene.shows.isSubset(of: seen), "positive control: only \(seen.map(\.rawValue).sorted())")
    }
    #expect(census.leftoversInTheEnd() == [])
  }

  /// As after a crash of the machine, but that control groups would not survive that.
  @Test func whatAKilledShellLeavesWithoutItsKeeperTheNextOneRemoves() throws {
    let census = try Census()
    let lines = ["mkdir \"left\" 0755", "fork", Self.canMakeGroups ? "cgroup make g" : "vars"]
    try withShell(lines, census) {
      let keeper = try #require(ProcessList.all().first { $0.name == "sysh-keeper" && $0.parent == census.kept.first })
      kill(keeper.pid, SIGKILL)
    }
    #expect(eventually { !census.kinds().contains(.process) })
    #expect(census.kinds() == (Self.canMakeGroups ? [.directory, .cgroup] : [.directory]), "nobody removed it")
    let next = Self.canMakeGroups ? "cgroup make g" : "vars"
    _ = try Built.run(["-c", next], environment: ["TMPDIR=\(census.directory)"])
    #expect(census.leftoversInTheEnd() == [])
  }

  @Test func theCensusSeesALeakOfEachKind() throws {
    let census = try Census()
    #expect(census.kinds() == [])
    var expected: Set<Census.Kind> = [.process, .directory]
    mkdir("\(census.directory)/left", 0o700)
    let group = Self.canMakeGroups ? Self.makeGroup() : nil
    if group != nil { expected.insert(.cgroup) }
    if Self.canMakeNamespaces { expected.formUnion([.namespace, .mount, .interface]) }
    // An orphan, whose parent has gone: who looks at children only would miss it.
    let command = "(mount -t tmpfs none '\(census.directory)/left' 2>&-; exec sleep 600 >&- 2>&- <&-) & exit 0"
    _ =
      Self.canMakeNamespaces
      ? try Built.run(
        ["--user", "--map-root-user", "--mount", "--net", "/bin/sh", "-c", command], program: "/usr/bin/unshare")
      : try Built.run(["-c", command], program: "/bin/sh")
    #expect(eventually { census.kinds() == expected }, "\(census.leftovers())")

    for process in census.leftovers() where process.hasPrefix("process: ") {
      if let pid = process.split(separator: " ").dropFirst().first.flatMap({ Int32($0) }) { kill(pid, SIGKILL) }
    }
    if let group { rmdir(group) }
    rmdir("\(census.directory)/left")
    #expect(census.leftoversInTheEnd() == [])
  }

  private static func makeGroup() -> String? {
    guard let hierarchy = ControlGroupHierarchy.mounted().first(where: { access($0.mountPoint, W_OK) == 0 }) else {
      return nil
    }
    let path = "\(hierarchy.mountPoint)/sysh-\(getuid())-4194999-1-leaked"
    return mkdir(path, 0o755) == 0 ? path : nil
  }
}
