import Inspect
import SyscallTable

// Reading a subject's memory without changing it. process_vm_readv pins the pages that it reads, and a pin is a fault of
// its own kind: an absent page comes in, and a page shared copy-on-write is copied, for a reader (`mm/gup.c`,
// gup_must_unshare; since 5.19). What the lab prints would then show in `pages` as if the subject had done it.
extension LabSubject: RemoteMemory {
  public func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    // What the lab has put there itself is present and, without relatives, the subject's own.
    let (end, overflow) = address.addingReportingOverflow(UInt64(clamping: count))
    let isSupplied = !mayShare && address >= arenaBottom && !overflow && end <= arenaTop
    if isSupplied || overflow || end > Proc.userAddresses.upperBound || count <= 0 {
      return tracee.readMemory(at: address, atMost: count)
    }
    return quietBytes(in: address..<end)
  }

  private func quietBytes(in range: Range<UInt64>) -> [UInt8] {
    let proc = Proc()
    let count = Int(range.upperBound - range.lowerBound)
    guard let pages = (try? proc.residentPages(pid, in: range)) ?? nil else {
      return tracee.readMemory(at: range.lowerBound, atMost: count)
    }
    var map: MemoryMap?
    var found: [UInt8] = []
    var address = range.lowerBound
    while address < range.upperBound {
      var end = min(range.upperBound, (address & ~(Page.size - 1)) + Page.size)
      let page = pages[address]
      var part: [UInt8]
      if page.isPresent, !page.isCopyOnWrite {
        // All that follow and can be read at once.
        while end < range.upperBound, pages[end].isPresent, !pages[end].isCopyOnWrite {
          end = min(range.upperBound, end + Page.size)
        }
        part = tracee.readMemory(at: address, atMost: Int(end - address))
      } else {
        if map == nil { map = try? proc.maps(pid) }
        guard let mapping = map?.mapping(containing: address), mapping.permissions.read else { return found }
        let size = Int(end - address)
        if page.isCopyOnWrite {
          part = (try? proc.memory(pid, at: address, count: size)) ?? []
        } else if !page.isSwapped, mapping.isAnonymous, !mapping.permissions.shared {
          // Not touched so far: zeroes, which a read would bring in.
          part = mapping.path.hasPrefix("[v") ? tracee.readMemory(at: address, atMost: size) : zeroes(size)
        } else {
          part = tracee.readMemory(at: address, atMost: size)
        }
      }
      found += part
      guard part.count == Int(end - address) else { return found }
      address = end
    }
    return found
  }

  private func zeroes(_ count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: count)
  }
}
