import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

/// Descriptors of this test process, and which of them share a description.
struct DescriptorTests {
  let proc = Proc()
  let me = getpid()

  @Test func `a file opened, sought in and duplicated`() throws {
    let file = open("/etc/passwd", O_RDONLY | O_CLOEXEC)
    let copy = dup(file)
    let other = open("/etc/passwd", O_RDONLY)
    defer { [file, copy, other].forEach { close($0) } }
    #expect(lseek(copy, 17, SEEK_SET) == 17)

    let opened = try proc.descriptor(me, file)
    #expect(opened.target == "/etc/passwd")
    #expect(opened.info.position == 17)
    #expect(opened.info.closeOnExec)
    #expect(try !proc.descriptor(me, copy).info.closeOnExec)
    #expect(try proc.descriptor(me, other).info.position == 0)
    let identity = try #require(opened.identity)
    #expect(identity.kind == .regular)
    #expect(identity == (try proc.descriptor(me, other).identity))
    #expect(identity.inode == opened.info.inode)

    #expect(try DescriptionComparer.compare(me, file, me, copy) == .same)
    let there = try DescriptionComparer.compare(me, file, me, other)
    let back = try DescriptionComparer.compare(me, other, me, file)
    #expect([there, back] == [.less, .greater] || [there, back] == [.greater, .less])
  }

  @Test func `every kind of file is told apart`() throws {
    var pipes: [Int32] = [0, 0]
    #expect(pipe(&pipes) == 0)
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let notify = inotify_init1(0)
    let null = open("/dev/null", O_WRONLY)
    let directory = open("/", O_RDONLY)
    let opened = pipes + [socket, notify, null, directory]
    defer { opened.forEach { close($0) } }
    let kinds = try opened.map { try proc.descriptor(me, $0).identity?.kind }
    #expect(kinds == [.pipe, .pipe, .socket, .anonymous, .character, .directory])
    #expect(try proc.descriptor(me, null).identity?.represents == Device(major: 1, minor: 3))
    #expect(try proc.descriptor(me, notify).target == "anon_inode:inotify")
    #expect(try proc.descriptor(me, pipes[0]).target.hasPrefix("pipe:["))
  }

  @Test func `the table is counted, listed and read`() throws {
    let child = try sleeper()
    defer { end(child) }
    let numbers = try proc.descriptorNumbers(child)
    #expect(try proc.descriptorCount(child) == numbers.count)
    #expect(try proc.descriptors(child).map(\.number) == numbers)
    #expect(numbers == numbers.sorted())
    #expect(try proc.descriptors(child, among: [1, 400]).map(\.number) == [1])
    #expect(throws: InspectError.unreadable(path: "/proc/\(child)/fd/400", .noEntry)) {
      try proc.descriptor(child, 400)
    }
    #expect(throws: InspectError.self) { try proc.descriptor(child, -1) }
  }

  @Test func `an fdinfo that is longer than a buffer is read to its end`() throws {
    let notify = inotify_init1(0)
    defer { close(notify) }
    let fake = FakeProc()
    for number in 0..<40 {
      try fake.write("", to: "\(number)/file")
      #expect(inotify_add_watch(notify, "\(fake.root)/\(number)", UInt32(IN_CREATE)) > 0)
    }
    #expect(try proc.descriptor(me, notify).info.extra.filter { $0.key == "inotify" }.count == 40)
  }

  @Test func `a kernel that tells no count is counted`() throws {
    let fake = FakeProc()
    for number in [0, 1, 2, 10] { try fake.write("", to: "7/fd/\(number)") }
    try fake.write("", to: "7/fd/not-a-number")
    #expect(try fake.proc.descriptorCount(7) == 4)
    #expect(try fake.proc.descriptorNumbers(7) == [0, 1, 2, 10])
  }

  @Test func `paths are injected`() throws {
    let fake = FakeProc()
    try fake.write("0", to: "7/wchan")
    try fake.write("8 9 ", to: "7/task/7/children")
    try fake.write("x", to: "8/task/8/children")
    #expect(try fake.proc.waitChannel(7) == nil)
    #expect(try fake.proc.children(of: 7) == [8, 9])
    #expect(throws: InspectError.self) { try fake.proc.children(of: 8) }
  }

  @Test func `descriptors are grouped by description`() throws {
    let first = open("/etc/passwd", O_RDONLY)
    let second = open("/etc/passwd", O_RDONLY)
    let null = open("/dev/null", O_RDONLY)
    let all = [first, second, dup(first), null, dup(second), dup(first)]
    defer { all.forEach { close($0) } }
    let expected = [[0, 2, 5], [1, 4], [3]]
    let references = all.map { DescriptorReference(pid: me, number: $0) }
    #expect(try DescriptionComparer.groups(references) == expected)
    let read = try all.map { (pid: me, descriptor: try proc.descriptor(me, $0)) }
    #expect(try DescriptionComparer.groups(read) == expected)
    #expect(try DescriptionComparer.groups([DescriptorReference]()).isEmpty)
  }

  @Test func `many descriptors in any order fall into their groups`() throws {
    var generator = SeededGenerator(state: 3)
    let originals = (0..<40).map { _ in open("/dev/null", O_RDONLY) }
    let copies = (0..<160).map { dup(originals[$0 % 40]) }
    defer { (originals + copies).forEach { close($0) } }
    let shuffled = (originals + copies).shuffled(using: &generator)
    let groups = try DescriptionComparer.groups(shuffled.map { DescriptorReference(pid: me, number: $0) })
    #expect(groups.count == 40)
    #expect(groups.allSatisfy { $0.count == 5 })
  }

  @Test func `a child shares descriptions across the fork and neither memory nor table`() throws {
    let child = try sleeper()
    defer { end(child) }
    let number = try #require(proc.descriptorNumbers(child).first)
    #expect(try DescriptionComparer.compare(me, number, child, number) == .same)
    #expect(try !DescriptionComparer.shareMemory(me, child))
    #expect(try !DescriptionComparer.shareDescriptorTable(me, child))
    #expect(try DescriptionComparer.shareMemory(me, me))
    #expect(DescriptionComparer.obstacle(me, child) == nil)
  }

  @Test func `what cannot be compared says why`() {
    #expect(throws: InspectError.incomparable(first: me, second: me, .badDescriptor)) {
      try DescriptionComparer.compare(me, 9999, me, 9999)
    }
    #expect(DescriptionComparer.obstacle(me, Int32.max) == .noProcess)
  }
}
