import Glibc
import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// Whatever a text comes from, no byte of it drives the terminal.
@Suite(.serialized)
struct TerminalTextTests {
  /// As a C string in a line: ESC and CSI sequences, OSC with BEL, C1 in UTF-8 and as a bare byte, an override, a
  /// carriage return, nothing that takes room.
  private static let hostile =
    #"\33[31mA\33]0;B\7\302\233\62J\233C\342\200\256D\rE\342\200\213F\177"#

  /// Lines in which the text is a name, content, an argument, a word.
  private static let lines = [
    #"fd = open "§" O_CREAT|O_RDWR 0644"#, #"write fd "§\n""#, "fds", "files", #"cat §"#, "status",
    "lseek fd 0 SEEK_SET",
    "read fd 200", #"symlink "§" "link""#, #"readlink "link""#, #"open "link/§" O_RDONLY"#, #"mkdir "d§" 0755"#,
    #"chdir "d§""#, "getcwd", #"unlink "§""#, #"rename "§" "I""#, "status", #"d = open ".." O_RDONLY|O_DIRECTORY"#,
    "getdents64 d", "set verbose on", "getdents64 d", #"write 1 "§\n""#, #"type "§\n""#, "read 0 100",
    #"prctl PR_SET_NAME "§""#, "tree", "status P1", "ns", #"s = socket AF_UNIX SOCK_STREAM 0"#,
    #"bind s {sa_family=AF_UNIX, sun_path="§"}"#, "listen s 1", "fds", "sockets",
    #"t = socket AF_UNIX SOCK_STREAM 0"#, #"connect t {sa_family=AF_UNIX, sun_path=@"§"}"#,
    #"m = memfd_create "§""#, "mmap NULL PAGE PROT_READ MAP_SHARED m 0", "maps", "smaps",
    "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0", #"poke p "§""#, "peek p 64",
    #"prctl PR_SET_VMA PR_SET_VMA_ANON_NAME p 4096 "name""#, #"setxattr "../link" "user.§" "§" 3 0"#,
    #"execve "/bin/sh" ["sh", "-c", "echo \"$1\" $§§; exec -a \"$1\" /bin/cat nosuch", "§", "§"] ["§§=§"]"#, "args",
    "trace on", "cont", #"execve "§" ["§"] ["§"]"#, "limits", "vars", "history",
  ]

  /// The same as raw bytes where a line takes words as they are.
  private static let words = [
    "help", "man", "learn", "set", "set strings", "switch", "sysctl", "trace on", "plot", "explain", "cat",
    "cgroup make", "why", "step", "detach", "quiz", "key", "cont", "", "x =", "open",
  ]

  private static let raw = "\u{1b}[31mA\u{1b}]0;B\u{7}\u{9b}2J\u{202e}C\rD\u{200b}\u{7f}"

  private func controls(_ text: String) -> [String] {
    // Our own sequences: ESC [ digits and semicolons m.
    var kept = ""
    var rest = text[...]
    while let at = rest.firstIndex(of: "\u{1b}") {
      kept += rest[..<at]
      rest = rest[at...]
      let after = rest.dropFirst()
      guard after.first == "[" else {
        kept.append("\u{1b}")
        rest = after
        continue
      }
      let codes = after.dropFirst().prefix { $0.isNumber || $0 == ";" }
      let end = after.dropFirst(1 + codes.count)
      if end.first != "m" { kept.append("\u{1b}") }
      rest = end.dropFirst(end.first == "m" ? 1 : 0)
    }
    return Controls.found(in: kept + rest)
  }

  @Test(arguments: [["--plain"], ["--color", "always"]])
  func textOfSubjectsIsHarmless(_ options: [String]) throws {
    let input = Self.lines.map { $0.placing(Self.hostile) }.joined(separator: "\n") + "\n"
    let (text, status) = try Built.run(options + ["--unguarded"], input: Array(input.utf8))
    #expect(controls(text) == [], "\(text)")
    #expect(status <= 2)
    // It was there, and is shown by its escapes.
    #expect(text.components(of: "\\33[31mA") >= 20, "\(text)")
  }

  @Test func wordsOfTheLearnerAreHarmless() throws {
    let input = Self.words.map { "\($0) \(Self.raw)\n" }.joined()
    let (text, status) = try Built.run(["--plain"], input: Array(input.utf8))
    #expect(controls(text) == [], "\(text)")
    #expect(status == 2 || status == 1)
    for arguments in [["check", Self.raw], ["lessons", "--lessons", Self.raw], [Self.raw], ["syscalls", Self.raw]] {
      let (text, _) = try Built.run(arguments)
      #expect(controls(text) == [], "\(arguments.first ?? ""): \(text)")
    }
  }

  @Test func theTestSeesWhatWouldDriveTheTerminal() {
    #expect(controls("\u{1b}[31mred\u{1b}[0m") == [])
    #expect(controls("\u{1b}[2J") == ["U+1b"])
    #expect(controls("a\u{9b}m\u{202e}") == ["U+9b", "U+202e"])
  }
}

extension String {
  fileprivate func placing(_ text: String) -> String {
    split(separator: "§", omittingEmptySubsequences: false).joined(separator: text)
  }

  fileprivate func components(of text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
