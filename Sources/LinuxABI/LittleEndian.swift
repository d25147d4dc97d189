extension Collection<UInt8> {
  /// The number that these bytes, at most 8, are in the processor's memory.
  // Inlinable: a view of pages reads one for each, and a generic call across modules is many times as dear.
  @inlinable public var littleEndianWord: UInt64 {
    reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
