import Inspect
import Lab
import LinuxABI
import SyscallTable
import Tracer

extension Renderer {
  /// A change as an object: its kind, the sentence that the screen has for it, and the figures behind the sentence.
  func object(_ change: Change, tables: DescriptorTables?, of called: String) -> JSONObject {
    var object = JSONObject()
    object.add("kind", change.kind)
    let unbounded = Renderer(width: .max / 2)
    object.add("text", unbounded.change(change, tables: tables, of: called).plainText)
    change.addFigures(to: &object)
    return object
  }
}

extension [StyledLine] {
  /// Without styles, on one line, and without the blanks at the front.
  var plainText: String {
    map { line in
      let text = line.spans.map(\.text).joined()
      return String(text.drop { $0 == " " })
    }.joined(separator: " ")
  }
}

extension Change {
  /// The name of the case, in words joined by `_`.
  var kind: String {
    switch self {
    case .opened: "opened"
    case .closed: "closed"
    case .sent: "sent"
    case .lost: "lost"
    case .redirected: "redirected"
    case .closeOnExec: "close_on_exec"
    case .offset: "offset"
    case .statusFlags: "status_flags"
    case .size: "size"
    case .links: "links"
    case .socket: "socket"
    case .mapping: "mapping"
    case .directory: "directory"
    case .root: "root"
    case .umask: "umask"
    case .signalMask: "signal_mask"
    case .disposition: "disposition"
    case .pending: "pending"
    case .alreadyPending: "already_pending"
    case .noLongerPending: "no_longer_pending"
    case .executed: "executed"
    case .child: "child"
    case .namespace: "namespace"
    case .mount: "mount"
    case .manyChildren: "many_children"
    }
  }

  fileprivate func addFigures(to object: inout JSONObject) {
    switch self {
    case .opened(let subject, let fd, let closeOnExec, let description, let shared, let received):
      object.add("subject", subject)
      object.add("fd", fd)
      object.add("close_on_exec", closeOnExec)
      object.add("description", description.object)
      object.add("shared", shared)
      if received { object.add("received", true) }
    case .closed(let subject, let fd, let label, let target, let last, let byExec, let isMapped):
      object.add("subject", subject)
      object.add("fd", fd)
      object.add("label", label)
      object.add("target", target)
      object.add("last", last)
      if byExec { object.add("by_exec", true) }
      if isMapped { object.add("mapped", true) }
    case .sent(let label, let receiver):
      object.add("label", label)
      if let receiver { object.add("receiver", receiver) }
    case .lost(let label, let isGone):
      object.add("label", label)
      object.add("last", isGone)
    case .redirected(let subject, let fd, let from, let fromIsGone, let to):
      object.add("subject", subject)
      object.add("fd", fd)
      object.add("from", from)
      object.add("last", fromIsGone)
      object.add("description", to.object)
    case .closeOnExec(let subject, let fd, let on):
      object.add("subject", subject)
      object.add("fd", fd)
      object.add("close_on_exec", on)
    case .offset(let label, let from, let to):
      object.add("label", label)
      object.add("from", from)
      object.add("to", to)
    case .statusFlags(let label, let from, let to):
      object.add("label", label)
      object.add("from", from)
      object.add("to", to)
    case .size(let target, let inode, let from, let to):
      object.add("target", target)
      object.add("inode", inode)
      object.add("from", from)
      object.add("to", to)
    case .links(let target, let inode, let from, let to):
      object.add("target", target)
      object.add("inode", inode)
      object.add("from", from)
      object.add("to", to)
    case .directory(let subject, let from, let to), .root(let subject, let from, let to):
      object.add("subject", subject)
      object.add("from", from)
      object.add("to", to)
    case .umask(let subject, let from, let to):
      object.add("subject", subject)
      object.add("from", from)
      object.add("to", to)
    case .mapping(let subject, let change):
      object.add("subject", subject)
      change.addFigures(to: &object)
    case .executed(let subject, let pid, let program, let mappings, let held):
      object.add("subject", subject)
      object.add("pid", pid)
      object.add("program", program)
      object.add("mappings", mappings)
      object.add("held", held)
    case .child(let name, let pid, let parent, let event, let pages, let shares):
      object.add("subject", name)
      object.add("pid", pid)
      object.add("parent", parent)
      object.add("event", "\(event)")
      if let pages { object.add("pages_shared", pages) }
      object.add("shares", shares.inWords)
    case .signalMask, .disposition, .pending, .alreadyPending, .noLongerPending: addSignals(to: &object)
    case .socket, .namespace, .mount, .manyChildren: addPlaces(to: &object)
    }
  }

