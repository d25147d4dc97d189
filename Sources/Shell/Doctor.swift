import CLinux
import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable
import Trace

/// `sysh doctor`: what this machine offers to this user, what does not work without it, and how to get it. Each line
/// comes from an attempt, not from a version number.
public enum Doctor {
  /// Something that sysh can use.
  struct Check: Sendable {
    let name: String
    /// What does not work without it, a clause.
    let without: String
    /// How to get it, a clause.
    let remedy: String
    /// Nothing works without it.
    var isEssential = false
    /// Nil when it is there, otherwise what was found.
    let obstacle: @Sendable (LessonBridge) -> String?
  }

  static let checks: [Check] = [
    Check(
      name: "/proc", without: "what calls change, and most views, are not shown",
      remedy: "mount -t proc proc /proc, without hidepid; in a container, a profile that masks nothing of it"
    ) { $0.session.lab.blindness },
    Check(
      name: "kcmp", without: "files cannot tell which descriptors share a description",
      remedy: "a kernel with CONFIG_KCMP; in a container, a seccomp profile that allows kcmp (--cap-add SYS_PTRACE)"
    ) { $0.lacking("kcmp") },
    Check(
      name: "pagemap", without: "pages and cow draw nothing", remedy: "a kernel with CONFIG_PROC_PAGE_MONITOR"
    ) { $0.lacking("pagemap") },
    Check(
      name: "page scan", without: "large mappings are looked at page by page, which takes longer",
      remedy: "Linux 6.7 or newer"
    ) { _ in pageScan() },
    Check(
      name: "page frames", without: "pages shows no frame numbers, but what is shared all the same",
      remedy: "root, or CAP_SYS_ADMIN"
    ) { _ in geteuid() == 0 && hasCapability(21) ? nil : "The numbers are hidden from this user." },
    Check(
      name: "user namespaces", without: "an ordinary user cannot use unshare, idmap and the container lessons",
      remedy: "sysctl user.max_user_namespaces above 0, no AppArmor restriction; in a container seccomp=unconfined"
    ) { $0.lacking("user_namespaces") },
    Check(
      name: "own networks", without: "veth and the lessons on networks of one's own",
      remedy: "as for user namespaces, with CONFIG_NET_NS"
    ) { $0.lacking("own-network") },
    Check(
      name: "control groups", without: "cgroup make and the lessons on limits of groups",
      remedy: "root, or a group delegated to you (systemd-run --user --scope); in a container --privileged"
    ) { $0.lacking("cgroup") },
    Check(
      name: "perf counters", without: "the lesson on profiling",
      remedy: "sysctl kernel.perf_event_paranoid at 2 or less; in a container --cap-add PERFMON"
    ) { $0.lacking("perf") },
    Check(
      name: "BPF", without: "sysh count stops the program twice a call, and takes longer",
      remedy: "root, or CAP_BPF and CAP_PERFMON"
    ) { _ in Counter.obstacleToBPF.map { "\($0.firstCapital)." } },
    Check(
      name: "io_uring", without: "the lesson on io_uring",
      remedy: "sysctl kernel.io_uring_disabled at 0; in a container seccomp=unconfined"
    ) { $0.lacking("io_uring") },
    Check(
      name: "pressure", without: "load shows no pressure", remedy: "a kernel with CONFIG_PSI, booted with psi=1"
    ) { $0.lacking("psi") },
    Check(
      name: "UTF-8", without: "drawings and tables are made of ASCII signs", remedy: TerminalText.remedyForASCII
    ) { _ in TerminalText.reasonForASCII },
    Check(name: "lessons", without: "learn and quiz", remedy: "SYSH_LESSONS or --lessons names their directory") { _ in
      StatePaths.lessons(nil) == nil ? "None were found." : nil
    },
    Check(
      name: "place for progress", without: "places in lessons and lines typed are not kept",
      remedy: "a HOME that can be written, or XDG_STATE_HOME"
    ) { _ in
      guard let history = StatePaths.history() else { return "There is no HOME." }
      return access(String(history.dropLast("/history".count)), W_OK) == 0 ? nil : "It cannot be written."
    },
    Check(name: "man", without: "man NAME opens no page", remedy: "apt install man-db manpages-dev") {
      $0.lacking("program:man")
    },
  ]

  /// Prints a line for each, and a sentence for what is missing. `.refused` where nothing works.
  public static func run(_ options: Options) -> ExitStatus {
    _ = sysh_signals_open()
    let output = StandardOutput(theme: options.theme)
    let renderer = Renderer(width: Interactive.terminalWidth())
    let width = checks.map(\.name.count).max() ?? 0
    func line(_ isThere: Bool, _ name: String, _ details: [String]) {
      let gap = String(repeating: " ", count: width + 2 - name.count)
      let mark = StyledLine.Span(isThere ? "yes  " : "no   ", isThere ? .success : .failure)
      var spans = [mark, .init(name, .strong)]
      if let first = details.first { spans += [.init(gap), .init(first)] }
      output.show(renderer.wrap(spans, indent: width + 7, firstIndent: 0))
      for detail in details.dropFirst() {
        output.show(renderer.wrap([.init(detail, .faint)], indent: width + 7, firstIndent: width + 7))
      }
    }
    for text in BuildFacts.lines { output.show([StyledLine(text)]) }
    let session: Session
    do {
      session = Session(lab: try Lab(), output: NoOutput.shared, width: 100)
    } catch {
      line(false, "ptrace", [error.sentence, "Nothing works without it."])
      return .refused
    }
    defer { session.lab.endAll() }
    session.isBatch = true
    line(true, "ptrace", [])
    let bridge = LessonBridge(session: session, theme: .plain)
    var missing = 0
    for check in checks {
      if let obstacle = check.obstacle(bridge) {
        missing += 1
        let found =
          obstacle.hasPrefix("It needs ") ? obstacle.dropFirst("It needs ".count).description.firstCapital : obstacle
        line(false, check.name, [found, "Without it: \(check.without).", "To get it: \(check.remedy)."])
      } else {
        line(true, check.name, [])
      }
    }
    output.show([
      StyledLine(
        missing == 0
          ? "Everything is there."
          : "The shell works; \(missing) of \(checks.count + 1) \(missing == 1 ? "thing is" : "things are") missing for parts of it."
      )
    ])
    return .done
  }

  private static func pageScan() -> String? {
    let file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "/proc/self/pagemap cannot be read." }
    defer { close(file) }
    var region = sysh_page_region()
    var next: UInt64 = 0
    let found = sysh_pagemap_scan(file, 0x1000, 0x2000, &region, 1, &next)
    return found < 0 ? "This kernel has no PAGEMAP_SCAN (\(Errno(rawValue: -found).name))." : nil
  }

  /// Whether a capability is effective, by its number (`man 7 capabilities`).
  private static func hasCapability(_ number: UInt64) -> Bool {
    let status = try? Proc().status(getpid())
    return (status?.capEff ?? 0) >> number & 1 != 0
  }
}
