import Foundation
import Glibc
import TestSupport
import Testing

@testable import Shell

/// `why` of objects that have ids of their own: System V IPC, in a namespace that ends with the subject.
@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user")) @TracerThread
struct WhyObjectTests {
  private func begun(_ script: String) throws -> Transcript {
    let transcript = try Transcript()
    transcript.run("unshare CLONE_NEWUSER|CLONE_NEWIPC\n" + script)
    return transcript
  }

  @Test func aSemaphoreThatIsTooLowIsToldWithItsValueAndWhatRaisesIt() throws {
    let transcript = try begun(
      "s = semget IPC_PRIVATE 2 IPC_CREAT|0600\nsemop s [{sem_num=1, sem_op=-3, sem_flg=IPC_NOWAIT}]")
    let text = transcript.unwrapped("why")
    #expect(text.contains("Semaphore 1 of the set 0 is 0, and sem_op=-3 waits until it is 3 or more"))
    #expect(text.contains("Its semaphores were 0 0."))
    #expect(text.contains("command 2: s = semget IPC_PRIVATE 2 IPC_CREAT|0600 gave P1 the id 0"))
    #expect(text.contains("semop 0 [{sem_num=1, sem_op=3, sem_flg=0}]"))
    transcript.run("semop 0 [{sem_num=1, sem_op=3, sem_flg=0}]\nsemop s [{sem_num=1, sem_op=-3, sem_flg=IPC_NOWAIT}]")
    #expect(transcript.results.last?.outcome == .returned(0))
  }

  @Test func aRemovedQueueIsToldWithTheCommandThatRemovedIt() throws {
    let text = try begun("m = msgget IPC_PRIVATE IPC_CREAT|0600\nmsgctl m IPC_RMID\nmsgrcv m").unwrapped("why")
    #expect(text.contains("No queue has the id 0 in the IPC namespace of P1; there is none."))
    #expect(text.contains("command 3: msgctl m IPC_RMID removed it"))
    #expect(text.contains("msgget IPC_PRIVATE IPC_CREAT|0600 makes a new queue"))
  }

  @Test func theModeThatTheAdviceGivesLetsTheOwnerIn() throws {
    let transcript = try begun(
      """
      idmap P1
      h = shmget IPC_PRIVATE 4096 IPC_CREAT
      capset {version=0x20080522, pid=0} {effective=0, permitted=0, inheritable=0}
      shmat h
      """)
    // Root's idmap maps its own user, and so does an ordinary user's.
    let text = transcript.unwrapped("why")
    #expect(text.contains("The segment 0 has the mode 0000, in which the owner, user 0, has no rw"))
    let advice = "shmctl 0 IPC_SET {shm_perm={uid=0, gid=0, mode=0600}}"
    #expect(text.contains(advice))
    transcript.run("\(advice)\nshmat h")
    #expect(transcript.results.last?.outcome.map { if case .returned = $0 { true } else { false } } == true)
  }
}

@Suite(.serialized) @TracerThread
struct WhyPointerTests {
  @Test func theNumberOfAFutexIsToldWithTheStoreThatLetsItWait() throws {
    let transcript = try Transcript()
    transcript.run("q = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\nfutex q FUTEX_WAIT 5")
    let address = "0x" + String(transcript.session.lab.variables["q"]?.word ?? 0, radix: 16)
    let text = transcript.unwrapped("why")
    #expect(text.contains("at \(address) is 0, and val is 5"))
    #expect(text.contains("poke \(address) 5 4"))
    transcript.run("poke \(address) 5 4\nfutex q FUTEX_WAIT 5")
    #expect(transcript.results.last?.outcome == .blocked)
  }

  /// NULL that a call may be given is nothing to look for.
  @Test func pointersThatAreLeftOutAreNotCalledUnmapped() throws {
    let transcript = try Transcript()
    transcript.run("select 20 0x10")
    let text = transcript.unwrapped("why")
    #expect(text.contains("readfds is 0x10: nothing is mapped there"))
    #expect(!text.contains("is 0x0"))
  }

  @Test func adviceForALockedMappingWorks() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      l = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
      mlock l PAGE
      msync l PAGE MS_INVALIDATE
      """)
    let text = transcript.unwrapped("why")
    let line = text.components(separatedBy: "munlock ").last?.prefix { $0 != "\n" }.split(separator: " ").prefix(2)
    transcript.run("munlock \(line?.joined(separator: " ") ?? "")\nmsync l PAGE MS_INVALIDATE")
    #expect(transcript.results.last?.outcome == .returned(0))
  }
}
