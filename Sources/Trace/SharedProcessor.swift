import CLinux
import Glibc

/// One CPU for the tracer and the program.
///
/// A stop costs a wake-up of an idle CPU where the two run apart: 42 us a call against 7 us on 6.18. So they share one
/// as long as that pays: always while there is one thread, and while several make so many calls that the tracer is what
/// they wait for. The program does not see it: it has its own mask back for every call by which it could look at it, or
/// hand it on to a child; and for good once it chose its CPUs or opened a status file.
final class SharedProcessor {
  /// Whether there is more than one CPU to choose from, and sharing one was not ruled out.
  let isPossible: Bool
  private var here = cpu_set_t()
  private var ours = cpu_set_t()
  /// Whether threads are kept on one CPU at the moment.
  private var isTogether = true
  private var stops = 0
  private var since = Moment.now().monotonic

  /// `isOff`: nothing is shared.
  init(isOff: Bool) {
    isPossible = !isOff && sysh_affinity_get(0, &ours) == 0 && sysh_affinity_count(&ours) > 1
    sysh_affinity_here(&here)
  }

  deinit {
    if isPossible { _ = sysh_affinity_set(0, &ours) }
  }

  /// Calls by which a program sees its CPUs, or passes them on. `getcpu` tells where it runs, which may be anywhere.
  private enum Numbers {
    static let open = 2
    static let clone = 56
    static let fork = 57
    static let vfork = 58
    static let setAffinity = 203
    static let getAffinity = 204
    static let clone3 = 435
    static let openat2 = 437
  }

  static let openat = 257

  /// The calls at which `entering` has something to do: a filter must not let them pass unseen.
  static let watched: Set<Int> = [
    Numbers.open, Numbers.clone, Numbers.fork, Numbers.vfork, Numbers.setAffinity, Numbers.getAffinity, openat,
    Numbers.clone3, Numbers.openat2,
  ]

  /// A thread that is traced from its first instruction on, or taken while it ran.
  func join(_ thread: FollowedThread) {
    guard isPossible, isTogether, !thread.keepsMask else { return }
    pin(thread)
  }

  private func pin(_ thread: FollowedThread) {
    guard thread.ownMask == nil else { return }
    var mask = cpu_set_t()
    guard sysh_affinity_get(thread.pid, &mask) == 0 else { return }
    // One that may not run here chose so.
    var wanted = here
    guard sysh_affinity_allows(&mask, &wanted) != 0, sysh_affinity_set(thread.pid, &wanted) == 0 else {
      thread.keepsMask = true
      return
    }
    thread.ownMask = mask
    if !isPinned {
      isPinned = true
      _ = sysh_affinity_set(0, &here)
    }
  }
  /// Whether the tracer itself is on its one CPU.
  private var isPinned = false

  /// Its own mask again.
  func release(_ thread: FollowedThread) {
    guard var mask = thread.ownMask else { return }
    thread.ownMask = nil
    _ = sysh_affinity_set(thread.pid, &mask)
  }

  func forget(_ thread: FollowedThread) {
    thread.ownMask = nil
  }

  /// At the entry of a call.
  func entering(_ thread: FollowedThread, number: Int, among threads: [Int32: FollowedThread]) {
    guard isPossible else { return }
    let words = thread.arguments
    switch number {
    case Numbers.open: lookAtPath(thread, words[0])
    case Self.openat, Numbers.openat2: lookAtPath(thread, words[1])
    case Numbers.setAffinity, Numbers.getAffinity: release(named(words[0], by: thread, threads))
    case Numbers.clone, Numbers.fork, Numbers.vfork, Numbers.clone3: release(thread)
    default: break
    }
  }

  /// The thread that an argument means, 0 being the caller.
  private func named(
    _ word: UInt64, by thread: FollowedThread, _ threads: [Int32: FollowedThread]
  ) -> FollowedThread {
    let tid = Int32(truncatingIfNeeded: word)
    return tid == 0 ? thread : threads[tid] ?? thread
  }

  private func lookAtPath(_ thread: FollowedThread, _ address: UInt64) {
    guard let name = TraceeMemory(pid: thread.pid).string(at: address, limit: 4096)?.bytes,
      name.suffix(6).elementsEqual("status".utf8)
    else { return }
    thread.keepsMask = true
    release(thread)
  }

  /// At the exit of a call.
  func left(_ thread: FollowedThread, failed: Bool, among threads: [Int32: FollowedThread]) {
    guard isPossible else { return }
    if thread.number == Numbers.setAffinity, !failed {
      let chosen = named(thread.arguments[0], by: thread, threads)
      chosen.keepsMask = true
      chosen.ownMask = nil
    } else if isTogether, thread.ownMask == nil, !thread.keepsMask {
      pin(thread)
    }
  }

  /// A child has its parent's mask, which was the parent's own at that moment, and is left alone as its parent is.
  func born(_ child: FollowedThread, of parent: FollowedThread) {
    guard parent.keepsMask else { return }
    child.keepsMask = true
    release(child)
  }

  /// Whether the thread that was resumed last runs here, as far as can be known.
  var areShared: Bool { isPinned && isTogether }

  func count() {
    stops += 1
  }

  /// From time to time: whether sharing one CPU pays. A thread alone always waits for the tracer or is waited for;
  /// several could run beside each other, and lose that where they compute more than they call.
  func look(at threads: some Collection<FollowedThread>) {
    guard isPossible else { return }
    let now = Moment.now().monotonic
    let perSecond = Double(stops) * 1e9 / Double(max(1, now - since))
    stops = 0
    since = now
    let wanted = threads.count < 2 || perSecond > (isTogether ? Self.fewStops : Self.manyStops)
    guard wanted != isTogether else { return }
    isTogether = wanted
    // Threads come onto the CPU at their next call; they leave it at once.
    guard !wanted else { return }
    threads.forEach { release($0) }
    // On a CPU of its own choice the tracer is in the way of none of them for long.
    if isPinned {
      isPinned = false
      _ = sysh_affinity_set(0, &ours)
    }
  }

  /// Stops a second. Apart, about 20,000 are the most that can be.
  private static let manyStops = 8000.0
  private static let fewStops = 4000.0
}
