import Glibc
import SyscallTable
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// What the lab lets subjects use, and what it says when that is not enough.
@Suite(.serialized) @TracerThread
struct LimitTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript()
  }

  @Test func moreMemoryThanThereMayBeIsNotTouched() {
    transcript.run("p = mmap NULL 100<<30 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE -1 0")
    for line in ["touch p 50<<30", "fill p 1 50<<30", "mlock p 50<<30", "madvise p 50<<30 23"] {
      let text = transcript.unwrapped(line)
      #expect(text.contains("in memory") && text.contains("set memory allows more"), "\(line): \(text)")
    }
    // What is small is never looked at.
    #expect(transcript.unwrapped("touch p 4096").contains("touched"))
    let mapped = transcript.unwrapped(
      "mmap NULL 50<<30 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS|MAP_POPULATE -1 0")
    #expect(mapped.contains("so it was not made"), "\(mapped)")
  }

  @Test func moreFilesThanThereMayBeAreNotMade() {
    transcript.run("fd = open \"x\" O_CREAT|O_RDWR 0644\nm = memfd_create \"m\"")
    for line in ["fallocate fd 0 0 1<<40", "fallocate m 0 0 1<<40"] {
      let text = transcript.unwrapped(line)
      #expect(text.contains("set disk allows more"), "\(text)")
    }
    transcript.run("set disk 64K")
    let text = transcript.unwrapped("fallocate fd 0 0 1<<20")
    #expect(text.contains("set disk allows more"), "\(text)")
  }

  @Test func aProgramMayAskForMoreThanItsSourceHas() {
    transcript.run("a = open \"a\" O_CREAT|O_RDWR 0644\nb = open \"b\" O_CREAT|O_RDWR 0644\nwrite a \"hello\"")
    #expect(transcript.unwrapped("copy_file_range a [0] b NULL 0x7ffff000 0").contains("= 5"))
    #expect(transcript.unwrapped("sendfile b a [0] 0x7ffff000").contains("= 5"))
    // What has no end is what it asks for.
    let text = transcript.unwrapped("zero = open \"/dev/zero\"; set disk 64K; sendfile b zero NULL 0x7ffff000")
    #expect(text.contains("set disk allows more"), "\(text)")
  }

  /// Bombs, each with the setting that is made small for it.
  @Test(arguments: [
    ("set memory 64M", "x=a; while :; do x=$x$x; done", "64 MiB of memory"),
    ("set disk 8M", "exec dd if=/dev/zero of=big bs=1M 2>&-", "8 MiB of files"),
    (
      "set descriptors 20",
      "i=3; while [ $i -lt 10 ]; do eval \"exec $i<&0\"; i=$((i+1)); done; sleep 5 & sleep 5 & sleep 5",
      "20 open descriptors"
    ),
  ])
  func aProgramThatUsesMoreIsEnded(_ setting: String, _ script: String, _ sentence: String) throws {
    transcript.run(setting)
    transcript.run("execve \"/bin/sh\" [\"sh\", \"-c\", \(Escapes.quoted(Array(script.utf8)))] []")
    let text = transcript.unwrapped("cont")
    #expect(text.contains(sentence) && text.contains("killed it with everything"), "\(text)")
    // The lab goes on.
    #expect(transcript.unwrapped("getpid").contains("getpid()"))
  }

  @Test func whatWasLetGoIsCountedWithItsChildrenAndEnded() throws {
    let script = "(sleep 0.2; x=a; while :; do x=$x$x; done) & wait"
    transcript.run(
      "set memory 64M\nfork\nP2: execve \"/bin/sh\" [\"sh\", \"-c\", \(Escapes.quoted(Array(script.utf8)))] []")
    let pid = try #require(transcript.session.lab.subject(named: "P2")?.pid)
    #expect(transcript.unwrapped("detach P2").contains("P2 is let go"))
    // Positive control: it runs, with what it has made.
    #expect(eventually { ProcessList.children(of: pid).contains { $0.state != "Z" } })
    let made = ProcessList.children(of: pid)
    var text = ""
    #expect(
      eventually(within: 30) {
        text += transcript.lines { transcript.session.takeEvents() }.joined(separator: " ") + " "
        return text.contains("P2 has ended")
      }, "\(text)")
    let told = text.split(separator: " ").joined(separator: " ")
    #expect(told.contains("64 MiB of memory") && told.contains("killed it although it runs on its own"), "\(told)")
    #expect(eventually { made.allSatisfy { ProcessList.entry($0.pid).map { $0.state == "Z" } ?? true } })
    #expect(transcript.unwrapped("getpid").contains("getpid()"))
  }

  @Test func aProgramThatComputesWithoutEndIsHeld() {
    transcript.run("set processor 1\nexecve \"/bin/sh\" [\"sh\", \"-c\", \"while :; do :; done\"] []")
    var text = transcript.unwrapped("cont")
    // On a loaded machine a second of processor time takes longer than `cont` waits.
    let held = "has used a second of processor time, and is held"
    _ = eventually(within: 60) {
      if text.contains(held) { return true }
      let more = transcript.lines { transcript.session.takeEvents() }.joined(separator: " ")
      text += " " + more.split(separator: " ").joined(separator: " ")
      return false
    }
    #expect(text.contains(held), "\(text)")
    #expect(transcript.session.lab.current?.tracee.activity == .parked)
    #expect(transcript.unwrapped("getpid").contains("getpid()"))
  }

  @Test func outputWithoutEndIsCut() {
    #expect(transcript.unwrapped("cat /dev/zero").contains("The first 65536 bytes are shown."))
    transcript.run(
      "set output 1K\nexecve \"/bin/sh\" [\"sh\", \"-c\", \"head -c 100000 /dev/zero | tr '\\\\0' 'y'\"] []")
    let lines = transcript.run("cont")
    let shown = lines.filter { $0.hasPrefix("terminal") }.joined().utf8.count
    #expect(shown < 2000, "\(shown)")
    #expect(lines.joined(separator: " ").contains("More than 1 KiB came to the lab's terminal"), "\(lines)")
  }

  @Test func limitsAreSettingsAndEndWithAReset() {
    #expect(transcript.unwrapped("set memory lots").contains("memory is a size"))
    // To the byte, so that the number shown is the one in force.
    #expect(transcript.unwrapped("set disk 1048577\nset disk").contains("disk 1048577"))
    #expect(transcript.unwrapped("set processor 0").contains("processor is a number"))
    transcript.run("set memory 7M\nset processor 3")
    #expect(transcript.session.lab.limits.memory == 7 << 20)
    #expect(transcript.unwrapped("set").contains("memory 7M"))
    transcript.run("reset")
    #expect(transcript.session.lab.limits == LabLimits.ordinary)
  }

  @Test func subjectsSeeTheMachinesLimits() throws {
    // The lab's limits are its own: nothing of them shows in a subject.
    let subject = try #require(transcript.session.lab.current)
    let own = try #require(try? transcript.session.lab.proc.limits(getpid()))
    let limits = try #require(try? transcript.session.lab.proc.limits(subject.pid))
    for name in ["file size", "address space", "open files", "cpu time", "processes"] {
      #expect(limits[name]?.soft == own[name]?.soft)
    }
  }
}
