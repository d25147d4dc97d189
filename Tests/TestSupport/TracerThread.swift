import CLinux
import Glibc

/// The one thread of a test process that traces, as a global actor: ptrace ties tracees to the thread that attached
/// them, while Swift Testing runs tests on any thread of a pool.
///
/// Tests marked `@TracerThread`, and closures given to `TracerThread.run`, run on a pthread of their own, one at a time.
/// They stay in their task, so that `#expect` knows to which test it belongs.
///
/// The engine sleeps in sigtimedwait for SIGCHLD, which must be blocked for that. It is, on this thread; but SIGCHLD is
/// sent to the process, and while the thread is between two sleeps the kernel gives it to any other thread that does not
/// block it, where the default action would drop it and the engine would sleep on. So other threads get a handler that
/// passes the signal on to this thread, where it stays pending.
@globalActor
public actor TracerThread {
  public static let shared = TracerThread()
  private let executor = ThreadExecutor()

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  public static func run<Result: Sendable>(_ body: @TracerThread () throws -> Result) async rethrows -> Result {
    try await body()
  }
}

/// Runs jobs on one pthread that lives as long as the process.
private final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var jobs: [UnownedJob] = []

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(arrival, nil)
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<ThreadExecutor>.fromOpaque(context).takeRetainedValue().work()
      }, Unmanaged.passRetained(self).toOpaque())
    precondition(failure == 0, "no thread for tracing: \(failure)")
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pthread_mutex_lock(mutex)
    jobs.append(job)
    pthread_cond_signal(arrival)
    pthread_mutex_unlock(mutex)
  }

  private func work() -> Never {
    takeChildSignals()
    while true {
      pthread_mutex_lock(mutex)
      while jobs.isEmpty { pthread_cond_wait(arrival, mutex) }
      let job = jobs.removeFirst()
      pthread_mutex_unlock(mutex)
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }
}

/// Read by the signal handler only, which is installed after it was set.
nonisolated(unsafe) private var tracerThread = pthread_t()

/// Makes every SIGCHLD of the process arrive at the calling thread, which blocks it.
private func takeChildSignals() {
  tracerThread = pthread_self()
  precondition(sysh_signals_open() >= 0, "no signalfd")
  var action = sigaction()
  action.__sigaction_handler.sa_handler = { _ in pthread_kill(tracerThread, SIGCHLD) }
  action.sa_flags = SA_RESTART
  sigaction(SIGCHLD, &action, nil)
}
