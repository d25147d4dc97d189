import CLinux
import Glibc
import LinuxABI

/// The pages of a range of addresses that are in memory or in swap. Its size follows from these, not from the range, so
/// a whole address space can be kept.
public struct ResidentPages: Hashable, Sendable {
  /// Neighbours of one kind.
  struct Run: Hashable, Sendable {
    let start: UInt64
    /// An entry of pagemap each.
    var words: [UInt64]
    let isZero: Bool
    let isHuge: Bool

    var end: UInt64 { start + UInt64(words.count) * Page.size }
  }

  /// By ascending address, without overlap.
  private(set) var runs: [Run] = []

  public init() {}

  init(runs: [Run]) {
    self.runs = runs
  }

  /// Reads entries of pagemap, eight bytes each, the first of them for `address`.
  public init(parsing bytes: some Sequence<UInt8>, from address: UInt64) {
    let bytes = Array(bytes)
    let words = stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
      bytes[start..<(start + 8)].littleEndianWord
    }
    append(words, from: address)
  }

  /// Entries that come after all others; those of absent pages are left out.
  mutating func append(_ words: [UInt64], from address: UInt64) {
    var index = 0
    while index < words.count {
      let first = index
      while index < words.count, words[index] >> 62 != 0 { index += 1 }
      if index > first {
        let start = address + UInt64(first) * Page.size
        if let last = runs.last, last.end == start, !last.isZero, !last.isHuge {
          runs[runs.count - 1].words += words[first..<index]
        } else {
          runs.append(Run(start: start, words: Array(words[first..<index]), isZero: false, isHuge: false))
        }
      }
      while index < words.count, words[index] >> 62 == 0 { index += 1 }
    }
  }

  public var count: Int { runs.reduce(0) { $0 + $1.words.count } }

  /// The page that the address lies in.
  public subscript(address: UInt64) -> Page {
    let index = index(endingAfter: address)
    guard index < runs.count, runs[index].start <= address else { return .absent }
    return runs[index].page(at: Int((address - runs[index].start) / Page.size))
  }

  /// Calls `body` with the address of each page of the range that is here, ascending.
  public func forEach(in range: Range<UInt64>, _ body: (UInt64, Page) -> Void) {
    for run in runs[index(endingAfter: range.lowerBound)...] {
      guard run.start < range.upperBound else { return }
      let first = range.lowerBound > run.start ? Int((range.lowerBound - run.start) / Page.size) : 0
      let end = min(run.end, range.upperBound)
      let last = Int((end - run.start + Page.size - 1) / Page.size)
      for number in first..<max(first, last) {
        body(run.start + UInt64(number) * Page.size, run.page(at: number))
      }
    }
  }

  /// The first run that does not end before the address.
  private func index(endingAfter address: UInt64) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ResidentPages {
  /// Puts what a later look found in a range, which ends at page boundaries, in the place of what was known of it.
  public mutating func replace(_ range: Range<UInt64>, with new: ResidentPages) {
    var before: [Run] = []
    var after: [Run] = []
    for run in runs {
      if let rest = run.clipped(to: 0..<range.lowerBound) { before.append(rest) }
      if let rest = run.clipped(to: range.upperBound..<UInt64.max) { after.append(rest) }
    }
    runs = before + new.runs.compactMap { $0.clipped(to: range) } + after
  }
}

extension ResidentPages.Run {
  fileprivate func clipped(to range: Range<UInt64>) -> ResidentPages.Run? {
    if range.lowerBound <= start, end <= range.upperBound { return self }
    let first = max(start, range.lowerBound)
    let last = min(end, range.upperBound)
    guard first < last else { return nil }
    let part = words[Int((first - start) / Page.size)..<Int((last - start) / Page.size)]
    return ResidentPages.Run(start: first, words: Array(part), isZero: isZero, isHuge: isHuge)
  }

  func page(at index: Int) -> Page {
    // In the moment between scan and read a running process may have lost the page.
    words[index] >> 62 == 0 ? .absent : Page(word: words[index], isZero: isZero, isHuge: isHuge)
  }
}

extension Proc {
  /// Where the addresses of a process end on x86-64 with four levels of page tables.
  public static let userAddresses: Range<UInt64> = 0..<0x7fff_ffff_f000

