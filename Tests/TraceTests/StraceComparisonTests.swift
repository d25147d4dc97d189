import Foundation
import Glibc
import TestSupport
import Testing

/// `sysh trace` beside strace around the same commands: the same lines for each process.
///
/// Only commands that do the same each time. What may differ between two runs of one is masked in both logs: numbers of
/// processes, addresses, random bytes, and how long a process ran.
@Suite(.serialized, .enabled(if: access("/usr/bin/strace", X_OK) == 0, "/usr/bin/strace is not installed"))
struct StraceComparisonTests {
  static let scenes = Built.path(of: "scenes")
  /// Masking is the same for both, and would hide what it is too wide for: how many lines there are at least.
  static let commands: [(command: [String], processes: Int, lines: Int)] = [
    (["/bin/cat", "/etc/passwd"], 1, 20), (["/bin/ls", "-l", "/usr"], 1, 40),
    (["/bin/cp", "/etc/passwd", "/dev/null"], 1, 30),
    (["/bin/sh", "-c", "/bin/true; /bin/echo a; (exit 3)"], 4, 60),
    (["/bin/sh", "-c", "/bin/echo a | /bin/cat"], 3, 60), ([scenes, "fork"], 2, 20), ([scenes, "vfork"], 2, 20),
    ([scenes, "fork", "vfork", "nested"], 43, 100), ([scenes, "unknown", "edge", "killed"], 1, 20),
  ]

  @Test(arguments: commands)
  func eachProcessHasTheSameLines(command: [String], processes: Int, lines: Int) throws {
    let theirs = try log("/usr/bin/strace", [], ["-f"], command)
    let ours = try log(Built.path, ["trace"], ["-f"], command)
    #expect(theirs.count == processes)
    #expect(theirs.reduce(0) { $0 + $1.count } >= lines)
    // Which of two processes is met first is the scheduler's doing.
    try compare(theirs, ours)
  }

  @Test(arguments: [
    ["-v"], ["-y"], ["-yy"], ["-s", "200"], ["-z"], ["-Z"], ["-e", "trace=%file"], ["-e", "trace=!%memory"],
    ["-e", "inject=close:error=EIO:when=2"], ["-e", "inject=getuid:retval=7"], ["-q"], ["-a", "60"],
  ])
  func optionsShowTheSame(options: [String]) throws {
    let command = ["/bin/sh", "-c", "/bin/cat /etc/passwd; /bin/true /missing"]
    let theirs = try log("/usr/bin/strace", [], ["-f"] + options, command)
    #expect(theirs.contains { !$0.isEmpty })
    try compare(theirs, try log(Built.path, ["trace"], ["-f"] + options, command))
  }

  /// Threads race: what is the same is how many there are, and what each does by itself.
  @Test func threadsHaveTheSameCalls() throws {
    let command = [Self.scenes, "threads"]
    let options = ["-f", "-e", "trace=close,clone3,exit"]
    let theirs = try log("/usr/bin/strace", [], options, command)
    #expect(theirs.count == 5)
    #expect(theirs.dropFirst().allSatisfy { $0.count(where: { $0.hasPrefix("close(1002)") }) == 200 })
    try compare(theirs, try log(Built.path, ["trace"], options, command))
  }

  /// A log's own masking: what is no process keeps its number, even when a process has the same one.
  @Test func aNumberThatIsByChanceThatOfAProcessIsLeftAlone() {
    let log = """
      700 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 701
      701 read(3, "701", 701) = 3
      701 fstat(3, {st_ino=701, ...}) = 0
      """
    #expect(
      StraceLog.streams(log) == [
        ["wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = PID"],
        ["read(3, \"701\", 701) = 3", "fstat(3, {st_ino=701, ...}) = 0"],
      ])
  }

  private func compare(_ theirs: [[String]], _ ours: [[String]]) throws {
    try #require(!theirs.isEmpty && !ours.isEmpty)
    let sorted = { (streams: [[String]]) in streams.sorted { $0.lexicographicallyPrecedes($1) } }
    for (their, our) in zip(sorted(theirs), sorted(ours)) where their != our {
      let difference = our.difference(from: their)
      Issue.record("\(difference.removals.prefix(5)) became \(difference.insertions.prefix(5))")
    }
    #expect(theirs.count == ours.count)
  }

  /// The lines of each process, in the order in which the processes are met.
  private func log(
    _ program: String, _ first: [String], _ options: [String], _ command: [String]
  ) throws -> [[String]] {
    let file = "\(Scratch.home)/compared"
    unlink(file)
    // Without random addresses, which decide how often a program asks for memory.
    _ = try Built.run(
      ["-c", "exec timeout 60 setarch -R \"$@\" > /dev/null", "sh", program] + first + options + ["-o", file] + command,
      program: "/bin/sh")
    let text = try #require(ProcessList.text(of: file), "\(program) wrote no log")
    return StraceLog.streams(text)
  }
}

/// A log of `-f` taken apart.
enum StraceLog {
  /// The lines of each process without its number, broken lines joined, and masked.
  static func streams(_ text: String) -> [[String]] {
    var order: [Substring] = []
    var lines: [Substring: [String]] = [:]
    var begun: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      let pid = line.prefix { $0.isNumber }
      var rest = String(line.dropFirst(pid.count).drop { $0 == " " })
      if lines[pid] == nil { order.append(pid) }
      if rest.hasSuffix(" <unfinished ...>") {
        begun[pid] = String(rest.dropLast(17))
        lines[pid, default: []] += []
        continue
      }
      if rest.hasPrefix("<... "), let end = rest.range(of: " resumed>") {
        rest = (begun.removeValue(forKey: pid) ?? "?") + rest[end.upperBound...]
      }
      lines[pid, default: []].append(rest)
    }
    let pids = Set(order.map(String.init))
    return order.map { pid in (lines[pid] ?? []).map { masked($0, pids) }.filter { !isChance($0) } }
  }

  /// When a child's end is told depends on when it came.
  private static func isChance(_ line: String) -> Bool {
    line.hasPrefix("--- SIGCHLD") || line.hasPrefix("rt_sigreturn(")
  }

  private static func masked(_ line: String, _ pids: Set<String>) -> String {
    if line.hasPrefix("getrandom(") { return "getrandom()" }
    if line.hasPrefix("getppid(") { return "getppid()" }
    // The spaces before = are as many as the line is short, and numbers differ in length.
    var text = line.replacing(#/\)\ +=\ /#, with: ") = ").replacing(#/0x[0-9a-f]{6,}/#, with: "ADDRESS")
    text = text.replacing(#/\[[0-9]{4,}\]/#, with: "[INODE]").replacing(#/\/\*\ [0-9]+\ vars\ \*\//#, with: "VARS")
    text = text.replacing(#/(st_[amc]time(?:_nsec)?)=[^,}]*/#) { "\($0.output.1)=TIME" }
    // One number with two names; sysh has the one that every file system knows.
    text = text.replacing("BTRFS_IOC_CLONE or FICLONE", with: "FICLONE")
    // Only what tells of processes has numbers of processes: an inode or a size may be the same number by chance.
    guard text.hasPrefix("---") || processCalls.contains(String(text.prefix { $0 != "(" })) else { return text }
    return text.replacing(#/\b[0-9]+\b/#) { pids.contains(String($0.output)) ? "PID" : String($0.output) }
  }

  private static let processCalls: Set<String> = [
    "clone", "clone3", "fork", "vfork", "wait4", "waitid", "getpid", "gettid", "getpgrp", "getpgid", "setpgid", "kill",
    "tkill", "tgkill", "set_tid_address", "futex",
  ]
}
