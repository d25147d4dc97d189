import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons that lie in limits, in space and in memory.
extension Explanation {
  func noSpace() -> [String] {
    for (_, fd) in descriptorArguments {
      guard let description = entry(fd), description.canWrite else { continue }
      if description.target == "/dev/full" {
        return ["/dev/full answers every write with this error; that is what it is for."]
      }
      var status = statvfs()
      if statvfs("/proc/\(subject.pid)/fd/\(fd)", &status) == 0 {
        let free = free(status)
        return ["The file system of \(Escapes.harmless(description.target)) has \(free)."]
      }
    }
    for argument in paths where argument.name != "target" && argument.name != "oldpath" {
      guard let free = walk(argument)?.space.map(free) else { continue }
      return ["The file system of \(argument.path) has \(free)."]
    }
    return []
  }

  private func free(_ status: statvfs) -> String {
    let bytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    return status.f_files > 0 ? "\(bytes) bytes and \(status.f_favail) inodes free" : "\(bytes) bytes free"
  }

  func fileTooLarge() -> [String] {
    if row.name.hasPrefix("sem") { return [] }
    guard let limit = (try? lab.proc.limits(subject.pid))?["file size"]?.soft else {
      return ["The offset is beyond what the file system can store."]
    }
    return ["The limit of a file's size (RLIMIT_FSIZE) is \(limit) bytes."]
  }

  func outOfMemory() -> [String] {
    if let length = word("length") ?? word("len") ?? word("new_size"), length > 1 << 47 {
      return ["\(length) bytes are more than the address space has: a process has 47 bits of addresses, 128 TiB."]
    }
    if ["mprotect", "madvise", "msync", "mincore", "mlock", "munlock", "mlock2", "mseal", "pkey_mprotect"].contains(
      row.name), let address = words.first,
      let gap = firstGap(address, words[safe: 1] ?? 1)
    {
      return ["Nothing is mapped at 0x\(String(gap, radix: 16)), which lies in the range."]
    }
    if row.name == "mremap", let flags = word("flags"), flags & 1 == 0, let old = word("old_size"),
      let new = word("new_size"), new > old, let start = words.first,
      let next = maps.mapping(containing: (start &+ old &+ 4095) & ~4095)
    {
      return [
        "It cannot grow where it is: at 0x\(String(next.start, radix: 16)) the next mapping begins. MREMAP_MAYMOVE lets it move."
      ]
    }
    let limit = memoryLimit()
    return limit.isEmpty ? overcommitted() : limit
  }

  private func firstGap(_ start: UInt64, _ length: UInt64) -> UInt64? {
    var address = start
    let (end, overflow) = start.addingReportingOverflow(length)
    guard !overflow else { return nil }
    let maps = maps
    while address < end {
      guard let mapping = maps.mapping(containing: address) else { return address }
      address = mapping.end
    }
    return nil
  }

  func range() -> [String] {
    guard row.name == "getcwd", let size = word("size") else { return [] }
    let directory = (try? lab.proc.cwd(subject.pid)) ?? subject.directory
    return [
      "The path of the working directory, \(Escapes.harmless(directory)), needs \(directory.utf8.count + 1) bytes with its NUL, and the buffer has \(size)."
    ]
  }

  // MARK: Addresses

  /// The map as it is now: another process may share it.
  private var maps: MemoryMap { (try? lab.proc.maps(subject.pid)) ?? subject.maps }

  func badAddress() -> [String] {
    let maps = maps
    for (parameter, type, word) in arguments {
      guard case .pointer(let pointee, let direction) = type else { continue }
      if word == 0 {
        switch parameter.fallback {
        case .required, .supplied: return ["\(parameter.name) is NULL, and nothing is ever mapped at address 0."]
        case .value, .lengthOf: continue
        }
      }
      if let reason = obstacle(parameter.name, word, extent(pointee, at: word), direction, maps) { return [reason] }
      if case .vector(let count) = pointee, let reason = vectorObstacle(word, count, direction, maps) {
        return [reason]
      }
    }
    return []
  }

