import Foundation
import LinuxABI
import Testing

@testable import SyscallTable

/// Calls of sockets, of waiting for descriptors and of IPC, as strace 6.1 printed them for a program that makes each
/// with many arguments, and for curl, ss, ip and node (Fixtures/network.strace).
struct NetworkTests {
  private func lines() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/network.strace"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init)
  }

  private func expected(_ typed: TypedLine) -> CallOutcome? {
    guard case .outcome(let outcome) = typed.expectation.flatMap(Expectation.init) else { return nil }
    return outcome
  }

  /// Whether the kernel's memory would be needed to print the line again: what it filled, or what an address holds.
  private func needsMemory(_ call: EncodedCall, _ outcome: CallOutcome, _ line: String) -> Bool {
    if line.contains("=>") || line.contains("(in ") || line.contains("(out ") || line.contains("(left ") { return true }
    return zip(call.row.parameters, call.words).contains { parameter, word in
      guard word != 0 else { return false }
      switch (parameter.type.resolved(call.words), outcome) {
      case (let type, .returned): return type.isPrintedAfterwards
      // The room that the address behind it has.
      case (.pointer(.network(.interfaceList), _), _): return true
      default: return false
      }
    }
  }

  @Test func everyLineIsReadAndPrintedAsStracePrintedIt() throws {
    var compared = 0
    var names: Set<String> = []
    for line in try lines() {
      let typed = try TypedLine(Array(line.utf8))
      let outcome = try #require(expected(typed), "\(line)")
      do {
        let call = try typed.encoded()
        if needsMemory(call, outcome, line) { continue }
        #expect(call.text(outcome) == line)
        names.insert(call.row.name)
        compared += 1
      } catch {
        #expect(error.message.hasPrefix("This was cut short") && line.contains("..."), "\(line)\n\(error)")
      }
    }
    #expect(compared > 200, "\(compared)")
    #expect(
      names.isSuperset(of: ["bind", "connect", "setsockopt", "epoll_ctl", "semop", "msgsnd", "shmget", "mq_notify"]))
  }

  // MARK: What the kernel filled

  private static let at = CallSample.at

  private func printed(
    _ name: String, _ words: [UInt64], _ result: UInt64, before: [UInt8] = [], after: [UInt8]? = nil
  ) throws -> String {
    let row = try #require(SyscallTable.standard[name])
    let printer = CallPrinter(row, words, memory: PagedMemory([(Self.at, before)]))
    return printer.text(.returned(result), memory: PagedMemory([(Self.at, after ?? before)]))
  }

  private func four(_ numbers: [UInt64]) -> [UInt8] {
    numbers.flatMap { $0.littleEndianBytes.prefix(4) }
  }

  private var loopback: [UInt8] { [2, 0, 0x9e, 0x33, 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8) }

  @Test func anAddressIsCutToItsRoom() throws {
    let place = Self.at
    for (room, text) in [
      (128, #"{sa_family=AF_INET, sin_port=htons(40499), sin_addr=inet_addr("127.0.0.1")}, [128 => 16]"#),
      (5, #"{sa_family=AF_INET, sa_data="\2363\177"}, [5 => 16]"#), (0, "0x7f0000001000, [0 => 16]"),
    ] as [(UInt64, String)] {
      let before = loopback + four([room])
      #expect(
        try printed("getsockname", [3, place, place + 16], 0, before: before, after: loopback + four([16]))
          == "getsockname(3, \(text)) = 0")
    }
    #expect(
      try printed("accept4", [3, place, place + 16, 0x80000], 7, before: loopback + four([16]))
        == #"accept4(3, {sa_family=AF_INET, sin_port=htons(40499), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 7"#
    )
  }

  @Test(
    arguments: [
      (1, 3, 4, 4, [1], "SOL_SOCKET, SO_TYPE, [1], [4]"), (1, 3, 8, 4, [1], "SOL_SOCKET, SO_TYPE, [1], [8 => 4]"),
      (1, 3, 2, 2, [1], #"SOL_SOCKET, SO_TYPE, "\1\0", [2]"#),
      (1, 3, 0, 0, [1], "SOL_SOCKET, SO_TYPE, 0x7f0000001000, [0]"),
      (1, 4, 4, 4, [111], "SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]"),
      (1, 4, 4, 4, [0], "SOL_SOCKET, SO_ERROR, [0], [4]"),
      (1, 13, 8, 8, [1, 5], "SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, [8]"),
      (1, 13, 4, 4, [1, 5], "SOL_SOCKET, SO_LINGER, {l_onoff=1}, [4]"),
      (1, 13, 2, 2, [1, 5], #"SOL_SOCKET, SO_LINGER, {l_onoff="\x01\x00"}, [2]"#),
      (1, 17, 12, 12, [0, 0xffff_ffff, 0xffff_ffff], "SOL_SOCKET, SO_PEERCRED, {pid=0, uid=-1, gid=-1}, [12]"),
      (1, 17, 6, 6, [0, 0xffff_ffff], #"SOL_SOCKET, SO_PEERCRED, {pid=0, uid="\xff\xff"}, [6]"#),
      (1, 25, 16, 0, [0], "SOL_SOCKET, SO_BINDTODEVICE, 0x7f0000001000, [16 => 0]"),
      (6, 13, 5, 5, [0x6f6e_6572, 0], #"SOL_TCP, TCP_CONGESTION, "reno\0", [5]"#),
      (270, 9, 8, 8, [1, 0], "SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [1, 0], [8]"),
      (263, 6, 12, 8, [0, 0, 7], "SOL_PACKET, PACKET_STATISTICS, {tp_packets=0, tp_drops=0}, [12 => 8]"),
    ] as [(UInt64, UInt64, UInt64, UInt64, [UInt64], String)])
  func optionsReadAsStracePrintsThem(
    level: UInt64, option: UInt64, room: UInt64, length: UInt64, value: [UInt64], text: String
  ) throws {
    let bytes = four(value + [UInt64](repeating: 0, count: 4 - value.count))
    #expect(
      try printed(
        "getsockopt", [3, level, option, Self.at, Self.at + 16], 0, before: bytes + four([room]),
        after: bytes + four([length])) == "getsockopt(3, \(text)) = 0")
  }

  @Test func setsOfDescriptorsShowWhatIsReadyAndWhatTimeIsLeft() throws {
    let place = Self.at
    let before = CallSample.little([1 << 3 | 1 << 5, 1 << 4, 5, 0])
    let after = CallSample.little([0, 1 << 4, 4, 999_998])
    #expect(
      try printed("select", [10, place, place + 8, 0, place + 16], 1, before: before, after: after)
        == "select(10, [3 5], [4], NULL, {tv_sec=5, tv_usec=0}) = 1 (out [4], left {tv_sec=4, tv_usec=999998})")
    #expect(
      try printed("select", [10, place, place + 8, 0, 0], 3, before: before)
        == "select(10, [3 5], [4], NULL, NULL) = 3 (in [3 5], out [4])")
    #expect(
      try printed("select", [10, place, 0, 0, 0], 0, before: before)
        == "select(10, [3 5], NULL, NULL, NULL) = 0 (Timeout)")
    #expect(
      try printed("select", [.max, place, 0, 0, 0], 0, before: before).hasPrefix("select(-1, 0x7f0000001000, NULL"))
  }

  @Test func readyEventsAreCountedByTheResult() throws {
    let event = four([4]) + UInt64(7).littleEndianBytes
    #expect(
      try printed("epoll_wait", [8, Self.at, 4, 0], 1, before: event)
        == "epoll_wait(8, [{events=EPOLLOUT, data={u32=7, u64=7}}], 4, 0) = 1")
    #expect(try printed("epoll_wait", [8, Self.at, 4, 0], 0, before: event) == "epoll_wait(8, [], 4, 0) = 0")
  }

  @Test func receivedMessagesHaveTheirOwnLengths() throws {
    let place = Self.at
    func header(_ length: UInt64) -> [UInt8] {
      CallSample.little([0, 0, place + 256, 1, 0, 0, 0, length])
    }
    let rest =
      [UInt8](repeating: 0, count: 128) + CallSample.little([place + 300, 5]) + [UInt8](repeating: 0, count: 28)
    let text = try printed(
      "recvmmsg", [5, place, 2, 0x40, 0], 1, before: header(4) + header(9) + rest + Array("xyxyz".utf8))
    #expect(
      text
        == #"recvmmsg(5, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="xyxy", iov_len=5}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=4}], 2, MSG_DONTWAIT, NULL) = 1"#
    )
  }

  @Test func devicesAreAskedByNameAndAnswer() throws {
    let name = Array("lo".utf8) + [UInt8](repeating: 0, count: 14)
    let rest = [UInt8](repeating: 0, count: 20)
    #expect(
      try printed("ioctl", [3, 0x8913, Self.at], 0, before: name + four([0x49]) + rest)
        == #"ioctl(3, SIOCGIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP|IFF_LOOPBACK|IFF_RUNNING}) = 0"#)
    #expect(
      try printed("ioctl", [3, 0x8910, Self.at], 0, before: name + four([1]) + rest)
        == #"ioctl(3, SIOCGIFNAME, {ifr_ifindex=1, ifr_name="lo"}) = 0"#)
    #expect(
      try printed("ioctl", [3, 0x8927, Self.at], 0, before: name + [4, 3] + [UInt8](repeating: 0, count: 22))
        == #"ioctl(3, SIOCGIFHWADDR, {ifr_name="lo", ifr_hwaddr={sa_family=ARPHRD_LOOPBACK, sa_data=00:00:00:00:00:00}}) = 0"#
    )
  }

  // MARK: Words

  @Test(
    arguments: [
      ("socket AF_INET", "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 0"),
      (
        #"connect 3 {sin_port=htons(80), sin_addr="10.0.0.1"}"#,
        #"connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16) = 0"#
      ),
      (
        #"connect 3 {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}"#,
        #"connect(3, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 0"#
      ),
      (
        #"connect 3 "127.0.0.1:8080""#,
        #"connect(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = 0"#
      ),
      (
        #"sendto 3 "x" 0 "[::1]:7""#,
        #"sendto(3, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(7), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0"#
      ),
      (#"bind 3 "/run/x""#, #"bind(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 9) = 0"#),
      (#"bind 3 "@x""#, #"bind(3, {sa_family=AF_UNIX, sun_path=@"x"}, 4) = 0"#),
      ("setsockopt 3 SOL_SOCKET SO_REUSEADDR [1]", "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0"),
      ("setsockopt 3 IPPROTO_TCP TCP_NODELAY [1]", "setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0"),
      (
        "epoll_ctl 4 EPOLL_CTL_ADD 3 {events=EPOLLIN, data=5}",
        "epoll_ctl(4, EPOLL_CTL_ADD, 3, {events=EPOLLIN, data={u32=5, u64=5}}) = 0"
      ),
      ("semop 0 [{0, -1, SEM_UNDO}]", "semop(0, [{sem_num=0, sem_op=-1, sem_flg=SEM_UNDO}], 1) = 0"),
      (#"msgsnd 0 {1, "hello"}"#, #"msgsnd(0, {mtype=1, mtext="hello"}, 5, 0) = 0"#),
      ("shmget IPC_PRIVATE PAGE IPC_CREAT|0600", "shmget(IPC_PRIVATE, 4096, IPC_CREAT|0600) = 0"),
      (#"mq_open "x" O_RDONLY"#, #"mq_open("x", O_RDONLY) = 0"#),
      (#"send 3 "hi""#, #"sendto(3, "hi", 2, 0, NULL, 0) = 0"#),
    ])
  func wordsMakeTheSameCalls(line: String, text: String) throws {
    #expect(try encode(line).text() == text)
  }

  @Test func roomsAreSuppliedAsLargeAsTheirBuffers() throws {
    #expect(try encode("getsockname 3").placed(2) == [128, 0, 0, 0])
    #expect(try encode("accept4 3 SOCK_CLOEXEC").words[3] == 0x80000)
    #expect(try encode("getsockopt 3 SOL_SOCKET SO_PEERCRED").placed(4) == [12, 0, 0, 0])
    #expect(try encode("accept 3 NULL NULL").words == [3, 0, 0])
    #expect(try encode("recvmmsg 3 [{msg_iov=[5]}, {msg_iov=[5]}]").words[2] == 2)
    #expect(try encode("recvmmsg 3").words[2] == 1)
  }

  @Test(
    arguments: [
      (#"connect 3 {sin_addr="1.2.3"}"#, #""1.2.3""#, "This is no IPv4 address."),
      (#"connect 3 {sin6_addr="1::2::3"}"#, #""1::2::3""#, "This is no IPv6 address."),
      (#"connect 3 "localhost:80""#, #""localhost:80""#, "addr is a socket address, and this text is none."),
      (#"connect 3 "1.2.3.4:99999""#, #""1.2.3.4:99999""#, "addr is a socket address, and this text is none."),
      (#"connect 3 {sin_prt=1}"#, "sin_prt", "A sockaddr_in structure has no member sin_prt."),
      ("select 5 [3 9999999]", "9999999", "readfds has descriptors below 1048576."),
      ("setsockopt 3 SOL_SOCKET SO_REUSEADR [1]", "SO_REUSEADR", "There is no socket option called SO_REUSEADR."),
      ("msgsnd 0 {mtyp=1}", "mtyp", "A message has no member mtyp."),
      (
        #"bind 3 {sll_ifindex=if_nametoindex("nowhere")}"#, #""nowhere""#,
        #"There is no network device called "nowhere"."#
      ),
    ])
  func aMistakeIsNamed(line: String, part wanted: String, message: String) throws {
    let error = try #require(inputError(line) { () throws(InputError) in _ = try encode(line) })
    #expect(error.message == message)
    #expect(part(line, error) == wanted)
  }

  @Test(
    arguments: [
      ("::", "::"), ("::1", "::1"), ("::2", "::2"), ("::1.2.3.4", "::1.2.3.4"), ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
      ("fe80::1", "fe80::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:2:0:0:0:3:0", "1:0:2::3:0"),
      ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("ff00::", "ff00::"),
    ])
  func internetAddressesAreWrittenAsTheLibraryWritesThem(text: String, canonical: String) throws {
    var library = [UInt8](repeating: 0, count: 16)
    #expect(inet_pton(AF_INET6, text, &library) == 1)
    #expect(InternetAddress.bytes6(text) == library)
    #expect(InternetAddress.text6(library[...]) == canonical)
    var buffer = [CChar](repeating: 0, count: 64)
    inet_ntop(AF_INET6, library, &buffer, 64)
    #expect(String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) == canonical)
  }
}
