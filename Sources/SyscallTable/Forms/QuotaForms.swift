import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/quota.h`.
  static let quota = StructureLayout("if_dqblk", size: 72, quotaFields)
  /// The same header; what strace -v shows between, it leaves out without.
  static let nextQuota = StructureLayout(
    "if_nextdqblk", size: 72, quotaFields + [Field("dqb_id", at: 68, .unsigned(bytes: 4))])

  private static let quotaFields = [
    Field("dqb_bhardlimit", at: 0, .unsigned(bytes: 8)),
    Field("dqb_bsoftlimit", at: 8, .unsigned(bytes: 8)),
    Field("dqb_curspace", at: 16, .unsigned(bytes: 8)),
    Field("dqb_ihardlimit", at: 24, .unsigned(bytes: 8)),
    Field("dqb_isoftlimit", at: 32, .unsigned(bytes: 8)),
    Field("dqb_curinodes", at: 40, .unsigned(bytes: 8)),
    Field("dqb_btime", at: 48, .unsigned(bytes: 8), verboseOnly: true),
    Field("dqb_itime", at: 56, .unsigned(bytes: 8), verboseOnly: true),
    Field("dqb_valid", at: 64, .word(.quotaMembers, bytes: 4), verboseOnly: true),
  ]

  /// The same header.
  static let quotaInformation = StructureLayout(
    "if_dqinfo", size: 24,
    [
      Field("dqi_bgrace", at: 0, .unsigned(bytes: 8)),
      Field("dqi_igrace", at: 8, .unsigned(bytes: 8)),
      Field("dqi_flags", at: 16, .word(.quotaInformationFlags, bytes: 4)),
      Field("dqi_valid", at: 20, .word(.quotaInformationMembers, bytes: 4)),
    ])

  /// `include/uapi/linux/dqblk_xfs.h`.
  static let xfsQuota = StructureLayout(
    "fs_disk_quota", size: 112,
    [
      Field("d_version", at: 0, .signed(bytes: 1)),
      Field("d_flags", at: 1, .word(.xfsQuotaTypes, bytes: 1)),
      Field("d_fieldmask", at: 2, .hexadecimal(bytes: 2)),
      Field("d_id", at: 4, .unsigned(bytes: 4)),
      Field("d_blk_hardlimit", at: 8, .unsigned(bytes: 8)),
      Field("d_blk_softlimit", at: 16, .unsigned(bytes: 8)),
      Field("d_ino_hardlimit", at: 24, .unsigned(bytes: 8)),
      Field("d_ino_softlimit", at: 32, .unsigned(bytes: 8)),
      Field("d_bcount", at: 40, .unsigned(bytes: 8)),
      Field("d_icount", at: 48, .unsigned(bytes: 8)),
      Field("d_itimer", at: 56, .signed(bytes: 4), verboseOnly: true),
      Field("d_btimer", at: 60, .signed(bytes: 4), verboseOnly: true),
      Field("d_iwarns", at: 64, .unsigned(bytes: 2), verboseOnly: true),
      Field("d_bwarns", at: 66, .unsigned(bytes: 2), verboseOnly: true),
      Field("d_rtb_hardlimit", at: 72, .unsigned(bytes: 8), verboseOnly: true),
      Field("d_rtb_softlimit", at: 80, .unsigned(bytes: 8), verboseOnly: true),
      Field("d_rtbcount", at: 88, .unsigned(bytes: 8), verboseOnly: true),
      Field("d_rtbtimer", at: 96, .signed(bytes: 4), verboseOnly: true),
      Field("d_rtbwarns", at: 100, .unsigned(bytes: 2), verboseOnly: true),
    ])

  /// The same header, `struct fs_qfilestat`, and `struct fs_qfilestatv` with other paddings.
  private static let quotaFile = StructureLayout(
    "fs_qfilestat", size: 24,
    [
      Field("qfs_ino", at: 0, .unsigned(bytes: 8)),
      Field("qfs_nblks", at: 8, .unsigned(bytes: 8)),
      Field("qfs_nextents", at: 16, .unsigned(bytes: 4)),
    ])

  /// The same header.
  static let xfsQuotaState = StructureLayout(
    "fs_quota_stat", size: 80,
    [
      Field("qs_version", at: 0, .signed(bytes: 1)),
      Field("qs_flags", at: 2, .word(.xfsQuotaFlags, bytes: 2), verboseOnly: true),
      Field("qs_uquota", at: 8, .structure(quotaFile), verboseOnly: true),
      Field("qs_gquota", at: 32, .structure(quotaFile), verboseOnly: true),
      Field("qs_incoredqs", at: 56, .unsigned(bytes: 4), verboseOnly: true),
      Field("qs_btimelimit", at: 60, .signed(bytes: 4), verboseOnly: true),
      Field("qs_itimelimit", at: 64, .signed(bytes: 4), verboseOnly: true),
      Field("qs_rtbtimelimit", at: 68, .signed(bytes: 4), verboseOnly: true),
      Field("qs_bwarnlimit", at: 72, .unsigned(bytes: 2), verboseOnly: true),
      Field("qs_iwarnlimit", at: 74, .unsigned(bytes: 2), verboseOnly: true),
    ])

  /// The same header.
  static let xfsQuotaStates = StructureLayout(
    "fs_quota_statv", size: 160,
    [
      Field("qs_version", at: 0, .signed(bytes: 1)),
      Field("qs_flags", at: 2, .word(.xfsQuotaFlags, bytes: 2), verboseOnly: true),
      Field("qs_incoredqs", at: 4, .unsigned(bytes: 4), verboseOnly: true),
      Field("qs_uquota", at: 8, .structure(quotaFile), verboseOnly: true),
      Field("qs_gquota", at: 32, .structure(quotaFile), verboseOnly: true),
      Field("qs_pquota", at: 56, .structure(quotaFile), verboseOnly: true),
      Field("qs_btimelimit", at: 80, .signed(bytes: 4), verboseOnly: true),
      Field("qs_itimelimit", at: 84, .signed(bytes: 4), verboseOnly: true),
      Field("qs_rtbtimelimit", at: 88, .signed(bytes: 4), verboseOnly: true),
      Field("qs_bwarnlimit", at: 92, .unsigned(bytes: 2), verboseOnly: true),
      Field("qs_iwarnlimit", at: 94, .unsigned(bytes: 2), verboseOnly: true),
    ])
}

/// A command of quotactl with the type of quota in its lowest byte: `QCMD(Q_GETQUOTA, USRQUOTA)`.
struct QuotaCommand: WordForm {
  var noun: String { "a quota command" }
  var example: String { "QCMD(Q_GETQUOTA, USRQUOTA)" }
  var codecs: [WordCodec] { [.quotaCommands, .quotaTypes] }

  func text(_ word: UInt64) -> String {
    let type = word & 0xff
    let named = WordCodec.quotaTypes.text(type)
    let types = named.hasPrefix("0x") ? "\(named) /* ???QUOTA */" : named
    let command = word >> 8 & 0xff_ffff
    let commands = command == 0 ? "0 /* Q_??? */" : WordCodec.quotaCommands.commented(command)
    return "QCMD(\(commands), \(types))"
  }

  func word(_ expression: Expression, _ evaluation: Evaluation) throws(InputError) -> UInt64 {
    guard case .call("QCMD", let parts) = expression.kind, parts.count == 2 else {
      return try evaluation.word(expression)
    }
    let command = try evaluation.word(parts[0], codec: .quotaCommands)
    return command << 8 | (try evaluation.word(parts[1], codec: .quotaTypes)) & 0xff
  }
}

/// The arguments of quotactl behind the command: which of them there are, and what they are.
enum QuotaCommands {
  /// The commands that mean a user, a group or a project.
  private static let identified: Set<String> = [
    "Q_GETQUOTA", "Q_SETQUOTA", "Q_GETNEXTQUOTA", "Q_XGETQUOTA", "Q_XSETQLIM", "Q_XGETNEXTQUOTA",
  ]
  private static let data: [String: ArgumentType] = [
    "Q_QUOTAON": .pointer(.path, .input),
    "Q_GETFMT": .pointer(.scalar(.word(.quotaFormats, bytes: 4)), .output),
    "Q_GETINFO": .pointer(.structure(.quotaInformation), .output),
    "Q_SETINFO": .pointer(.structure(.quotaInformation), .input),
    "Q_GETQUOTA": .pointer(.structure(.quota), .output),
    "Q_SETQUOTA": .pointer(.structure(.quota), .input),
    "Q_GETNEXTQUOTA": .pointer(.structure(.nextQuota), .output),
    "Q_XQUOTAON": .pointer(.scalar(.word(.xfsQuotaFlags, bytes: 4)), .input),
    "Q_XQUOTAOFF": .pointer(.scalar(.word(.xfsQuotaFlags, bytes: 4)), .input),
    "Q_XGETQUOTA": .pointer(.structure(.xfsQuota), .output),
    "Q_XSETQLIM": .pointer(.structure(.xfsQuota), .input),
    "Q_XGETQSTAT": .pointer(.structure(.xfsQuotaState), .output),
    "Q_XGETQSTATV": .pointer(.structure(.xfsQuotaStates), .output),
    "Q_XQUOTARM": .pointer(.scalar(.word(.xfsQuotaTypes, bytes: 4)), .input),
    "Q_XGETNEXTQUOTA": .pointer(.structure(.xfsQuota), .output),
  ]

  /// By the whole command: each of them exists for each type of quota.
  private static func selected(by index: Int, _ type: (String) -> ArgumentType) -> ArgumentType {
    var cases: [UInt64: ArgumentType] = [:]
    for command in WordCodec.quotaCommands.constants {
      for kind in WordCodec.quotaTypes.constants { cases[command.value << 8 | kind.value] = type(command.name) }
    }
    return .selected(byParameter: index, cases, otherwise: .address)
  }

  static func owner(by index: Int) -> ArgumentType {
    var type = selected(by: index) { command in
      if command == "Q_QUOTAON" { return .word(.quotaFormats) }
      return identified.contains(command) ? .owner : .absent
    }
    if case .selected(_, let cases, _) = type { type = .selected(byParameter: index, cases, otherwise: .owner) }
    return type
  }

  static func data(by index: Int) -> ArgumentType {
    selected(by: index) { data[$0] ?? .absent }
  }

  /// The names above, for the test that they are commands.
  static let describedNames = identified.union(data.keys)
}

/// swapon's flags with the priority in their lower half, which is always shown.
struct SwapFlags: WordForm {
  private static let priority: UInt64 = 0x7fff

  var noun: String { "a swap flag or a priority" }
  var example: String { "SWAP_FLAG_PREFER|5" }
  var codecs: [WordCodec] { [.swapFlags] }

  func text(_ word: UInt64) -> String {
    let flags = word & 0xffff_ffff & ~Self.priority
    let priority = String(word & Self.priority)
    return flags == 0 ? priority : "\(WordCodec.swapFlags.commented(flags))|\(priority)"
  }
}

/// Where a path of fanotify_mark starts: a directory's descriptor, AT_FDCWD, or FAN_NOFD for none.
struct FanotifyDirectory: WordForm {
  var noun: String { "a directory's file descriptor, AT_FDCWD or FAN_NOFD" }
  var example: String { "AT_FDCWD" }

  func text(_ word: UInt64) -> String {
    switch Int32(truncatingIfNeeded: word) {
    case -1: "FAN_NOFD"
    case -100: "AT_FDCWD"
    case let fd: String(fd)
    }
  }

  func word(_ expression: Expression, _ evaluation: Evaluation) throws(InputError) -> UInt64 {
    switch expression.kind {
    case .name("FAN_NOFD"): .max
    case .name("AT_FDCWD"): UInt64(bitPattern: -100)
    default: try evaluation.word(expression)
    }
  }
}
