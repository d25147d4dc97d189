import CLinux
import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import TestSupport
import Testing

@testable import Shell

/// Views of the machine and of a process's limits and capabilities, on the real kernel.
@Suite(.serialized) @TracerThread
struct SystemCommandTests {
  @Test func everyViewNamesItsFileAndTheToolOfThatName() throws {
    let transcript = try Transcript()
    for (command, file, tool) in [
      ("limits", "/proc/P1/limits", "ulimit -a"), ("caps", "/proc/P1/status", "capsh"),
      ("mem", "smaps_rollup", "pmap"), ("free", "/proc/meminfo", "people use free"),
      ("load", "/proc/loadavg", "uptime"), ("interrupts", "/proc/interrupts", "mpstat -I"),
      ("ps", "/proc/PID/stat", "ps aux"), ("status P1", "/proc/P1/status", "people use cat"),
      ("sysctl kernel.ostype", "/proc/sys/kernel/ostype", "people use sysctl"),
    ] {
      let text = transcript.unwrapped(command)
      #expect(!transcript.results[0].failed && !transcript.results[0].misunderstood, "\(text)")
      #expect(text.contains("from ") && text.contains(file) && text.contains(tool), "\(command): \(text)")
    }
  }

  @Test func viewsChangeNothing() throws {
    let transcript = try Transcript()
    transcript.run("getpid")
    let calls = transcript.session.lab.callsMade.count
    let entries = transcript.session.journal.count
    transcript.run("limits\ncaps\nmem\nfree\nload\ninterrupts\nps\nstatus\nstatus P1")
    #expect(transcript.session.lab.callsMade.count == calls && transcript.session.journal.count == entries)
  }

  @Test func limitsAreThoseOfTheSubjectThatIsNamed() throws {
    let transcript = try Transcript()
    transcript.run("fork\nP2: setrlimit RLIMIT_NOFILE {33, 44}")
    #expect(transcript.text("limits P2").contains("33  "))
    #expect(!transcript.text("P1: limits").contains("  33  "))
    #expect(transcript.text("limits P7").contains("There is no subject P7."))
  }

  @Test func statusWithoutANameStaysTheListOfSubjects() throws {
    let transcript = try Transcript()
    #expect(transcript.text("status").contains("held by the lab"))
    let subject = try #require(transcript.session.lab.current)
    #expect(transcript.unwrapped("status P1").contains("Pid, PPid \(subject.pid), P1; parent \(getpid())"))
  }

  @Test func loadAndInterruptsTellWhatCameOnTop() throws {
    let transcript = try Transcript()
    #expect(transcript.text("load").contains("all the time since boot"))
    #expect(transcript.text("load").contains("percent of the last"))
    #expect(transcript.text("interrupts").contains("since boot, the busiest first"))
    #expect(transcript.text("interrupts").contains("in the last"))
  }

