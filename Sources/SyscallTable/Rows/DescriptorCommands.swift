import LinuxABI

/// The commands of fcntl and ioctl: what each takes as its third argument, and what it returns.
enum DescriptorCommands {
  private static let integer = ArgumentType.pointer(.scalar(.signed(bytes: 4)), .output)
  private static let integerInput = ArgumentType.pointer(.scalar(.signed(bytes: 4)), .input)
  private static let number = ArgumentType.signed(bits: 32)
  private static let lock = ArgumentType.pointer(.structure(.flockRequest), .input)
  private static let lockQuery = ArgumentType.pointer(.structure(.flock), .both)
  private static let inodeFlags = ScalarType.word(.inodeFlags, bytes: 4)
  private static let range = ArgumentType.pointer(.array(.unsigned(bytes: 8), .fixed(2)), .input)
  private static let lifetime = ScalarType.word(.writeLifetimes, bytes: 8)

  /// fcntl's third argument, by name of the command.
  private static let fcntlArguments: [String: ArgumentType] = [
    "F_DUPFD": .unsigned(bits: 32),
    "F_DUPFD_CLOEXEC": .unsigned(bits: 32),
    "F_DUPFD_QUERY": .descriptor,
    "F_CREATED_QUERY": .absent,
    "F_GETFD": .absent,
    "F_SETFD": .word(.descriptorFlags),
    "F_GETFL": .absent,
    "F_SETFL": .word(.openFlags),
    "F_GETLK": lockQuery,
    "F_SETLK": lock,
    "F_SETLKW": lock,
    "F_OFD_GETLK": lockQuery,
    "F_OFD_SETLK": lock,
    "F_OFD_SETLKW": lock,
    "F_GETOWN": .absent,
    "F_SETOWN": .process,
    "F_GETOWN_EX": .pointer(.structure(.ownerEx), .output),
    "F_SETOWN_EX": .pointer(.structure(.ownerEx), .input),
    "F_GETOWNER_UIDS": .pointer(.array(.owner, .fixed(2)), .output),
    "F_GETSIG": .absent,
    "F_SETSIG": .signal,
    "F_GETLEASE": .absent,
    "F_SETLEASE": .word(.lockTypes),
    "F_NOTIFY": .word(.directoryEvents),
    "F_GETPIPE_SZ": .absent,
    "F_SETPIPE_SZ": number,
    "F_GET_SEALS": .absent,
    "F_ADD_SEALS": .word(.fileSeals),
    "F_GET_RW_HINT": .pointer(.scalar(lifetime), .output),
    "F_SET_RW_HINT": .pointer(.scalar(lifetime), .input),
    "F_GET_FILE_RW_HINT": .pointer(.scalar(lifetime), .output),
    "F_SET_FILE_RW_HINT": .pointer(.scalar(lifetime), .input),
  ]

  /// What fcntl returns where that is not just 0.
  private static let fcntlResults: [String: ResultType] = [
    "F_DUPFD": .descriptor,
    "F_DUPFD_CLOEXEC": .descriptor,
    "F_GETFD": .word(.descriptorFlags),
    "F_GETFL": .word(.openFlags),
    "F_GETOWN": .process,
    "F_GETLEASE": .word(.lockTypes),
    "F_GET_SEALS": .word(.fileSeals),
  ]

