import Inspect
import Lab
import LinuxABI

extension Renderer {
  /// What an execve kept and what it reset. What has its usual value is one sentence; the rest is named.
  func exec(_ report: ExecReport) -> [StyledLine] {
    let (before, after) = (report.before, report.after)
    return labelled("kept   ", kept(report)) + labelled("reset  ", reset(before, after, report.closed))
      + (report.start.map { labelled("given  ", given($0, report.subject)) } ?? [])
  }

  private func labelled(_ label: String, _ spans: [Span]) -> [StyledLine] {
    wrap([.faint(label)] + spans, indent: 11, firstIndent: 4)
  }

  /// Each of these was compared; one that did not stay as it was is told as reset.
  private func kept(_ report: ExecReport) -> [Span] {
    let (before, after) = (report.before, report.after)
    var same: [String] = []
    if before.pid == after.pid { same.append("process id") }
    if before.parent == after.parent { same.append("parent") }
    if before.group == after.group, before.session == after.session { same.append("group and session") }
    if before.directory == after.directory { same.append("working directory") }
    if before.root == after.root { same.append("root") }
    if before.umask == after.umask { same.append("umask") }
    var spans: [Span] = [.plain(same.joined(separator: ", "))]
    if !report.open.isEmpty {
      spans += [.plain(report.open.count == 1 ? "; fd " : "; fds "), .name(Words.list(report.open.map { "\($0)" }))]
    }
    func signals(_ what: String, _ set: UInt64) {
      if set != 0 { spans += [.plain("; \(what) "), .value(Self.names(set))] }
    }
    signals("ignored", before.signals.ignored & after.signals.ignored)
    signals("blocked", before.signals.blocked & after.signals.blocked)
    signals("pending", before.signals.pending & after.signals.pending)
    if before.nice == after.nice, after.nice != 0 { spans += [.plain("; nice "), .value("\(after.nice)")] }
    for limit in report.ownLimits where before.limits.contains(limit) {
      spans += [
        .plain("; limit of \(Self.lowercased(limit.name)) "), .value(limit.soft.map { "\($0)" } ?? "unlimited"),
      ]
    }
    return spans
  }

  private func reset(_ before: ExecState, _ after: ExecState, _ closed: [Int32]) -> [Span] {
    var spans: [Span] = [
      .plain("memory, "), .value("\(before.mappings)"), .plain(" mappings → "), .value("\(after.mappings)"),
    ]
    let handlers = before.signals.caught & ~after.signals.caught
    if handlers != 0 {
      let ignored = handlers & after.signals.ignored
      spans += [.plain("; handlers of "), .value(Self.names(handlers)), .plain(ignored == 0 ? " → default" : " gone")]
    }
    if before.name != after.name {
      spans += [.plain("; name "), .value(before.name), .plain(" → "), .value(after.name)]
    }
    if !closed.isEmpty {
      spans += [
        .plain(closed.count == 1 ? "; fd " : "; fds "), .name(Words.list(closed.map { "\($0)" })),
        .plain(" closed (close-on-exec)"),
      ]
    }
    if before.threads != after.threads {
      spans += [.plain("; threads "), .value("\(before.threads)"), .plain(" → "), .value("\(after.threads)")]
    }
    func changed(_ what: String, _ old: String, _ new: String) {
      if old != new { spans += [.plain("; \(what) "), .value(old), .plain(" → "), .value(new)] }
    }
    changed("effective user", "\(before.users.effective)", "\(after.users.effective)")
    changed("saved user", "\(before.users.saved)", "\(after.users.saved)")
    changed("effective group", "\(before.groups.effective)", "\(after.groups.effective)")
    changed("parent", "\(before.parent)", "\(after.parent)")
    changed("working directory", before.directory, after.directory)
    changed("pending signals", Self.names(before.signals.pending), Self.names(after.signals.pending))
    changed("ignored signals", Self.names(before.signals.ignored), Self.names(after.signals.ignored))
    changed("blocked signals", Self.names(before.signals.blocked), Self.names(after.signals.blocked))
    changed("nice", "\(before.nice)", "\(after.nice)")
    return spans
  }

  private func given(_ start: ProgramStart, _ subject: String) -> [Span] {
    let shown = start.arguments.prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")
    let more = start.arguments.count > 6 ? ", ..." : ""
    let environment =
      start.environment.isEmpty ? "no environment" : Words.count(start.environment.count, "environment variable")
    return [
      .plain("argc "), .value("\(start.argumentCount)"), .plain(", argv ["), .value(shown + more),
      .plain("], \(environment) ("), .styled("args \(subject)", .call), .plain(" shows all that is on its stack)"),
    ]
  }