  /// How many bytes the call reaches through a pointer, where that is known.
  private func extent(_ pointee: Pointee, at address: UInt64) -> UInt64 {
    switch pointee {
    case .path, .string:
      guard let text = subject.string(at: address) else { return 1 }
      return UInt64(text.bytes.count) + (text.ended ? 0 : 1)
    case .bytes(let count), .directoryEntries(let count): return max(1, number(count))
    case .scalar(let type): return UInt64(type.size)
    case .array(let type, let count): return max(1, number(count) &* UInt64(type.size))
    case .structure(let layout): return UInt64(layout.size)
    case .structures(let layout, let count): return max(1, number(count) &* UInt64(layout.size))
    case .vector(let count): return max(1, number(count) &* 16)
    case .strings, .signalSet: return 8
    case .message: return 56
    case .socketAddress(let index): return length(index)
    case .network(let pointee): return networkExtent(pointee)
    case .room: return 4
    case .cpuSet(let count): return max(1, number(count))
    case .special(let special): return max(1, special.extent(words))
    case .formatted(let special): return special.extent(words)
    }
  }

  private func number(_ count: Count) -> UInt64 {
    switch count {
    case .fixed(let number): UInt64(number)
    case .parameter(let index), .filled(let index): words[safe: index] ?? 0
    case .derived(let index, let divisor): (words[safe: index] ?? 0) / UInt64(divisor)
    }
  }

  private func networkExtent(_ pointee: NetworkPointee) -> UInt64 {
    switch pointee {
    case .descriptorSet(let count): return max(8, ((words[safe: count] ?? 0) + 63) / 64 * 8)
    case .messages(let count): return max(1, words[safe: count] ?? 0) &* 64
    case .option(_, let index): return length(index)
    case .maskAndSize, .interfaceList: return 16
    case .interfaceRequest: return 40
    case .queueMessage(let size): return 8 &+ (words[safe: size] ?? 0)
    case .name, .untold: return 1
    }
  }

  /// A length that stands in another argument, or where that points.
  private func length(_ index: Int) -> UInt64 {
    let word = words[safe: index] ?? 0
    guard case .pointer(.room, _) = row.parameters[index].type else { return max(1, word & 0xffff_ffff) }
    let bytes = subject.exactly(4, at: word) ?? []
    return max(1, bytes.littleEndianWord)
  }

  private func vectorObstacle(_ table: UInt64, _ count: Count, _ direction: Direction, _ maps: MemoryMap) -> String? {
    for index in 0..<min(number(count), 1024) {
      guard let bytes = subject.exactly(16, at: table &+ index * 16) else { return nil }
      let parts = [0, 8].map { start in
        bytes[start..<(start + 8)].littleEndianWord
      }
      if parts[1] == 0 { continue }
      if let reason = obstacle("buffer \(index + 1) of the list", parts[0], parts[1], direction, maps) { return reason }
    }
    return nil
  }

  /// The first thing that keeps the call from reaching `size` bytes at `start`.
  private func obstacle(
    _ name: String, _ start: UInt64, _ size: UInt64, _ direction: Direction, _ maps: MemoryMap
  ) -> String? {
    let hex = { (address: UInt64) in "0x" + String(address, radix: 16) }
    let (end, overflow) = start.addingReportingOverflow(size)
    var address = start
    while address < end || overflow {
      guard let mapping = maps.mapping(containing: address) else {
        if address == start {
          return "\(name) is \(hex(start)), and nothing is mapped there in \(subject.name). `maps` shows what is."
        }
        return "\(name) begins at \(hex(start)) and reaches beyond \(hex(address)), where what is mapped there ends."
      }
      let path = mapping.path.isEmpty ? "an anonymous mapping" : Escapes.harmless(mapping.path)
      let place = address == start ? "\(name) points into \(path)" : "\(name) reaches into \(path) at \(hex(address))"
      if direction != .input, !mapping.permissions.write {
        return
          "\(place), which \(subject.name) may not write (\(mapping.permissions)), and the kernel writes there as the process would."
      }
      if direction != .output, !mapping.permissions.read {
        return "\(place), which \(subject.name) may not read (\(mapping.permissions))."
      }
      address = mapping.end
    }
    return nil
  }
}
