/// What a process's page table says of one page of its addresses: an entry of /proc/PID/pagemap
/// (`Documentation/admin-guide/mm/pagemap.rst`, `fs/proc/task_mmu.c` pte_to_pagemap_entry).
public struct Page: Hashable, Sendable {
  /// In bytes: x86-64's base page. A huge page is 512 of these.
  public static let size: UInt64 = 4096

  /// The entry as the kernel gives it.
  public let word: UInt64
  /// The one page of zeroes that the kernel gives to whoever reads untouched private memory. Known where PAGEMAP_SCAN
  /// is (6.7); false otherwise.
  public let isZero: Bool
  /// Part of a mapping that one entry of the page table covers as a whole (2 MiB). Known as `isZero` is.
  public let isHuge: Bool

  public init(word: UInt64, isZero: Bool = false, isHuge: Bool = false) {
    self.word = word
    self.isZero = isZero
    self.isHuge = isHuge
  }

  /// Neither in memory nor in swap: the next access is a page fault, or the address is not mapped.
  public static let absent = Page(word: 0)

  public var isPresent: Bool { word >> 63 & 1 == 1 }
  public var isSwapped: Bool { word >> 62 & 1 == 1 }
  /// A page of a file's cache, or of shared anonymous memory, which is a file to the kernel. A page that a write to a
  /// private mapping of a file has copied is none any more.
  public var isFile: Bool { word >> 61 & 1 == 1 }
  /// No other page table leads to it. Told without any privilege.
  public var isExclusive: Bool { word >> 56 & 1 == 1 }
  /// The number of the page frame, nil when the page is not in memory or the reader lacks CAP_SYS_ADMIN.
  public var frame: UInt64? {
    let number = word & (1 << 55 - 1)
    return isPresent && number != 0 ? number : nil
  }

  /// Whether it is anonymous memory that another page table leads to as well: after a fork, the first write copies it.
  public var isCopyOnWrite: Bool { isPresent && !isFile && !isExclusive && !isZero }
}
