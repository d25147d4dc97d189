import CHeaders
import LinuxABI
import SyscallTable
import Testing

@testable import Trace

@Suite struct CountTableTests {
  /// What `strace -c true` of strace 6.1 counted, in nanoseconds that it rounds to what it printed.
  private static let counted: [(String, CallCounts.Count)] = [
    ("mmap", .init(calls: 8, nanoseconds: 133_000)), ("mprotect", .init(calls: 3, nanoseconds: 68_000)),
    ("openat", .init(calls: 2, nanoseconds: 61_000)), ("close", .init(calls: 2, nanoseconds: 28_000)),
    ("newfstatat", .init(calls: 2, nanoseconds: 26_000)), ("munmap", .init(calls: 1, nanoseconds: 25_000)),
    ("pread64", .init(calls: 2, nanoseconds: 23_000)), ("read", .init(calls: 1, nanoseconds: 17_000)),
    ("rseq", .init(calls: 1, nanoseconds: 15_000)), ("arch_prctl", .init(calls: 1, nanoseconds: 13_000)),
    ("prlimit64", .init(calls: 1, nanoseconds: 13_000)), ("set_tid_address", .init(calls: 1, nanoseconds: 12_000)),
    ("set_robust_list", .init(calls: 1, nanoseconds: 11_000)), ("brk", .init(calls: 1)),
    ("access", .init(calls: 1, errors: 1)), ("execve", .init(calls: 1)),
  ]

  static let counts: CallCounts = {
    var counts = CallCounts(method: .bpf)
    for (name, count) in counted {
      if let number = SyscallTable.standard[name]?.number { counts.counts[.native(number)] = count }
    }
    return counts
  }()

  @Test func itIsTheTableOfStrace() {
    #expect(
      CountTable().lines(Self.counts).joined(separator: "\n") == """
        % time     seconds  usecs/call     calls    errors syscall
        ------ ----------- ----------- --------- --------- ----------------
         29.89    0.000133          16         8           mmap
         15.28    0.000068          22         3           mprotect
         13.71    0.000061          30         2           openat
          6.29    0.000028          14         2           close
          5.84    0.000026          13         2           newfstatat
          5.62    0.000025          25         1           munmap
          5.17    0.000023          11         2           pread64
          3.82    0.000017          17         1           read
          3.37    0.000015          15         1           rseq
          2.92    0.000013          13         1           arch_prctl
          2.92    0.000013          13         1           prlimit64
          2.70    0.000012          12         1           set_tid_address
          2.47    0.000011          11         1           set_robust_list
          0.00    0.000000           0         1           brk
          0.00    0.000000           0         1         1 access
          0.00    0.000000           0         1           execve
        ------ ----------- ----------- --------- --------- ----------------
        100.00    0.000445          15        29         1 total
        """)
  }

  @Test func columnsCanBeChosenAndTheNameIsAlwaysThere() {
    var counts = CallCounts(method: .bpf)
    counts.counts = [
      .native(157): .init(calls: 2, nanoseconds: 3_000), .native(318): .init(calls: 1, errors: 1, nanoseconds: 1_000),
    ]
    #expect(
      CountTable(columns: [.name, .calls, .errors, .timePercent]).lines(counts) == [
        "syscall              calls    errors % time", "---------------- --------- --------- ------",
        "prctl                    2            75.00", "getrandom                1         1  25.00",
        "---------------- --------- --------- ------", "total                    3         1 100.00",
      ])
    #expect(
      CountTable(columns: [.calls]).lines(counts) == [
        "    calls syscall", "--------- ----------------", "        2 prctl", "        1 getrandom",
        "--------- ----------------", "        3 total",
      ])
  }

  @Test(arguments: [
    (CountTable.Key.time, ["mmap", "mprotect", "openat"]), (.calls, ["mmap", "mprotect", "close"]),
    (.errors, ["access", "read", "close"]), (.name, ["access", "arch_prctl", "brk"]),
    (.nothing, ["read", "close", "mmap"]), (.averageTime, ["openat", "munmap", "mprotect"]),
  ])
  func equalRowsStandInTheOrderOfTheirNumbers(_ key: CountTable.Key, _ first: [String]) {
    let lines = CountTable(sortedBy: key, columns: [.name]).lines(Self.counts)
    #expect(Array(lines[2..<5]) == first)
  }

  @Test(arguments: [
    ("time-total", "time"), ("count", "calls"), ("error", "errors"), ("syscall", "name"), ("none", "nothing"),
    ("time-avg", "avg-time"),
  ])
  func straceSOtherWordsMeanTheSame(_ other: String, _ word: String) throws {
    let key = try #require(CountTable.Key(other))
    #expect(CountTable.Key(word) == key)
  }

  @Test func whatIsNotMeasuredIsNoKey() {
    #expect(CountTable.Key("max-time") == nil)
    #expect(CountTable.Column("max-time") == nil)
    #expect(CountTable.Key.words.allSatisfy { CountTable.Key($0) != nil })
    #expect(CountTable.Column.words.allSatisfy { CountTable.Column($0) != nil })
  }

  @Test func aColumnGrowsWithWhatStandsInIt() {
    var counts = CallCounts(method: .bpf)
    counts.counts = [.native(0): .init(calls: 12_345_678_901, nanoseconds: 1_234_567_000_000_500)]
    #expect(
      CountTable().lines(counts) == [
        "% time        seconds  usecs/call       calls    errors syscall",
        "------ -------------- ----------- ----------- --------- ----------------",
        "100.00 1234567.000001          99 12345678901           read",
        "------ -------------- ----------- ----------- --------- ----------------",
        "100.00 1234567.000001          99 12345678901           total",
      ])
  }

  @Test func whereNothingWasCountedThereIsNoTableButASentence() {
    let counts = CallCounts(method: .stops(because: "a reason"))
    #expect(CountTable().lines(counts).isEmpty)
    #expect(counts.notes.prefix(2) == ["No call was counted.", "Counted by stops: a reason."])
  }

  @Test func whatWasMissedIsSaid() {
    var counts = Self.counts
    #expect(counts.notes.count == 1)
    counts.missed = 3
    counts.lost = 2
    #expect(counts.notes.count == 3)
    #expect(counts.notes[1].contains("3 entries or returns"))
    #expect(counts.notes[2].contains("2 threads or processes"))
  }

  @Test func aSelectionLeavesTheTotalOfWhatItShows() throws {
    #expect(
      try (Self.counts.only(CallSet("mmap,access"))).total
        == .init(calls: 9, errors: 1, nanoseconds: 133_000))
    #expect(try (Self.counts.only(CallSet("!mmap"))).total.calls == 21)
    #expect(throws: CallSet.Mistake.self) { try CallSet("mmap,maap") }
  }

  @Test func anotherModesNumbersAreOtherCalls() {
    #expect(Call(number: 20, compatible: false).name == "writev")
    #expect(Call(number: 20, compatible: true).name == "i386_syscall_20")
    #expect(Call(number: 511, compatible: false).name == "syscall_511")
    #expect(Call(number: .max, compatible: true) == .unknown)
    for place in [0, 511, 512, 1023, 1024] { #expect(Call(place: place).place == place) }
  }
}

extension Call {
  fileprivate var place: Int {
    switch self {
    case .native(let number): number
    case .compatible(let number): Call.limit + number
    case .unknown: 2 * Call.limit
    }
  }
}
