import Testing

@testable import SyscallTable

/// Calls that cannot be made, and what is said of them.
struct EncoderMistakeTests {
  @Test(
    arguments: [
      (#"open "x" PROT_READ"#, "PROT_READ is a protection, and an open flag is wanted here.", "PROT_READ"),
      (
        #"open "x" O_RDONLY|MAP_SHARED"#, "MAP_SHARED is a mapping flag, and an open flag is wanted here.", "MAP_SHARED"
      ),
      ("pipe2 O_APPEND", "O_APPEND is an open flag, and a pipe flag is wanted here.", "O_APPEND"),
      (#"open "x" O_RDONYL"#, "There is no open flag called O_RDONYL.", "O_RDONYL"),
      (#"open "x" flags"#, "There is no variable called flags.", "flags"),
      ("close x", "There is no variable or constant called x.", "x"),
      ("close $P9", "There is no subject P9.", "$P9"),
      (#"close "x""#, "fd is a file descriptor, and this is a text.", #""x""#),
      (#"lseek 3 "x""#, "offset is a number, and this is a text.", #""x""#),
      (#"openat "x" "y""#, "dirfd is a directory's file descriptor or AT_FDCWD, and this is a text.", #""x""#),
      ("close [3]", "A number is wanted here, and this is a list.", "[3]"),
      ("close {3}", "A number is wanted here, and this is a structure.", "{3}"),
      ("close f(3)", "f(...) with 1 argument cannot be used as a value.", "f(3)"),
      ("open x", "pathname is a path, and there is no variable called x.", "x"),
      ("open [1]", "pathname is a path, and this is a list.", "[1]"),
      ("write 1 {a=1}", "buf is a buffer: a text or an address, and this is a structure.", "{a=1}"),
      (#"write 1 ["a"]"#, "A number is wanted here, and this is a text.", #""a""#),
      ("write 1 [256]", "buf has 8 bits, and 256 does not fit.", "256"),
      ("close 3 4", "close takes one argument, and 2 were given.", "4"),
      ("getpid 1", "getpid takes no arguments, and 1 were given.", "1"),
      ("read(3, 4, 5, 6, 7)", "read takes 3 arguments, and 5 were given.", "6"),
      ("preadv2(3, p, 1, 0, 0, 0)", "preadv2 takes 5 arguments, and 6 were given.", "0"),
      ("close", "close needs fd: the descriptor to close.", "close"),
      ("lseek 3", "lseek needs offset: how far from the origin; it may be negative.", "lseek"),
      ("write 1 p", "write needs count: how many bytes. It follows from buf only when that is a text.", "write"),
      ("fcntl 3", "fcntl needs cmd: what to do.", "fcntl"),
      ("fcntl 3 F_DUPFD", "fcntl needs arg: what the command works with.", "fcntl"),
      ("fcntl 3 F_SETLK", "fcntl needs arg: what the command works with.", "fcntl"),
      ("ioctl 0 TCSETS", "ioctl needs argp: what the command works with.", "ioctl"),
      ("ioctl 3 FICLONE", "ioctl needs argp: what the command works with.", "ioctl"),
      ("close 4294967296", "fd has 32 bits, and 4294967296 does not fit.", "4294967296"),
      ("close -2147483649", "fd has 32 bits, and -2147483649 does not fit.", "-2147483649"),
      ("umask 1<<32", "mask has 32 bits, and 4294967296 does not fit.", "1<<32"),
      ("kill 1 SIGTREM", "There is no signal called SIGTREM.", "SIGTREM"),
      ("read 3 2*MB", "buf would be 2097152 bytes, and sysh supplies at most 1048576.", "read"),
      ("read 3 -1", "buf would be 18446744073709551615 bytes, and sysh supplies at most 1048576.", "read"),
      (
        "readv 3 [0xffffffffffffffff]", "iov would be 18446744073709551615 bytes, and sysh supplies at most 1048576.",
        "0xffffffffffffffff"
      ),
      (
        "readv 3 [600*KB, 600*KB]", "The arguments need more memory than the 1048576 bytes that sysh supplies.",
        "600*KB"
      ),
      ("readv 3 5 \"x\"", "iovcnt is a number, and this is a text.", "\"x\""),
      ("readv 3 \"x\"", "iov is a list of buffers: [\"a\", \"b\"] or [10, 20].", "\"x\""),
      ("writev 1 [5]", "A buffer to write is a text or {iov_base=..., iov_len=...}.", "5"),
      ("writev 1 [{1}]", "A buffer is {iov_base=..., iov_len=...}.", "{1}"),
      ("fcntl 3 F_SETLK {l_tpye=F_WRLCK}", "A flock structure has no member l_tpye.", "l_tpye"),
      ("fcntl 3 F_SETLK {1, 2, 3, 4, 5}", "A flock structure has only 4 members.", "5"),
      ("ioctl 0 TIOCSWINSZ {ws_row=70000}", "ws_row has 16 bits, and 70000 does not fit.", "70000"),
      (#"utimensat AT_FDCWD "x" [{1, 2}]"#, "times is a list of 2 timespec structures.", "[{1, 2}]"),
      (#"utimensat AT_FDCWD "x" [1, 2]"#, "times is a timespec structure: {...}.", "1"),
      (#"write(1, "abc"..., 40)"#, "This was cut short (...), so what followed is not known.", #""abc"..."#),
      (
        #"writev(1, [{iov_base="a"..., iov_len=40}], 1)"#, "This was cut short (...), so what followed is not known.",
        #""a"..."#
      ),
      (#"writev(1, ["a", ...], 40)"#, "This was cut short (...), so what followed is not known.", "..."),
      ("readv(1, [5, ...], 40)", "This was cut short (...), so what followed is not known.", "..."),
      (#"open "x"..."#, "This was cut short (...), so what followed is not known.", #""x"..."#),
      ("write 1 [1, ...]", "This was cut short (...), so what followed is not known.", "..."),
    ])
  func aMistakeIsNamedAndShown(line: String, message: String, shown: String) {
    let error = inputError(line) { () throws(InputError) in _ = try encode(line) }
    #expect(error?.message == message)
    #expect(error.map { part(line, $0) } == shown)
  }

  @Test(
    arguments: [
      (#"open "x" O_RDONYL"#, "Did you mean O_RDONLY?"), (#"access "x" F_KO"#, "Did you mean F_OK?"),
      ("close df", "Did you mean fd?"), ("kill 1 SIGTREM", "Did you mean SIGTERM?"),
      ("fcntl 3 F_SETLK {l_tpye=F_WRLCK}", "Did you mean l_type?"),
      ("open x", "A path stands in double quotes: \"x\"."),
      ("close", "It is close(fd)."), ("close 3 4", "It is close(fd)."), ("write 1 p", "It is write(fd, buf, [count])."),
      ("preadv2 3", "It is preadv2(fd, iov, [iovcnt], [offset], [flags])."),
      ("open [1]", "It is open(pathname, [flags], [mode])."), (#"close "x""#, "It is close(fd)."),
      ("close 4294967296", "syscall 3 ... passes any word as it is."),
    ])
  func theAdviceSaysWhatToDo(line: String, advice: String) {
    let error = inputError(line) { () throws(InputError) in _ = try encode(line) }
    #expect(error?.advice == advice)
  }

  @Test func everyConstantOfTheTableIsANumberAnywhere() throws {
    for (name, value) in SyscallTable.standard.constants {
      #expect(try encode("lseek 3 \(name)").words[1] == value, "\(name)")
      #expect(SyscallTable.standard.noun(of: name) != nil)
    }
    #expect(SyscallTable.standard.noun(of: "O_CLOEXEC") == "open flag")
    #expect(SyscallTable.standard.noun(of: "NOPE") == nil)
  }

  @Test(
    arguments: [
      ("makedev(1, 3)", 0x103), ("makedev(0xfff12345, 0xabcdef98)", 0xfff1_2abc_def3_4598),
      ("makedev(0, -1)", 0xfff_fff0_00ff),
      ("htons(80)", 0x5000), ("htonl(1)", 0x100_0000), ("1<<64", 0), ("1<<63", 1 << 63), ("1<<-1", 0), ("-1>>63", 1),
      ("-1>>64", 0), ("0xffffffffffffffff+2", 1), ("1-2", .max), ("0xffffffff*0xffffffff*2", 0xffff_fffc_0000_0002),
      ("~0", .max), ("-0x8000000000000000", 1 << 63), ("P2", 200), ("$P1+1", 101), ("2*PAGE|1", 8193), ("6&3", 2),
      ("NULL", 0), ("SIGKILL", 9), ("S_IFDIR|0755", 0o040755),
    ] as [(String, UInt64)])
  func valuesAreComputedIn64Bits(text: String, value: UInt64) throws {
    #expect(try encode("lseek 3 \(text)").words[1] == value)
  }
}
