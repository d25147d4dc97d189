import Glibc
import Lab
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// `undo`, `history` and what `reset` says, on the real kernel.
@Suite(.serialized) @TracerThread
struct UndoTests {
  private func offset(_ transcript: Transcript, _ fd: String) -> CallOutcome? {
    transcript.run("lseek \(fd) 0 SEEK_CUR")
    defer { transcript.run("undo") }
    return transcript.results[0].outcome
  }

  @Test func atTheStartThereIsNothingToUndo() throws {
    let transcript = try Transcript()
    #expect(transcript.text("undo") == "There is nothing to undo.")
    #expect(transcript.results[0].failed)
    #expect(transcript.text("history").contains("Nothing has been done"))
    // Views and lines that were not understood leave nothing to take back.
    transcript.run("fds\ndup nothing\nmaps\nstatus\nswitch P9")
    #expect(transcript.text("undo") == "There is nothing to undo.")
    transcript.run("dup 0\nfds\ndup nothing")
    #expect(transcript.unwrapped("undo").hasPrefix("Taken back: dup 0. P1 (pid "))
  }

  @Test func offsetsAndContentsAndDescriptorNumbersAreBack() throws {
    let transcript = try Transcript()
    transcript.run("fd = open \"x\" O_CREAT|O_RDWR\nwrite fd \"hello\"\nlseek fd 1 SEEK_SET")
    // Positive control: a child that was forked to keep the state would share this offset.
    transcript.run("read fd 2")
    #expect(offset(transcript, "fd") == .returned(3))
    let text = transcript.unwrapped("undo")
    #expect(text.hasPrefix("Taken back: read fd 2. 3 commands were replayed in fresh subjects: P1 is pid "))
    #expect(offset(transcript, "fd") == .returned(1))
    transcript.run("undo\nundo")
    #expect(offset(transcript, "fd") == .returned(0))
    #expect(transcript.text("cat x").isEmpty)
    transcript.run("undo")
    #expect(transcript.run("open \"x\"")[0] == "open(\"x\", O_RDONLY) = -1 ENOENT (No such file or directory)")
    #expect(transcript.session.lab.variables["fd"] == nil)
  }

  @Test func pagesUmaskAndDirectoryAreBackAndVariablesHaveTheNewAddresses() throws {
    let transcript = try Transcript()
    transcript.run("size = 2*PAGE\np = mmap NULL size PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\npoke p \"first\"")
    transcript.run("mkdir \"d\"\nchdir \"d\"\numask 077\npoke p \"other\"\numask 0\nchdir \"/\"\nmunmap p size")
    let pid = transcript.session.lab.current?.pid
    transcript.run("undo 4")
    let lab = transcript.session.lab
    #expect(lab.current?.pid != pid)
    #expect(lab.variables["size"]?.word == 8192)
    #expect(transcript.text("peek p 5").contains("66 69 72 73 74"))
    #expect(lab.current?.umask == 0o77)
    #expect(lab.current?.directory == lab.directory.realPath + "/d")
  }

  @Test func childrenAndBlockedReadsAndKilledSubjectsAreThereAgain() throws {
    let transcript = try Transcript()
    transcript.run("r, w = pipe\nfork\nP2: close w\nP2: read r 10\nfork\nkill P3 SIGKILL\nwrite w \"abc\"")
    let lab = transcript.session.lab
    #expect(lab.subject(named: "P2")?.inFlight == nil)
    #expect(lab.subject(named: "P3")?.end != nil)
    transcript.run("undo")
    #expect(lab.subject(named: "P2")?.inFlight?.printer.row.name == "read")
    #expect(lab.subject(named: "P3")?.end != nil)
    transcript.run("undo")
    #expect(lab.living.map(\.name) == ["P1", "P2", "P3"])
    // What satisfied the read once does so again.
    #expect(transcript.text("write w \"again\"").contains("read(3, \"again\", 10) = 5"))
  }

