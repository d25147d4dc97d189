import Glibc
import Lab
import TestSupport
import Testing

@testable import Shell

/// `bench` at the prompt, against the real kernel. Figures are compared within a run, and only where the difference is in
/// the nature of the thing.
@Suite(.serialized) @TracerThread
struct BenchTests {
  private func costs(_ transcript: Transcript) -> [Cost.Kind: Double] {
    var found: [Cost.Kind: Double] = [:]
    for cost in transcript.session.lab.lastBench?.costs ?? [] { found[cost.kind] = cost.least }
    return found
  }

  @Test func `bench measures the usual ones and leaves no descriptor behind`() throws {
    let transcript = try Transcript()
    let before = transcript.text("fds")
    let text = transcript.text("bench")
    for line in [
      "an empty loop", "a function that returns at once", "getpid", "/dev/zero", "/dev/null", "held by the lab",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    #expect(transcript.text("fds") == before)
    let costs = costs(transcript)
    #expect((costs[.function] ?? 0) > 0)
    // Crossing into the kernel is more than a call and a return; two stops are more than a crossing.
    #expect((costs[.call] ?? 0) > (costs[.function] ?? .infinity))
    #expect((costs[.held] ?? 0) > (costs[.call] ?? .infinity))
  }

  @Test func `bench CALL makes the call with its arguments, many times`() throws {
    let transcript = try Transcript()
    transcript.run("f = open \"f\" O_RDWR|O_CREAT 0600")
    let text = transcript.text("bench write f \"ab\"")
    #expect(text.contains("write(3, \"ab\", 2) = 2"))
    #expect(text.contains("size 2 → "), "what the loop changed is told")
    #expect(transcript.session.lab.lastBench?.costs.first { $0.kind == .call }?.bytes == 2)
  }

  @Test func `bench runs in the subject that is named`() throws {
    let transcript = try Transcript()
    transcript.run("fork")
    #expect(transcript.text("P2: bench getppid").contains("getppid() = "))
    #expect(transcript.session.lab.lastBench?.subject == "P2")
    transcript.run("bench P2: getpid")
    #expect(transcript.session.lab.lastBench?.subject == "P2")
  }

  @Test(arguments: [
    ("bench fork", "would make a process each time"), ("bench exit", "does not come back"),
    ("bench execve \"/bin/true\" [\"true\"]", "replaces the program"), ("bench pipe", "new descriptor behind"),
    ("bench mmap NULL 4096 PROT_READ MAP_PRIVATE|MAP_ANONYMOUS", "new mapping behind"),
    ("bench kill P1 SIGTERM", "would send a signal each time"), ("bench frob", "no call or command named frob"),
    ("bench load 0x400000", "wants an address and a length"), ("bench load 0x400000 4", "8 or more"),
    ("bench write 1 \"x\"", "leads to the terminal"), ("bench fds", "repeats a call"),
    ("bench getpid = 3", "nothing can be expected"),
    ("bench nanosleep", "needs req"),
  ])
  func `what cannot be measured is refused in a sentence`(line: String, sentence: String) throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped(line).contains(sentence))
    #expect(transcript.results[0].failed || transcript.results[0].misunderstood)
    #expect(transcript.session.lab.living.count == 1)
  }

  @Test func `a call that reaches outside the lab is not repeated without a question`() throws {
    let path = Scratch.home + "/outside"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #expect(file >= 0)
    defer { close(file) }
    let transcript = try Transcript()
    #expect(transcript.unwrapped("bench unlink \"\(path)\"").contains("so it was not made"))
    #expect(transcript.results[0].failed)
    #expect(access(path, F_OK) == 0)
  }

  @Test func `a call that blocks is broken off, whether at once or later`() throws {
    let transcript = try Transcript()
    transcript.run("r, w = pipe\nwrite w \"abc\"")
    let later = transcript.unwrapped("bench read r 1")
    #expect(later.contains("read(3, \"a\", 1) = 1"), "what was read is told")
    #expect(later.contains("blocks when it is repeated"))
    #expect(transcript.unwrapped("bench read r 1").contains("blocks here"))
    #expect(transcript.text("getpid").contains("getpid() = "))
  }

  @Test func `a loop that ends its subject is told`() throws {
    let transcript = try Transcript()
    #expect(transcript.text("bench load 0 64").contains("+++ killed by SIGSEGV +++"))
    transcript.run("r, w = pipe\nclose r")
    #expect(transcript.text("bench write w \"x\"").contains("SIGPIPE"))
    #expect(transcript.text("getpid").contains("was started in its place"))
  }

  @Test func `bench load tells the first pass from the others`() throws {
    let transcript = try Transcript()
    transcript.run("p = mmap NULL 64*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    let text = transcript.unwrapped("bench load p 64*PAGE")
    #expect(text.contains("load, the first pass") && text.contains("page faults, nearly all in the first pass"))
    #expect(transcript.session.lab.lastBench?.costs.allSatisfy { $0.bytes == 64 * 4096 } == true)
  }

  @Test func `set registers on shows each call at the boundary`() throws {
    let transcript = try Transcript()
    #expect(!transcript.text("getpid").contains("ring 0"))
    let text = transcript.unwrapped("set registers on\nclose 9")
    #expect(text.contains("rax 3 the number of close") && text.contains("rdi 9 argument 1: fd"))
    #expect(text.contains("kernel, ring 0: close"))
    #expect(text.contains("0xfffffffffffffff7 the result: -9, which is -EBADF"))
    #expect(transcript.text("syscall 39").contains("the number of getpid"))
    #expect(!transcript.text("set registers off\ngetpid").contains("ring 0"))
    #expect(transcript.text("set registers maybe").contains("on or off"))
  }

  @Test func `sysh bench measures what is named and ends`() throws {
    let (text, status) = try Program.run(["bench", "getpid", "lseek 0 0"])
    #expect(status == 0)
    #expect(text.contains("getpid() = ") && text.contains("ESPIPE each time"))
    #expect(try Program.run(["bench", "frob"]).status == 2)
    #expect(try Program.run(["bench", "fork"]).status == 1)
  }
}
