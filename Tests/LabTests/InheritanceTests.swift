import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// Who has which open file description, across fork, exec and SCM_RIGHTS.
@Suite(.serialized) @TracerThread
struct InheritanceTests {
  private static let rights = #"msg_iov=["x"], msg_control=[{cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data="#

  /// Two processes with one end each of a pair of sockets: 3 in P1 (description b), 4 in P2 (description c).
  private func pair() throws -> Session {
    let session = try Session()
    for line in ["s, t = socketpair", "fork", "close t", "P2: close s"] { try session.run(line) }
    return session
  }

  @Test func anExecClosesWhatIsMarkedCloseOnExecAndNothingElse() throws {
    let session = try Session()
    try session.run("r, w = pipe2 O_CLOEXEC")
    try session.run(#"open "notes" O_RDWR|O_CREAT"#)
    try session.run("fork")
    let words = try session.changesOfTables(#"P2: execve "/bin/cat" ["cat"] []"#)
    #expect(words.prefix(2) == ["closed 3 b by exec", "closed 4 c by exec"])
    #expect(session.lab.descriptors.closedByExec["P2"]?.keys.sorted() == [3, 4])
    #expect(session.lab.descriptors.tables["P2"]?.keys.sorted() == [0, 1, 2, 5])
    #expect(session.lab.descriptors.tables["P1"]?.keys.sorted() == [0, 1, 2, 3, 4, 5])
    // It is told of the last command only, whatever that changed.
    try session.run("getpid")
    #expect(session.lab.descriptors.closedByExec.isEmpty)
  }

  @Test func aCloseByTheProgramItselfIsNoCloseByExec() throws {
    let session = try Session()
    try session.run(#"open "notes" O_RDWR|O_CREAT|O_CLOEXEC"#)
    #expect(try session.changesOfTables("close 3") == ["closed 3 b last"])
    #expect(session.lab.descriptors.closedByExec.isEmpty)
  }

  @Test func whatIsReceivedSharesTheDescriptionThatWasSent() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    #expect(try session.changesOfTables("sendmsg s {\(Self.rights)[fd]}]}") == ["sent d to c"])
    #expect(try session.changesOfTables("P2: recvmsg t") == ["opened 3 d shared received"])
    try session.run("P2: read 3 2")
    #expect(session.lab.descriptors.description(of: 4, in: "P1")?.offset == 2)
    #expect(session.lab.descriptors.inFlight.isEmpty)
  }

  @Test func aDescriptionInFlightIsNotGoneWhenItsSenderClosesIt() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    try session.run("read fd 3")
    try session.run("sendmsg s {\(Self.rights)[fd]}]}")
    #expect(try session.changesOfTables("close fd") == ["closed 4 d"])
    #expect(session.lab.descriptors.descriptions["d"]?.offset == 3)
    // It comes out under its old letter, with the offset that it had.
    #expect(try session.changesOfTables("P2: recvmsg t") == ["opened 3 d shared received"])
    #expect(session.lab.descriptors.description(of: 3, in: "P2")?.offset == 3)
    // And now that it is somewhere again, the last close is the end of it.
    #expect(try session.changesOfTables("P2: close 3") == ["closed 3 d last"])
  }

  @Test func anOpenOfTheSameFileIsNotTakenForTheOneInFlight() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    try session.run("sendmsg s {\(Self.rights)[fd]}]}")
    try session.run("close fd")
    #expect(try session.changesOfTables(#"open "/etc/hostname""#) == ["opened 4 e"])
    #expect(try session.changesOfTables("P2: recvmsg t") == ["opened 3 d shared received"])
  }

  @Test func severalInFlightComeOutInTheirOrder() throws {
    let session = try pair()
    for _ in 0..<3 { try session.run(#"open "/etc/hostname""#) }
    try session.run("sendmsg s {\(Self.rights)[6]}]}")
    try session.run("sendmsg s {\(Self.rights)[4, 5]}]}")
    for fd in 4...6 { try session.run("close \(fd)") }
    #expect(try session.changesOfTables("P2: recvmsg t") == ["opened 3 f shared received"])
    #expect(
      try session.changesOfTables("P2: recvmsg t") == ["opened 5 d shared received", "opened 6 e shared received"])
  }

  @Test func aPeekLeavesTheDescriptorInFlight() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    try session.run("sendmsg s {\(Self.rights)[fd]}]}")
    try session.run("close fd")
    #expect(try session.changesOfTables("P2: recvmsg t {} MSG_PEEK") == ["opened 3 d shared received"])
    #expect(session.lab.descriptors.inFlight.map(\.label) == ["d"])
    #expect(try session.changesOfTables("P2: close 3") == ["closed 3 d"])
    #expect(try session.changesOfTables("P2: recvmsg t") == ["opened 3 d shared received"])
  }

