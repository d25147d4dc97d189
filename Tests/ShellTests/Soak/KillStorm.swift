import Glibc
import TestSupport

/// Kills subjects from outside, as another terminal's `kill -9` would: from a thread of its own, at random times.
final class KillStorm: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var victims: [Int32] = []
  private var isOver = false
  private var isPaused = false
  private var random: SeededGenerator
  private var thread = pthread_t()
  /// How many were killed.
  private var killed = 0

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
    pthread_mutex_init(mutex, nil)
    pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<KillStorm>.fromOpaque(context).takeUnretainedValue().rage() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Ends the storm and says how many it killed.
  func end() -> Int {
    locked { isOver = true }
    pthread_join(thread, nil)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    return killed
  }

  /// Who may be killed from now on.
  func threaten(_ pids: [Int32]) {
    locked { victims = pids }
  }

  func pause(_ isPaused: Bool) {
    locked { self.isPaused = isPaused }
  }

  private func locked(_ body: () -> Void) {
    pthread_mutex_lock(mutex)
    body()
    pthread_mutex_unlock(mutex)
  }

  private func rage() {
    while true {
      usleep(UInt32(200 + random.next() % 6000))
      var ends = false
      locked {
        ends = isOver
        guard !isPaused, !victims.isEmpty, random.next() % 3 == 0 else { return }
        let victim = victims[Int(random.next() % UInt64(victims.count))]
        // Only one that this process traces: a number may be somebody else's by now.
        guard ProcessList.isTracedByUs(victim) else { return }
        kill(victim, SIGKILL)
        killed += 1
      }
      if ends { return }
    }
  }
}
