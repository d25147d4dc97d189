import Glibc
import TestSupport
import Testing

@testable import Shell

/// The file of typed lines, whatever is in it and whoever else writes it.
struct HistoryFileTests {
  private let path = Scratch.home + "/history-\(UInt64.random(in: 0 ... .max))"

  private func write(_ bytes: [UInt8]) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  private var content: String {
    let file = open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  @Test func linesComeBackInTheirOrder() throws {
    let history = HistoryFile(path: path)
    #expect(history.lines().isEmpty)
    for line in ["getpid", "open \"é\"", "a\tb"] { try history.append(line) }
    #expect(history.lines() == ["getpid", "open \"é\"", "a\tb"])
  }

  @Test func aLineThatWasCutOffIsClosedByTheNextOne() throws {
    write(Array("getpid\ngetpp".utf8))
    try HistoryFile(path: path).append("getuid")
    #expect(content == "getpid\ngetpp\ngetuid\n")
  }

  @Test func whatIsNoTextIsPassedOverAndKept() throws {
    write([0xff, 0xfe, 0x0a] + Array("getpid\n".utf8) + [0x1b, 0x5b, 0x32, 0x4a, 0x0a, 0, 0, 0x0a, 0x0d, 0x0a])
    let history = HistoryFile(path: path)
    #expect(history.lines() == ["getpid"])
    try history.append("getuid")
    #expect(history.lines() == ["getpid", "getuid"])
  }

  @Test func aLongFileIsShortenedAndItsLastLinesStay() throws {
    write(Array((0..<13_000).map { "close \($0)\n" }.joined().utf8))
    let lines = HistoryFile(path: path).lines()
    #expect(lines.count == HistoryFile.limit)
    #expect(lines.last == "close 12999")
    #expect(content.hasPrefix("close 3000\n"))
    #expect(content.hasSuffix("close 12999\n"))
  }

  @Test func aLinkToTheFileStaysOne() throws {
    write(Array((0..<13_000).map { "close \($0)\n" }.joined().utf8))
    let link = path + "-link"
    symlink(path, link)
    #expect(HistoryFile(path: link).lines().count == HistoryFile.limit)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(content.hasPrefix("close 3000\n"))
  }

  @Test func severalWritersLoseNothingAndDoNotMixTheirLines() async throws {
    write(Array((0..<12_500).map { "old \($0)\n" }.joined().utf8))
    let history = HistoryFile(path: path)
    let written = (0..<3).map { writer in (0..<60).map { "\(writer) \($0) \(String(repeating: "x", count: 300))" } }
    // Each has the file and the lock open for itself, as shells have; one shortens it meanwhile.
    await withTaskGroup(of: Void.self) { group in
      for lines in written {
        group.addTask { for line in lines { try? history.append(line) } }
      }
      group.addTask { for _ in 0..<5 { _ = history.lines() } }
    }
    let kept = content.split(separator: "\n").map(String.init)
    for lines in written { #expect(kept.filter { $0.hasPrefix("\(lines[0].prefix(2))") } == lines) }
    #expect(kept.count < 12_500, "it was shortened")
  }

  @Test func whatCannotBeWrittenIsSaidInOneSentence() throws {
    mkdir(path, 0o700)
    let history = HistoryFile(path: path)
    #expect(history.lines().isEmpty)
    let error = #expect(throws: HistoryFile.Problem.self) { try history.append("getpid") }
    #expect(try #require(error).message.hasSuffix("Is a directory."))
    let missing = #expect(throws: HistoryFile.Problem.self) {
      try HistoryFile(path: "/proc/nowhere/history").append("getpid")
    }
    #expect(try #require(missing).message.hasSuffix("No such file or directory."))
    try HistoryFile(path: "/dev/null").append("getpid")
  }
}