  /// The pages in memory of a range, or nil when there are more than `limit`, counted before they are read.
  ///
  /// PAGEMAP_SCAN finds them, so that only their entries are read. Kernels before 6.7 have it not: there every entry of
  /// the range's mappings is read, in pieces.
  public func residentPages(
    _ pid: Int32, in range: Range<UInt64> = Proc.userAddresses, limit: Int = .max
  ) throws(InspectError) -> ResidentPages? {
    let pagemap = try Handle(path: path(pid, "pagemap"), flags: O_RDONLY)
    let whole = range.lowerBound & ~(Page.size - 1)..<min(range.upperBound, Self.userAddresses.upperBound)
    guard let regions = try pagemap.regions(in: whole) else { return try pages(pid, pagemap, whole, limit) }
    let total = regions.reduce(0) { $0 + ($1.end - $1.start) / Page.size }
    guard total <= limit else { return nil }
    var runs: [ResidentPages.Run] = []
    for region in regions {
      let words = try pagemap.entries(from: region.start, count: Int((region.end - region.start) / Page.size))
      runs.append(
        ResidentPages.Run(
          start: region.start, words: words, isZero: region.categories & UInt64(SYSH_PAGE_ZERO) != 0,
          isHuge: region.categories & UInt64(SYSH_PAGE_HUGE) != 0))
    }
    return ResidentPages(runs: runs)
  }

  /// A mapping of so many pages, 64 GiB, is not read entry by entry, at some nanoseconds each.
  private static let entryLimit: UInt64 = 1 << 24

  /// The same without PAGEMAP_SCAN. Nil also where that would take too long: a mapping of 64 GiB and more is passed over
  /// when smaps tells that nothing of it is there, and read in vain otherwise.
  func pages(
    _ pid: Int32, _ pagemap: borrowing Handle, _ range: Range<UInt64>, _ limit: Int
  ) throws(InspectError) -> ResidentPages? {
    var found = ResidentPages()
    let piece = 1 << 16
    for mapping in try maps(pid).mappings where mapping.start < range.upperBound && mapping.end > range.lowerBound {
      var address = max(mapping.start, range.lowerBound)
      let end = min(mapping.end, range.upperBound)
      if (end - address) / Page.size > Self.entryLimit {
        let entry = try smaps(pid).first { $0.mapping.start == mapping.start }
        guard entry?.rss == 0, entry?.swap ?? 0 == 0 else { return nil }
        continue
      }
      while address < end {
        let count = min(piece, Int((end - address + Page.size - 1) / Page.size))
        found.append(try pagemap.entries(from: address, count: count), from: address)
        guard found.count <= limit else { return nil }
        address += UInt64(count) * Page.size
      }
    }
    return found
  }
}

extension Handle {
  /// What is in memory or in swap; nil where the kernel has no PAGEMAP_SCAN.
  borrowing func regions(in range: Range<UInt64>) throws(InspectError) -> [sysh_page_region]? {
    var found: [sysh_page_region] = []
    var start = range.lowerBound
    let room = 512
    while start < range.upperBound {
      var next = range.upperBound
      var failure: Int32 = 0
      let part = [sysh_page_region](unsafeUninitializedCapacity: room) { buffer, count in
        let result = sysh_pagemap_scan(number, start, range.upperBound, buffer.baseAddress, room, &next)
        failure = result < 0 ? -result : 0
        count = Int(max(result, 0))
      }
      if failure == ENOTTY || failure == EINVAL { return nil }
      guard failure == 0 else { throw .unreadable(path: path, Errno(rawValue: failure)) }
      found += part
      guard next > start else { break }
      start = next
    }
    return found
  }

  /// Entries of a pagemap. Fewer where the addresses of the process end.
  borrowing func entries(from address: UInt64, count: Int) throws(InspectError) -> [UInt64] {
    var failure: Int32 = 0
    let words = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      var done = 0
      while done < count * 8 {
        let start = UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: done)
        let result = pread(number, start, count * 8 - done, Int(address / Page.size) * 8 + done)
        if result < 0, errno == EINTR { continue }
        if result < 0 { failure = errno }
        guard result > 0 else { break }
        done += result
      }
      initialized = done / 8
    }
    guard failure == 0 else { throw .unreadable(path: path, Errno(rawValue: failure)) }
    return words
  }
}

extension ResidentPages {
  /// Calls `body` with the address of each page of the range that is here and was otherwise in `old`, what it was, and
  /// what it is. Runs that are the same as a whole are passed over.
  public func forEachChange(
    from old: ResidentPages, in range: Range<UInt64>, _ body: (UInt64, _ was: Page, _ now: Page) -> Void
  ) {
    let known = Dictionary(old.runs.map { ($0.start, $0) }) { first, _ in first }
    for run in runs where run.start < range.upperBound && run.end > range.lowerBound {
      if known[run.start] == run { continue }
      forEach(in: max(run.start, range.lowerBound)..<min(run.end, range.upperBound)) { address, page in
        let was = old[address]
        if was != page { body(address, was, page) }
      }
    }
  }
}
