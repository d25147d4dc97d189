import Glibc
import LinuxABI

/// Where lines go: one for all, or one for each thread (`-ff`).
///
/// Lines are gathered and written in large pieces. A call whose beginning is known and whose end is not is kept as
/// `open`: it is written when somebody else's line comes in between, or when what there is has to be seen.
final class TraceLog {
  private let descriptor: Int32
  private let isOwned: Bool
  private var buffer: [UInt8] = []
  /// The thread whose call has begun as the last thing here.
  private(set) var open: FollowedThread?
  /// How much of the open call's beginning is in the buffer, or was written.
  private var isBegun = false
  /// Characters of the line so far.
  private var width = 0
  private let column: Int
  private(set) var failure: Errno?

  /// `descriptor` is closed at the end where it `isOwned`.
  init(descriptor: Int32, isOwned: Bool, column: Int) {
    self.descriptor = descriptor
    self.isOwned = isOwned
    self.column = column
    buffer.reserveCapacity(Self.piece * 2)
  }

  deinit {
    flush()
    if isOwned { close(descriptor) }
  }

  private static let piece = 1 << 16

  /// A call begins. Nothing is written yet, so that a call that comes back next is one line.
  func begin(_ thread: FollowedThread) {
    interrupt()
    open = thread
    isBegun = false
  }

  /// Somebody else has something to say, or this thread something else.
  func interrupt() {
    guard let thread = open else { return }
    writeBeginning()
    add(" <unfinished ...>\n")
    thread.isResumed = true
    open = nil
  }

  /// A call's end: `rest` is what follows its beginning, up to the closing parenthesis.
  func finish(_ thread: FollowedThread, rest: [UInt8], result: [UInt8], leader: @autoclosure () -> String) {
    if open === thread {
      writeBeginning()
    } else {
      interrupt()
      add(leader())
      add("<... ")
      add(thread.name)
      add(" resumed>")
    }
    add(rest)
    open = nil
    addResult(result)
  }

  /// An open call in which its thread ended.
  func abandon(_ thread: FollowedThread) {
    guard open === thread else { return }
    writeBeginning()
    add(thread.hasMore ? " <unfinished ...>)" : ")")
    open = nil
    addResult([0x3f])
  }

  /// An open call to which something is added in the middle of its line, and the line ends.
  func cut(_ thread: FollowedThread, _ text: String) {
    guard open === thread else { return }
    writeBeginning()
    add(text)
    add("\n")
    open = nil
    thread.isResumed = true
  }

  /// A line by itself.
  func line(_ leader: String, _ text: String) {
    interrupt()
    add(leader)
    add(text)
    add("\n")
    if buffer.count >= Self.piece { flush() }
  }

  private func writeBeginning() {
    guard let thread = open, !isBegun else { return }
    if !thread.leader.isEmpty { add(thread.leader) }
    add(thread.beginning)
    isBegun = true
  }

  private func addResult(_ result: [UInt8]) {
    buffer.append(contentsOf: repeatElement(0x20, count: max(1, column - width)))
    buffer.append(0x3d)
    buffer.append(0x20)
    buffer.append(contentsOf: result)
    buffer.append(0x0a)
    width = 0
    if buffer.count >= Self.piece { flush() }
  }

  private func add(_ text: String) {
    add(text.utf8)
  }

  private func add(_ text: some Collection<UInt8>) {
    buffer.append(contentsOf: text)
    width = buffer.last == 0x0a ? 0 : width + text.count
  }

  /// Writes what there is; with `includingOpen` also the beginning of a call that has not come back.
  func flush(includingOpen: Bool = false) {
    if includingOpen { writeBeginning() }
    var start = 0
    while start < buffer.count, failure == nil {
      let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + start }, buffer.count - start) }
      if count >= 0 {
        start += count
      } else if errno != EINTR {
        failure = Errno(rawValue: errno)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