  /// ioctl's third argument, by name of the command.
  private static let ioctlArguments: [String: ArgumentType] = [
    "TCGETS": .pointer(.structure(.termios), .output),
    "TCSETS": .pointer(.structure(.termios), .input),
    "TCSETSW": .pointer(.structure(.termios), .input),
    "TCSETSF": .pointer(.structure(.termios), .input),
    "TCSBRK": number,
    "TCXONC": .word(.terminalFlow),
    "TCFLSH": .word(.terminalQueues),
    "TIOCEXCL": .absent,
    "TIOCNXCL": .absent,
    "TIOCSCTTY": number,
    "TIOCNOTTY": .absent,
    "TIOCGPGRP": .pointer(.scalar(.process), .output),
    "TIOCSPGRP": .pointer(.scalar(.process), .input),
    "TIOCGSID": .pointer(.scalar(.process), .output),
    "TIOCOUTQ": integer,
    "TIOCSTI": .pointer(.bytes(.fixed(1)), .input),
    "TIOCGWINSZ": .pointer(.structure(.winsize), .output),
    "TIOCSWINSZ": .pointer(.structure(.winsize), .input),
    "TIOCMGET": .pointer(.scalar(.hexadecimal(bytes: 4)), .output),
    "TIOCCONS": .absent,
    "TIOCPKT": integerInput,
    "TIOCGETD": integer,
    "TIOCSETD": integerInput,
    "TIOCSBRK": .absent,
    "TIOCCBRK": .absent,
    "TIOCGPTN": .pointer(.scalar(.unsigned(bytes: 4)), .output),
    "TIOCSPTLCK": integerInput,
    "TIOCVHANGUP": .absent,
    "TIOCGPTPEER": .word(.openFlags),
    "FIONREAD": integer,
    "FIONBIO": integerInput,
    "FIOASYNC": integerInput,
    "FIOCLEX": .absent,
    "FIONCLEX": .absent,
    "FIOQSIZE": .pointer(.scalar(.signed(bytes: 8)), .output),
    "FIBMAP": .pointer(.scalar(.signed(bytes: 4)), .both),
    "FIGETBSZ": integer,
    "FIFREEZE": .absent,
    "FITHAW": .absent,
    "FICLONE": .descriptor,
    "FICLONERANGE": .pointer(.structure(.fileCloneRange), .input),
    "FS_IOC_GETFLAGS": .pointer(.scalar(inodeFlags), .output),
    "FS_IOC_SETFLAGS": .pointer(.scalar(inodeFlags), .input),
    "FS_IOC_GETVERSION": integer,
    "FS_IOC_SETVERSION": integerInput,
    "FS_IOC_FSGETXATTR": .pointer(.structure(.fsxattr), .output),
    "FS_IOC_FSSETXATTR": .pointer(.structure(.fsxattrRequest), .input),
    "FS_IOC_FIEMAP": .pointer(.special(SpecialMemory(ExtentMap())), .both),
    "FS_IOC_GETFSLABEL": .pointer(.string, .output),
    "FS_IOC_SETFSLABEL": .pointer(.string, .input),
    "FITRIM": .pointer(.structure(.fstrimRange), .input),
    "FIDEDUPERANGE": .hexadecimal,
    "BLKROSET": integerInput,
    "BLKROGET": integer,
    "BLKRRPART": .absent,
    "BLKGETSIZE": .pointer(.scalar(.unsigned(bytes: 8)), .output),
    "BLKFLSBUF": .absent,
    "BLKRASET": .unsigned(bits: 64),
    "BLKRAGET": .pointer(.scalar(.unsigned(bytes: 8)), .output),
    "BLKSECTGET": .pointer(.scalar(.unsigned(bytes: 2)), .output),
    "BLKSSZGET": integer,
    "BLKBSZGET": integer,
    "BLKBSZSET": integerInput,
    "BLKGETSIZE64": .pointer(.scalar(.unsigned(bytes: 8)), .output),
    "BLKDISCARD": range,
    "BLKIOMIN": .pointer(.scalar(.unsigned(bytes: 4)), .output),
    "BLKIOOPT": .pointer(.scalar(.unsigned(bytes: 4)), .output),
    "BLKALIGNOFF": integer,
    "BLKPBSZGET": .pointer(.scalar(.unsigned(bytes: 4)), .output),
    "BLKDISCARDZEROES": .pointer(.scalar(.unsigned(bytes: 4)), .output),
    "BLKSECDISCARD": range,
    "BLKROTATIONAL": .pointer(.scalar(.unsigned(bytes: 2)), .output),
    "BLKZEROOUT": range,
    "LOOP_SET_FD": .descriptor,
    "LOOP_CLR_FD": .absent,
    "LOOP_CTL_GET_FREE": .absent,
    "RNDGETENTCNT": integer,
    "NS_GET_USERNS": .absent,
    "NS_GET_PARENT": .absent,
    "NS_GET_NSTYPE": .absent,
  ]

  /// What ioctl returns where that is not just a number.
  private static let ioctlResults: [String: ResultType] = [
    "TIOCGPTPEER": .descriptor, "NS_GET_USERNS": .descriptor, "NS_GET_PARENT": .descriptor,
    "NS_GET_NSTYPE": .word(.namespaceTypes),
  ]

  /// The entries of `byName` under the numbers that `codec` gives the names.
  private static func numbered<Value>(_ byName: [String: Value], _ codec: WordCodec) -> [UInt64: Value] {
    var all: [UInt64: Value] = [:]
    for command in codec.constants {
      if let value = byName[command.name] { all[command.value] = value }
    }
    return all
  }

  static let fcntlArgument = ArgumentType.selected(
    byParameter: 1, numbered(fcntlArguments, .fcntlCommands), otherwise: .hexadecimal)

  static let fcntlResult = ResultType.selected(
    byParameter: 1, numbered(fcntlResults, .fcntlCommands), otherwise: .number)

  static let ioctlArgument = ArgumentType.selected(
    byParameter: 1, numbered(ioctlArguments.merging(InterfaceCommands.arguments) { $1 }, .ioctlCommands),
    otherwise: .hexadecimal)

  static let ioctlResult = ResultType.selected(
    byParameter: 1, numbered(ioctlResults, .ioctlCommands), otherwise: .number)

  /// The names above, for the test that they are commands.
  static let describedNames = (
    fcntl: Set(fcntlArguments.keys).union(fcntlResults.keys), ioctl: Set(ioctlArguments.keys)
  )
}
