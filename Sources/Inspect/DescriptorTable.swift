import Glibc
import LinuxABI

/// The descriptor table of one process: its directories /proc/PID/fd and fdinfo, opened once, because walking the path
/// anew for each descriptor costs more than reading it.
private struct DescriptorTable: ~Copyable {
  let links: Handle
  let infos: Handle
  // Nearly every fdinfo fits; one buffer serves them all.
  var buffer = [UInt8](repeating: 0, count: 1024)

  init(_ proc: Proc, _ pid: Int32) throws(InspectError) {
    let links = try Handle(path: proc.path(pid, "fd"), flags: O_RDONLY | O_DIRECTORY)
    let infos = try Handle(path: proc.path(pid, "fdinfo"), flags: O_RDONLY | O_DIRECTORY)
    self.links = links
    self.infos = infos
  }

  mutating func descriptor(_ number: Int32) throws(InspectError) -> OpenDescriptor {
    var name = decimalName(number)
    return try withUnsafePointer(to: &name) { tuple throws(InspectError) in
      // The tuple is 12 bytes of characters, the last ones 0.
      try tuple.withMemoryRebound(to: CChar.self, capacity: 12) { name throws(InspectError) in
        guard let target = linkText(links.number, name) else {
          throw .unreadable(path: "\(links.path)/\(number)", Errno(rawValue: errno))
        }
        var status = Glibc.stat()
        let identity = fstatat(links.number, name, &status, 0) == 0 ? FileIdentity(status) : nil
        return OpenDescriptor(number: number, target: target, info: try info(number, name), identity: identity)
      }
    }
  }

  private mutating func info(
    _ number: Int32, _ name: UnsafePointer<CChar>
  ) throws(InspectError) -> DescriptorInfo {
    let file = openat(infos.number, name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: "\(infos.path)/\(number)", Errno(rawValue: errno)) }
    defer { close(file) }
    var filled = 0
    while true {
      let space = buffer.count - filled
      let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + filled }, space) }
      guard count >= 0 else { throw .unreadable(path: "\(infos.path)/\(number)", Errno(rawValue: errno)) }
      filled += count
      // The kernel writes the whole text before the first read takes of it (single_open), so a short read is the end.
      if count < space { break }
      buffer += [UInt8](repeating: 0, count: buffer.count)
    }
    guard let info = DescriptorInfo(Cursor(buffer[..<filled])) else {
      throw .malformed(path: "\(infos.path)/\(number)", problem: "pos or flags is missing or no number")
    }
    return info
  }
}

private typealias DecimalName = (
  CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar, CChar
)

/// The number as a C string on the stack.
private func decimalName(_ number: Int32) -> DecimalName {
  var name: DecimalName = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  withUnsafeMutableBytes(of: &name) { bytes in
    var length = 0
    for byte in String(number).utf8 {
      bytes[length] = byte
      length += 1
    }
  }
  return name
}

extension Proc {
  /// How many descriptors are open. One stat(2) since Linux 6.2, where the size of /proc/PID/fd is that number
  /// (`fs/proc/fd.c`, proc_fd_getattr); older kernels give 0, and then they are counted.
  public func descriptorCount(_ pid: Int32) throws(InspectError) -> Int {
    let path = path(pid, "fd")
    var status = Glibc.stat()
    guard fstatat(AT_FDCWD, path, &status, 0) == 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    if status.st_size > 0, !isPlainDirectory(status) { return Int(status.st_size) }
    var count = 0
    try DirectoryListing.forEachNumber(in: path) { _ in count += 1 }
    return count
  }

  /// Numbers of the open descriptors, ascending.
  public func descriptorNumbers(_ pid: Int32) throws(InspectError) -> [Int32] {
    var numbers: [Int32] = []
    try DirectoryListing.forEachNumber(in: path(pid, "fd")) { numbers.append($0) }
    // The kernel lists them in order; sorting what is sorted costs one look at each.
    numbers.sort()
    return numbers
  }

  /// One descriptor; ENOENT when it is not open.
  public func descriptor(_ pid: Int32, _ number: Int32) throws(InspectError) -> OpenDescriptor {
    var table = try DescriptorTable(self, pid)
    return try table.descriptor(number)
  }

  /// All open descriptors, ascending. Costs about 13 us each, which is what /proc takes for five calls; where only some
  /// can have changed, compare `descriptorNumbers`, 1 us each, and read those.
  public func descriptors(_ pid: Int32) throws(InspectError) -> [OpenDescriptor] {
    try descriptors(pid, among: descriptorNumbers(pid))
  }

  /// Those of `numbers` that are open, in the same order. One that a running process closes meanwhile is left out.
  public func descriptors(_ pid: Int32, among numbers: [Int32]) throws(InspectError) -> [OpenDescriptor] {
    var table = try DescriptorTable(self, pid)
    var found: [OpenDescriptor] = []
    found.reserveCapacity(numbers.count)
    for number in numbers {
      do throws(InspectError) {
        found.append(try table.descriptor(number))
      } catch .unreadable(_, .noEntry) where exists(pid) {
        continue
      }
    }
    return found
  }
}

/// A directory of fixtures has a size that counts nothing, and one block or more; /proc has no blocks.
private func isPlainDirectory(_ status: Glibc.stat) -> Bool {
  status.st_blocks > 0
}
