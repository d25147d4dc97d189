import Inspect

extension Renderer {
  /// /proc/PID/status in short. `name`: what a process is called in the lab.
  public func processStatus(
    _ status: ProcessStatus, of subject: String, name: (Int32) -> String?
  ) -> [StyledLine] {
    func process(_ pid: Int32) -> String { name(pid).map { "\(pid), \($0)" } ?? "\(pid)" }
    func ids(_ ids: Identities) -> String {
      let all = [ids.real, ids.effective, ids.saved, ids.fileSystem]
      return Set(all).count == 1 ? "\(ids.real)" : all.map { "\($0)" }.joined(separator: " ")
    }
    let filters = ["none", "strict", "filter"]
    let seccomp = status.seccomp.map { filters.indices.contains($0) ? filters[$0] : "\($0)" }
    let switches = "\(status.voluntarySwitches ?? 0) by itself, \(status.nonvoluntarySwitches ?? 0) taken off"
    let lines: [(String, String, String)] = [
      ("Name", status.name, "of the program, at most 15 bytes; State \(status.state.letter)"),
      ("Pid, PPid", "\(process(status.pid)); parent \(process(status.ppid))", "Tgid \(status.tgid): the whole process"),
      ("TracerPid", "\(status.tracerPid)", "who traces it: the lab, 0 for nobody"),
      ("Uid", ids(status.uids), "real, effective, saved, for files; one number where all are the same"),
      (
        "Gid", ids(status.gids),
        "the groups likewise; Groups \(status["Groups"].flatMap { $0.isEmpty ? nil : $0 } ?? "none")"
      ),
      ("FDSize", "\(status.fdSize)", "places in the descriptor table; fds shows what is in them"),
      ("Vm, Rss", kilobytes(status.vmSize, status.vmRSS), "addresses, and of them in memory; mem says more"),
      ("Threads", "\(status.threads)", "each has a directory in /proc/PID/task"),
      ("SigQ", status["SigQ"] ?? "not told", "signals waiting for its user, of so many; signals shows the masks"),
      ("CapEff", status["CapEff"] ?? "not told", "caps has the names"),
      (
        "NoNewPrivs", status.noNewPrivs == true ? "1" : "0",
        "1: execve gives nothing more; Seccomp \(seccomp ?? "not told")"
      ),
      ("Cpus_allowed", status.cpusAllowedList ?? "not told", "processors that it may run on"),
      ("switches", switches, "context switches: it waited, or its time was up"),
    ]
    let rows = lines.map { key, value, meaning in
      [StyledLine([.name(key)]), StyledLine([.value(value)]), StyledLine([.faint(meaning)])]
    }
    return table(rows, [Column(), Column(), Column("", .wrapped)])
      + source("/proc/\(subject)/status", tools: "cat, ps and top, which read it too")
  }

  private func kilobytes(_ virtual: UInt64?, _ resident: UInt64?) -> String {
    guard let virtual, let resident else { return "none: it has no memory" }
    return "\(Words.size(virtual * 1024)), \(Words.size(resident * 1024))"
  }
}
