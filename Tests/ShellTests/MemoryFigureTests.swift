import Foundation
import Glibc
import Inspect
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// smaps, maps and times: figures of what the last command changed, against the real kernel.
@Suite(.serialized) @TracerThread
struct MemoryFigureTests {
  private static let map = "p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS"

  private func line(_ lines: [String], _ key: String) -> [Substring]? {
    lines.first { $0.hasPrefix("  \(key) ") }?.split(separator: " ")
  }

  private func marks(_ lines: [String]) -> String? {
    lines.first { $0.contains("^") && !$0.contains("changed by") }?.filter { $0 != " " }
  }

  @Test func smapsShowsWhatAFigureWasBeforeTheLastCommand() throws {
    let transcript = try Transcript()
    let before = transcript.run("\(Self.map)\nsmaps p")
    #expect(line(before, "Rss")?.prefix(2) == ["Rss", "0"])
    let after = transcript.run("touch p 2*PAGE\nsmaps p")
    #expect(line(after, "Rss")?.prefix(5) == ["Rss", "0", "→", "8", "KiB"])
    #expect(line(after, "Shared_Dirty")?.prefix(2) == ["Shared_Dirty", "0"])
    // A command that changed nothing of it, and the figures stand alone again.
    #expect(line(transcript.run("getpid\nsmaps p"), "Rss")?.prefix(3) == ["Rss", "8", "KiB"])
    #expect(transcript.unwrapped("madvise p PAGE MADV_DONTNEED\nsmaps p").contains("Rss 8 KiB → 4 KiB in memory"))
    #expect(transcript.unwrapped("madvise p PAGE MADV_DONTFORK\nsmaps p").contains("+dc not copied by fork"))
  }

  @Test func smapsWithoutAnAddressAddsUpToTheSizeOfTheProcess() throws {
    let transcript = try Transcript()
    transcript.run("\(Self.map)\ntouch p 3*PAGE\nsmaps")
    let lines = transcript.run("fork\nsmaps")
    let lab = transcript.session.lab
    let subject = try #require(lab.current)
    let status = try lab.proc.status(subject.pid)
    let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(text.contains("P1 has \(try #require(status.vmSize)) KiB of addresses (VmSize)."))
    let row = try #require(lines.first { $0.contains("16 KiB  12 KiB") })
    // Shared with the child since the fork: its Pss is the half, and nothing of it is private.
    #expect(row.hasPrefix("~"))
    #expect(row.split(separator: " ")[4...].prefix(7) == ["12", "KiB", "6", "KiB", "0", "12", "KiB"])
    #expect(transcript.text("smaps 1 2").contains("smaps takes no more than this."))
  }

  @Test func mapsMarksTheChangesOfTheSubjectThatItShows() throws {
    let transcript = try Transcript()
    transcript.run("\(Self.map)\nfork")
    let own = transcript.run("P2: munmap p 4*PAGE\nmaps P2")
    #expect(own.contains { $0.hasPrefix("-  ") })
    // P1 still has it, and nothing of P1's has changed.
    #expect(!transcript.run("maps P1").contains { $0.hasPrefix("-") || $0.hasPrefix("~") || $0.hasPrefix("+") })
  }

  @Test func pageTablesAreNotReadAgainWhenNothingCanHaveChanged() throws {
    let transcript = try Transcript()
    let lab = transcript.session.lab
    transcript.run("\(Self.map)\ntouch p\ngetpid")
    let start = lab.pageMemory.readings
    transcript.run(Array(repeating: "getpid", count: 60).joined(separator: "\n"))
    // A slow machine lets some of them grow too old.
    #expect(lab.pageMemory.readings - start < 30)
    let quiet = lab.pageMemory.readings
    let touching = (0..<10).flatMap { _ in ["madvise p PAGE MADV_DONTNEED", "touch p"] }
    transcript.run(touching.joined(separator: "\n"))
    #expect(lab.pageMemory.readings - quiet >= 19)
  }

  @Test(arguments: [
    "touch p 4*PAGE", "madvise p 4*PAGE MADV_DONTNEED", "fork", "munmap p+PAGE PAGE", "syscall 28 p PAGE 4",
  ])
  func aQuietCommandAfterwardsHasChangedNoPage(command: String) throws {
    let transcript = try Transcript()
    transcript.run("\(Self.map)\ntouch p 2*PAGE\ngetpid\ngetpid")
    #expect(marks(transcript.run("\(command)\npages p")) != nil)
    #expect(marks(transcript.run("getpid\npages p")) == nil)
    #expect(marks(transcript.run("getpid\npages p")) == nil)
  }

  @Test func aFileThatIsCutUnderAMappingCountsForThatCommandOnly() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      fd = open "cut" O_RDWR|O_CREAT 0600
      ftruncate fd 4*PAGE
      p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_SHARED fd
      touch p 4*PAGE
      getpid
      """)
    #expect(marks(transcript.run("ftruncate fd PAGE\npages p")) == "^^^")
    #expect(marks(transcript.run("getpid\npages p")) == nil)
  }

  @Test func aPageThatAChildTakesForItselfIsTheParentsOwnFromThenOn() throws {
    let transcript = try Transcript()
    transcript.run("\(Self.map)\ntouch p 2*PAGE\nfork\ngetpid\ngetpid")
    #expect(marks(transcript.run("P2: poke p \"x\"\npages p")) == "^")
    #expect(marks(transcript.run("getpid\nP2: getpid\npages p")) == nil)
  }

  @Test func timesAreShownWhenAskedFor() throws {
    let transcript = try Transcript()
    let time = /<\d+\.\d{6}>/
    #expect(!transcript.text("getpid").contains(time))
    #expect(transcript.text("set times on\ngetpid").contains(/getpid\(\) = \d+ <\d+\.\d{6}>/))
    #expect(transcript.text("close 99").contains(/= -1 EBADF \(Bad file descriptor\) <\d+\.\d{6}>/))
    #expect(transcript.text("set").contains("times        on"))
    #expect(!transcript.text("set times off\ngetpid").contains(time))
    #expect(transcript.text("set times maybe").contains("times is on or off."))
  }

  @Test func aCallThatWasBlockedHasAsLongATimeAsItWas() throws {
    let transcript = try Transcript()
    let text = transcript.text("set times on\nnanosleep {tv_sec=0, tv_nsec=150000000}\ngetpid")
    let found = try #require(text.firstMatch(of: /nanosleep.* = 0 <(\d+\.\d{6})>/))
    #expect(try #require(Double(found.1)) >= 0.15)
  }

  private nonisolated static let hasHugePages =
    (try? String(contentsOfFile: "/sys/kernel/mm/transparent_hugepage/enabled", encoding: .utf8))?.contains("[never]")
    == false

  @Test(.enabled(if: hasHugePages, "the kernel gives no huge pages here"))
  func memoryThatAsksForHugePagesHasThem() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      p = mmap 0x300000000000 2<<20 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
      madvise p 2<<20 MADV_HUGEPAGE
      touch p 2<<20
      pages p
      smaps p
      fork
      pages p
      """)
    #expect(text.contains("512 of them in huge pages"))
    #expect(text.contains("huge, exclusive") && text.contains("huge, shared"))
    #expect(text.contains("AnonHugePages"))
  }

  @Test func aRegisterIsAValue() throws {
    let transcript = try Transcript()
    let text = transcript.text("getpid\nsp = $rsp\nsmaps sp")
    #expect(text.contains("[stack]"))
    #expect(transcript.text("touch $rsx").contains("There is no subject rsx."))
  }
}
