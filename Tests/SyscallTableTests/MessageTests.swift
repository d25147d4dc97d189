import Foundation
import LinuxABI
import Testing

@testable import SyscallTable

/// Messages with their control messages, as strace 6.1 printed them (Fixtures/sockets.strace).
struct MessageTests {
  private static let at = CallSample.at

  private func lines(_ name: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/sockets.strace"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init).filter { $0.hasPrefix(name) }
  }

  /// What a line gave, as far as it can be printed without a kernel.
  private func outcome(_ line: TypedLine) throws -> CallOutcome {
    guard case .outcome(let outcome) = try #require(line.expectation.flatMap(Expectation.init)) else {
      throw CocoaError(.coderInvalidValue)
    }
    return outcome
  }

  @Test(arguments: ["sendmsg", "sendto", "shutdown"])
  func whatIsSentIsPrintedAsStracePrintedIt(name: String) throws {
    let lines = try lines(name)
    #expect(lines.count > 2)
    for line in lines {
      // Where a list ends in what cannot be read, its rest is not known.
      if line.contains("...") { continue }
      let typed = try TypedLine(Array(line.utf8))
      #expect(try typed.encoded().text(try outcome(typed)) == line)
    }
  }

  @Test(arguments: ["recvmsg", "recvfrom", "socketpair"])
  func whatIsReceivedIsReadAndLeavesAsMuchRoom(name: String) throws {
    let lines = try lines(name)
    #expect(lines.count > 3)
    for line in lines {
      let call = try TypedLine(Array(line.utf8)).encoded()
      guard name == "recvmsg", call.words[1] != 0, let header = call.placed(1) else { continue }
      let room = StructureLayout.msghdr.word("msg_namelen", header[...])
      let text = line.split(separator: "msg_namelen=")[1].prefix { $0.isNumber }
      #expect(String(room) == text, "\(line)")
      #expect(call.words[2] != 0 || line.contains(", 0) ="))
    }
  }

  @Test func everyLengthFollowsFromWhatItCounts() throws {
    let long =
      #"sendmsg(3, {msg_name={sa_family=AF_UNIX, sun_path=@"ab"}, msg_namelen=5, msg_iov=[{iov_base="x", iov_len=1}, {iov_base="yz", iov_len=2}], msg_iovlen=2, msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3, 5]}, {cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=100, uid=1, gid=2}}], msg_controllen=56, msg_flags=0}, MSG_NOSIGNAL) = 3"#
    let short =
      #"sendmsg fd {msg_name={sun_path=@"ab"}, msg_iov=["x", "yz"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[fd, w]}, {cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=P1, uid=1, gid=2}}]} MSG_NOSIGNAL"#
    #expect(try encode(short).text(.returned(3)) == long)
    let one = #"sendmsg fd {msg_iov=["x"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=fd}]}"#
    #expect(try encode(one).text(.returned(1)).contains("cmsg_len=20, "))
  }

  @Test func aPathHasItsNulAndAnAbstractNameHasNone() throws {
    #expect(try encode(#"sendto 3 "x" 0 {sa_family=AF_UNIX, sun_path="/a"}"#).words[5] == 5)
    #expect(try encode(#"sendto 3 "x" 0 {sa_family=AF_UNIX, sun_path=@"a"}"#).words[5] == 4)
    #expect(try encode(#"sendto 3 "x" 1 0 {sa_family=AF_UNIX, sun_path=@"a"}"#).words[2] == 1)
    #expect(try encode(#"sendto 3 "xy""#).words == [3, try encode(#"sendto 3 "xy""#).words[1], 2, 0, 0, 0])
    let bytes = try encode(#"sendto 3 "x" 0 {sa_family=AF_INET, sa_data="\0\120\177\0\0\1"}"#)
    #expect(bytes.placed(4) == [2, 0, 0, 80, 127, 0, 0, 1])
    #expect(bytes.text(.returned(1)).contains(#"{sa_family=AF_INET, sa_data="\0P\177\0\0\1"}, 8"#))
  }

  @Test func aReceiveIsSuppliedWithRoomForEverything() throws {
    let call = try encode("recvmsg 4")
    let header = try #require(call.placed(1))
    func word(_ name: String) -> UInt64 { StructureLayout.msghdr.word(name, header[...]) }
    #expect(call.supplied[1] && word("msg_iovlen") == 1 && word("msg_controllen") == 256 && word("msg_name") == 0)
    let table = call.arena.contents.first { $0.address == word("msg_iov") }
    #expect(table?.bytes.suffix(8) == UInt64(4096).littleEndianBytes[...])
    let small = try encode("recvmsg 4 {msg_iov=[3, 4], msg_controllen=24, msg_namelen=110} MSG_PEEK")
    let bytes = try #require(small.placed(1))
    #expect(StructureLayout.msghdr.word("msg_iovlen", bytes[...]) == 2)
    #expect(StructureLayout.msghdr.word("msg_controllen", bytes[...]) == 24)
    #expect(StructureLayout.msghdr.word("msg_namelen", bytes[...]) == 110 && small.words[2] == 2)
  }

  /// A message that arrived: its parts lie behind one another from `at` on.
  private func received(namelen: (UInt64, UInt64), control: [UInt8], result: UInt64) -> String {
    let place = Self.at
    func message(_ length: UInt64, _ control: UInt64) -> [UInt8] {
      CallSample.little([place + 256, length, place + 64, 1, place + 512, control, 0])
    }
    let fixed: [(UInt64, [UInt8])] = [
      (place + 64, CallSample.little([place + 128, 10])), (place + 128, Array("hello".utf8)),
      (place + 256, [1, 0, 0] + Array("absq".utf8)), (place + 512, control),
    ]
    let row = SyscallTable.standard["recvmsg"]
    let before = PagedMemory([(place, message(namelen.0, 256))] + fixed.map { (address: $0, bytes: $1) })
    let after = before.overlaid(with: [(place, message(namelen.1, UInt64(control.count)))])
    return row.map { CallPrinter($0, [4, place, 0], memory: before).text(.returned(result), memory: after) } ?? ""
  }

  @Test func whatCameIsPrintedAndLengthsThatChangedTwice() {
    let rights = CallSample.little([20, 1 | 1 << 32, 7])
    #expect(
      received(namelen: (110, 7), control: rights, result: 3)
        == #"recvmsg(4, {msg_name={sa_family=AF_UNIX, sun_path=@"absq"}, msg_namelen=110 => 7, msg_iov=[{iov_base="hel", iov_len=10}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[7]}], msg_controllen=24, msg_flags=0}, 0) = 3"#
    )
    #expect(
      received(namelen: (3, 7), control: [], result: 0)
        == #"recvmsg(4, {msg_name={sa_family=AF_UNIX, sun_path=@""}, msg_namelen=3 => 7, msg_iov=[{iov_base="", iov_len=10}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 0"#
    )
  }

  @Test func whatHasNoNameIsShownAsNumbersAndBytes() {
    let strange = CallSample.little([20, 123 | 5 << 32]) + [97, 98, 0, 255, 0, 0, 0, 0]
    #expect(
      received(namelen: (0, 0), control: strange, result: 0).contains(
        #"msg_control=[{cmsg_len=20, cmsg_level=0x7b /* SOL_??? */, cmsg_type=0x5, cmsg_data="ab\0\377"}]"#))
    let unknown = CallSample.little([17, 1 | 99 << 32, 120])
    #expect(
      received(namelen: (0, 0), control: unknown, result: 0).contains(
        #"cmsg_level=SOL_SOCKET, cmsg_type=0x63 /* SCM_??? */, cmsg_data="x"}"#))
    // A length that cannot be ends the list, and strace says where.
    let broken = CallSample.little([5, 1 | 1 << 32, 9])
    #expect(
      received(namelen: (0, 0), control: broken, result: 0).contains(
        "[{cmsg_len=5, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS}, ... /* 0x7f0000001200 */]"))
  }

  @Test func theDescriptorsOfAMessageAreFoundAmongItsControlMessages() throws {
    let call = try encode(
      #"sendmsg 3 {msg_control=[{cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=1}}, {cmsg_type=SCM_RIGHTS, cmsg_data=[7, 8]}, {cmsg_type=SCM_RIGHTS, cmsg_data=[9]}]}"#
    )
    #expect(ControlMessages.descriptors(ofMessageAt: call.words[1], in: call.memory) == [7, 8, 9])
    #expect(ControlMessages.descriptors(ofMessageAt: 8, in: call.memory) == [])
  }

  @Test(
    arguments: [
      (#"sendmsg 3 {msg_iv=["x"]}"#, "msg_iv", "A msghdr structure has no member msg_iv."),
      (#"sendmsg 3 {["x"]}"#, #"["x"]"#, "The members of msg have names."),
      (#"sendmsg 3 "x""#, #""x""#, #"msg is a msghdr structure: {msg_iov=["a"]}, and this is a text."#),
      ("sendmsg 3 {msg_control=[5]}", "5", "A control message is a structure."),
      ("sendmsg 3 {msg_control=[{cmsg_data=[5]}]}", "{cmsg_data=[5]}", "A control message needs cmsg_type."),
      ("sendmsg 3 {msg_control=[{cmsg=5}]}", "cmsg", "A control message has no member cmsg."),
      (
        "sendmsg 3 {msg_control=[{cmsg_type=SCM_CREDENTIALS, cmsg_data=5}]}", "5",
        "cmsg_data is a ucred structure: {pid=..., uid=..., gid=...}."
      ),
      ("sendmsg 3 {msg_control=[{cmsg_type=SCM_RIGHT}]}", "SCM_RIGHT", "There is no control message called SCM_RIGHT."),
      (#"sendmsg 3 {msg_name={sun_path=5}}"#, "5", "sun_path is a text."),
      (#"sendmsg 3 {msg_name={sun_port=5}}"#, "sun_port", "msg_name has no member sun_port."),
      (#"sendmsg 3 {msg_name={}}"#, "{}", "msg_name needs sa_family."),
      (
        "recvmsg 3 {msg_iov=[2000000]}", "2000000", "msg_iov would be 2000000 bytes, and sysh supplies at most 1048576."
      ),
      (
        "recvmsg 3 {msg_controllen=2000000}", "{msg_controllen=2000000}",
        "msg_control would be 2000000 bytes, and sysh supplies at most 1048576."
      ),
      (
        #"sendto 3 "x" 0 "abc""#, #""abc""#,
        "dest_addr is a socket address, and this text is none."
      ),
    ])
  func aMistakeIsNamed(line: String, part wanted: String, message: String) throws {
    let error = try #require(inputError(line) { () throws(InputError) in _ = try encode(line) })
    #expect(error.message == message)
    #expect(part(line, error) == wanted)
  }
}
