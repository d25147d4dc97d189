import Lab
import LinuxABI
import SyscallTable
import Tracer

// What became different in the handling of signals, and what a delivered signal did.
extension Renderer {
  /// The lines for the cases of `Change` that are about signals; of any other none.
  func signalChange(_ change: Change, _ owner: (String) -> [Span]) -> [StyledLine] {
    switch change {
    case .signalMask(let subject, let from, let to):
      return marked(
        .changed,
        owner(subject) + [.plain("mask "), .value(SignalSet.text(from)), .plain(" → "), .value(SignalSet.text(to))])
    case .disposition(let subject, let signal, let from, let to):
      return marked(
        .changed,
        owner(subject) + [
          .name(signal.name),
          .plain("  \(SignalText.disposition(from, signal)) → \(SignalText.disposition(to, signal))"),
        ])
    case .pending(let subject, let signal, let sender, let waiting, let reason):
      let why =
        switch reason {
        case .blocked: " blocks it, so it waits"
        case .stopped: " is stopped, so it waits"
        case .uninterruptible: " sleeps in state D, so it waits"
        }
      return marked(
        .added,
        owner(subject) + [.name(signal.name), .plain(" is pending")]
          + (sender.map { [.plain(", sent by "), .name($0)] } ?? [])
          + [.plain(": "), .name(subject), .plain(why)]
          + (waiting > 1 ? [.plain("; \(waiting) of it wait, in the order in which they came")] : []))
    case .alreadyPending(let subject, let signal):
      return marked(
        .changed,
        owner(subject) + [
          .name(signal.name),
          .plain(" was pending already, and it does not queue: this one is lost"),
        ])
    case .noLongerPending(let subject, let signal):
      return marked(
        .removed, owner(subject) + [.name(signal.name), .plain(" is no longer pending: it was taken, not delivered")])
    case .opened, .closed, .redirected, .closeOnExec, .offset, .statusFlags, .size, .links, .socket, .mapping,
      .directory, .root, .umask, .executed, .child, .namespace, .mount, .manyChildren, .sent, .lost:
      return []
    }
  }

  /// A sentence under a delivered signal: who sent it, and what it did.
  func effect(of delivery: SignalDelivery, on subject: String) -> [StyledLine] {
    // The line of its end says who did it.
    if case .ended = delivery.effect { return [] }
    var spans: [Span] = []
    if let sender = delivery.senderName, delivery.signal != .child {
      // The kernel sends SIGXFSZ as if whoever wrote too much had sent it (mm/filemap.c).
      let itself = delivery.signal.rawValue == 25 ? " itself, or by the kernel in its name. " : " itself. "
      spans += [.plain("Sent by "), .name(sender), .plain(sender == subject ? itself : ". ")]
    }
    if delivery.comesFromTerminal { spans.append(.plain("Sent by the terminal to its foreground process group. ")) }
    spans += what(delivery, subject)
    guard !spans.isEmpty else { return [] }
    return wrap(spans, indent: 4, firstIndent: 4)
  }

  private func what(_ delivery: SignalDelivery, _ subject: String) -> [Span] {
    let name = Span.name(subject)
    switch delivery.effect {
    case .handled:
      guard let run = delivery.handlerRun else { return [.plain("The handler of "), name, .plain(" runs.")] }
      return [
        .plain("The handler of "), name, .plain(" ran, with "), .value(SignalSet.text(run.blocked)),
        .plain(" blocked; its rt_sigreturn put the registers back, and the mask "),
        .value(SignalSet.text(run.restoredMask)), .plain("."),
      ]
    case .ignored: return [name, .plain(" ignores it (SIG_IGN): nothing happens.")]
    case .ignoredByDefault: return [.plain("Its default action is to do nothing.")]
    case .stopped:
      return [name, .plain(" is stopped, with all its threads, until a SIGCONT: state T.")]
    case .notStopped:
      return [
        .plain("It does not stop "), name,
        .plain(": nobody in its session could continue its process group, which is orphaned."),
      ]
    case .continued: return [name, .plain(" goes on.")]
    case .ended, nil: return []
    }
  }
}
