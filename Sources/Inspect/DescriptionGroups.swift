extension DescriptionComparer {
  /// Groups descriptors by open file description, as indices into `descriptors`: ascending within a group, the groups by
  /// their first member. Sorts by the kernel's order, so N descriptors cost about N log N comparisons.
  public static func groups(_ descriptors: [DescriptorReference]) throws(InspectError) -> [[Int]] {
    try groups(descriptors, among: Array(descriptors.indices)).sorted { $0[0] < $1[0] }
  }

  /// The same for descriptors that have been read. Only those that lead to the same file on the same mount are
  /// compared, so files opened once cost nothing.
  public static func groups(_ descriptors: [(pid: Int32, descriptor: OpenDescriptor)]) throws(InspectError) -> [[Int]] {
    let references = descriptors.map { DescriptorReference(pid: $0.pid, number: $0.descriptor.number) }
    var found: [[Int]] = []
    for bucket in Dictionary(grouping: descriptors.indices, by: { Key(descriptors[$0].descriptor) }).values {
      found += try groups(references, among: bucket)
    }
    return found.sorted { $0[0] < $1[0] }
  }

  private static func groups(
    _ references: [DescriptorReference], among indices: [Int]
  ) throws(InspectError) -> [[Int]] {
    if indices.count < 2 { return indices.isEmpty ? [] : [indices] }
    let sorted = try merged(indices[...]) { first, second throws(InspectError) in
      let first = references[first]
      let second = references[second]
      return first == second ? .same : try compare(first.pid, first.number, second.pid, second.number)
    }
    return sorted.map { $0.sorted() }
  }

  /// A merge sort in which equals become one element: the fewest comparisons, and descriptors that share are compared
  /// once for their group from then on.
  private static func merged(
    _ indices: ArraySlice<Int>, _ compare: (Int, Int) throws(InspectError) -> Order
  ) throws(InspectError) -> [[Int]] {
    if indices.count < 2 { return indices.map { [$0] } }
    let middle = indices.startIndex + indices.count / 2
    var left = try merged(indices[..<middle], compare)[...]
    var right = try merged(indices[middle...], compare)[...]
    var result: [[Int]] = []
    while let first = left.first, let second = right.first {
      switch try compare(first[0], second[0]) {
      case .same:
        result.append(first + second)
        left.removeFirst()
        right.removeFirst()
      // Without an order they are different all the same; any place will do, at the price of a group told in two.
      case .less, .unordered:
        result.append(first)
        left.removeFirst()
      case .greater:
        result.append(second)
        right.removeFirst()
      }
    }
    return result + left + right
  }
}

/// What is the same for all descriptors of one description, whatever happens to it meanwhile: its file and mount. Files
/// that are anonymous share an inode, and their link text tells the kind.
private struct Key: Hashable {
  let device: Device?
  let inode: UInt64?
  let mount: UInt64?
  let text: String?

  init(_ descriptor: OpenDescriptor) {
    device = descriptor.identity?.device
    inode = descriptor.identity?.inode
    mount = descriptor.info.mountID
    text = descriptor.identity?.kind == .anonymous ? descriptor.target : nil
  }
}
