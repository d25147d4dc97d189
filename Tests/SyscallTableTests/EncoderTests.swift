import LinuxABI
import Testing

@testable import SyscallTable

/// Typed calls into registers and memory.
struct EncoderTests {
  /// A register, as a test expects it.
  enum Word: Equatable, CustomTestStringConvertible {
    case number(Int64)
    /// Memory of this size that sysh supplies.
    case supplied(Int)
    /// Bytes placed in memory.
    case text(String)
    case bytes([UInt8])

    var testDescription: String { "\(self)" }
  }

  private func little(_ values: UInt64...) -> [UInt8] { values.flatMap(\.littleEndianBytes) }

  @Test(
    arguments: [
      ("read fd 64", [.number(3), .supplied(64), .number(64)]),
      ("read fd", [.number(3), .supplied(4096), .number(4096)]),
      ("read fd p 64", [.number(3), .number(0x1000_0000), .number(64)]),
      ("read(fd, NULL, 64)", [.number(3), .number(0), .number(64)]),
      (#"read(3, "\177ELF"..., 832)"#, [.number(3), .supplied(832), .number(832)]),
      (#"write fd "hello\n""#, [.number(3), .text("hello\n"), .number(6)]),
      (#"write fd "hello\n" 3"#, [.number(3), .text("hello\n"), .number(3)]),
      (#"write fd """#, [.number(3), .text(""), .number(0)]),
      ("write fd p 5", [.number(3), .number(0x1000_0000), .number(5)]),
      ("write fd [104, 0x69, 10]", [.number(3), .text("hi\n"), .number(3)]),
      ("fstat 3", [.number(3), .supplied(144)]), ("pipe", [.supplied(8)]),
      ("pipe2 O_CLOEXEC", [.supplied(8), .number(0x80000)]),
      (#"pwrite64 fd "abc" 0"#, [.number(3), .text("abc"), .number(3), .number(0)]),
      (#"pwrite64 fd "abc" 2 7"#, [.number(3), .text("abc"), .number(2), .number(7)]),
      (#"open "x""#, [.text("x\0"), .number(0), .number(0)]),
      (#"open "x" O_RDWR"#, [.text("x\0"), .number(2), .number(0)]),
      (#"open "x" O_WRONLY|O_CREAT 0600"#, [.text("x\0"), .number(0x41), .number(0o600)]),
      ("open /etc/hostname", [.text("/etc/hostname\0"), .number(0), .number(0)]),
      ("open NULL", [.number(0), .number(0), .number(0)]), ("open p", [.number(0x1000_0000), .number(0), .number(0)]),
      (#"openat AT_FDCWD "x""#, [.number(-100), .text("x\0"), .number(0), .number(0)]),
      (#"openat (AT_FDCWD) "x""#, [.number(-100), .text("x\0"), .number(0), .number(0)]),
      ("close AT_FDCWD", [.number(-100)]), ("chdir ..", [.text("..\0")]), ("chdir .", [.text(".\0")]),
      (#"readlink "x""#, [.text("x\0"), .supplied(4096), .number(4096)]),
      (#"readlink "x" 10"#, [.text("x\0"), .supplied(10), .number(10)]),
      ("fcntl 3 F_GETFD", [.number(3), .number(1), .number(0)]),
      ("fcntl 3 F_SETFD FD_CLOEXEC", [.number(3), .number(2), .number(1)]),
      ("fcntl 3 F_DUPFD 10", [.number(3), .number(0), .number(10)]),
      ("fcntl 3 F_GETOWN_EX", [.number(3), .number(16), .supplied(8)]),
      ("ioctl 0 TIOCGWINSZ", [.number(0), .number(0x5413), .supplied(8)]),
      ("ioctl 0 FIONREAD", [.number(0), .number(0x541b), .supplied(4)]),
      ("ioctl 0 TIOCEXCL", [.number(0), .number(0x540c), .number(0)]),
      ("ioctl 0 FIONBIO [1]", [.number(0), .number(0x5421), .bytes([1, 0, 0, 0])]),
      ("getcwd", [.supplied(4096), .number(4096)]), ("getcwd 10", [.supplied(4096), .number(10)]),
      ("wait4 -1", [.number(-1), .supplied(4), .number(0), .number(0)]),
      ("wait4 P2 WNOHANG", [.number(200), .supplied(4), .number(1), .number(0)]),
      // NULL can be no option, and WNOHANG no address: what was typed tells which arguments were left out.
      ("wait4 P2 NULL WNOHANG", [.number(200), .number(0), .number(1), .number(0)]),
      ("wait4 P2 p WNOHANG|WUNTRACED", [.number(200), .number(0x1000_0000), .number(3), .number(0)]),
      // No option is as large as an address.
      ("wait4 -1 far", [.number(-1), .number(0x7f00_0000_1000), .number(0), .number(0)]),
      ("wait4(-1, NULL, 0, NULL)", [.number(-1), .number(0), .number(0), .number(0)]),
      ("kill P2 SIGTERM", [.number(200), .number(15)]), ("kill $P1 TERM", [.number(100), .number(15)]),
      ("kill -1 0", [.number(-1), .number(0)]), ("kill 5 SIGRT_2", [.number(5), .number(34)]),
      ("lseek fd -10 SEEK_END", [.number(3), .number(-10), .number(2)]),
      ("lseek fd 3*PAGE", [.number(3), .number(12288), .number(0)]), ("close -1", [.number(-1)]),
      ("close 4294967295", [.number(0xffff_ffff)]), ("close -2147483648", [.number(-2_147_483_648)]),
      (
        "mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS",
        [.number(0), .number(4096), .number(1), .number(0x22), .number(-1), .number(0)]
      ),
      ("brk", [.number(0)]), ("getpid", []), ("umask 022", [.number(18)]), ("fork()", []),
      ("chown \"x\" 0", [.text("x\0"), .number(0), .number(0xffff_ffff)]),
      ("mincore p 3*PAGE+1", [.number(0x1000_0000), .number(12289), .supplied(4)]),
      ("sendfile 4 3 [7] 10", [.number(4), .number(3), .bytes([7, 0, 0, 0, 0, 0, 0, 0]), .number(10)]),
      ("sendfile(4, 3, [0] => [5], 10)", [.number(4), .number(3), .bytes([0, 0, 0, 0, 0, 0, 0, 0]), .number(10)]),
      ("preadv2 3 p 1", [.number(3), .number(0x1000_0000), .number(1), .number(-1), .number(0), .number(0)]),
      (
        "preadv2(3, p, 1, 5, RWF_NOWAIT)",
        [.number(3), .number(0x1000_0000), .number(1), .number(5), .number(0), .number(8)]
      ),
      ("mknod \"x\" S_IFCHR|0600 makedev(1, 3)", [.text("x\0"), .number(0o020600), .number(0x103)]),
      ("getdents64 3", [.number(3), .supplied(32768), .number(32768)]),
      ("openat2 AT_FDCWD \"x\"", [.number(-100), .text("x\0"), .bytes([UInt8](repeating: 0, count: 24)), .number(24)]),
    ] as [(String, [Word])])
  func whatIsLeftOutIsSupplied(line: String, words: [Word]) throws {
    let call = try encode(line)
    #expect(call.words.count == words.count)
    let sizes = sizes(of: call)
    for (index, word) in words.enumerated() {
      switch word {
      case .number(let value): #expect(call.words[index] == UInt64(bitPattern: value), "argument \(index)")
      case .text(let text): #expect(call.placed(index) == Array(text.utf8), "argument \(index)")
      case .bytes(let bytes): #expect(call.placed(index) == bytes, "argument \(index)")
      case .supplied(let size):
        #expect(call.supplied[index])
        #expect((sizes[call.words[index]] ?? 0) >= size, "argument \(index)")
      }
    }
  }

  @Test func anArgumentVectorIsATableOfTextsThatEndsInNull() throws {
    let call = try encode(#"execve "/bin/cat" ["cat", "-n"] []"#)
    let table = try #require(call.placed(1))
    #expect(table.count == 24 && table[16...].allSatisfy { $0 == 0 })
    let texts = [0, 8].map { call.memory.string(at: table[$0..<($0 + 8)].littleEndianWord)?.bytes }
    #expect(texts == [Array("cat".utf8), Array("-n".utf8)])
    #expect(call.placed(2) == [UInt8](repeating: 0, count: 8))
    #expect(call.text(.returned(0)).hasSuffix("/* 0 vars */) = 0"))
    #expect(try encode(#"execve "/bin/cat" NULL"#).words[1...] == [0, 0])
  }

  @Test func aSetOfSignalsIsAListOfNamesOrItsComplement() throws {
    #expect(try encode("sigprocmask SIG_BLOCK [INT TERM]").placed(1) == little(1 << 1 | 1 << 14))
    #expect(try encode("sigprocmask SIG_BLOCK [SIGINT, 15]").placed(1) == little(1 << 1 | 1 << 14))
    #expect(try encode("sigprocmask SIG_BLOCK ~[KILL]").placed(1) == little(~(1 << 8)))
    #expect(try encode("sigprocmask SIG_BLOCK []").placed(1) == little(0))
  }

  /// The room above each address that the arena handed out, by the addresses among the call's words.
  private func sizes(of call: EncodedCall) -> [UInt64: Int] {
    let starts = Set(call.words + call.arena.contents.map(\.address)).filter {
      $0 >= call.arena.bottom && $0 < call.arena.top
    }.sorted()
    let ends = starts.dropFirst() + [call.arena.top]
    return Dictionary(zip(starts, zip(starts, ends).map { Int($1 - $0) })) { first, _ in first }
  }

  @Test func buffersOfAVectorAreTextsOrSizes() throws {
    let write = try encode(#"writev fd ["a", "bc"]"#)
    let texts = write.arena.contents.filter { $0.bytes.count < 16 }
    #expect(texts.map(\.bytes) == [[97], [98, 99]])
    #expect(write.placed(1) == little(texts[0].address, 1, texts[1].address, 2))
    #expect(write.words[2] == 2)

    let read = try encode("readv fd [3, 5]")
    let table = try #require(read.placed(1))
    #expect(read.words[2] == 2)
    #expect(table.count == 32 && table[8] == 3 && table[24] == 5)
    #expect(table[0..<8].littleEndianWord != table[16..<24].littleEndianWord)

    let own = try encode("readv fd [{iov_base=p, iov_len=64}, {NULL, 0}]")
    #expect(own.placed(1) == little(0x1000_0000, 64, 0, 0))
    #expect(try encode(#"pwritev fd ["ab"] 7"#).words.suffix(2) == [1, 7])
    #expect(try encode(#"vmsplice w ["ab"] SPLICE_F_GIFT"#).words.suffix(2) == [1, 8])
    #expect(try encode("writev fd []").words[2] == 0)
  }

  @Test func structuresAreLaidOutByName() throws {
    let lock = try encode("fcntl 3 F_SETLK {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}")
    #expect(lock.placed(2) == [1] + [UInt8](repeating: 0, count: 31))
    let other = try encode("fcntl 3 F_SETLK {l_len=5, l_start=-1, l_type=F_UNLCK}")
    #expect(other.placed(2) == little(2, .max, 5, 0))
    #expect(try encode("fcntl 3 F_SETLK {F_WRLCK, SEEK_END}").placed(2)?.prefix(4) == [1, 0, 2, 0])
    #expect(try encode(#"openat2 AT_FDCWD "x" {flags=O_RDONLY}"#).words[3] == 24)
    let how = try encode(#"openat2 AT_FDCWD "x" {flags=O_RDWR|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH}"#)
    #expect(how.placed(2) == little(0x42, 0o600, 8))
    let times = try encode(#"utimensat AT_FDCWD "x" [{tv_sec=5, tv_nsec=6}, UTIME_OMIT]"#)
    #expect(times.placed(2) == little(5, 6, 0, 0x3fff_fffe))
    #expect(try encode("nanosleep {1}").placed(0) == little(1, 0))
    #expect(try encode("ioctl 0 TIOCSWINSZ {ws_row=24, ws_col=80, ...}").placed(2) == [24, 0, 80, 0, 0, 0, 0, 0])
  }

  @Test(
    arguments: [
      #"writev fd ["a", "bc", "", "d"]"#, "readv fd [1, 0, 17, 4096]", #"rename "a" "b""#,
      #"copy_file_range 3 [0] 4 [0] 9"#, #"readlink "x""#, "statx AT_FDCWD /etc", #"write 1 """#, "read 3 0",
      "fcntl 3 F_GETLK {l_type=F_RDLCK}",
    ])
  func theArenaIsHandedOutDownwardsAlignedAndWithoutOverlap(line: String) throws {
    let call = try encode(line)
    let arena = call.arena
    #expect(arena.top == TypedLine.arenaTop)
    #expect(arena.used <= Arena.limit)
    var end = arena.top
    for (address, bytes) in arena.contents {
      #expect(address % 16 == 0)
      #expect(address + UInt64(bytes.count) <= end && address >= arena.bottom && address < arena.top)
      end = address
    }
    let handedOut = zip(call.words, call.supplied).filter(\.1).map(\.0)
    #expect(handedOut.allSatisfy { $0 % 16 == 0 && (arena.bottom..<arena.top).contains($0) })
    #expect(Set(handedOut + arena.contents.map(\.address)).count == handedOut.count + arena.contents.count)
  }

  @Test func theArenaHasALimitAndABottom() {
    var arena = Arena(top: 0x1_0000_000f)
    let top = arena.top
    #expect(top == 0x1_0000_0000)
    let addresses = [Arena.limit, .max, Arena.limit - 16, 1].map { arena.reserve($0) }
    #expect(addresses == [nil, nil, top - Arena.limit + 16, nil])
    var nowhere = Arena(top: 0)
    #expect([0, 1].map { nowhere.reserve($0) } == [nil, nil])
    var low = Arena(top: 64)
    #expect([64, 16].map { low.reserve($0) } == [nil, 48])
  }
}