  @Test func psMarksTheSubjects() throws {
    let transcript = try Transcript()
    transcript.run("fork")
    let lines = transcript.run("ps all")
    for name in ["P1", "P2"] { #expect(lines.contains { $0.hasPrefix(name + " ") }, "\(name)") }
    #expect(lines.contains { $0.contains("USER") && $0.contains("%CPU") && $0.contains("COMMAND") })
    let tree = transcript.run("ps tree all")
    // A child stands right below its parent.
    let parent = try #require(tree.firstIndex { $0.hasPrefix("P1 ") })
    #expect(tree[parent + 1].hasPrefix("P2 "), "\(tree[parent + 1])")
    #expect(transcript.text("ps sideways").contains("ps takes tree and all, and not sideways."))
  }

  @Test func freeWithParenthesesIsTheLibrarys() throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped("free(p)").contains("free is no syscall. It is the C library's"))
    #expect(transcript.results[0].misunderstood)
  }

  // MARK: Parameters

  @Test func aParameterIsReadByTheSubjectsOwnCalls() throws {
    let transcript = try Transcript()
    let lines = transcript.run("sysctl kernel.ostype")
    #expect(lines.contains { $0.hasPrefix("open(\"/proc/sys/kernel/ostype\", O_RDONLY) = ") })
    #expect(lines.contains { $0.hasPrefix("read(") && $0.contains("\"Linux\\n\"") })
    #expect(lines.contains { $0.hasPrefix("close(") })
    #expect(transcript.results[0].outcome == .returned(6))
    #expect(lines.contains { $0.contains("kernel.ostype holds for the whole machine.") })
    #expect(transcript.text("undo").contains("sysctl kernel.ostype"))
  }

  @Test func namesThatAreNot() throws {
    let transcript = try Transcript()
    #expect(transcript.text("sysctl net.core.somaxcon").contains("Did you mean net.core.somaxconn?"))
    #expect(transcript.text("sysctl nett.core.somaxconn").contains("Did you mean net.core.somaxconn?"))
    #expect(transcript.text("sysctl vm.zzzzzz").contains("/proc/sys/vm has no zzzzzz"))
    #expect(transcript.text("sysctl ../../etc/passwd").contains("cannot be a parameter's name"))
    #expect(transcript.text("sysctl kernel=1").contains("is a directory of parameters and has no value"))
    #expect(transcript.text("sysctl kernel.ostype=").contains("The value is missing."))
    #expect(transcript.results.allSatisfy { $0.failed })
  }

  @Test func aPrefixListsWhatIsBelow() throws {
    let transcript = try Transcript()
    #expect(transcript.text("sysctl net.core").contains("net.core.somaxconn"))
    #expect(transcript.text("sysctl").contains("net."))
  }

  @Test(.enabled(if: geteuid() == 0, "needs root: the kernel denies others the file, which the guard lets be seen"))
  func aParameterOfTheMachineIsGuarded() throws {
    let transcript = try Transcript()
    let before = transcript.text("sysctl vm.swappiness")
    let text = transcript.text("sysctl vm.swappiness=1")
    #expect(text.contains("/proc/sys/vm/swappiness for writing, which is outside the lab's directory"))
    #expect(transcript.results[0].failed)
    let after = transcript.text("sysctl vm.swappiness")
    func value(_ text: String) -> String? {
      text.split(separator: "\n").first { $0.hasPrefix("read(") }.map(String.init)
    }
    #expect(value(before) == value(after) && value(before) != nil)
  }

  @Test(.enabled(if: sysh_can_unshare_network() == 0, "needs user and network namespaces"))
  func aParameterOfAnOwnNetworkIsWrittenAndNobodyElseSeesIt() throws {
    let transcript = try Transcript()
    let before = try Proc().setting("net/core/somaxconn")
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWNET")
    let text = transcript.unwrapped("sysctl net.core.somaxconn=7")
    #expect(text.contains("P1 is in one made here") && text.contains("write(3, \"7\\n\", 2) = 2"), "\(text)")
    #expect(text.contains("It holds for this namespace, and goes with it."))
    #expect(transcript.text("sysctl net.core.somaxconn").contains("\"7\\n\""))
    #expect(try Proc().setting("net/core/somaxconn") == before)
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    #expect(bridge.fact("sysctl", [.string("net.core.somaxconn")], property: nil) == .value(.integer(7)))
  }

  // MARK: Facts

  @Test func whatChecksMayAsk() throws {
    let transcript = try Transcript()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    transcript.run("setrlimit RLIMIT_NOFILE {33, 44}")
    #expect(bridge.fact("limit", [.integer(7)], property: "soft") == .value(.integer(33)))
    #expect(bridge.fact("limit", [.string("P1"), .string("open files")], property: "hard") == .value(.integer(44)))
    #expect(bridge.fact("limit", [.integer(7)], property: "used") == .value(.integer(3)))
    #expect(bridge.fact("sysctl", [.string("kernel.ostype")], property: nil) == .value(.string("Linux")))
    #expect(bridge.fact("status", [.string("P1"), .string("Threads")], property: nil) == .value(.integer(1)))
    #expect(bridge.fact("status", [.string("Name")], property: nil) == .value(.string("memfd:subject")))
    #expect(bridge.fact("status", [.string("Nothing")], property: nil) == .value(.absent))
    let isMighty = geteuid() == 0
    #expect(
      bridge.fact("capability", [.string("P1"), .integer(0)], property: "effective") == .value(.boolean(isMighty)))
    guard case .value(.integer(let total)) = bridge.fact("meminfo", [.string("MemTotal")], property: nil) else {
      Issue.record("MemTotal is no number")
      return
    }
    #expect(total > 0)
  }

  @Test func whatALessonMayNeed() throws {
    let transcript = try Transcript()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    #expect(bridge.isKnown(capability: "own-network") && bridge.isKnown(capability: "psi"))
    #expect((bridge.lacking("own-network") == nil) == (sysh_can_unshare_network() == 0))
    #expect((bridge.lacking("own-somaxconn") == nil) == (sysh_own_network_has("/proc/sys/net/core/somaxconn") == 0))
    #expect(sysh_can_unshare_network() != 0 || sysh_own_network_has("/proc/sys/net/core/nothing") == -ENOENT)
    #expect(LessonBridge.ownNetwork(.notPermitted).contains("EPERM"))
    #expect(LessonBridge.ownNetwork(.noSpace).contains("max_user_namespaces"))
  }

  // MARK: Cells

  @Test func cellsOfPs() throws {
    #expect(ProcessListing.terminal(nil) == "?")
    #expect(ProcessListing.terminal(Device(major: 136, minor: 3)) == "pts/3")
    #expect(ProcessListing.terminal(Device(major: 137, minor: 0)) == "pts/256")
    #expect(ProcessListing.terminal(Device(major: 4, minor: 64)) == "ttyS0")
    #expect(ProcessListing.users(in: "root:x:0:0\nbad\nme:x:1000:1000\nagain:x:0:0\n") == [0: "root", 1000: "me"])
    let transcript = try Transcript()
    let subject = try #require(transcript.session.lab.current)
    let process = try #require(try Proc().machineProcesses().first { $0.stat.pid == subject.pid })
    // It leads the session of the lab's terminal, and a tracer holds it.
    #expect(ProcessListing.state(process) == "ts+")
  }
}
