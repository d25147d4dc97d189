import CLinux
import Glibc
import TestSupport
import Testing

/// The thread on which all of this runs.
@Suite(.serialized)
struct TracerThreadTests {
  @Test func itIsAlwaysTheSameOne() async {
    let first = await TracerThread.run { UInt(pthread_self()) }
    for _ in 0..<50 {
      let next = await TracerThread.run { UInt(pthread_self()) }
      #expect(next == first)
      await Task.yield()
    }
  }

  @Test func errorsComeOutOfIt() async {
    struct Wrong: Error {}
    await #expect(throws: Wrong.self) { try await TracerThread.run { throw Wrong() } }
  }

  /// Sent while the thread is not waiting for it, the signal goes to some other thread, which passes it on.
  @Test func aChildSignalThatAnotherThreadTakesStillArrives() async {
    let arrived = await TracerThread.run {
      (0..<50).map { _ in
        kill(getpid(), SIGCHLD)
        return sysh_sleep_until_child(5_000_000_000)
      }
    }
    #expect(arrived.allSatisfy { $0 == 1 })
  }
}
