import Foundation
import Glibc
import TestSupport
import Testing

@testable import Shell

/// `sysh install`, `sysh manual`, `sysh doctor`, the completions, and what stands beside the program.
@Suite(.serialized)
struct InstallTests {
  /// A directory of its own below TMPDIR.
  private func scratch() -> String {
    let path = Scratch.home + "/install-\(UInt32.random(in: 1...UInt32.max))"
    mkdir(path, 0o755)
    return path
  }

  private func shell(_ command: String, environment: [String] = []) throws -> (text: String, status: Int32) {
    try Built.run(["-c", command], environment: environment, program: "/bin/sh")
  }

  @Test func whatIsInstalledRunsFromThereAndIsRemovedWhole() throws {
    let root = scratch()
    let prefix = "/opt/sysh"
    let environment = ["DESTDIR=\(root)"]
    let installed = try Built.run(
      ["install", "--prefix", prefix, "--lessons", Checkout.root + "/Lessons"], environment: environment)
    #expect(installed.status == 0, "\(installed.text)")
    let program = "\(root)\(prefix)/bin/sysh"
    // From there its lessons are those beside it, and they count as sysh's own.
    let lessons = try Built.run(["lessons"], environment: ["LANG=C"], program: program)
    #expect(lessons.status == 0 && lessons.text.contains("tour"), "\(lessons.text)")
    let moved = try shell("cd / && \(program) lessons | grep -c .")
    #expect(Int(moved.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 40)
    #expect(Built.exists("\(root)\(prefix)/share/sysh/lessons/teaching/README.md"))

    // A file of somebody else's stays, and all others go.
    let other = "\(root)\(prefix)/share/sysh/lessons/notes.txt"
    let file = try #require(fopen(other, "w"))
    fclose(file)
    let removed = try Built.run(["install", "--uninstall", "--prefix", prefix], environment: environment)
    #expect(removed.status == 0, "\(removed.text)")
    let left = try shell("find \(root) -type f")
    #expect(left.text == other + "\n", "\(left.text)")
    #expect(try Built.run(["install", "--uninstall", "--prefix", prefix], environment: environment).status == 0)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let refused = try Built.run(["install", "--prefix", "/proc/nowhere", "--lessons", Checkout.root + "/Lessons"])
    #expect(refused.status == 1 && refused.text.contains("/proc/nowhere"), "\(refused.text)")
    #expect(try Built.run(["install", "--prefix", "relative"]).status == 2)
  }

  @Test func theManualPageTellsOfEveryCommandAndRendersWithoutWarnings() throws {
    let page = try Built.run(["manual"])
    #expect(page.status == 0)
    let help = try Built.run(["--help"])
    let commands = help.text.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst()
      .compactMap {
        $0.hasPrefix("  ") && $0.dropFirst(2).first?.isLowercase == true ? $0.split(separator: " ").first : nil
      }
    #expect(commands.count >= 12)
    for command in commands { #expect(page.text.contains(".SS sysh \(command)\n"), "\(command)") }
    for section in ["NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES"] {
      #expect(page.text.contains(".SH \(section)"))
    }
    let path = scratch() + "/sysh.1"
    let file = try #require(fopen(path, "w"))
    fputs(page.text, file)
    fclose(file)
    guard access("/usr/bin/groff", X_OK) == 0 else { return }
    let rendered = try shell("groff -man -Tutf8 -ww -rLL=80n \(path) 2>&1 >/dev/null")
    #expect(rendered.text.isEmpty && rendered.status == 0, "\(rendered.text)")
    let shown = try shell("groff -man -Tutf8 \(path) | sed 's/.\\x08//g'")
    #expect(shown.text.contains("SYSH_LESSONS") && shown.text.contains("sysh.rc"))
  }

  @Test(arguments: [
    ("learn", "to", "tour"), ("quiz", "Q4", "Q4"), ("syscalls", "openat", "openat2"), ("", "les", "lessons"),
  ])
  func bashCompletesWhatIsNatural(command: String, word: String, candidate: String) throws {
    let script = scratch() + "/sysh.bash"
    let directory = Built.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let words = command.isEmpty ? "sysh \(word)" : "sysh \(command) \(word)"
    let count = words.split(separator: " ").count - 1
    let made = try shell("PATH=\(directory):$PATH; sysh --generate-completion-script bash > \(script)")
    #expect(made.status == 0, "\(made.text)")
    let asked = try Built.run(
      [
        "-c",
        """
        PATH=\(directory):$PATH; cd \(Checkout.root); . \(script)
        COMP_LINE='\(words)'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(\(words)); COMP_CWORD=\(count)
        f=$(complete -p sysh | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); $f sysh '\(word)' x; printf '%s\\n' "${COMPREPLY[@]}"
        """,
      ], program: "/bin/bash")
    #expect(
      asked.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.contains(candidate),
      "\(asked.text)")
  }

  // MARK: The machine

