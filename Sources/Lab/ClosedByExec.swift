extension DescriptorModel {
  /// Tells of the descriptors in `changes` that they were closed by execve, and keeps them for the views until the next
  /// call. An exec closes nothing but what is marked close-on-exec (`man 2 execve`).
  mutating func markClosedByExec(_ changes: [Change], _ subject: String) -> [Change] {
    var closed: [Int32: DescriptorEntry] = [:]
    let marked = changes.map { change -> Change in
      guard case .closed(let owner, let fd, let label, let target, let last, _, _) = change, owner == subject else {
        return change
      }
      closed[fd] = DescriptorEntry(number: fd, closeOnExec: true, label: label)
      return .closed(subject: owner, fd: fd, label: label, target: target, last: last, byExec: true)
    }
    closedByExec = [subject: closed]
    return marked
  }
}