  @Test func aReadThrowsAwayTheDescriptorsThatCameWithTheBytes() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    try session.run("sendmsg s {\(Self.rights)[fd]}]}")
    try session.run("close fd")
    #expect(try session.changesOfTables("P2: read t 10") == ["lost d gone"])
    #expect(session.lab.descriptors.descriptions["d"] == nil)
  }

  @Test func whatThereIsNoRoomForIsThrownAway() throws {
    let session = try pair()
    try session.run("r, w = pipe")
    try session.run("sendmsg s {\(Self.rights)[r, w]}]}")
    let report = try session.run("P2: recvmsg t {msg_controllen=20}")
    #expect(report.changes.map(\.words).filter { !$0.hasPrefix("socket") } == ["opened 3 d shared received", "lost e"])
    #expect(report.text.contains("msg_flags=MSG_CTRUNC"))
  }

  @Test func theLastCloseOfTheReceivingSocketIsTheEndOfWhatWaitsThere() throws {
    let session = try pair()
    try session.run("r, w = pipe")
    try session.run("sendmsg s {\(Self.rights)[w]}]}")
    try session.run("close w")
    #expect(try session.outcome("fcntl r F_SETFL O_NONBLOCK") == "0")
    // The write end in flight keeps the pipe from ending, and afterwards nothing does.
    #expect(try session.outcome("read r 1") == "-1 EAGAIN")
    #expect(try session.changesOfTables("P2: close t") == ["closed 4 c last", "lost e gone"])
    #expect(try session.outcome("read r 1") == "0")
  }

  @Test func whatIsOnItsWayToAProcessThatDiesGoesWithIt() throws {
    let session = try pair()
    try session.run("r, w = pipe")
    try session.run("sendmsg s {\(Self.rights)[w]}]}")
    try session.run("close w")
    try session.run("P2: exit_group 0")
    #expect(session.lab.descriptors.inFlight.isEmpty)
    #expect(session.lab.descriptors.descriptions["e"] == nil)
    #expect(try session.outcome("read r 1") == "0")
  }

  @Test func descriptorsThatPassWhileTheReceiverBlocksAreTold() throws {
    let session = try pair()
    try session.run(#"fd = open "/etc/hostname""#)
    #expect(try session.outcome("P2: recvmsg t") == "blocked")
    // Whether it still waits when the sender is looked at, or was received by then, is a race.
    let sent = try session.changesOfTables("sendmsg s {\(Self.rights)[fd]}]}")
    #expect(sent == ["sent d to c"] || sent == ["sent d to nobody"])
    let report = try session.report()
    #expect(report.changes.map(\.words).filter { !$0.hasPrefix("socket") } == ["opened 3 d shared received"])
    #expect(session.lab.descriptors.inFlight.isEmpty)
  }

  @Test func aDescriptorThatIsNotOpenCannotBeSentAndIsNamed() throws {
    let session = try pair()
    #expect(
      try session.failure("sendmsg s {\(Self.rights)[0, 77]}]}")
        == "-1 EBADF: fd 77, which was to be sent, is not open in P1; open are 0 1 2 3.")
    #expect(
      try session.failure("sendmsg 0 {\(Self.rights)[0]}]}")
        == "-1 ENOTSOCK: fd 0 leads to a character device, and this call works on sockets only.")
  }

  @Test func credentialsTravelToo() throws {
    let session = try pair()
    let line =
      #"sendmsg s {msg_iov=["x"], msg_control=[{cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=P1, uid=0, gid=0}}]}"#
    if isRoot {
      #expect(try session.run(line).text.contains("cmsg_data={pid=\(session.lab.current?.pid ?? 0), uid=0, gid=0}"))
    } else {
      #expect(try session.outcome(line) == "-1 EPERM")
    }
  }
}
