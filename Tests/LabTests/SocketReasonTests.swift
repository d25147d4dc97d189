import CLinux
import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// Why calls on sockets and epoll lists failed, in a network namespace of the subject's own, where every port is free.
@Suite(
  .serialized, .enabled(if: sysh_can_unshare_network() == 0, "needs unshare(CLONE_NEWUSER|CLONE_NEWNET)"))
@TracerThread
struct SocketReasonTests {
  let session: Session

  init() throws {
    session = try Session()
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWNET")
    try session.run("s = socket AF_INET")
  }

  private func up() throws {
    #expect(try session.outcome(#"ioctl s SIOCSIFFLAGS {ifr_name="lo", ifr_flags=IFF_UP}"#) == "0")
  }

  private func expect(_ failures: [Failure]) throws {
    for failure in failures {
      for line in failure.before { try session.run(line) }
      let report = try session.run(failure.line)
      let text = report.reasons.joined(separator: " ")
      #expect(
        report.outcome == .failed(try #require(Errno(named: failure.errno))), "\(failure.line): \(report.outcome)")
      #expect(text.contains(failure.reason) && report.reasons.count == 1, "\(failure.line): \(text)")
    }
  }

  @Test func addresses() throws {
    try expect([Failure(#"connect s "127.0.0.1:80""#, "ENETUNREACH", "not even lo: ioctl 3 SIOCSIFFLAGS")])
    try up()
    try expect([
      Failure(
        #"bind s "10.1.2.3:80""#, "EADDRNOTAVAIL",
        "10.1.2.3 is no address of P1's network namespace, which has 127.0.0.1."),
      Failure(#"connect s "127.0.0.1:80""#, "ECONNREFUSED", "Nobody listens at 127.0.0.1:80."),
      Failure(
        #"bind t "127.0.0.1:90""#, "EADDRINUSE", "P1 4 has 127.0.0.1:90 (TCP, CLOSED).",
        after: ["q = socket AF_INET", #"bind q "127.0.0.1:90""#, "t = socket AF_INET"]),
      Failure(
        #"connect t "127.0.0.1:90""#, "ECONNREFUSED", "P1 4 has the address 127.0.0.1:90, but nobody listens there."),
      Failure(#"bind q "127.0.0.1:91""#, "EINVAL", "fd 4 has an address already, 127.0.0.1:90"),
      Failure("accept q", "EINVAL", "fd 4 does not listen (its state is CLOSED): listen 4 comes first."),
      Failure(#"connect q "127.0.0.1:91""#, "EISCONN", "fd 4 listens: others connect to it", after: ["listen q 1"]),
      Failure("recv q", "ENOTCONN", "fd 4 listens: it has no peer itself."),
      Failure(
        "accept q", "EAGAIN", "fd 4 has O_NONBLOCK, and no connection waits", after: ["fcntl q F_SETFL O_NONBLOCK"]),
    ])
  }

  @Test func anotherNamespaceHasPortsOfItsOwn() throws {
    try up()
    try session.run(#"bind s "127.0.0.1:80""#)
    try session.run("listen s 1")
    try session.run("fork")
    try session.run("P2: unshare CLONE_NEWNET")
    try session.run("c = P2: socket AF_INET")
    #expect(try session.outcome(#"P2: ioctl c SIOCSIFFLAGS {ifr_name="lo", ifr_flags=IFF_UP}"#) == "0")
    try expect([
      Failure(
        #"P2: connect c "127.0.0.1:80""#, "ECONNREFUSED", "listen at 127.0.0.1:80, but in the network namespace of P1")
    ])
  }

  @Test func whatIsLeftOfAConnectionHoldsItsPort() throws {
    try up()
    for line in [
      #"bind s "127.0.0.1:80""#, "listen s 1", "c = socket AF_INET", #"connect c "127.0.0.1:80""#, "k = accept s",
    ] { try session.run(line) }
    try expect([
      Failure(#"connect c "127.0.0.1:80""#, "EISCONN", "fd 4 is connected already, to 127.0.0.1:80."),
      Failure("listen c", "EINVAL", "fd 4 is connected, to 127.0.0.1:80"),
    ])
    // Whoever closes first has TIME-WAIT.
    for line in ["close k", "close c", "close s", "t = socket AF_INET"] { try session.run(line) }
    try session.run("setsockopt t SOL_SOCKET SO_REUSEADDR [1]")
    try expect([Failure(#"bind t "127.0.0.1:80""#, "EADDRINUSE", "is in TIME-WAIT for 60 s more, though no descriptor")]
    )
  }

  @Test func portsAreReusedWhereBothSocketsAllowIt() throws {
    try up()
    for line in [
      "setsockopt s SOL_SOCKET SO_REUSEADDR [1]", #"bind s "127.0.0.1:80""#, "listen s 1", "c = socket AF_INET",
      #"connect c "127.0.0.1:80""#, "k = accept s", "close k", "close c", "close s", "t = socket AF_INET",
    ] { try session.run(line) }
    try expect([Failure(#"bind t "127.0.0.1:80""#, "EADDRINUSE", "SO_REUSEADDR would allow it")])
    try session.run("setsockopt t SOL_SOCKET SO_REUSEADDR [1]")
    #expect(try session.outcome(#"bind t "127.0.0.1:80""#) == "0")
  }

  @Test func endsThatAreGone() throws {
    try session.run("sigaction SIGPIPE SIG_IGN")
    try session.run("u, v = socketpair")
    try expect([
      Failure("recv u 9 MSG_DONTWAIT", "EAGAIN", "MSG_DONTWAIT was given, and nothing has come."),
      Failure("send u \"x\"", "EPIPE", "P1's side was shut down for sending", after: ["shutdown u SHUT_WR"]),
      Failure("send v \"x\"", "EPIPE", "The other end of fd 5 is closed", after: ["close u"]),
      Failure("getpeername s", "ENOTCONN", "fd 3 is connected to nobody: connect comes first."),
    ])
    try up()
    for line in [
      #"bind s "127.0.0.1:80""#, "listen s 1", "c = socket AF_INET", #"connect c "127.0.0.1:80""#, "k = accept s",
      "send c \"unread\"", "close k",
    ] { try session.run(line) }
    try expect([Failure("recv c", "ECONNRESET", "The other side broke the connection off with a reset")])
  }

  @Test func aFullQueueSaysWhoDoesNotRead() throws {
    try session.run("u, v = socketpair AF_UNIX SOCK_STREAM|SOCK_NONBLOCK")
    try session.run("setsockopt u SOL_SOCKET SO_SNDBUF [4608]")
    try session.map("p", 16)
    try session.run("send u p 4096")
    try session.run("send u p 4096")
    try expect([Failure("send u p 4096", "EAGAIN", "fd 4 has O_NONBLOCK, and there is no room: P1 5 has not read")])
  }

  @Test func datagrams() throws {
    try up()
    try session.run("u = socket AF_INET SOCK_DGRAM")
    try expect([
      Failure("listen u", "EOPNOTSUPP", "fd 4 is UDP: datagrams make no connections"),
      Failure("send u \"x\"", "EDESTADDRREQ", "fd 4 is connected to nobody, and the call names no address"),
      Failure(
        "send u \"x\"", "ECONNREFUSED", "came back: no socket has the address 127.0.0.1:9.",
        after: [#"connect u "127.0.0.1:9""#, "send u \"x\""]),
    ])
  }

  @Test func namesOfUnixSockets() throws {
    try session.run("x = socket AF_UNIX")
    try session.run("y = socket AF_UNIX")
    try expect([
      Failure(#"connect x "./none""#, "ENOENT", "There is no file ./none"),
      Failure("listen x", "EINVAL", "fd 4 has no address yet: bind comes first."),
      Failure(#"bind y "./sock""#, "EADDRINUSE", "P1 4 is bound to ./sock", after: [#"bind x "./sock""#]),
      Failure(#"connect y "./sock""#, "ECONNREFUSED", "P1 4 has the name ./sock, but nobody listens there."),
      Failure(#"bind y "./sock""#, "EADDRINUSE", "A socket that is closed leaves its file behind", after: ["close x"]),
      Failure(#"connect y "./sock""#, "ECONNREFUSED", "The file ./sock is there, but no socket behind it"),
      Failure(#"connect y "@nobody""#, "ECONNREFUSED", "No socket has the name @nobody."),
    ])
  }

  @Test func limits() throws {
    try expect([Failure("accept 0", "ENOTSOCK", "fd 0 leads to a character device")])
    try session.run("prlimit64 0 RLIMIT_NOFILE {rlim_cur=5, rlim_max=5}")
    try session.run("up = socket AF_INET")
    try expect([Failure("socket AF_INET", "EMFILE", "P1 has 5 descriptors open, and its limit (RLIMIT_NOFILE) is 5.")])
  }

  @Test func epollLists() throws {
    try session.run("ep = epoll_create1")
    try session.run("r, w = pipe")
    try session.run("f = open \"f\" O_CREAT|O_RDWR")
    try expect([
      Failure("epoll_ctl ep EPOLL_CTL_ADD r", "EFAULT", "event is NULL"),
      Failure("epoll_ctl ep EPOLL_CTL_DEL r", "ENOENT", "fd 5 is not on the list, which is empty."),
      Failure("epoll_ctl ep EPOLL_CTL_ADD f {events=EPOLLIN}", "EPERM", "which is always ready"),
      Failure("epoll_ctl ep EPOLL_CTL_ADD ep {events=EPOLLIN}", "EINVAL", "cannot wait for itself"),
      Failure("epoll_wait r 1 0", "EINVAL", "fd 5 is no epoll descriptor: it leads to pipe:"),
      Failure("epoll_wait ep 0 0", "EINVAL", "maxevents is 0"),
      Failure("poll NULL 4294967295 0", "EINVAL", "nfds is 4294967295, more than the limit of open files"),
      Failure(
        "epoll_ctl ep EPOLL_CTL_ADD r {events=EPOLLIN}", "EEXIST", "fd 5 is on the list already for EPOLLIN",
        after: ["epoll_ctl ep EPOLL_CTL_ADD r {events=EPOLLIN}"]),
      Failure("epoll_ctl ep EPOLL_CTL_DEL 8", "ENOENT", "Its description is, under the number 5", after: ["dup r"]),
      Failure(
        "epoll_ctl inner EPOLL_CTL_ADD ep {events=EPOLLIN}", "ELOOP", "they would wait in a circle",
        after: ["inner = epoll_create1", "epoll_ctl ep EPOLL_CTL_ADD inner {events=EPOLLIN}"]),
    ])
  }

  @Test(arguments: [
    ("epoll_wait ep", "It waits until one of these is ready: fd 5 (EPOLLIN)."),
    ("poll [{fd=5, events=POLLIN}]", "is ready: fd 5 (POLLIN)."),
    ("select 6 [5]", "is ready: fd 5 (read)."),
    ("recv u", "What P1 fd 8 sends ends the wait, and so does closing it."),
    ("accept s", "A connect to 127.0.0.1:80 ends the wait."),
  ])
  func aWaitNamesWhatEndsIt(_ line: String, _ advice: String) throws {
    for line in [
      "ep = epoll_create1", "r, w = pipe", "epoll_ctl ep EPOLL_CTL_ADD r {events=EPOLLIN}", "u, v = socketpair",
      #"bind s "127.0.0.1:80""#, "listen s",
    ] { try session.run(line) }
    let report = try session.run(line)
    #expect(report.outcome == .blocked)
    #expect(report.waiting?.advice.contains(advice) == true, "\(report.waiting?.advice ?? "")")
  }
}
