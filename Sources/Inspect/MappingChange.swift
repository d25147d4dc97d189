/// What became of a range of addresses between two looks at a memory map.
///
/// The kernel splits and merges mappings as it likes: mprotect of the middle page of three makes three mappings of one.
/// So changes are told by addresses: a range in which every address has the same permissions and the same content behind
/// it as before gives no change, however it is cut. A `Mapping` in a change is the part of the line in maps that the
/// change is about, with its file offset moved along.
public enum MappingChange: Hashable, Sendable {
  /// A range that was free is mapped.
  case added(Mapping)
  /// A range that was mapped is free.
  case removed(Mapping)
  /// A mapping got longer or shorter at one end and stayed what it was: brk, mremap in place, a stack that grew, an
  /// mmap that the kernel merged with its neighbour, a munmap of one end. Both are whole mappings.
  case resized(from: Mapping, to: Mapping)
  /// The same addresses have other permissions or something else behind them: mprotect, MAP_FIXED over an older
  /// mapping, removal of the mapped file. Both have the same start and end.
  case changed(from: Mapping, to: Mapping)

  /// The addresses that were gained, lost or changed.
  public var range: Range<UInt64> {
    switch self {
    case .added(let mapping), .removed(let mapping), .changed(_, let mapping):
      return mapping.start..<mapping.end
    case .resized(let old, let new):
      return old.start == new.start
        ? min(old.end, new.end)..<max(old.end, new.end) : min(old.start, new.start)..<max(old.start, new.start)
    }
  }
}

extension MemoryMap {
  /// What has changed since `old` was read, by ascending address.
  public func changes(from old: MemoryMap) -> [MappingChange] {
    var pieces: [Piece] = []
    var before = old.mappings[...]
    var after = mappings[...]
    var position: UInt64 = 0
    // Walks both maps together over the ranges between all their boundaries.
    while let start = [before.first, after.first].compactMap({ $0.map { max($0.start, position) } }).min() {
      let was = before.first.flatMap { $0.start <= start ? $0 : nil }
      let now = after.first.flatMap { $0.start <= start ? $0 : nil }
      let boundaries = [was?.end ?? before.first?.start, now?.end ?? after.first?.start].compactMap { $0 }
      guard let end = boundaries.min() else { break }
      let piece = Piece(was: was?.clipped(to: start..<end), now: now?.clipped(to: start..<end))
      if piece.isChange {
        if let joined = pieces.last?.joined(with: piece) {
          pieces[pieces.count - 1] = joined
        } else {
          pieces.append(piece)
        }
      }
      position = end
      if let first = before.first, first.end <= position { before.removeFirst() }
      if let first = after.first, first.end <= position { after.removeFirst() }
    }
    return pieces.compactMap { change(for: $0, from: old) }
  }

  private func change(for piece: Piece, from old: MemoryMap) -> MappingChange? {
    switch (piece.was, piece.now) {
    case (nil, nil): return nil
    case (let was?, let now?): return .changed(from: was, to: now)
    case (nil, let now?):
      guard let whole = mapping(containing: now.start), let rest = whole.without(now),
        let was = old.mapping(containing: rest.start), was.coversSame(as: rest)
      else { return .added(now) }
      return .resized(from: was, to: whole)
    case (let was?, nil):
      guard let whole = old.mapping(containing: was.start), let rest = whole.without(was),
        let now = mapping(containing: rest.start), now.coversSame(as: rest)
      else { return .removed(was) }
      return .resized(from: whole, to: now)
    }
  }
}

/// The same range in both maps.
private struct Piece {
  let was: Mapping?
  let now: Mapping?

  var isChange: Bool {
    switch (was, now) {
    case (let was?, let now?): !was.isLike(now)
    case (nil, nil): false
    case (nil, _?), (_?, nil): true
    }
  }

  /// Both as one when `next` follows at once and goes on in the same way.
  func joined(with next: Piece) -> Piece? {
    func join(_ first: Mapping?, _ second: Mapping?) -> Mapping?? {
      switch (first, second) {
      case (nil, nil): return .some(nil)
      case (let first?, let second?):
        guard first.end == second.start, first.isLike(second) else { return nil }
        return Mapping(
          start: first.start, end: second.end, permissions: first.permissions, offset: first.offset,
          device: first.device, inode: first.inode, path: first.path)
      case (nil, _?), (_?, nil): return nil
      }
    }
    guard let was = join(was, next.was), let now = join(now, next.now) else { return nil }
    return Piece(was: was, now: now)
  }
}

extension Mapping {
  /// Whether an address that lies in one would mean the same in the other. A file goes on where its offset moves with
  /// the address.
  fileprivate func isLike(_ other: Mapping) -> Bool {
    permissions == other.permissions && device == other.device && inode == other.inode && path == other.path
      && (inode == 0 ? offset == other.offset : offset &- start == other.offset &- other.start)
  }

  /// The same range too.
  fileprivate func coversSame(as other: Mapping) -> Bool {
    start == other.start && end == other.end && isLike(other)
  }

  fileprivate func clipped(to range: Range<UInt64>) -> Mapping {
    Mapping(
      start: range.lowerBound, end: range.upperBound, permissions: permissions,
      offset: inode == 0 ? offset : offset &+ (range.lowerBound &- start), device: device, inode: inode, path: path)
  }

  /// What is left when a piece at one of its ends is taken away; nil when nothing is, or when the piece lies elsewhere.
  fileprivate func without(_ piece: Mapping) -> Mapping? {
    if piece.start == start, piece.end < end { return clipped(to: piece.end..<end) }
    if piece.end == end, piece.start > start { return clipped(to: start..<piece.start) }
    return nil
  }
}