  private func addSignals(to object: inout JSONObject) {
    switch self {
    case .signalMask(let subject, let from, let to):
      object.add("subject", subject)
      object.add("from", Signal.names(in: from))
      object.add("to", Signal.names(in: to))
    case .disposition(let subject, let signal, let from, let to):
      object.add("subject", subject)
      object.add("signal", signal.name)
      object.add("from", from.word)
      object.add("to", to.word)
    case .pending(let subject, let signal, let sender, let waiting, _):
      object.add("subject", subject)
      object.add("signal", signal.name)
      if let sender { object.add("sender", sender) }
      object.add("waiting", waiting)
    case .alreadyPending(let subject, let signal), .noLongerPending(let subject, let signal):
      object.add("subject", subject)
      object.add("signal", signal.name)
    default: break
    }
  }

  private func addPlaces(to object: inout JSONObject) {
    switch self {
    case .socket(let change):
      object.add("label", change.label)
      if let state = change.to.status?.state { object.add("state", state.name) }
      if let local = change.to.localName { object.add("local", local) }
      if let remote = change.to.remoteName { object.add("remote", remote) }
      if let queue = change.to.status?.receiveQueue { object.add("receive_queue", queue) }
    case .namespace(let change):
      object.add("subject", change.subject)
      object.add("namespace", change.kind.rawValue)
      object.add("from", change.from)
      if let to = change.to { object.add("to", to) }
      if change.isForChildren { object.add("for_children", true) }
    case .mount(let subject, let change):
      object.add("subject", subject)
      object.add("point", change.mount.point)
      object.add("type", change.mount.type)
      object.add("source", change.mount.source)
    case .manyChildren(let subject): object.add("subject", subject)
    default: break
    }
  }
}

extension MountChange {
  /// The mount that the change is about.
  var mount: Mount {
    switch self {
    case .added(let mount), .removed(let mount, _), .propagation(let mount, _, _), .options(let mount, _),
      .moved(let mount, _), .turned(let mount, _, _):
      mount
    }
  }
}

extension MappingChange {
  fileprivate func addFigures(to object: inout JSONObject) {
    switch self {
    case .added(let mapping):
      object.add("change", "added")
      object.add("to", mapping.object)
    case .removed(let mapping):
      object.add("change", "removed")
      object.add("from", mapping.object)
    case .resized(let from, let to):
      object.add("change", "resized")
      object.add("from", from.object)
      object.add("to", to.object)
    case .changed(let from, let to):
      object.add("change", "changed")
      object.add("from", from.object)
      object.add("to", to.object)
    }
  }
}

extension Mapping {
  /// A line of /proc/PID/maps.
  var object: JSONObject {
    var object = JSONObject()
    object.add("start", start)
    object.add("end", end)
    object.add("permissions", "\(permissions)")
    object.add("offset", offset)
    object.add("inode", inode)
    object.add("path", path)
    return object
  }
}

extension OpenFileDescription {
  /// Its letter, what it leads to, and its state; an offset only where it means something.
  var object: JSONObject {
    var object = JSONObject()
    object.add("label", label)
    object.add("target", target)
    object.add("flags", statusFlags)
    if isSeekable { object.add("offset", offset) }
    if let file {
      object.add("inode", file.inode)
      object.add("file", file.kind.shortNoun)
    }
    return object
  }
}

extension Signal {
  /// Names of the signals of a set in which bit 0 is signal 1.
  fileprivate static func names(in set: UInt64) -> [String] {
    (1...64).map { Signal(rawValue: $0) }.filter { set & $0.bit != 0 }.map(\.name)
  }
}

extension Disposition {
  fileprivate var word: String {
    switch self {
    case .default: "default"
    case .ignored: "ignored"
    case .caught: "caught"
    }
  }
}
