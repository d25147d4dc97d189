import Foundation
import Lab
import TestSupport
import Testing

@testable import Shell

/// `save FILE.html` and `save FILE.svg`: pages and drawings that stand by themselves.
@Suite(.serialized) @TracerThread
struct SavePageTests {
  private static let session = """
    # A look at three tables
    fd = open "notes <&> \\"x\\"" O_RDWR|O_CREAT
    write fd "<script>alert(1)</script>\\33[31m"
    copy = dup fd
    files
    p = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
    touch p 4*PAGE
    fork
    P2: poke p+PAGE "x"
    pages p
    tree
    maps
    dup 99
    nonsense <b>
    open "\u{202e}gnol"
    """

  private func page(_ lines: String = session) throws -> String {
    let files = SavedFiles()
    let transcript = try Transcript()
    transcript.run(lines)
    let said = transcript.text("save \(files.path("s.html"))")
    #expect(said.contains("is a page of its own"), "\(said)")
    return files.text("s.html")
  }

  @Test func `a page is well-formed, whatever the session had in it, and needs nothing else`() throws {
    let text = try page()
    let reading = MarkupReading(text)
    #expect(reading.error == nil, "\(reading.error.map { "\($0)" } ?? "")")
    #expect(reading.elements.count { $0.name == "svg" } == 3)
    #expect(reading.elements.count { $0.name == "section" } == 15)
    #expect(
      !["script", "img", "link", "iframe", "object", "base"].contains { name in
        reading.elements.contains { $0.name == name }
      })
    #expect(reading.values("src").isEmpty && !text.contains("@import") && !text.contains("url("))
    #expect(!text.contains("http"), "no resource of another place")
    #expect(reading.values("href").allSatisfy { $0.hasPrefix("#c") })
    #expect(!reading.elements.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    // Shown as text, all of it.
    #expect(reading.text.contains("write fd \"<script>alert(1)</script>\\33[31m\""))
    #expect(reading.text.contains("nonsense <b>"))
    #expect(!text.contains("\u{202e}") && !text.contains("\u{1b}"))
    // A broken page is seen as such.
    #expect(MarkupReading(text.replacing("</main>", with: "")).error != nil)
  }

  @Test func `every anchor has its place, and every id is one`() throws {
    let reading = MarkupReading(try page())
    let ids = reading.values("id")
    #expect(Set(ids).count == ids.count)
    for link in reading.values("href") { #expect(ids.contains(String(link.dropFirst()))) }
    for labels in reading.values("aria-labelledby") {
      #expect(labels.split(separator: " ").allSatisfy { ids.contains(String($0)) })
    }
    #expect(reading.elements.count { $0.name == "nav" } == 1)
    #expect(MarkupReading(try page("getpid")).elements.count { $0.name == "nav" } == 0, "short ones need no contents")
  }

  @Test func `it says when, where and by whom, and is made for light, dark, small and paper`() throws {
    let text = try page("getpid\nfork")
    let origin = Origin.here
    for word in [
      origin.kernel, "sysh \(BuildFacts.version)", "as \(origin.user)", "name=\"viewport\"",
      "prefers-color-scheme: dark",
      "@media print", "<span class=\"prompt\">P1&gt;</span> fork", "lang=\"en\"",
    ] { #expect(text.contains(word), "\(word)") }
    #expect(try Program.run(["--version"]).text.contains(BuildFacts.version))
  }

  @Test func `the last drawing is a file of its own`() throws {
    let files = SavedFiles()
    let transcript = try Transcript()
    #expect(transcript.text("save \(files.path("a.svg"))").contains("Nothing has been drawn yet"))
    transcript.run("files")
    transcript.run("save \(files.path("files.svg"))")
    transcript.run("tree")
    transcript.run("save \(files.path("tree.svg"))")
    for (name, word) in [("files.svg", "open file descriptions"), ("tree.svg", "held by the lab")] {
      let reading = MarkupReading(files.text(name))
      #expect(reading.error == nil && reading.elements.first?.name == "svg" && reading.text.contains(word))
      #expect(reading.elements.contains { $0.name == "title" } && reading.elements.contains { $0.name == "desc" })
      #expect(files.text(name).contains("prefers-color-scheme: dark") && !files.text(name).contains("href"))
    }
  }

  // MARK: What is refused

  @Test func `nothing done and nothing shown is said so`() throws {
    let transcript = try Transcript()
    let files = SavedFiles()
    for name in ["a.sysh", "a.md"] {
      #expect(transcript.unwrapped("save \(files.path(name))").contains("Nothing has been done since"), "\(name)")
    }
    #expect(transcript.unwrapped("save \(files.path("a.html"))").contains("Nothing has been shown yet"))
    #expect(files.names.isEmpty)
  }

  @Test(arguments: [
    ("save", "takes the name of one file"), ("save a b", "takes the name of one file"),
    ("save \"\"", "takes the name of one file"), ("save /nonexistent/a.sysh", "cannot be written: No such file"),
    ("save /dev/null", "no regular file"), ("save /", "no regular file"),
  ])
  func `a name that is none is refused in a sentence`(line: String, sentence: String) throws {
    let transcript = try Transcript()
    transcript.run("dup 0")
    #expect(transcript.unwrapped(line).contains(sentence))
    #expect(transcript.results[0].failed || transcript.results[0].misunderstood)
  }

  @Test func `a file that is there stays, unless it is to be replaced`() throws {
    let files = SavedFiles()
    let transcript = try Transcript()
    transcript.run("dup 0\nsave \(files.path("a b.sysh"))")
    #expect(transcript.results[1].misunderstood && files.names.isEmpty)
    transcript.run("save \"\(files.path("a b.sysh"))\"")
    let first = files.text("a b.sysh")
    #expect(first.contains("dup 0 = 3"))
    transcript.run("dup 1\nsave \"\(files.path("a b.sysh"))\"")
    #expect(transcript.results[1].failed && files.text("a b.sysh") == first)
    transcript.run("save \"\(files.path("a b.sysh"))\" replace")
    #expect(files.text("a b.sysh").contains("dup 1 = 4") && files.names == ["a b.sysh"])
  }

  @Test func `a file that cannot be written whole is not there at all`() throws {
    let files = SavedFiles()
    let line = "dup 0; save \(files.path("a.html")); save \(files.path("a.sysh"))"
    // The page is longer than the limit, the script is not (man 2 setrlimit, RLIMIT_FSIZE).
    let run = try Program.run(
      ["-c", "trap '' XFSZ; ulimit -f 8; exec '\(Program.path)' -c '\(line)'"], program: "/bin/sh")
    #expect(run.text.contains("a.html cannot be written: File too large."), "\(run.text)")
    #expect(files.names.isEmpty)
  }

  @Test(arguments: ["a.sysh", "a.md", "a.html", "a.svg"])
  func `a lesson that is not one of sysh's writes no file without a yes`(name: String) throws {
    let files = SavedFiles()
    let transcript = try Transcript()
    transcript.run("dup 0\nfiles")
    let session = transcript.session
    session.isForeign = true
    #expect(transcript.unwrapped("save \(files.path(name))").contains("would write the file"))
    #expect(transcript.results[0].failed && files.names.isEmpty)
    var asked = 0
    session.confirm = { _ in
      asked += 1
      return true
    }
    transcript.run("save \(files.path(name))")
    #expect(asked == 1 && files.names == [name])
    session.isUnguarded = true
    transcript.run("save \(files.path(name)) replace")
    #expect(asked == 1 && !transcript.results[0].failed)
  }

  @Test func `help lists the endings`() throws {
    let transcript = try Transcript()
    let text = transcript.text("help save")
    for format in SaveFormat.all { #expect(text.contains(format.summary), "\(format.ending)") }
  }

  @Test func `what reaches outside the lab is said when it is saved`() throws {
    let files = SavedFiles()
    let transcript = try Transcript()
    transcript.run("dup 0\n!true")
    #expect(!transcript.unwrapped("save \(files.path("a.sysh"))").contains("--unguarded"))
    #expect(transcript.unwrapped("save \(files.path("a.md"))").contains("sysh check --unguarded"))
    transcript.run("open \"\(transcript.session.lab.directory.path)/x\"")
    #expect(transcript.unwrapped("save \(files.path("b.sysh"))").contains("names this session's directory"))
  }
}
