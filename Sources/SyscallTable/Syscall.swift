import LinuxABI

/// What the result register means when the call succeeds.
public indirect enum ResultType: Sendable {
  /// Always 0.
  case zero
  /// A count or any other plain signed number.
  case number
  /// A new file descriptor.
  case descriptor
  /// An address, printed in hexadecimal.
  case address
  /// A process id.
  case process
  /// An octal number (umask).
  case octal
  /// A word with named bits, printed as `0x1 (flags FD_CLOEXEC)`.
  case word(WordCodec)
  /// A number, and in brackets what its codec calls it: `5 (TIME_ERROR)`, `0x8 (PER_LINUX32)`.
  case described(WordCodec, decimal: Bool)
  /// Depends on the command in another argument (fcntl).
  case selected(byParameter: Int, [UInt64: ResultType], otherwise: ResultType)
  /// The call does not come back when it succeeds (exit_group).
  case never
}

/// The sets of syscalls that strace's `-e trace=%set` knows; `help` groups by them too.
public struct Categories: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }
  /// Takes a file name.
  public static let file = Categories(rawValue: 1 << 0)
  /// Takes or makes a file descriptor.
  public static let descriptor = Categories(rawValue: 1 << 1)
  public static let process = Categories(rawValue: 1 << 2)
  public static let network = Categories(rawValue: 1 << 3)
  public static let signal = Categories(rawValue: 1 << 4)
  public static let ipc = Categories(rawValue: 1 << 5)
  public static let memory = Categories(rawValue: 1 << 6)
}

/// Which parts of a process a successful call can change, so that the lab looks there and nowhere else.
public struct Effects: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }
  /// The descriptor table: a descriptor made, closed or its flags changed.
  public static let descriptors = Effects(rawValue: 1 << 0)
  /// An open file description's offset or status flags, or the file behind it (size, link count).
  public static let files = Effects(rawValue: 1 << 1)
  /// The memory map.
  public static let mappings = Effects(rawValue: 1 << 2)
  /// Working directory, root or umask.
  public static let directory = Effects(rawValue: 1 << 3)
  /// Processes made or ended.
  public static let processes = Effects(rawValue: 1 << 4)
  /// What signals do, which are held back, and which wait, here or in another process.
  public static let signals = Effects(rawValue: 1 << 5)
  /// Everything: used for calls made by number.
  public static let all = Effects(rawValue: (1 << 6) - 1)
}

/// One row of the table: a syscall as it is typed, printed, explained and run.
public struct Syscall: Sendable {
  /// An errno that learners meet with this call, and when, in our own words.
  public struct LikelyError: Sendable {
    public let errno: Errno
    public let when: String
  }

  /// Its x86-64 number (`arch/x86/entry/syscalls/syscall_64.tbl`).
  public let number: Int
  public let name: String
  public let parameters: [Parameter]
  public let result: ResultType
  public let categories: Categories
  public let effects: Effects
  /// One sentence: what the call does.
  public let summary: String
  public let errors: [LikelyError]
  /// For a call whose arguments strace prints under names: the names in its order, and the parameters that they mean.
  public let labels: [(name: String, parameter: Int)]
  /// Names given as errors that no errno has: a mistake in the row, which a test finds.
  let unknownErrors: [String]

  public init(
    _ number: Int, _ name: String, _ parameters: [Parameter], _ result: ResultType, _ categories: Categories,
    changes effects: Effects, _ summary: String, errors: KeyValuePairs<String, String> = [:],
    labels: KeyValuePairs<String, Int> = [:]
  ) {
    self.number = number
    self.name = name
    self.parameters = parameters
    self.result = result
    self.categories = categories
    self.effects = effects
    self.summary = summary
    self.labels = labels.map { ($0.key, $0.value) }
    self.errors = errors.compactMap { name, when in
      Errno(named: name).map { LikelyError(errno: $0, when: when) }
    }
    unknownErrors = errors.map(\.key).filter { Errno(named: $0) == nil }
  }
}

extension Syscall {
  /// What an argument is called where names are shown: strace's name where it has one, otherwise the manual page's.
  func argumentName(_ index: Int) -> String {
    labels.first { $0.parameter == index }?.name ?? parameters[index].name
  }

  /// The arguments by name, as far as any form of the call has them.
  public var argumentNames: [String] {
    if !labels.isEmpty { return labels.map(\.name) }
    return parameters.compactMap { parameter in
      if case .absent = parameter.type { return nil }
      return parameter.name
    }
  }

  /// Which parameter an argument with this name is for.
  public func index(ofArgument name: String) -> Int? {
    labels.first { $0.name == name }?.parameter ?? parameters.firstIndex { $0.name == name }
  }
}

/// A libc name that is not a syscall of its own on x86-64, and the syscall that really runs for it.
public struct Alias: Sendable {
  public let name: String
  /// The row that runs.
  public let target: String
  /// Why, in one sentence: `glibc's exit() ends in exit_group: all threads end`.
  public let why: String

  public init(_ name: String, _ target: String, _ why: String) {
    self.name = name
    self.target = target
    self.why = why
  }
}
