import CLinux
import Glibc
import Inspect
import LinuxABI

/// The files of /proc/PID (`man 5 proc`) from which the lab's picture of a subject comes. A kernel may be built without
/// one, a container may hide it, /proc need not be mounted at all: what is not known then must not be told as if it were
/// not there.
public enum ProcFile: String, CaseIterable, Sendable {
  case descriptors = "fd"
  case descriptions = "fdinfo"
  case map = "maps"
  case pages = "pagemap"
  case pageFigures = "smaps"
  case stat, status, limits
  case namespaces = "ns"

  /// What it tells of a subject, behind its name.
  var content: String {
    switch self {
    case .descriptors, .descriptions: "descriptors"
    case .map: "memory map"
    case .pages, .pageFigures: "pages"
    case .stat: "state and page faults"
    case .status: "ids and signals"
    case .limits: "limits"
    case .namespaces: "namespaces"
    }
  }

  /// What calls do to that, behind "what calls do to".
  var changed: String {
    self == .map ? "the memory map" : content
  }

  /// Every call's report comes from these; the others are read when a command asks.
  static let everyCalls: [ProcFile] = [.descriptors, .descriptions, .map, .stat, .status]

  /// Only a kernel with CONFIG_PROC_PAGE_MONITOR has it (`fs/proc/base.c`).
  var isOfPageMonitor: Bool { self == .pages || self == .pageFigures }
}

extension Proc {
  /// Why nothing may be read here of a process by its number, a sentence: /proc/4 would be that of another process 4.
  var strangeness: String? {
    guard let number = try? link("self"), number != String(getpid()) else { return nil }
    return
      "\(root) is that of another PID namespace, in which processes have other numbers: mount -t proc proc \(root) first (unshare has --mount-proc for it)."
  }
}

/// What the lab could not look at.
struct Unseen {
  struct Gap: Hashable {
    let subject: String
    let pid: Int32
    let file: ProcFile
  }

  /// On this machine, found at the first subject.
  var everywhere: [(file: ProcFile, errno: Errno)] = []
  /// What the shell was told of subjects.
  var told: Set<Gap> = []
  /// What it is still to be told.
  var sentences: [String] = []
}

extension Lab {
  /// Why nothing is known of what these files tell of a subject, one sentence; nil where all of them can be read.
  public func obstacle(to files: [ProcFile], of subject: LabSubject) -> String? {
    for file in files {
      guard let errno = refusal(file, subject) else { continue }
      let path = "\(proc.root)/\(subject.pid)/\(file.rawValue)"
      let unknown = "nothing is known of \(subject.name)'s \(file.content)"
      guard hasProc else { return "/proc is not mounted here, so \(unknown): mount -t proc proc /proc brings it." }
      return "\(path) cannot be read (\(errno.name)), so \(unknown): \(cause(errno, file, subject))."
    }
    return nil
  }

  /// What calls change and this machine does not let anybody see, one sentence; nil where everything can be seen.
  public var blindness: String? {
    guard let subject = living.first, let (first, errno) = unseen.everywhere.first else { return nil }
    guard hasProc else {
      return
        "/proc is not mounted here, so calls are made, but what they change is not shown, and most views have nothing to show: mount -t proc proc /proc brings it."
    }
    var contents: [String] = []
    for content in unseen.everywhere.map(\.file.changed) where !contents.contains(content) { contents.append(content) }
    let files = unseen.everywhere.map { "/proc/PID/\($0.file.rawValue)" }
    return
      "\(Self.listed(files)) cannot be read here (\(errno.name)), so what calls do to \(Self.listed(contents)) is not shown: \(cause(errno, first, subject))."
  }

  /// Those that every call's report comes from and that cannot be opened.
  func missingFiles(of subject: LabSubject) -> [(file: ProcFile, errno: Errno)] {
    ProcFile.everyCalls.compactMap { file in refusal(file, subject).map { (file, $0) } }
  }

  /// After a look that failed: keeps a sentence for the shell, the first time, and says whether it was for another reason
  /// than the end of the subject.
  func noteUnseen(_ files: [ProcFile], of subject: LabSubject) -> Bool {
    guard subject.end == nil, let obstacle = obstacle(to: files, of: subject) else { return false }
    let isTold = unseen.everywhere.contains { files.contains($0.file) }
    if !isTold, unseen.told.insert(.init(subject: subject.name, pid: subject.pid, file: files[0])).inserted {
      unseen.sentences.append(obstacle)
    }
    return true
  }

  /// What reports of calls left out since this was last asked for, a sentence each.
  public func takeUnseen() -> [String] {
    defer { unseen.sentences = [] }
    return unseen.sentences
  }

  private static func listed(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }

  private var hasProc: Bool { sysh_is_proc(proc.root) != 0 }

  /// The error with which the file cannot be opened; nil where it can, and where the process has gone.
  private func refusal(_ file: ProcFile, _ subject: LabSubject) -> Errno? {
    let opened = open("\(proc.root)/\(subject.pid)/\(file.rawValue)", O_RDONLY | O_CLOEXEC)
    guard opened < 0 else {
      close(opened)
      return nil
    }
    let problem = Errno(rawValue: errno)
    // One that has ended has let go of what the files tell.
    if problem == .noProcess || Glibc.kill(subject.pid, 0) < 0 && errno == ESRCH { return nil }
    switch try? proc.stat(subject.pid).state {
    case .zombie, .dead: return nil
    case .running, .sleeping, .diskSleep, .stopped, .tracingStop, .idle, .other, nil: return problem
    }
  }

  /// A clause.
  private func cause(_ errno: Errno, _ file: ProcFile, _ subject: LabSubject) -> String {
    switch errno {
    case .noEntry where access("\(proc.root)/\(subject.pid)", F_OK) != 0:
      "/proc does not show the process; it is mounted with hidepid, or for another PID namespace"
    case .noEntry where file.isOfPageMonitor: "a kernel built without CONFIG_PROC_PAGE_MONITOR has no such file"
    case .noEntry: "this kernel or container does not offer the file"
    case .accessDenied, .notPermitted:
      "only root may look at a process that may not be dumped (man 2 prctl, PR_SET_DUMPABLE) or is another user's, unless a security module forbids it"
    default: errno.message
    }
  }
}