  @Test func theCurrentSubjectAndAnInterruptedCallAreRebuilt() throws {
    let transcript = try Transcript()
    transcript.run("r, w = pipe\nfork\nswitch P2\nread r 1\ninterrupt\ndup 0")
    #expect(!transcript.unwrapped("undo").contains("this time"))
    let lab = transcript.session.lab
    #expect(lab.currentName == "P2")
    #expect(lab.current?.inFlight == nil)
    transcript.run("undo")
    #expect(lab.current?.inFlight?.printer.row.name == "read")
    transcript.run("undo 2")
    #expect(lab.currentName == "P1")
  }

  @Test func expectationsBindTheirPlaceholdersAgain() throws {
    let transcript = try Transcript()
    transcript.run("getpid = <pid:me>\np = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS = <addr:p>\ndup 0\nundo")
    #expect(transcript.results.allSatisfy { !$0.failed })
    transcript.run("getpid = <pid:me>\ngetppid = <pid:me>")
    #expect(transcript.results.map(\.failed) == [false, true])
  }

  @Test func aLiteralAddressOfTheOldSessionIsLeftOutAndNamed() throws {
    let transcript = try Transcript()
    transcript.run("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS")
    let address = transcript.session.lab.variables["p"]?.word ?? 0
    transcript.run("poke 0x\(String(address, radix: 16)) \"old\"\npoke p \"new\"\nfork\ndup 0")
    #expect(
      transcript.unwrapped("undo").contains("\"old\" It would have ended its subject this time, so it was left out."))
    // All else is there.
    #expect(transcript.session.lab.living.map(\.name) == ["P1", "P2"])
    #expect(transcript.text("peek p 3").contains("6e 65 77"))
  }

  @Test func aLiteralProcessIdOfTheOldSessionReachesNobodyElse() throws {
    let transcript = try Transcript()
    transcript.run("fork")
    let pid = transcript.session.lab.subject(named: "P2")?.pid ?? 0
    transcript.run("kill \(pid) SIGTERM\ndup 0")
    #expect(transcript.session.lab.subject(named: "P2")?.end != nil)
    let text = transcript.unwrapped("undo")
    // Nobody has that number now, unless it is a zombie's that init has not waited for yet.
    let line = "kill \(pid) SIGTERM It"
    #expect(
      text.contains("\(line) gave -1 ESRCH this time; it was 0.")
        || text.contains("\(line) would send a signal to process \(pid)"), "\(text)")
    #expect(transcript.session.lab.living.map(\.name) == ["P1", "P2"])
    // On a busy machine it may be "It ended by itself after 0.1 s".
    #expect(text.contains("; this time it has not"))
  }

  @Test func aCallThatSleptIsWaitedForOnlyWhenItIsShort() throws {
    let transcript = try Transcript()
    transcript.run("nanosleep {0, 200000000}\nawait\nn = dup 0\ndup 0")
    #expect(!transcript.unwrapped("undo").contains("broke"))
    #expect(transcript.session.lab.variables["n"]?.word == 3)
    // One that still sleeps sleeps again.
    transcript.run("reset\nfork\nP2: nanosleep {1000, 0}\ndup 0\nundo")
    #expect(transcript.session.lab.subject(named: "P2")?.inFlight?.printer.row.name == "nanosleep")
    transcript.run("interrupt P2\ndup 0\nundo")
    #expect(transcript.session.lab.subject(named: "P2")?.inFlight == nil)
  }

  @Test func aSubjectThatEndedByItselfEndsAgain() throws {
    let transcript = try Transcript()
    transcript.run("alarm 1\npause\nawait\ndup 0\ndup 0")
    #expect(transcript.session.lab.currentName == "P2")
    #expect(!transcript.unwrapped("undo").contains("this time"))
    #expect(transcript.session.lab.currentName == "P2")
    #expect(transcript.session.lab.subject(named: "P1")?.end == CallOutcome.killed(Signal(rawValue: 14)))
  }

  @Test func resetCanBeUndoneToo() throws {
    let transcript = try Transcript()
    transcript.run("dup 0\nfork\nreset\ndup 0\nundo")
    #expect(transcript.session.lab.living.map(\.name) == ["P1"])
    #expect(transcript.unwrapped("undo").contains("Taken back: reset. 2 commands were replayed"))
    #expect(transcript.session.lab.living.map(\.name) == ["P1", "P2"])
  }

  // MARK: Outside

  /// A directory outside the lab's.
  private func outside() -> String {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/undo-test-XXXXXX".utf8CString)
    mkdtemp(&template)
    return template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  @Test func whatReachedOutsideIsListedAndNotDoneAgain() throws {
    let directory = outside()
    defer {
      for name in ProcessList.names(in: directory) { unlink("\(directory)/\(name)") }
      rmdir(directory)
    }
    let transcript = try Transcript()
    transcript.session.isUnguarded = true
    transcript.run("a = creat \"\(directory)/a\" 0600\nwrite a \"once\"\nclose a\nunlink \"\(directory)/a\"\ndup 0")
    let first = transcript.unwrapped("undo")
    #expect(first.contains("Not done again, because it reached outside the lab: a = creat"))
    #expect(!first.contains("cannot be taken back"))
    #expect(ProcessList.names(in: directory).isEmpty)
    let second = transcript.unwrapped("undo")
    #expect(
      second.contains("This cannot be taken back: unlink \"\(directory)/a\" it did change \(directory)/a, which is"))
    #expect(transcript.unwrapped("history").contains("not undone: it did write to \(directory)/a"))
    let reset = transcript.unwrapped("reset")
    #expect(reset.contains("write a \"once\" it did write to \(directory)/a"))
    // A session that did nothing outside has nothing to say.
    #expect(!transcript.unwrapped("dup 0\nreset").contains("cannot be taken back"))
    // With a yes it is done again.
    transcript.run("b = creat \"\(directory)/b\" 0600\ndup 0")
    unlink("\(directory)/b")
    var asked = ""
    transcript.session.confirm = { question in
      asked = question
      return true
    }
    transcript.run("undo")
    #expect(asked.contains("undo repeats what reached outside the lab: b = creat"))
    #expect(ProcessList.names(in: directory) == ["b"])
    #expect(transcript.session.lab.variables["b"]?.word == 3)
  }

  @Test func aStoreThroughASharedMappingOfAFileOutsideIsListed() throws {
    let directory = outside()
    defer {
      unlink("\(directory)/f")
      rmdir(directory)
    }
    let transcript = try Transcript()
    transcript.session.isUnguarded = true
    transcript.run(
      "fd = open \"\(directory)/f\" O_CREAT|O_RDWR 0600\nftruncate fd PAGE\n"
        + "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED fd\npoke p \"kept\"\n"
        + "q = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED|MAP_ANONYMOUS -1\npoke q \"gone\"")
    #expect(ProcessList.text(of: "\(directory)/f")?.hasPrefix("kept") == true)
    let text = transcript.unwrapped("undo 3")
    #expect(text.contains("poke p \"kept\" it did store to \(directory)/f through a shared mapping"))
    #expect(!text.contains("poke q \"gone\" it did"))
  }

  @Test func bytesTakenOutOfAFifoOutsideAreNotTakenAgain() throws {
    let directory = outside()
    mkfifo("\(directory)/p", 0o600)
    let writer = open("\(directory)/p", O_RDWR | O_CLOEXEC)
    defer {
      close(writer)
      unlink("\(directory)/p")
      rmdir(directory)
    }
    _ = "onetwo".withCString { write(writer, $0, 6) }
    let transcript = try Transcript()
    transcript.run("fd = open \"\(directory)/p\" O_RDONLY\nread fd 3\ndup 0")
    #expect(transcript.unwrapped("undo").contains("Not done again, because it reached outside the lab: read fd 3."))
    #expect(transcript.unwrapped("undo").contains("read fd 3 it did take bytes out of \(directory)/p"))
    #expect(transcript.run("read fd 3")[0] == "read(3, \"two\", 3) = 3")
  }

  @Test func outputAndShellCommandsAreNamed() throws {
    let transcript = try Transcript()
    var ran: [String] = []
    transcript.session.runForeground = { command in
      ran.append(command)
      return 0
    }
    transcript.run("dup 0\n!true\nwrite 1 \"x\\n\"\n!false")
    let text = transcript.unwrapped("undo")
    #expect(text.contains("Taken back: write 1 \"x\\n\". 1 command was replayed"))
    #expect(text.contains("reached outside the lab: !true."))
    #expect(text.contains("write 1 \"x\\n\" its output is on your screen"))
    #expect(text.contains("!false it did run outside the lab"))
    #expect(!text.contains("terminal│"))
    #expect(ran == ["true", "false"])
  }

  @Test func aProgramThatRanRunsOnceMoreAndThatIsSaid() throws {
    let transcript = try Transcript()
    transcript.run("execve \"/bin/cat\" [\"cat\"] []\ncont\ntype \"a\\n\"\nkey ^D\ndup 0")
    #expect(transcript.session.lab.currentName == "P2")
    #expect(transcript.unwrapped("undo").contains("Programs ran once more: cont."))
    #expect(transcript.session.lab.subject(named: "P1")?.end == CallOutcome.exited(0))
    transcript.run("undo")
    #expect(transcript.session.lab.current?.tracee.activity == .free)
    #expect(transcript.unwrapped("undo 2").contains("what it did outside the lab is not known here"))
    #expect(transcript.session.lab.current?.tracee.activity == .parked)
  }

  // MARK: Bounds

  @Test func aWrongCountIsNamed() throws {
    let transcript = try Transcript()
    transcript.run("dup 0\ndup 0")
    #expect(transcript.text("undo 3").hasPrefix("Only 2 commands can be taken back."))
    for wrong in ["0", "-1", "x", "1 2"] {
      #expect(transcript.text("undo \(wrong)").hasPrefix("undo takes the number of commands"), "\(wrong)")
    }
    #expect(transcript.session.lab.descriptors.tables["P1"]?.count == 5)
  }

  @Test func anUndoLeavesNoProcessBehind() throws {
    let transcript = try Transcript()
    let before = ProcessList.children().count
    transcript.run("fork\nfork\nP2: fork\nP3: pause\ndup 0")
    // Positive control: they would be seen.
    #expect(ProcessList.children().count == before)
    #expect(ProcessList.subjects().count >= 4)
    let old = transcript.session.lab.subjects.map(\.pid)
    transcript.run("undo")
    #expect(old.allSatisfy { ProcessList.entry($0)?.isSubject != true })
    #expect(transcript.session.lab.living.count == 4)
    transcript.run("undo 4")
    #expect(transcript.session.lab.living.count == 1)
  }

  @Test func aHundredUndosInARow() throws {
    let transcript = try Transcript()
    // Most of them without a call, because a hundred undos make five thousand of them again.
    transcript.run((1...100).map { $0 % 10 == 0 ? "dup 0" : "n = \($0)" }.joined(separator: "\n"))
    #expect(transcript.session.lab.descriptors.tables["P1"]?.count == 13)
    let open = ProcessList.names(in: "/proc/self/fd").count
    for left in (0..<100).reversed() {
      transcript.run("undo")
      #expect(transcript.session.lab.descriptors.tables["P1"]?.count == left / 10 + 3)
      #expect(
        transcript.session.lab.variables["n"]?.word == (left == 0 ? nil : UInt64(left % 10 == 0 ? left - 1 : left)))
    }
    #expect(transcript.text("undo") == "There is nothing to undo.")
    #expect(ProcessList.names(in: "/proc/self/fd").count == open)
  }

  @Test func inALessonUndoPointsToAgain() throws {
    let transcript = try Transcript()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    try bridge.startOver()
    _ = bridge.run("dup 0", from: nil)
    let outcome = bridge.run("undo", from: nil)
    guard case .problem(let message) = outcome.result else {
      Issue.record("undo was done")
      return
    }
    #expect(message.contains("cannot be used in a lesson"))
    #expect(outcome.display.joined().contains("again rebuilds the step"))
    // The prompt has it back, with what the lesson did.
    #expect(transcript.unwrapped("undo").hasPrefix("Taken back: dup 0."))
    try bridge.startOver()
    #expect(transcript.text("undo") == "There is nothing to undo.")
  }
}
