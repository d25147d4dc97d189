import Glibc

/// The programs built beside the test bundle: the one under test, and one that the tests trace.
public enum Built {
  /// The path of `sysh`.
  public static let path = path(of: "sysh")

  public static func path(of name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let bundle = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // swift test runs the bundle through a helper of its own or directly; .build/debug holds both.
    let directory = bundle.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let beside = "\(directory)/\(name)"
    return access(beside, X_OK) == 0 ? beside : "\(Checkout.root)/.build/debug/\(name)"
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A program that was started, with a pipe to its standard input and one from its standard output and error.
  public struct Started {
    public let pid: pid_t
    public let input: Int32
    public let output: Int32
  }

  /// Starts a program. Both pipes and the child are the caller's.
  public static func start(
    _ arguments: [String], environment: [String] = [], program: String = path
  ) throws -> Started {
    var toChild: [Int32] = [0, 0]
    var fromChild: [Int32] = [0, 0]
    pipe(&toChild)
    pipe(&fromChild)
    for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
    posix_spawn_file_actions_adddup2(&actions, fromChild[1], 2)
    var attributes = posix_spawnattr_t()
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_init(&attributes)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings =
      (["PATH=/usr/bin:/bin", "TERM=xterm", "HOME=\(Scratch.home)"] + environment).map { strdup($0) } + [nil]
    defer {
      (words + settings).forEach { free($0) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, &attributes, words, settings)
    close(toChild[0])
    close(fromChild[1])
    guard failure == 0 else { throw PseudoTerminal.Failure.start(program, failure) }
    return Started(pid: child, input: toChild[1], output: fromChild[0])
  }

  /// Its standard output and error together, and its exit status, for the given input.
  public static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String] = [], program: String = path
  ) throws -> (
    text: String, status: Int32
  ) {
    let started = try start(arguments, environment: environment, program: program)
    // Input longer than a pipe holds would need both ends at once.
    precondition(input.count <= 60_000)
    _ = input.withUnsafeBytes { write(started.input, $0.baseAddress, $0.count) }
    close(started.input)
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = read(started.output, &chunk, chunk.count), count > 0 { output += chunk[..<count] }
    close(started.output)
    var status: Int32 = 0
    while waitpid(started.pid, &status, 0) < 0, errno == EINTR {}
    return (String(decoding: output, as: UTF8.self), status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f)
  }
}

/// A directory for what the program keeps between runs, in TMPDIR, which Tests/run removes.
public enum Scratch {
  public static let home: String = {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/sysh-test-XXXXXX".utf8CString)
    mkdtemp(&template)
    return template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }()
}

public enum Checkout {
  /// The top of the checkout that these tests were built from.
  public static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
}
