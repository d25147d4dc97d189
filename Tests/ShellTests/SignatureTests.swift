import Render
import SyscallTable
import Testing

@testable import Shell

/// What stands below the line while a call is typed. `‸` is the cursor.
struct SignatureTests {
  private func shown(_ line: String, width: Int = 200) -> String? {
    Signature.model(CursorContextTests.context(line)).map { model in
      Renderer(width: width).signature(model, isMarked: true).plain
    }
  }

  @Test(arguments: [
    ("open ‸", "open(>pathname<, [flags = O_RDONLY], [mode = 0666])"),
    ("open(\"a\", ‸", "open(pathname, >[flags = O_RDONLY]<, [mode = 0666])"),
    ("open \"a\" O_RDWR|O_‸", "open(pathname, >[flags = O_RDONLY]<, [mode = 0666])"),
    ("read 3 ‸", "read(fd, [buf: supplied], >[count"), ("read(3, ‸", "read(fd, >[buf: supplied]<, [count"),
    ("write 1 ‸", "write(fd, >buf<, [count: of buf])"), ("getpid ‸", "getpid()"),
    ("P2: close ‸", "close(>fd<)"), ("fd = open ‸", "open(>pathname<, [flags = O_RDONLY], [mode = 0666])"),
    ("open(flags=O_RD‸", "open(pathname, >[flags = O_RDONLY]<, [mode = 0666])"),
    ("open(flags=O_RDWR, ‸", "open(>pathname<, [flags = O_RDONLY], [mode = 0666])"),
    ("syscall 39 ‸", "syscall NUMBER >[ARGUMENT...]<"), ("pages ‸", "pages >ADDRESS< [LENGTH]"),
    ("pages p ‸", "pages ADDRESS >[LENGTH]<"), ("fill p ‸", "fill ADDRESS >BYTE< LENGTH"),
    ("cgroup set a ‸", "cgroup set NAME >FILE< VALUE"), ("switch ‸", "switch >SUBJECT<"),
  ])
  func theArgumentAtTheCursorIsMarked(line: String, signature: String) {
    #expect(shown(line)?.hasPrefix(signature) == true, "\(shown(line) ?? "nothing")")
  }

  @Test(arguments: [
    "", "‸", "ope‸", "open‸", "open(\"a\")‸", "fd = ‸", "nosuch ‸", "# open ‸", "close 0 = ‸", "x = 4 ‸",
  ])
  func withoutACompleteNameThereIsNothing(line: String) {
    #expect(shown(line) == nil)
  }

  @Test func aFewWordsFollowWhereThereIsRoom() {
    #expect(shown("close ‸")?.hasPrefix("close(>fd<)   fd: ") == true)
    #expect(shown("close ‸", width: 16) == "close(>fd<)")
    #expect(shown("bind 3 {sa_family=AF_INET, sin_port=‸")?.hasSuffix("{sa_family, >sin_port<, sin_addr}") == true)
    #expect(shown("getpid 1‸")?.hasSuffix("takes no arguments") == true)
    #expect(shown("close 1 2‸")?.hasSuffix("nothing more belongs here") == true)
  }

  @Test func aCommandOfFcntlThatTakesNothingHasNoArgument() {
    #expect(shown("fcntl 3 F_GETFD‸")?.hasPrefix("fcntl(fd, >cmd<)") == true, "\(shown("fcntl 3 F_GETFD‸") ?? "")")
    #expect(
      shown("fcntl 3 F_SETFD ‸")?.hasPrefix("fcntl(fd, cmd, >") == true, "\(shown("fcntl 3 F_SETFD ‸") ?? "")")
  }

  @Test func itNeverFillsTheLine() {
    for row in SyscallTable.standard.rows {
      for argument in 0..<max(1, row.parameters.count) {
        let line = "\(row.name)(" + String(repeating: "x, ", count: argument) + "‸"
        guard let model = Signature.model(CursorContextTests.context(line)) else { continue }
        for width in [11, 20, 40, 80, 300] {
          let text = Renderer(width: width).signature(model, isMarked: true).plain
          #expect(text.count < width, "\(text)")
          #expect(
            width < 40 || text.hasPrefix(row.name) || SyscallTable.standard.lookUp(row.name)?.alias != nil, "\(text)")
        }
      }
    }
  }

  @Test func inANarrowWindowTheCurrentArgumentStays() {
    #expect(shown("mmap NULL PAGE PROT_READ MAP_PRIVATE ‸", width: 40)?.contains(">") == true)
    #expect(shown("mmap ‸", width: 24)?.contains(">") == true)
  }
}
