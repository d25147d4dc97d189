import Glibc
import TestSupport
import Testing

/// A /proc with parts missing: kernels built without them, containers that mask them, hidepid, no /proc at all. What is
/// not known is said to be unknown, with the file's name, and never shown as if it were not there.
@Suite(.serialized)
struct ProcRefusalTests {
  /// Runs lines for a program that finds files missing (`PATTERN=ERRNO`) or others in their place (`PATTERN=@FILE`).
  private func run(
    _ script: String, hiding rules: [String], program: [String] = [Built.path, "--plain", "-c"]
  ) throws -> (text: String, status: Int32) {
    let words = ["hide"] + rules + ["--"] + program + (script.isEmpty ? [] : [script])
    return oneLine(try Built.run(words, program: Built.path(of: "scenes")))
  }

  /// Runs lines in a user and mount namespace of their own, without capabilities, after `preparation` by the shell.
  private func run(_ script: String, after preparation: String) throws -> (text: String, status: Int32) {
    let whole = "\(preparation) && exec setpriv --bounding-set=-all --inh-caps=-all \"$0\" --plain -c \"$1\""
    return oneLine(
      try Built.run(["-Urmpf", "/bin/sh", "-c", whole, Built.path, script], program: "/usr/bin/unshare"))
  }

  private func oneLine(_ output: (text: String, status: Int32)) -> (text: String, status: Int32) {
    (output.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), output.status)
  }

  private static let noNotification: Comment =
    "needs seccomp's user notification: Linux 5.9, and no other filter with a listener"
  private static let noNamespaces: Comment =
    "needs user namespaces in which /proc can be mounted (CONFIG_USER_NS, user.max_user_namespaces, nothing masked)"

  // MARK: Single files

  @Test(.enabled(if: Machine.hidesFiles, noNotification), arguments: [ENOENT, EACCES])
  func withoutMapsTheFileIsNamedAndNobodyIsSaidToHaveEnded(errno: Int32) throws {
    let name = errno == ENOENT ? "ENOENT" : "EACCES"
    let script = "p = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS\nmaps\npages p\nmunmap p PAGE"
    let (text, status) = try run(script, hiding: ["/proc/[0-9]*/maps=\(errno)"])
    #expect(status == 1)
    #expect(
      text.contains("/proc/PID/maps cannot be read here (\(name)), so what calls do to the memory map is not shown"))
    #expect(text.contains("/maps cannot be read (\(name)), so nothing is known of P1's memory map"))
    #expect(text.occurrences(of: "cannot be read") == 3, "once at the start, once for each view: \(text)")
    #expect(!text.contains("ended") && !text.contains("nothing is mapped"))
    #expect(text.contains("munmap(") && text.contains(", 4096) = 0"), "the calls are made")
    #expect(try Built.run(["--plain", "-c", script]).text.contains("r--p  anonymous"), "positive control")
  }

  @Test(.enabled(if: Machine.hidesFiles, noNotification), arguments: ["fd", "fdinfo"])
  func withoutFdinfoTheFileIsNamedAndNoDescriptorIsSaidToBeClosed(file: String) throws {
    let script = "fd = open \"/etc/passwd\" O_RDONLY\nfds\nfiles\nclose 9\nwhy\nclose fd\ngetpid"
    let (text, status) = try run(script, hiding: ["/proc/[0-9]*/\(file)=\(ENOENT)"])
    #expect(status == 1)
    #expect(
      text.contains("/proc/PID/\(file) cannot be read here (ENOENT), so what calls do to descriptors is not shown"))
    #expect(text.contains("/\(file) cannot be read (ENOENT), so nothing is known of P1's descriptors"))
    #expect(text.occurrences(of: "cannot be read") == 3, "\(text)")
    #expect(!text.contains("ended") && !text.contains("none is open") && !text.contains("was never open"))
    #expect(text.contains("close(9) = -1 EBADF") && text.contains("close(3) = 0 getpid() = "))
  }

  @Test(.enabled(if: Machine.hidesFiles, noNotification))
  func withoutPagemapViewsOfPagesNameTheFileAndTheOptionOfTheKernel() throws {
    let script =
      "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\nfork\npoke p \"x\"\npages p\ncow\nfaults\nmaps"
    let (text, status) = try run(script, hiding: ["/proc/*/pagemap=\(ENOENT)", "/proc/*/smaps=\(ENOENT)"])
    #expect(status == 1)
    let sentence =
      "/pagemap cannot be read (ENOENT), so nothing is known of P1's pages: a kernel built without CONFIG_PROC_PAGE_MONITOR has no such file."
    #expect(text.occurrences(of: sentence) == 2, "for pages and for cow: \(text)")
    #expect(!text.contains("too many pages") && !text.contains("Nothing was copied"))
    #expect(text.contains("minor major") && text.contains("rw-p anonymous"), "what needs no pagemap is shown")
    let smaps = try run("smaps", hiding: ["/proc/*/smaps=\(ENOENT)"])
    #expect(smaps.text.contains("/smaps cannot be read (ENOENT)") && smaps.text.contains("CONFIG_PROC_PAGE_MONITOR"))
    let doctor = try run("", hiding: ["/proc/*/pagemap=\(ENOENT)"], program: [Built.path, "doctor"])
    #expect(doctor.text.contains("no pagemap") && doctor.text.contains("yes /proc"))
  }

  @Test(
    .enabled(if: Machine.hidesFiles, noNotification),
    arguments: [
      ("stat", "tree\nfaults", "state and page faults"), ("status", "signals\ncaps", "ids and signals"),
      ("limits", "limits", "limits"), ("ns", "ns", "namespaces"),
    ])
  func withoutAFileWhatItTellsIsSaidToBeUnknown(file: String, script: String, content: String) throws {
    let (text, status) = try run("\(script)\ngetpid", hiding: ["/proc/[0-9]*/\(file)=\(ENOENT)"])
    #expect(status == 1)
    #expect(
      text.occurrences(of: "/\(file) cannot be read (ENOENT), so nothing is known of P1's \(content)")
        == script.split(separator: "\n").count, "\(text)")
    #expect(!text.contains("ended") && !text.contains("no subjects") && text.contains("getpid() = "))
  }

  // MARK: The whole of it

  @Test(.enabled(if: Machine.hidesFiles, noNotification))
  func withoutProcTheCommandLineIsReadAndCallsAreMade() throws {
    let script = "fds\nfiles\nmaps\ntree\nfork\nP2: exit 3\nwait4 -1\nps\nfree\nclose 9"
    let (text, status) = try run(script, hiding: ["/proc*=\(ENOENT)"])
    #expect(status == 1)
    #expect(text.hasPrefix("/proc is not mounted here, so calls are made, but what they change is not shown"))
    for content in ["descriptors", "memory map", "state and page faults"] {
      #expect(text.contains("/proc is not mounted here, so nothing is known of P1's \(content): mount -t proc"))
    }
    #expect(text.contains("wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = "))
    #expect(text.contains("close(9) = -1 EBADF") && !text.contains("none is open"))
    #expect(!text.contains("P1 has ended") && !text.contains("no subjects"))
  }

  @Test(.enabled(if: Machine.mountsProc, noNamespaces))
  func whereProcIsCoveredItIsSaidToBeNotMounted() throws {
    let (text, status) = try run("getpid\nfds", after: "mount -t tmpfs tmpfs /proc")
    #expect(status == 1)
    #expect(text.hasPrefix("/proc is not mounted here, so calls are made") && text.contains("getpid() = "))
    #expect(text.hasSuffix("so nothing is known of P1's descriptors: mount -t proc proc /proc brings it."))
  }

  @Test(.enabled(if: Machine.mountsProc, noNamespaces))
  func aFileThatAContainerMasksIsNamedAsHidden() throws {
    let (text, status) = try run(
      "interrupts\ngetpid", after: "mount -t proc proc /proc && mount --bind /dev/null /proc/interrupts")
    #expect(status == 1)
    #expect(
      text.hasPrefix("/proc/interrupts is hidden here: something is mounted over it") && text.contains("getpid() ="))
  }

  @Test(.enabled(if: Machine.mountsProc, noNamespaces))
  func hidepidHidesNothingOfSubjectsButThoseThatMayNotBeDumped() throws {
    let script = """
      a = open "/etc/passwd" O_RDONLY
      fork
      P2: close a
      tree
      maps
      prctl PR_SET_DUMPABLE 0
      dup a
      dup a
      fds
      prctl PR_SET_DUMPABLE 1
      dup a
      """
    let (text, status) = try run(script, after: "mount -t proc -o hidepid=2 proc /proc")
    #expect(status == 1, "fds has nothing to show: \(text)")
    #expect(text.contains("+ fd 3 → description b") && text.contains("└─ P2") && text.contains("[vdso]"))
    #expect(
      text.occurrences(of: "cannot be read (") == 2
        && text.occurrences(of: "nothing is known of P1's descriptors: ") == 2,
      "once for the calls, once for fds: \(text)")
    // hidepid spares the group 0, and refuses only the files then.
    #expect(getegid() == 0 || text.contains(": /proc does not show the process; it is mounted with hidepid"))
    #expect(text.contains("dup(3) = 6 + fd 6 → description"), "\(text)")
  }

  @Test(.enabled(if: Machine.mountsProc, noNamespaces))
  func aSubjectThatMayNotBeDumpedIsSaidToBeHiddenOnce() throws {
    let script = "p = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS; prctl PR_SET_DUMPABLE 0; munmap p PAGE; brk 0"
    let (text, status) = try run(script, after: "mount -t proc proc /proc")
    #expect(status == 0)
    #expect(
      text.occurrences(of: "so nothing is known of P1's memory map: only root may look at a process") == 1, "\(text)")
  }

  @Test(.enabled(if: Machine.mountsProc, noNamespaces))
  func theProcOfAnotherNamespaceIsRefusedBecauseItsNumbersMeanOthers() throws {
    let (text, status) = try run("getpid", after: "true")
    #expect(status == 3)
    #expect(
      text.hasPrefix("sysh: /proc is that of another PID namespace, in which processes have other numbers: mount"))
    #expect(!text.contains("getpid"))
  }

  // MARK: Settings of the kernel

  @Test(.enabled(if: Machine.hidesFiles, noNotification), arguments: ["2", "3"])
  func yamaIsNamedWithItsSettingWherePtraceIsRefused(setting: String) throws {
    let file = "\(Scratch.home)/yama-\(setting)"
    try write("\(setting)\n", to: file)
    let refusing = [Built.path(of: "scenes"), "refuse", "\(Self.ptrace)", "\(EPERM)", Built.path, "--plain", "-c"]
    let (text, status) = try run("getpid", hiding: ["/proc/sys/kernel/yama/ptrace_scope=@\(file)"], program: refusing)
    #expect(status == 3)
    #expect(text.contains("This machine refuses ptrace (EPERM)"))
    #expect(text.contains("/proc/sys/kernel/yama/ptrace_scope is \(setting): "))
    #expect(text.contains(setting == "3" ? "nobody may trace until the next boot" : "only CAP_SYS_PTRACE may trace"))
    #expect(!text.contains("seccomp"), "the setting explains it")
  }

  @Test(.enabled(if: Machine.hidesFiles, noNotification))
  func whereThePerfSettingForbidsCountingItIsNamed() throws {
    let file = "\(Scratch.home)/paranoid"
    try write("4\n", to: file)
    let refusing = [Built.path(of: "scenes"), "refuse", "\(Self.perf)", "\(EACCES)", Built.path, "doctor"]
    let (text, status) = try run("", hiding: ["/proc/sys/kernel/perf_event_paranoid=@\(file)"], program: refusing)
    #expect(status == 0)
    #expect(text.contains("no perf counters"))
    #expect(text.contains("which the machine forbids here: EACCES (kernel.perf_event_paranoid is 4; 2 would do)."))
  }

  private static let ptrace = 101, perf = 298

  private func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(file) }
    #expect(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
  }
}

extension String {
  /// How often another text stands in this one.
  fileprivate func occurrences(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: text) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
