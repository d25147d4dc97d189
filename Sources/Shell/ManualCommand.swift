import Glibc
import Lab
import SyscallTable

/// Pages of the manual for a name: of a system call first, under the name that the manual has for it.
struct ManualPage: Hashable {
  /// `2`; empty for whichever section has it.
  let section: String
  let name: String

  /// The places to look for what was typed, the best first. Throws a sentence for what is no name of a page.
  static func candidates(_ words: [String], _ table: SyscallTable) throws(CommandProblem) -> [ManualPage] {
    let isName = words.allSatisfy { word in
      !word.hasPrefix("-") && word.utf8.allSatisfy { $0.isLetterOrDigit || "_.+:-".utf8.contains($0) }
    }
    guard let name = words.last, words.count <= 2, isName else {
      throw CommandProblem("man needs the name of a page.", advice: "man open; man 7 pipe gives the section too")
    }
    if words.count == 2 {
      guard words[0].first?.isNumber == true else {
        throw CommandProblem(
          "\(Escapes.harmless(words[0])) is no section of the manual.", advice: "man 2 \(Escapes.harmless(name))")
      }
      return [ManualPage(section: words[0], name: name)]
    }
    var found: [ManualPage] = []
    if let (row, alias) = table.lookUp(name) {
      // The C library's function where the name is one: wait(2), and exit(3), which says more than exit_group(2).
      let names = [name, row.name] + (others[row.name].map { [$0] } ?? [])
      found += names.map { ManualPage(section: "2", name: $0) }
      if alias != nil { found.append(ManualPage(section: "3", name: name)) }
    }
    return found + [ManualPage(section: "", name: name)]
  }

  /// Calls that the manual tells of under another name.
  private static let others = [
    "newfstatat": "fstatat", "pread64": "pread", "pwrite64": "pwrite", "prlimit64": "prlimit",
    "fadvise64": "posix_fadvise", "rt_sigaction": "sigaction", "rt_sigprocmask": "sigprocmask",
    "rt_sigreturn": "sigreturn", "rt_sigpending": "sigpending", "rt_sigsuspend": "sigsuspend",
    "rt_sigtimedwait": "sigtimedwait", "umount2": "umount", "sendfile64": "sendfile", "preadv2": "preadv",
    "pselect6": "pselect", "getdents64": "getdents", "mq_getsetattr": "mq_getattr", "clone3": "clone",
    "epoll_pwait2": "epoll_pwait", "faccessat2": "faccessat", "futex_wait": "futex", "futex_wake": "futex",
    "futex_requeue": "futex", "futex_waitv": "futex", "fchmodat2": "fchmodat", "setxattrat": "setxattr",
    "getxattrat": "getxattr", "listxattrat": "listxattr", "removexattrat": "removexattr",
    "open_tree_attr": "open_tree", "map_shadow_stack": "mmap",
  ]

  private var words: String { section.isEmpty ? name : "\(section) \(name)" }

  var command: String { "man \(words)" }

  /// Whether there is such a page, by the exit status.
  fileprivate var lookUp: String { "man -w \(words) >/dev/null 2>&1" }
}

extension Session {
  /// `man [SECTION] NAME`
  func manual(_ command: CommandStatement) throws {
    let words = command.rest.split(whereSeparator: \.isWhitespace).map(String.init)
    let pages = try ManualPage.candidates(words, lab.table)
    fflush(nil)
    guard runForeground("command -v man >/dev/null 2>&1") == 0 else {
      throw CommandProblem(
        "The program man is not installed here.",
        advice: "apt install man-db manpages-dev on Debian and Ubuntu, dnf install man-db man-pages on Fedora.")
    }
    for page in pages where runForeground(page.lookUp) == 0 {
      if let typed = words.last, page.name != typed { say("\(typed) is told of in \(page.command).") }
      _ = runForeground(page.command)
      return
    }
    let name = words.last ?? ""
    let isCall = lab.table.lookUp(name) != nil
    throw CommandProblem(
      "There is no manual page for \(words.joined(separator: " ")) here.",
      advice: isCall
        ? "apt install manpages-dev brings those of the calls; help \(name) tells the essentials."
        : meanings(of: name).isEmpty ? nil : "help \(name) tells of it.")
  }
}
