import Curriculum
import Glibc
import Inspect
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// Copy-on-write as the kernel does it, seen by pagemap. The same as root and as an ordinary user, who is not told frames.
@Suite(.serialized) @TracerThread
struct PageTests {
  /// Three pages of P1, two of them written, the third untouched, and a child.
  private func forked() throws -> Transcript {
    let transcript = try Transcript()
    transcript.run(
      """
      p = mmap NULL 3*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0
      touch p 2*PAGE
      fork
      """)
    try #require(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
    return transcript
  }

  private func page(_ transcript: Transcript, _ name: String, _ number: UInt64) throws -> Page {
    let lab = transcript.session.lab
    let start = try #require(lab.variables["p"]?.word) + number * Page.size
    let subject = try #require(lab.subject(named: name))
    return try #require(try lab.proc.residentPages(subject.pid, in: start..<start + Page.size))[start]
  }

  /// What lines show, without the places where it is broken.
  private func words(_ transcript: Transcript, _ script: String) -> String {
    transcript.text(script).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  private func line(_ lines: [String], _ beginning: String) -> String? {
    lines.first { $0.hasPrefix(beginning) }
  }

  @Test func untouchedMemoryIsAbsentAndTouchedMemoryIsExclusive() throws {
    let transcript = try Transcript()
    transcript.run("p = mmap NULL 3*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    #expect(line(transcript.run("pages p"), "  P1  ") == "  P1  ···")
    let lines = transcript.run("touch p+PAGE\npages p")
    #expect(line(lines, "  P1  ") == "  P1  ·█·")
    // The mark of what the last command changed stands below its cell.
    #expect(lines.contains("       ^"))
    #expect(lines.contains("  P1: 1 present (1 exclusive), 2 absent."))
  }

  @Test func afterForkTheGridSaysSharedInBoth() throws {
    let transcript = try forked()
    let lines = transcript.run("pages p")
    #expect(line(lines, "  P1  ") == "  P1  ▒▒·")
    #expect(line(lines, "  P2  ") == "  P2  ▒▒·")
    #expect(lines.contains("  P1: 2 present (2 shared with P2), 1 absent."))
    #expect(lines.contains("  P2: 2 present (2 shared with P1), 1 absent."))
    #expect(try page(transcript, "P1", 0).frame == page(transcript, "P2", 0).frame)
    #expect(try page(transcript, "P1", 0).frame != nil || geteuid() != 0)
    #expect(transcript.run("P2: pages p").contains("  P2: 2 present (2 shared with P1), 1 absent."))
  }

  @Test func forkSaysHowManyPagesAreSharedNow() throws {
    let transcript = try Transcript()
    let big = "p = mmap NULL 64*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0\ntouch p 64*PAGE\n"
    let line = words(transcript, big + "fork")
    let said = line.split(separator: " ")
    let place = try #require(said.firstIndex(of: "private"))
    let count = try #require(Int(said[place - 1]))
    // The pages touched, and a few of the stack.
    #expect((65...80).contains(count), "\(line)")
    #expect(line.contains("now shared copy-on-write"))
  }

  @Test func aWriteOfTheChildCopiesOnePageAndLeavesTheParentAlone() throws {
    let transcript = try forked()
    let lab = transcript.session.lab
    let parent = try #require(lab.subject(named: "P1"))
    let before = try lab.faults(of: parent)
    let frame = try page(transcript, "P1", 0).frame
    transcript.run("P2: poke p \"x\"")
    #expect(try page(transcript, "P2", 0).isExclusive)
    // The parent's page turned exclusive too, and the parent took no fault.
    #expect(try page(transcript, "P1", 0).isExclusive)
    #expect(try lab.faults(of: parent).minor == before.minor)
    #expect(try lab.faults(of: parent).minorSince == 0)
    #expect(try page(transcript, "P1", 0).frame == frame)
    if geteuid() == 0 { #expect(try page(transcript, "P2", 0).frame != frame) }
    // Neighbours stay as they were.
    #expect(try page(transcript, "P1", 1).isCopyOnWrite)
    #expect(try page(transcript, "P2", 1).isCopyOnWrite)
    let lines = transcript.run("pages p")
    #expect(line(lines, "  P1  ") == "  P1  █▒·")
    #expect(line(lines, "  P2  ") == "  P2  █▒·")
  }

  @Test func cowNamesTheWriterAndWhoKeptThePage() throws {
    let transcript = try forked()
    let fork = words(transcript, "cow")
    #expect(fork.contains("P1 had ") && fork.contains("now shares them, with no page fault"))
    #expect(fork.contains("Nothing was copied."))
    let write = words(transcript, "P2: poke p \"x\"\ncow")
    #expect(write.contains("P2 wrote and got a copy of its own of 1 page at "))
    #expect(write.contains("P1 keeps 1 page at "))
    #expect(write.contains("though it took no page fault"))
    #expect(write.contains("P2 left it for a copy"))
    // The page that is left is only made writable again: one fault, no copy.
    let frame = try page(transcript, "P1", 0).frame
    let again = words(transcript, "poke p \"y\"\ncow")
    #expect(again.contains("(1 minor fault)"))
    #expect(again.contains("P1 took 1 page fault and got no other page"))
    #expect(try page(transcript, "P1", 0).frame == frame)
    // And then there is nothing to say.
    #expect(transcript.run("getpid\ncow").last == "  The last command copied no page and shared none.")
  }

  @Test func theEndOfAChildLeavesItsPagesToTheParent() throws {
    let transcript = try forked()
    let text = words(transcript, "P2: exit_group 0\ncow")
    #expect(text.contains("P1 keeps ") && text.contains("P2 ended"))
    #expect(try page(transcript, "P1", 0).isExclusive)
  }

  @Test func whoReadsUntouchedMemoryGetsThePageOfZeroes() throws {
    let transcript = try forked()
    let lines = transcript.run("peek p+2*PAGE 1\npages p")
    let page = try page(transcript, "P1", 2)
    #expect(page.isPresent && !page.isExclusive)
    guard page.isZero else { return }
    #expect(line(lines, "  P1  ") == "  P1  ▒▒0")
    #expect(lines.contains { $0.contains("1 on the zero page") })
    // Without a copy of content: it is new memory, not a copy of somebody's.
    #expect(transcript.text("poke p+2*PAGE \"z\"\ncow").contains("P1 got 1 page at "))
  }

  @Test func aFileIsCopiedByTheFirstWriteToAPrivateMapping() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      fd = open "data" O_RDWR|O_CREAT
      write fd "content"
      p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE fd 0
      peek p 4
      """)
    #expect(transcript.text("pages p").contains("1 of a file"))
    #expect(transcript.text("poke p \"x\"\ncow").contains("P1 wrote and got a copy of its own of 1 page at "))
    #expect(transcript.text("pages p").contains("1 exclusive"))
  }

  @Test func faultsAreCountedSinceTheLastCommandBegan() throws {
    let transcript = try forked()
    let lines = transcript.run("touch p+2*PAGE\nfaults")
    #expect(lines.contains { $0.hasPrefix("  P1 ") && $0.hasSuffix("+1 minor") })
    #expect(lines.contains { $0.hasPrefix("  P2 ") && $0.hasSuffix("none") })
    #expect(!transcript.run("faults P1").contains { $0.hasPrefix("  P2 ") })
    #expect(transcript.text("faults P9").contains("no subject P9"))
  }

  @Test func smapsSpeaksOfTheMappingThatTheAddressLiesIn() throws {
    let transcript = try forked()
    let text = transcript.text("smaps p+PAGE+5")
    #expect(text.contains("12 KiB  rw-p  anonymous"))
    #expect(text.contains("Rss            8 KiB"))
    #expect(text.contains("Pss            4 KiB"))
    #expect(text.contains("rd readable"))
    #expect(transcript.text("smaps 0").contains("Nothing is mapped at 0x0 in P1."))
  }

  @Test func askingForPagesThatNobodyCanHaveIsOneSentence() throws {
    let transcript = try Transcript()
    #expect(transcript.text("pages 0xffffffffffffffff").contains("not those of a process"))
    #expect(transcript.text("pages 0x7fffffffe000 1<<60").contains("not those of a process"))
    #expect(transcript.text("pages").contains("pages needs an address"))
    #expect(transcript.text("pages 0x1000").contains("nothing is mapped there in P1"))
    #expect(transcript.text("pages 0 1<<46").contains("Each cell stands for"))
  }

  @Test func halfAGibibyteIsSharedByForkAndOneWriteCopiesOnePage() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      p = mmap NULL 512<<20 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0
      madvise p 512<<20 MADV_NOHUGEPAGE
      touch p 512<<20
      fork
      """)
    try #require(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
    #expect(transcript.run("pages p").contains("  P2: 131072 present (131072 shared with P1), 0 absent."))
    let lines = transcript.run("P2: poke p+100*PAGE \"x\"\npages p\ncow")
    #expect(lines.contains("  P1: 131072 present (1 exclusive, 131071 shared with P2), 0 absent."))
    #expect(lines.contains("  P2: 131072 present (1 exclusive, 131071 shared with P1), 0 absent."))
    #expect(lines.contains { $0.hasPrefix("  P2 wrote and got a copy of its own of 1 page at ") })
  }

  @Test func aChildOfVforkUsesTheMemoryOfItsParentItself() throws {
    let transcript = try Transcript()
    transcript.run("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0\ntouch p")
    let vfork = words(transcript, "vfork")
    #expect(!vfork.contains("copy-on-write"))
    #expect(vfork.contains("sleeps until its child calls execve or ends"))
    let lines = transcript.run("P2: poke p \"v\"\nP2: pages p\ncow")
    #expect(lines.contains("  P2: uses the memory of P1 itself, not a copy."))
    #expect(!lines.contains { $0.contains("copy of its own") })
    // With a third that has the page as well, the write copies it, and nobody can tell whose it was.
    transcript.run("P2: exit_group 0\nfork\nvfork")
    #expect(transcript.text("P4: poke p \"w\"\ncow").contains("P1 or P4 wrote and got a copy of its own of 1 page at "))
    transcript.run("P4: poke p \"v\"\nP4: exit_group 0")
    #expect(transcript.text("peek p 1").contains("76"))
  }

  @Test func whatTheLabReadsItselfNeitherCopiesNorBringsInAPage() throws {
    let transcript = try forked()
    #expect(transcript.text("P2: peek p 1").contains("00"))
    #expect(try page(transcript, "P2", 0).isCopyOnWrite)
    let lab = transcript.session.lab
    let subject = try #require(lab.subject(named: "P2"))
    let start = try #require(lab.variables["p"]?.word)
    #expect(subject.bytes(at: start, atMost: 3 * 4096) == [UInt8](repeating: 0, count: 3 * 4096))
    #expect(try page(transcript, "P2", 1).isCopyOnWrite)
    #expect(try page(transcript, "P2", 2) == .absent)
    // Behind the mapping, and in one that cannot be read, there is nothing.
    #expect(subject.bytes(at: start + 3 * 4096 - 8, atMost: 16).count >= 8)
    transcript.run("P2: mprotect p PAGE PROT_NONE")
    #expect(subject.bytes(at: start, atMost: 8) == [])
    // Positive control: a plain remote read does copy, on kernels that have the rule (5.19).
    _ = subject.tracee.readMemory(at: start + 4096, atMost: 1)
    #expect(try !page(transcript, "P2", 1).isCopyOnWrite)
  }

  @Test func aTextThatACallPrintsLeavesTheNextPageAbsent() throws {
    let transcript = try Transcript()
    transcript.run("p = mmap NULL 3*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0\npoke p+PAGE-8 \"nofile\"")
    #expect(transcript.text("open(p+PAGE-8, O_RDONLY)").contains("nofile"))
    #expect(try page(transcript, "P1", 1) == .absent)
  }

  @Test func checksCanAskForBytesAndRegisters() throws {
    let transcript = try forked()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    let p = Int64(try #require(transcript.session.lab.variables["p"]?.word))
    #expect(bridge.fact("register", [.string("P2"), .string("rax")], property: nil) == .value(.integer(0)))
    let child = try #require(transcript.session.lab.subject(named: "P2"))
    #expect(bridge.fact("register", [.string("rax")], property: nil) == .value(.integer(Int64(child.pid))))
    transcript.run("poke p \"A\"")
    #expect(bridge.fact("byte", [.integer(p)], property: nil) == .value(.integer(0x41)))
    // Asking does not bring a page in.
    #expect(bridge.fact("byte", [.integer(p + 8192)], property: nil) == .value(.absent))
    #expect(try page(transcript, "P1", 2) == .absent)
  }

  @Test func checksCanAskForPagesFramesAndFaults() throws {
    let transcript = try forked()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    let p = try #require(transcript.session.lab.variables["p"]?.word)
    let address = FactValue.integer(Int64(p))
    let child = FactValue.string("P2")
    #expect(bridge.fact("page", [child, address], property: "exclusive") == .value(.boolean(false)))
    #expect(bridge.fact("page", [address], property: nil) == .value(.boolean(true)))
    #expect(bridge.fact("page", [.integer(Int64(p) + 8192)], property: "present") == .value(.boolean(false)))
    transcript.run("P2: poke p \"x\"")
    #expect(bridge.fact("page", [child, address], property: "exclusive") == .value(.boolean(true)))
    #expect(bridge.fact("faults", [child], property: "major") == .value(.integer(0)))
    let frames = [
      bridge.fact("frame", [child, address], property: nil), bridge.fact("frame", [address], property: nil),
    ]
    if geteuid() == 0 {
      #expect(frames[0] != frames[1])
      #expect(frames[0] != .value(.absent))
    } else {
      #expect(frames == [.value(.absent), .value(.absent)])
    }
    #expect(bridge.fact("frame", [.integer(-4096)], property: nil) == .value(.absent))
    guard case .problem = bridge.fact("page", [.string("P9"), address], property: nil) else {
      Issue.record("a subject that is not there has no pages")
      return
    }
  }
}
