import Inspect

// Files and directories that got another name, or lost theirs. The names stand in memory maps, descriptor tables and
// working directories of whoever uses the file, and the kernel makes them anew at each look.
extension Lab {
  private static let namingCalls: Set<String> = [
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir",
  ]

  /// Takes new names in, so that the next call is not told to have changed them. Told are those of the caller: nothing
  /// happened to the memory of the others.
  func nameChanges(after call: PendingCall, of caller: LabSubject) -> [Change] {
    guard Self.namingCalls.contains(call.row.name) else { return [] }
    descriptors.refreshTargets()
    var told: [Change] = []
    for subject in [caller] + living.filter({ $0 !== caller })
    where !subject.tracee.isDetached && subject.tracee.activity != .free {
      let changes =
        (subject.maps.mappings.contains { $0.inode != 0 } ? mappingChanges(of: subject) : [])
        + directoryChanges(of: subject)
      // Those who have memory or directories with it are not asked twice: the first look takes it in for all.
      if subject === caller || subject.memory === caller.memory || subject.place === caller.place { told += changes }
    }
    return told
  }
}
