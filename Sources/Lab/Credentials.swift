import Inspect
import LinuxABI

/// Who a subject is when files are concerned.
struct Credentials {
  let user: UInt32
  let group: UInt32
  let groups: [UInt32]
  /// CAP_DAC_OVERRIDE: permission bits do not stop it, but for x on files that have none.
  let overrides: Bool

  /// Somebody whom nothing stops: to find out where a path leads.
  static let almighty = Credentials()

  private init() {
    (user, group, groups, overrides) = (0, 0, [], true)
  }

  /// `real`: as access asks, for who started the process rather than for whom it acts.
  init(_ status: ProcessStatus, real: Bool = false) {
    user = real ? status.uids.real : status.uids.fileSystem
    group = real ? status.gids.real : status.gids.fileSystem
    groups = (status["Groups"] ?? "").split(separator: " ").compactMap { UInt32($0) }
    let capabilities = real ? user == 0 ? status["CapPrm"].flatMap { UInt64($0, radix: 16) } : 0 : status.capEff
    overrides = (capabilities ?? 0) & (1 << 1) != 0
  }

  /// Whether bits of `wanted` (4 r, 2 w, 1 x) are all granted (`man 7 path_resolution`): by the owner's bits for the
  /// owner, the group's for members, the others' for all others.
  func allows(_ wanted: UInt32, _ file: PathWalk.FileStatus) -> Bool {
    if overrides, wanted & 1 == 0 || file.isDirectory || file.mode & 0o111 != 0 { return true }
    return file.mode >> shift(file) & wanted == wanted
  }

  /// Which of the three sets of bits counts.
  func role(_ file: PathWalk.FileStatus) -> String {
    switch shift(file) {
    case 6: "its owner"
    case 3: "its group"
    default: "others"
    }
  }

  private func shift(_ file: PathWalk.FileStatus) -> UInt32 {
    if file.uid == user { return 6 }
    return file.gid == group || groups.contains(file.gid) ? 3 : 0
  }
}
