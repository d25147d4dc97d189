import Glibc
import Testing

@testable import Inspect

/// Page tables, from captured entries and from this test process.
struct PagemapTests {
  private func bytes(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }

  /// Entries as 6.18 gave them: a page of one's own, one shared after fork, one of a file, one in swap, the zero page.
  private let captured: [UInt64] = [
    0x8100_0000_0018_81b2, 0x8000_0000_0018_e3a1, 0xa000_0000_0011_0d05, 0, 0x4000_0000_0000_0420,
    0x8000_0000_0000_63c2,
  ]

  @Test func `entries tell what the kernel's manual says of their bits`() {
    let pages = ResidentPages(parsing: bytes(captured), from: 0x7000)
    let (own, shared, file) = (pages[0x7000], pages[0x8fff], pages[0x9000])
    #expect(own.isPresent && own.isExclusive && !own.isFile && !own.isCopyOnWrite && own.frame == 0x1881b2)
    #expect(shared.isPresent && !shared.isExclusive && shared.isCopyOnWrite && shared.frame == 0x18e3a1)
    #expect(file.isFile && !file.isCopyOnWrite)
    #expect(pages[0xa000] == .absent)
    let swapped = pages[0xb000]
    #expect(swapped.isSwapped && !swapped.isPresent && swapped.frame == nil)
    #expect(pages.count == 5)
    #expect(pages[0x6fff] == .absent && pages[0xd000] == .absent)
  }

  @Test func `without privilege a frame is absent and the rest is as before`() {
    let hidden = captured.map { $0 >> 63 == 1 ? $0 & ~(1 << 55 - 1) : $0 }
    let pages = ResidentPages(parsing: bytes(hidden), from: 0)
    #expect(pages[0].frame == nil && pages[0].isExclusive)
    #expect(pages.count == 5)
  }

  @Test func `a cut-off entry is left out`() {
    #expect(ResidentPages(parsing: bytes(captured).dropLast(3), from: 0).count == 4)
    #expect(ResidentPages(parsing: [], from: 0).count == 0)
  }

  @Test func `pages of a range come in order, those at its ends included`() {
    let pages = ResidentPages(parsing: bytes(captured), from: 0x7000)
    func visited(_ range: Range<UInt64>) -> [UInt64] {
      var found: [UInt64] = []
      pages.forEach(in: range) { address, _ in found.append(address) }
      return found
    }
    #expect(visited(0..<0x10000) == [0x7000, 0x8000, 0x9000, 0xb000, 0xc000])
    #expect(visited(0x8000..<0xb001) == [0x8000, 0x9000, 0xb000])
    #expect(visited(0x8fff..<0x9000) == [0x8000])
    #expect(visited(0xa000..<0xb000) == [])
    #expect(visited(0x20000..<0x30000) == [])
  }

  @Test func `without PAGEMAP_SCAN addresses without memory cost nothing, however many they are`() throws {
    let size = 1 << 45
    // Executable, so that it is not one mapping with a neighbour.
    let permissions = PROT_READ | PROT_WRITE | PROT_EXEC
    let start = try #require(mmap(nil, size, permissions, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    try #require(start != MAP_FAILED)
    defer { munmap(start, size) }
    let address = UInt64(UInt(bitPattern: start))
    let handle = try Handle(path: "/proc/self/pagemap", flags: O_RDONLY)
    let range = address..<(address + UInt64(size))
    #expect(try Proc().pages(getpid(), handle, range, .max) == ResidentPages())
    start.storeBytes(of: 1, as: UInt8.self)
    #expect(try Proc().pages(getpid(), handle, range, .max) == nil, "it is not claimed that nothing is there")
  }

  @Test func `own memory is absent, then the page of zeroes, then a page of its own`() throws {
    let start = try #require(mmap(nil, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(start, 3 * 4096) }
    let address = UInt64(UInt(bitPattern: start))
    let range = address..<address + 3 * Page.size
    let proc = Proc()
    #expect(try proc.residentPages(getpid(), in: range)?.count == 0)
    #expect(start.load(fromByteOffset: 4096, as: UInt8.self) == 0)
    start.storeBytes(of: 1, toByteOffset: 8192, as: UInt8.self)
    let pages = try #require(try proc.residentPages(getpid(), in: range))
    #expect(pages[address] == .absent)
    #expect(pages[address + 4096].isPresent && !pages[address + 4096].isExclusive)
    #expect(pages[address + 8192].isExclusive && !pages[address + 8192].isZero)
    #expect(pages.count == 2)
    #expect(try proc.residentPages(getpid(), in: range, limit: 1) == nil)
    let handle = try Handle(path: "/proc/self/pagemap", flags: O_RDONLY)
    guard try handle.regions(in: range) != nil else { return }
    #expect(pages[address + 4096].isZero)
    // Reading every entry finds the same pages; it cannot tell zeroes.
    let slow = try #require(try proc.pages(getpid(), handle, range, .max))
    #expect(slow[address + 4096].word == pages[address + 4096].word)
    #expect(slow[address + 8192] == pages[address + 8192])
  }

  @Test func `a whole address space is found without reading every entry of it`() throws {
    let pages = try #require(try Proc().residentPages(getpid()))
    let rss = try Proc().smaps(getpid()).filter { $0.mapping.path != "[vsyscall]" }.compactMap(\.rss).reduce(0, +)
    // Between the two looks this process goes on.
    #expect(pages.count > 100 && abs(Int(rss / 4) - pages.count) < pages.count / 2)
  }

  @Test func `a page of a file is told from anonymous memory`() throws {
    let file = open("/proc/self/exe", O_RDONLY)
    defer { close(file) }
    let start = try #require(mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0))
    defer { munmap(start, 4096) }
    let address = UInt64(UInt(bitPattern: start))
    let range = address..<address + Page.size
    #expect(start.load(as: UInt8.self) == 0x7f)
    #expect(try #require(try Proc().residentPages(getpid(), in: range))[address].isFile)
    start.storeBytes(of: 1, as: UInt8.self)
    let copy = try #require(try Proc().residentPages(getpid(), in: range))[address]
    #expect(!copy.isFile && copy.isExclusive)
  }

  @Test func `a process that is not there cannot be read`() {
    #expect(throws: InspectError.self) { try Proc().residentPages(-1) }
  }

  @Test func `a later look at a range takes the place of the earlier one`() {
    let own: UInt64 = 0x8100_0000_0000_0000
    let shared: UInt64 = 0x8000_0000_0000_0000
    var pages = ResidentPages()
    pages.append([own, own, own, own, 0, own], from: 0x10000)
    var later = ResidentPages()
    later.append([shared], from: 0x12000)
    pages.replace(0x11000..<0x13000, with: later)
    #expect(pages[0x10000].isExclusive && pages[0x13000].isExclusive && pages[0x15000].isExclusive)
    #expect(pages[0x11000] == .absent)
    #expect(pages[0x12000].isPresent && !pages[0x12000].isExclusive)
    #expect(pages.count == 4)
    // Nothing outside the range is taken, and an empty look empties the range.
    pages.replace(0..<0x13000, with: ResidentPages())
    #expect(pages.count == 2)
  }

  @Test func `the machine's memory is that of sysconf`() throws {
    let memory = try Proc().systemMemory()
    #expect(memory.total >= UInt64(sysconf(Int32(_SC_PHYS_PAGES))) * UInt64(sysconf(Int32(_SC_PAGESIZE))) - 8192)
    #expect((0...2).contains(memory.overcommit) && memory.commitLimit > 0 && memory.committed > 0)
    #expect(throws: InspectError.self) { try Proc(root: "/nowhere").systemMemory() }
  }
}
