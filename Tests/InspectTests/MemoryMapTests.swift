import Inspect
import Testing

struct MemoryMapTests {
  @Test func `paths keep spaces, newlines and backslashes`() throws {
    let nasty = try MemoryMap(parsing: fixture("nasty.maps"))
    #expect(nasty.mappings[0].path == "/tmp/insp/nasty/a) b (c")
    let newline = try MemoryMap(parsing: fixture("newline.maps"))
    #expect(newline.mappings[0].path == "/tmp/insp/nasty/x\n) R 1\\y")
  }

  @Test func `a removed file is told from the others`() throws {
    let map = try MemoryMap(parsing: fixture("deleted.maps"))
    #expect(map.mappings[0].path == "/tmp/insp/nasty/gone file (deleted)")
    #expect(map.mappings[0].isDeleted)
    #expect(map.mappings.contains { !$0.isDeleted })
  }

  @Test func `a line is read field by field`() throws {
    let line = "55e687bb2000-55e687bb7000 r-xs 00002000 fe:100 16237928                   /bin/x y\n"
    let mapping = try #require(MemoryMap(parsing: line.utf8).mappings.first)
    #expect(mapping.start == 0x55e6_87bb_2000)
    #expect(mapping.size == 0x5000)
    #expect(mapping.permissions.description == "r-xs")
    #expect(mapping.offset == 0x2000)
    #expect(mapping.device == Device(major: 0xfe, minor: 0x100))
    #expect(mapping.inode == 16_237_928)
    #expect(mapping.path == "/bin/x y")
    #expect(!mapping.isAnonymous)
  }

  @Test func `the stack, the heap and nameless memory are anonymous`() throws {
    let map = try MemoryMap(parsing: fixture("python.maps"))
    for name in ["[stack]", "[heap]", ""] {
      #expect(try #require(map.mappings.first { $0.path == name }).isAnonymous)
    }
    #expect(map.mappings.last?.path == "[vsyscall]")
  }

  @Test func `an address finds its mapping`() throws {
    let map = try MemoryMap(parsing: fixture("java.maps"))
    for mapping in map.mappings {
      #expect(map.mapping(containing: mapping.start) == mapping)
      #expect(map.mapping(containing: mapping.end - 1) == mapping)
    }
    #expect(map.mapping(containing: 0) == nil)
    #expect(map.mapping(containing: .max) == nil)
    let stack = try #require(map.mappings.first { $0.path == "[stack]" })
    #expect(map.mapping(containing: stack.end) == nil)
  }

  @Test func `a process without memory has an empty map`() throws {
    #expect(try MemoryMap(parsing: fixture("kthread.maps")).mappings.isEmpty)
  }

  @Test(arguments: [
    "x", "\n", "1000-2000", "1000-2000 rw-p", "1000-2000 rw-p 0 00:00", "2000-1000 rw-p 0 00:00 0",
    "1000-1000 rw-p 0 00:00 0",
    "1000-2000 rw-q 0 00:00 0", "1000-2000 rwxpp 0 00:00 0", "1000-2000 rw-p 0 0000 0", "1000-2000 rw-p 0 00:00 x",
    "11111111111111111-2 rw-p 0 00:00 0", "1000-2000 rw-p 0 fffffffff:00 0", "-2000 rw-p 0 00:00 0",
    "1000-3000 rw-p 0 00:00 0\n2000-4000 rw-p 0 00:00 0", "3000-4000 rw-p 0 00:00 0\n1000-2000 rw-p 0 00:00 0",
  ])
  func `what is no map is refused`(_ text: String) {
    let error = #expect(throws: InspectError.self) { try MemoryMap(parsing: text.utf8) }
    #expect(error?.isMalformed == true)
  }

  @Test func `smaps adds what is in memory`() throws {
    let entries = try SmapsEntry.entries(parsing: fixture("sleep.smaps"))
    #expect(entries.count == 37)
    let stack = try #require(entries.first { $0.mapping.path == "[stack]" })
    #expect(stack.flags.contains("gd"))
    #expect(stack.pageSize == 4)
    let resident = try #require(stack.rss)
    #expect(resident > 0)
    #expect(stack.anonymous == resident)
    #expect(stack.privateDirty == resident)
    #expect(stack.swap == 0)
    #expect(stack.kilobytes("Nonsense") == nil)
  }

  @Test(arguments: ["Rss: 4 kB", "1000-2000 rw-p 0 00:00 0\nnonsense", "1000-2000 rw-p 0 00:00"])
  func `what is no smaps is refused`(_ text: String) {
    #expect(throws: InspectError.self) { try SmapsEntry.entries(parsing: text.utf8) }
  }

  @Test func `smaps of an older kernel lacks values and flags`() throws {
    let entry = try #require(SmapsEntry.entries(parsing: "1000-2000 rw-p 0 00:00 0\nRss:      4 kB\n".utf8).first)
    #expect(entry.rss == 4)
    #expect(entry.pss == nil)
    #expect(entry.flags.isEmpty)
  }
}