  @Test func theDoctorSaysOfEachThingWhetherItIsThere() throws {
    let found = try Built.run(["doctor"])
    #expect(found.status == 0, "\(found.text)")
    for check in Doctor.checks {
      let line = found.text.split(separator: "\n").first { $0.dropFirst(5).hasPrefix(check.name) }
      #expect(line?.hasPrefix("yes") == true || line?.hasPrefix("no ") == true, "\(check.name)\n\(found.text)")
    }
    #expect(found.text.contains("yes  ptrace"))
  }

  @Test(arguments: [
    (["LC_ALL=C", "LANG=C.UTF-8"], "LC_ALL is C, which is not UTF-8.", "start sysh with LC_ALL=C.UTF-8"),
    (["LANG=POSIX"], "LANG is POSIX, which is not UTF-8.", "start sysh with LANG=C.UTF-8"),
  ])
  func doctorAndSetSayWhyDrawingsAreASCII(environment: [String], reason: String, remedy: String) throws {
    for arguments in [["doctor"], ["-c", "set"]] {
      let found = try Built.run(arguments, environment: environment)
      let text = found.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(found.status == 0 && text.contains(reason) && text.contains(remedy), "\(found.text)")
      let good = try Built.run(arguments, environment: ["LANG=C.UTF-8"])
      #expect(good.status == 0 && !good.text.contains("ASCII"), "\(good.text)")
    }
  }

  @Test(
    .enabled(if: access("/usr/bin/strace", X_OK) == 0, "strace takes calls away here"),
    arguments: [
      ("kcmp", "no   kcmp"), ("io_uring_setup", "no   io_uring"), ("perf_event_open", "no   perf counters"),
    ])
  func whatASeccompFilterTakesAwayIsSeen(call: String, line: String) throws {
    let trace = "strace -qq -o /dev/null -e trace=\(call) -e inject=\(call):error=EPERM \(Built.path) doctor"
    let found = try shell(trace, environment: ["LANG=C"])
    #expect(found.status == 0 && found.text.contains(line), "\(found.text)")
    #expect(found.text.contains("To get it:"))
  }

  @Test(.enabled(if: access("/usr/bin/strace", X_OK) == 0, "strace is the other tracer here"))
  func theDoctorSaysWhyPtraceIsRefused() throws {
    let found = try shell("strace -f -qq -o /dev/null \(Built.path) doctor")
    #expect(
      found.status == 3 && found.text.contains("no   ptrace") && found.text.contains("traced by process"),
      "\(found.text)")
  }

  @Test(.enabled(if: geteuid() == 0, "only root has capabilities to lose"))
  func withoutCapabilitiesRootLosesWhatTheTextSays() throws {
    let found = try shell(
      "setpriv --inh-caps=-all --bounding-set=-all sh -c '\(Built.path) doctor'")
    #expect(
      found.status == 0 && found.text.contains("no   page frames") && found.text.contains("no   BPF"), "\(found.text)")
  }

  @Test func theVersionTellsBuildKernelAndLibraries() throws {
    let found = try Built.run(["--version"])
    var names = utsname()
    uname(&names)
    let release = withUnsafeBytes(of: names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    #expect(found.status == 0 && found.text.hasPrefix("sysh \(BuildFacts.version) ("), "\(found.text)")
    #expect(
      found.text.contains("Linux \(release)") && found.text.contains("libcmark ") && found.text.contains("readline "))
  }

  // MARK: Beside the program

  @Test func theLessonOnThePageForTeachersPassesAsItStands() throws {
    let page = try String(contentsOfFile: Checkout.root + "/" + TeachersPage.place, encoding: .utf8)
    let parts = page.components(separatedBy: "````markdown\n")
    #expect(parts.count == 2)
    let lesson = try #require(parts.last?.components(separatedBy: "\n````\n").first)
    for fence in ["```sysh", "```predict", "```try", "```question"] { #expect(lesson.contains(fence)) }
    let path = scratch() + "/01-offsets.md"
    try (lesson + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let checked = try Built.run(["check", path])
    #expect(checked.status == 0 && checked.text.contains("1 passed, 0 failed, 0 skipped"), "\(checked.text)")
  }

  @Test func theContainerFilesAreWellFormedAndArgued() throws {
    let directory = Checkout.root + "/.devcontainer"
    let json = try Data(contentsOf: URL(filePath: directory + "/devcontainer.json"))
    let settings = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let readme = try String(contentsOfFile: directory + "/README.md", encoding: .utf8)
    for capability in try #require(settings["capAdd"] as? [String]) {
      #expect(readme.contains("`--cap-add \(capability)`"))
    }
    for option in try #require(settings["securityOpt"] as? [String]) {
      #expect(readme.contains("`--security-opt \(option)`"))
    }
    let file = try String(contentsOfFile: directory + "/Dockerfile", encoding: .utf8)
    let build = try #require(settings["build"] as? [String: String])
    #expect(file.contains("AS \(build["target"] ?? "?")\n"))
    // What Tests/run installs is in it.
    for package in ["libreadline-dev", "libcmark-dev"] { #expect(file.contains(package)) }
  }
}
