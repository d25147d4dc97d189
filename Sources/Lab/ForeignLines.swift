import Inspect
import LinuxABI
import SyscallTable
import Tracer

// Lines of a lesson that is not part of sysh. Whoever wrote them is not there to be asked, so beyond the guard they need
// leave for what makes the guard blind: programs, and code of their own in a subject. In a sandbox they need none.
extension Lab {
  /// What a call in such a line would do that nobody looks at, as a clause that completes "would ..."; nil for all that
  /// the guard looks at, and for what fails by itself.
  public func foreignWish(_ call: PreparedCall) -> String? {
    isSandboxed ? nil : ForeignCall(lab: self, subject: call.subject, row: call.pending.row, words: call.words).wish
  }

  /// From now on subjects make only the calls that are typed: code that a lesson has put into one makes none.
  public func distrust() {
    if !isSandboxed { tracer.refusesOwnCalls = true }
  }
}

/// A call of a line that nobody here has written.
private struct ForeignCall {
  let lab: Lab
  let subject: LabSubject
  let row: Syscall
  let words: [UInt64]

  var wish: String? {
    switch row.number {
    // execve and execveat, and their numbers for x32.
    case 59, 322, 0x4000_0208, 0x4000_0221: program
    // rt_sigreturn takes all registers from the stack.
    case 15: "let \(subject.name) go on wherever its stack says"
    // mmap with MAP_FIXED, mprotect, munmap, mremap, remap_file_pages, pkey_mprotect, shmat with SHM_REMAP.
    case 9: word(3) & 0x10 != 0 ? code(at: word(0), word(1)) : nil
    case 10, 11, 216, 329: code(at: word(0), word(1))
    case 25: code(at: word(0), word(1)) ?? (word(3) & 2 != 0 ? code(at: word(4), word(2)) : nil)
    case 30: word(2) & 0o40000 != 0 ? "map memory over what \(subject.name) has there" : nil
    default: memoryFile
    }
  }

  private func word(_ index: Int) -> UInt64 { words[safe: index] ?? 0 }

  /// The program that an execve would run, unless there is none.
  private var program: String? {
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    guard let path = explanation.paths.first else { return "run a program" }
    let walk = PathWalk(
      path.bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: true)
    switch walk.end {
    case .found, .unsearchable: return "run the program \(Escapes.harmless(walk.reached))"
    case .missing, .notDirectory, .tooManyLinks, .nameTooLong:
      // An empty path is the file behind the descriptor.
      return path.bytes.isEmpty ? "run the program behind a descriptor" : nil
    }
  }

  /// The lab's own code, through which every call goes.
  private func code(at start: UInt64, _ length: UInt64) -> String? {
    guard subject.tracee.image == .subject, let mapping = subject.maps.mapping(containing: Tracer.codeAddress) else {
      return nil
    }
    let (end, overflow) = start.addingReportingOverflow(length)
    return start < mapping.end && (overflow || end > mapping.start)
      ? "change the lab's own code in \(subject.name)" : nil
  }

  /// /proc/PID/mem, open for writing, reaches memory that is read-only.
  private var memoryFile: String? {
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    guard let flags = explanation.openFlags, flags & 3 != 0, let path = explanation.paths.first else { return nil }
    let walk = PathWalk(
      path.bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: true)
    guard case .found = walk.end, walk.reached.hasPrefix("/proc/"), walk.reached.hasSuffix("/mem") else { return nil }
    return "open \(Escapes.harmless(walk.reached)), by which the lab's own code can be changed"
  }
}
