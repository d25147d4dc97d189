import CLinux
import SyscallTable

/// The memory of a traced program (`man 2 process_vm_readv`).
///
/// A page that is not there comes in when it is read, as with every tracer; a program is not a lab's subject whose pages
/// are looked at.
struct TraceeMemory: RemoteMemory {
  let pid: Int32

  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    guard count > 0, address != 0 else { return [] }
    let whole = piece(at: address, count)
    if !whole.isEmpty { return whole }
    // A read that runs into a missing page may give nothing at all: what lies before that page is read by itself.
    let rest = Int(4096 - address % 4096)
    return rest < count ? piece(at: address, rest) : []
  }

  private func piece(at address: UInt64, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, sysh_memory_read(pid, address, buffer.baseAddress, count))
    }
  }

  func copy(from address: UInt64, to buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = sysh_memory_read(pid, address, buffer.baseAddress, buffer.count)
    if count > 0 { return count }
    let rest = Int(4096 - address % 4096)
    return rest < buffer.count ? max(0, sysh_memory_read(pid, address, buffer.baseAddress, rest)) : 0
  }

  /// Most names are short: a piece is read first, the rest only where it does not hold the end.
  func string(at address: UInt64, limit: Int) -> (bytes: [UInt8], ended: Bool)? {
    var found: [UInt8] = []
    var piece = min(limit, 128)
    while piece > 0 {
      let next = bytes(at: address &+ UInt64(found.count), atMost: piece)
      if let end = next.firstIndex(of: 0) { return (found + next[..<end], true) }
      found += next
      guard next.count == piece else { break }
      piece = min(limit - found.count, 4096)
    }
    return found.isEmpty ? nil : (found, false)
  }
}
