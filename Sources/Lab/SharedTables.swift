import Inspect

// Threads, and processes made with CLONE_FILES, have one descriptor table together: it is read, drawn and compared once.
extension DescriptorModel {
  /// Under whose name the table of `subject` stands: its own, unless it uses another's.
  public func owner(of subject: String) -> String {
    owners[subject] ?? subject
  }

  /// The table that `subject` uses, by number; nil when it has ended, or nobody can read it.
  public func table(of subject: String) -> [Int32: DescriptorEntry]? {
    tables[owner(of: subject)]
  }

  /// All that use the table of `subject`, the owner first, the others by their names.
  public func users(of subject: String) -> [String] {
    let owner = owner(of: subject)
    return [owner] + owners.filter { $0.value == owner }.map(\.key).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }

  /// What was known of a table that cannot be read any more is no longer known.
  mutating func forgetTable(of subject: String) {
    let owner = owner(of: subject)
    tables[owner] = nil
    read[owner] = nil
    dropUnused()
  }

  func isKnown(_ subject: String) -> Bool {
    owners[subject] != nil || tables[subject] != nil
  }

  /// Notes that `subject` uses the table of `other`, when the kernel says so (KCMP_FILES, `man 2 kcmp`).
  mutating func share(_ subject: String, pid: Int32, with other: String) -> Bool {
    guard let otherPid = pids[other], (try? DescriptionComparer.shareDescriptorTable(pid, otherPid)) == true else {
      return false
    }
    pids[subject] = pid
    owners[subject] = owner(of: other)
    return true
  }

  /// A subject that called unshare, or executed a program, has a table of its own from then on: a copy of the other.
  mutating func leaveTableNoLongerShared(_ subject: String) {
    let users = users(of: subject)
    guard users.count > 1, let pid = pids[subject],
      let other = users.first(where: { $0 != subject }), let otherPid = pids[other],
      (try? DescriptionComparer.shareDescriptorTable(pid, otherPid)) == false
    else { return }
    let owner = owner(of: subject)
    let copy = (read: read[owner], table: tables[owner])
    if owner == subject { handOver(from: subject, to: users) }
    owners[subject] = nil
    read[subject] = copy.read
    tables[subject] = copy.table
  }

  /// Forgets a subject that has ended. A table that others use stays with them; descriptions that only it had are gone.
  public mutating func remove(_ subject: String) {
    pids[subject] = nil
    closedByExec[subject] = nil
    defer {
      dropUnused()
      // Its death is told, and with it goes what was on its way to it.
      _ = settleFlights()
    }
    if owners.removeValue(forKey: subject) != nil { return }
    let users = users(of: subject)
    if users.count > 1 {
      handOver(from: subject, to: users)
    } else {
      tables[subject] = nil
      read[subject] = nil
    }
  }

  /// The table goes on under the name of the first of the others.
  private mutating func handOver(from subject: String, to users: [String]) {
    guard let next = users.first(where: { $0 != subject }) else { return }
    tables[next] = tables.removeValue(forKey: subject)
    read[next] = read.removeValue(forKey: subject)
    owners[next] = nil
    for user in users where user != subject && user != next { owners[user] = next }
  }
}