  private static func names(_ set: UInt64) -> String {
    set == 0 ? "none" : Signal.members(of: set).map(\.name).joined(separator: " ")
  }

  private static func lowercased(_ name: String) -> String {
    name.hasPrefix("Max ") ? String(name.dropFirst(4)) : name
  }

  /// The stack of a program at its first instruction, lowest address first.
  public func programStart(_ start: ProgramStart) -> [StyledLine] {
    var rows: [[StyledLine]] = []
    var address = start.stackPointer
    func add(_ what: String, _ value: String, _ note: String = "") {
      rows.append([
        StyledLine([.faint(Words.hexadecimal(address))]), StyledLine([.name(what)]), StyledLine([.value(value)]),
        StyledLine([.plain(note)]),
      ])
      address &+= 8
    }
    add("argc", "\(start.argumentCount)", "here the stack pointer stood")
    for (index, text) in start.arguments.enumerated() { add("argv[\(index)]", "\"\(text)\"") }
    add("", "NULL")
    for (index, text) in start.environment.enumerated() { add("envp[\(index)]", "\"\(text)\"") }
    add("", "NULL")
    for entry in start.auxiliary {
      let known = AuxiliaryNames.all[entry.key]
      let isNumber = known?.isNumber ?? false
      let value = entry.text.map { "\"\($0)\"" } ?? (isNumber ? "\(entry.value)" : Words.hexadecimal(entry.value))
      add(known?.name ?? "auxv \(entry.key)", value, known?.meaning ?? "")
      address &+= 8
    }
    add("AT_NULL", "0")
    return table(
      rows, [Column("address"), Column("what"), Column("value"), Column("", .wrapped)], indent: 2, least: 16)
      + (start.isComplete ? [] : sentence("The rest could not be read, or is more than is shown here."))
  }
}

/// Keys of the auxiliary vector (`man 3 getauxval`, include/uapi/linux/auxvec.h).
private enum AuxiliaryNames {
  struct Entry {
    let name: String
    let meaning: String
    var isNumber = false
  }

  static let all: [UInt64: Entry] = [
    3: Entry(name: "AT_PHDR", meaning: "the program's headers in memory"),
    4: Entry(name: "AT_PHENT", meaning: "bytes of one of them", isNumber: true),
    5: Entry(name: "AT_PHNUM", meaning: "how many", isNumber: true),
    6: Entry(name: "AT_PAGESZ", meaning: "bytes of a page", isNumber: true),
    7: Entry(name: "AT_BASE", meaning: "where the dynamic linker lies, 0 for none"),
    8: Entry(name: "AT_FLAGS", meaning: ""),
    9: Entry(name: "AT_ENTRY", meaning: "the program's own first instruction"),
    11: Entry(name: "AT_UID", meaning: "real user", isNumber: true),
    12: Entry(name: "AT_EUID", meaning: "effective user", isNumber: true),
    13: Entry(name: "AT_GID", meaning: "real group", isNumber: true),
    14: Entry(name: "AT_EGID", meaning: "effective group", isNumber: true),
    15: Entry(name: "AT_PLATFORM", meaning: "the processor"),
    16: Entry(name: "AT_HWCAP", meaning: "what the processor can do"),
    17: Entry(name: "AT_CLKTCK", meaning: "ticks of times a second", isNumber: true),
    23: Entry(name: "AT_SECURE", meaning: "1 when set-user-id changed its rights", isNumber: true),
    24: Entry(name: "AT_BASE_PLATFORM", meaning: ""),
    25: Entry(name: "AT_RANDOM", meaning: "16 random bytes, for the C library"),
    26: Entry(name: "AT_HWCAP2", meaning: "more of what the processor can do"),
    27: Entry(name: "AT_RSEQ_FEATURE_SIZE", meaning: "", isNumber: true),
    28: Entry(name: "AT_RSEQ_ALIGN", meaning: "", isNumber: true),
    31: Entry(name: "AT_EXECFN", meaning: "the path that execve was given"),
    33: Entry(name: "AT_SYSINFO_EHDR", meaning: "the vdso"),
    51: Entry(name: "AT_MINSIGSTKSZ", meaning: "least bytes of a signal stack", isNumber: true),
  ]
}
