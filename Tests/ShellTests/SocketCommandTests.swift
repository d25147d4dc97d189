import Curriculum
import Inspect
import TestSupport
import Testing

@testable import Shell

/// The commands `sockets` and `epoll`, and what lessons may ask of both.
@Suite(.serialized) @TracerThread
struct SocketCommandTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript()
  }

  @Test func socketsShowsSubjectsAndNamesItsSource() {
    #expect(transcript.text("sockets").contains("No subject has a socket."))
    let text = transcript.text("u, v = socketpair\nfork\nP2: close u\nsockets")
    #expect(text.contains("P1 3        UNIX stream  connected       0       0  unnamed        ↔ P1 4, P2 4"), "\(text)")
    #expect(text.contains("P1 4, P2 4  UNIX stream"))
    #expect(text.contains("From sock_diag, as ss has it (ss -tuxanp)"))
    let second = transcript.text("sockets P2")
    #expect(!second.contains("P1 3  ") && second.contains("P1 4, P2 4"))
    #expect(transcript.text("sockets P9").contains("There is no subject P9."))
  }

  @Test func descriptorsAndFilesNameSockets() {
    let text = transcript.unwrapped("u, v = socketpair\nfds\nfiles")
    #expect(text.contains("UNIX stream ↔ c") && text.contains("UNIX stream ↔ b"), "\(text)")
  }

  @Test func epollShowsAListOrSaysWhatIsMissing() {
    #expect(transcript.text("epoll").contains("P1 has no epoll descriptor."))
    #expect(transcript.text("epoll 0").contains("fd 0 of P1 leads to /dev/pts/"))
    #expect(transcript.text("epoll 77").contains("fd 77 of P1 is not open."))
    let text = transcript.text("ep = epoll_create1\nepoll")
    #expect(text.contains("P1 fd 3 → description b: an epoll list of 0 entries"), "\(text)")
    let filled = transcript.text(
      "r, w = pipe\nepoll_ctl ep EPOLL_CTL_ADD r {events=EPOLLIN, data={u64=9}}\nwrite w \"x\"\nepoll ep")
    #expect(filled.contains("EPOLLIN    level     9  EPOLLIN    yes"), "\(filled)")
    #expect(filled.contains("epoll_wait would return at once."))
  }

  @Test func anAddressCanBeATextAndIsPrintedWhole() {
    let text = transcript.text(
      "s = socket AF_UNIX\nbind s \"./a\"\nu = socket AF_INET SOCK_DGRAM\nbind u \"127.0.0.1:0\"")
    #expect(text.contains("bind(3, {sa_family=AF_UNIX, sun_path=\"./a\"}, 6) = 0"), "\(text)")
    #expect(
      text.contains("bind(4, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0"))
    #expect(transcript.text("bind s \"host:1\"").contains("addr is a socket address, and this text is none."))
  }

  @Test func lessonsAskForSocketsAndLists() throws {
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    transcript.run(
      """
      u, v = socketpair
      send u "hello"
      ep = epoll_create1
      epoll_ctl ep EPOLL_CTL_ADD v {events=EPOLLIN|EPOLLET, data={u64=4}}
      """)
    func ask(_ fact: String, _ arguments: [FactValue], _ property: String?) -> FactAnswer {
      bridge.fact(fact, arguments, property: property)
    }
    #expect(ask("socket", [.integer(4)], "queue") == .value(.integer(5)))
    #expect(ask("socket", [.string("P1"), .integer(4)], "peer") == .value(.string("P1 3")))
    #expect(ask("socket", [.integer(3)], "kind") == .value(.string("UNIX stream")))
    #expect(ask("socket", [.integer(3)], "state") == .value(.string("ESTABLISHED")))
    #expect(ask("socket", [.integer(3)], "local") == .value(.absent))
    #expect(ask("socket", [.integer(0)], nil) == .value(.boolean(false)))
    #expect(ask("epoll", [.integer(5)], "count") == .value(.integer(1)))
    #expect(ask("epoll", [.string("P1"), .integer(5)], "ready") == .value(.boolean(true)))
    #expect(ask("watch", [.integer(5), .integer(4)], "edge") == .value(.boolean(true)))
    #expect(ask("watch", [.integer(5), .integer(4)], "listed") == .value(.boolean(true)))
    #expect(ask("watch", [.integer(5), .integer(4)], "data") == .value(.integer(4)))
    #expect(ask("watch", [.integer(5), .integer(3)], nil) == .value(.boolean(false)))
    #expect(ask("connections", [.string("TIME-WAIT")], "count") == .value(.integer(0)))
    #expect(ask("epoll", [.integer(4)], "count") == .problem("4 is no epoll descriptor of P1."))
  }
}
