import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// Ends as parents see them.
@Suite(.serialized) @TracerThread
struct WaitTests {
  @Test(arguments: [
    ("P2: exit_group 259", "0x0300: the low 7 bits are 0, so it exited; the byte above them is its exit status, 3."),
    ("kill P2 SIGKILL", "0x0009: the low 7 bits are the signal that killed it, 9; bit 7 says no core file."),
  ])
  func theStatusWordIsTakenApart(end: String, words: String) throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped("fork\n\(end)\nwait4 P2").contains("The status word is \(words)"))
  }

  @Test func aStoppedAndAContinuedChildAreToldToAParentThatAsks() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      s = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
      fork
      kill P2 SIGSTOP
      wait4(P2, s, WUNTRACED, NULL)
      kill P2 SIGCONT
      wait4(P2, s, WCONTINUED, NULL)
      """)
    #expect(
      text.contains("0x137f: 0x7f in the low byte says stopped, and the byte above it is the signal, 19."), "\(text)")
    #expect(text.contains("0xffff: all sixteen bits set say continued."), "\(text)")
  }

  @Test func anOrphanAndItsNewParentAreNamed() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("fork\nP2: fork\nP2: exit_group 0")
    let lab = transcript.session.lab
    let parent = try lab.proc.stat(try #require(lab.subject(named: "P3")).pid).parent
    #expect(text.contains("~ P3 parent P2 → process \(parent) ("), "\(text)")
  }

  @Test func aSubreaperGetsTheOrphans() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("prctl PR_SET_CHILD_SUBREAPER 1\nfork\nP2: fork\nP2: exit_group 0")
    #expect(text.contains("~ P3 parent P2 → P1"), "\(text)")
    #expect(transcript.text("tree").contains("└─ P3"))
    let end = transcript.text("P3: exit_group 4\nwait4 P3\nwait4 P2\nwait4 -1")
    #expect(end.contains("WEXITSTATUS(s) == 4") && end.contains("P1 has no child"))
  }

  @Test func whoIgnoresSIGCHLDHasNoZombies() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("sigaction SIGCHLD SIG_IGN\nfork\nP2: exit_group 0\ntree\nwait4 -1")
    #expect(!text.contains("zombie, exited") && text.contains("the kernel buries its children itself"), "\(text)")
  }

  @Test func WNOWAITLeavesTheZombieAndTheTracersReapingDoesNotTakeIt() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      "fork\nP2: exit_group 3\nwaitid P_ALL 0 WEXITED|WNOWAIT\ntree\nwait4 -1 NULL WNOHANG\nwait4 -1 NULL WNOHANG")
    #expect(text.contains("zombie, exited with 3 (wait status 0x0300)"))
    // WNOHANG finds it although a tracer sees a zombie before its parent does: the lab had taken it in.
    #expect(text.contains("wait4(-1, NULL, WNOHANG, NULL) = \(transcript.session.lab.subject(named: "P2")?.pid ?? 0)"))
    #expect(text.contains("ECHILD"))
  }

  @Test func aForeignProcessIsNoChild() throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped("fork\nwait4 1").contains("process 1 is no child of P1; its children are P2."))
  }
}

/// Sleepers that wait for one another.
@Suite(.serialized) @TracerThread
struct DeadlockTests {
  @Test func twoReadersThatHoldEachOthersOnlyWriteEndAreACircle() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "a, b = pipe\nc, d = pipe\nfork\nclose b\nP2: close d\nP2: read c 1\nread a 1")
    #expect(text.contains("P1 holds a write end (fd 6): what it writes there ends the wait"), "\(text)")
    #expect(
      text.contains(
        "The write ends are held by P2, asleep too: nobody can end this wait. Deadlock: P2 is in read and waits for P1."
      ),
      "\(text)")
  }

  @Test func aHolderThatSleepsForATimeIsNoDeadlock() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "a, b = pipe\nfork\nclose b\nP2: nanosleep {tv_sec=60, tv_nsec=0}\nread a 1")
    #expect(text.contains("P2 holds a write end (fd 4) and is itself asleep, in nanosleep"), "\(text)")
    #expect(!text.contains("nobody can end this wait"))
  }

  @Test func aParentThatWaitsForASleepingChildIsTold() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("fork\nP2: read 0 1\nwait4 -1")
    #expect(text.contains("P2 is the child that it waits for and is itself asleep, in read"), "\(text)")
  }

  @Test func aFullPipeOfOnesOwnIsADeadlock() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      r, w = pipe
      fcntl w F_SETPIPE_SZ 4096
      p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
      write w p 4096
      write w p 1
      """)
    #expect(text.contains("P1 itself holds the only read end (fd 3), and it is asleep: nobody can end"), "\(text)")
  }

  @Test func theHolderOfAnFlockIsNamedByTheDescriptorThatHoldsIt() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      spare = open "l" O_RDWR|O_CREAT 0644
      mine = open "l" O_RDWR
      flock mine LOCK_EX
      fork
      P2: close mine
      theirs = P2: open "l" O_RDWR
      P2: flock theirs LOCK_EX
      """)
    #expect(text.contains("P1 holds the lock (fd 4): unlocking or closing ends the wait."), "\(text)")
    #expect(
      transcript.text("flock mine LOCK_UN", until: "P2  flock(4, LOCK_EX) = 0").contains("P2  flock(4, LOCK_EX) = 0"))
  }

  @Test func twoOpeningsInOneProcessLockEachOtherOut() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "x = open \"l\" O_RDWR|O_CREAT 0644\ny = open \"l\" O_RDWR\nflock x LOCK_EX\nflock y LOCK_EX")
    #expect(text.contains("P1 itself holds the lock, through another opening of the file (fd 3)"), "\(text)")
  }

  @Test func locksOfProcessesThatWouldCloseACircleAreRefusedAndExplained() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      l = open "l" O_RDWR|O_CREAT 0644
      m = open "m" O_RDWR|O_CREAT 0644
      fork
      fcntl l F_SETLK {l_type=F_WRLCK}
      P2: fcntl m F_SETLK {l_type=F_WRLCK}
      fcntl m F_SETLKW {l_type=F_WRLCK}
      P2: fcntl l F_SETLKW {l_type=F_WRLCK}
      """)
    #expect(text.contains("P2 holds the lock: unlocking or closing ends the wait."), "\(text)")
    #expect(text.contains("EDEADLK") && text.contains("P1 waits for a lock that P2 holds"), "\(text)")
  }

  @Test func aFutexThatNobodySharesHasNoOneToWakeIt() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\nfutex p FUTEX_WAIT 0")
    #expect(text.contains("Nobody shares this memory with it"), "\(text)")
  }

  @Test func aFutexInSharedMemoryNamesWhoCanWakeIt() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED|MAP_ANONYMOUS\nfork\nP2: futex p FUTEX_WAIT 0")
    #expect(text.contains("P1 shares this memory: its FUTEX_WAKE at the address ends the wait."), "\(text)")
    #expect(transcript.text("futex p FUTEX_WAKE 1", until: "P2  futex(").contains("P2  futex("))
  }
}
