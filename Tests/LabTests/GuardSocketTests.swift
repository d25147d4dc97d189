import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// What reaches other machines, other programs or what outlives the lab through a socket or an IPC object; `prepare`
/// only looks, and none of the calls objected to is made.
@Suite(.serialized) @TracerThread
struct GuardSocketTests {
  let session: Session

  init() throws {
    session = try Session()
    try session.run("s = socket AF_INET SOCK_STREAM")
    try session.run("u = socket AF_UNIX SOCK_DGRAM")
    try session.run("n = socket AF_NETLINK SOCK_RAW NETLINK_ROUTE")
  }

  @Test(arguments: [
    #"connect s {sin_port=htons(80), sin_addr="192.0.2.1"}"#,
    #"connect s {sin6_port=htons(80), sin6_addr="2001:db8::1"}"#,
    #"connect s {sin6_port=htons(80), sin6_addr="::ffff:192.0.2.1"}"#,
    #"bind s {sin_port=htons(8080), sin_addr="0.0.0.0"}"#, #"bind s {sin6_port=htons(8080), sin6_addr="::"}"#,
    #"sendto s "x" 0 {sin_port=htons(53), sin_addr="192.0.2.1"}"#,
    #"sendmsg s {msg_name={sin_port=htons(53), sin_addr="192.0.2.1"}, msg_iov=["x"]}"#,
    #"sendmmsg s [{msg_iov=["x"]}, {msg_name={sin_port=htons(53), sin_addr="192.0.2.1"}, msg_iov=["x"]}]"#,
    #"bind u {sun_path="/tmp/sysh-guard-socket"}"#, "shmget IPC_PRIVATE 4096", "shmget 5 4096 IPC_CREAT",
    "semget IPC_PRIVATE", "msgget IPC_PRIVATE", "msgget 5 IPC_CREAT", #"mq_open "x" O_RDWR|O_CREAT"#, #"mq_unlink "x""#,
    #"syscall 42 s "\2\0\0\120\300\0\2\1\0\0\0\0\0\0\0\0" 16"#,
  ])
  func whatReachesOutsideIsObjectedTo(line: String) throws {
    #expect(try session.objection(line) != nil)
  }

  @Test(arguments: [
    #"connect s {sin_port=htons(1), sin_addr="127.0.0.1"}"#, #"connect s {sin_port=htons(1), sin_addr="0.0.0.0"}"#,
    #"connect s {sin6_port=htons(1), sin6_addr="::1"}"#, #"bind s {sin_port=htons(0), sin_addr="127.0.0.1"}"#,
    #"bind u {sun_path="own"}"#, #"bind u {sun_path=@"abstract"}"#, #"connect u {sun_path=@"sysh-nobody"}"#,
    #"connect u {sun_path="/tmp/sysh-nobody"}"#, "connect s {sa_family=AF_UNSPEC}",
    #"connect s {sa_family=AF_INET, sa_data="\0\1\300\0\2\1"}"#,
    "bind n {sa_family=AF_NETLINK, nl_pid=0}", #"send n "\24\0\0\0\26\0\1\3\0\0\0\0\0\0\0\0\0\0\0\0""#,
    "shmget 5 4096", "semget 77", "msgget 77", "semctl 9999 0 IPC_RMID", "shmctl 0 IPC_INFO", "semctl 0 0 SEM_INFO",
    "msgctl 0 MSG_INFO", #"ioctl s SIOCGIFFLAGS {ifr_name="lo"}"#,
  ])
  func whatStaysInsideOrFailsIsNot(line: String) throws {
    if line.hasPrefix("send n") { try session.run("bind n {nl_pid=0}") }
    #expect(try session.objection(line) == nil)
  }

  /// The kernel writes the names of abstract sockets as they are, so a lesson can give one of its own a name that looks
  /// like another line of the table.
  @Test func aNameThatLooksLikeALineOfTheTableHidesNobody() throws {
    let name = "sysh-hidden-\(getpid())"
    let listener = listen(at: name)
    try #require(listener >= 0)
    defer { close(listener) }
    #expect(try session.objection("connect u {sun_path=@\"\(name)\"}") != nil)
    let inode = try #require(
      session.lab.descriptors.descriptions.values.map(\.target).first { $0.hasPrefix("socket:[") }?
        .dropFirst(8).dropLast())
    for number in 0..<12 {
      try session.run("v\(number) = socket AF_UNIX SOCK_STREAM")
      let forged =
        number % 2 == 0 ? "\(number)\\n0: 2 0 10000 1 1 \(inode) @\(name)" : "\(number) @\(name)\\r"
      try session.run("bind v\(number) {sun_path=@\"\(forged)\"}")
    }
    #expect(try session.objection("connect u {sun_path=@\"\(name)\"}") != nil)
    #expect(try session.objection("connect u {sun_path=@\"0\\n0: 2 0 10000 1 1 \(inode) @\(name)\"}") == nil)
  }

  /// A socket of this process; -1 where there can be none.
  private func listen(at name: String) -> Int32 {
    let file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [0] + Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(2 + bytes.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, size) == 0 }
    }
    return isBound && Glibc.listen(file, 4) == 0 ? file : -1
  }

  @Test(
    .enabled(if: isRoot, "needs CAP_NET_RAW and CAP_NET_ADMIN: without them these calls fail by themselves"),
    arguments: [
      "socket AF_PACKET SOCK_RAW htons(ETH_P_ALL)", #"ioctl s SIOCSIFFLAGS {ifr_name="lo", ifr_flags=0}"#,
      #"send n "\24\0\0\0\20\0\1\3\0\0\0\0\0\0\0\0\0\0\0\0""#, #"write n "\24\0\0\0\20\0\1\3\0\0\0\0\0\0\0\0\0\0\0\0""#,
    ])
  func whatChangesTheMachinesNetworkIsObjectedTo(line: String) throws {
    #expect(try session.objection(line) != nil)
    // Before its bind nothing tells the socket's family, and after it the kernel lists it.
    try session.run("bind n {nl_pid=0}")
    #expect(try session.objection(line) != nil)
  }

  @Test(.enabled(if: isRoot, "needs CAP_SYS_ADMIN: unshare"))
  func aNamespaceOfItsOwnIsInside() throws {
    // CLONE_NEWIPC|CLONE_NEWNET.
    try session.run("unshare 0x48000000")
    #expect(try session.objection("shmget IPC_PRIVATE 4096") == nil)
    #expect(try session.objection(#"connect s {sin_port=htons(80), sin_addr="192.0.2.1"}"#) == nil)
    #expect(try session.objection("socket AF_PACKET SOCK_RAW htons(ETH_P_ALL)") == nil)
  }

  @Test func newDescriptorsAppearAndWaitsComeBack() throws {
    try session.run(#"bind s {sin_port=htons(0), sin_addr="127.0.0.1"}"#)
    try session.run("listen s")
    let poll = try session.run("e = epoll_create1 EPOLL_CLOEXEC")
    #expect(poll.changes.count == 1)
    try session.run("epoll_ctl e EPOLL_CTL_ADD s {events=EPOLLIN, data=5}")
    for call in ["accept s", "epoll_wait e", "select s+1 [3] NULL NULL"] {
      let report = try session.run(call)
      #expect(report.outcome == .blocked, "\(call)")
      let advice = report.waiting?.advice ?? ""
      #expect(advice.contains(call.hasPrefix("accept") ? "A connect to" : "is ready"), "\(call): \(advice)")
      let end = try session.lab.interrupt(nil)
      #expect(end.outcome == .failed(.interrupted), "\(call)")
    }
  }
}
