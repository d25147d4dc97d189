import SyscallTable

/// What `sysh trace` is asked for; the letters are strace's.
public struct TraceOptions: Sendable {
  public enum Following: Sendable {
    /// Only the program's own process, and its threads.
    case threads
    /// `-f`: its children too.
    case children
    /// `-ff` with `-o FILE`: each process and thread into a file of its own, `FILE.PID`.
    case separately
  }

  public enum Clock: Sendable {
    case none
    /// `-t`: 12:34:56
    case seconds
    /// `-tt`: 12:34:56.123456
    case microseconds
    /// `-ttt`: seconds since 1970
    case epoch
  }

  public enum Form: Sendable {
    case text
    /// One JSON object a call, a signal, an end.
    case json
  }

  public var following = Following.threads
  public var calls = CallSet.all
  /// Which signals are shown.
  public var signals = SignalFilter.all
  /// `-z` and `-Z`: only calls that succeeded, only those that failed.
  public var statuses = StatusFilter.all
  public var clock = Clock.none
  /// `-r`: the time since the line before.
  public var relative = false
  /// `-T`: the time that each call took.
  public var durations = false
  /// `-i`: where in the program the call was made.
  public var instructionPointer = false
  /// `-n`: the call's number.
  public var numbers = false
  /// `-k`: the functions that led to the call.
  public var stacks = false
  /// `-y` 1, `-yy` 2: what is behind each descriptor.
  public var names = 0
  public var printing = CallPrinter.Options()
  /// `-o`; standard error when nil.
  public var output: String?
  /// `-A`
  public var appends = false
  /// `-q`: 1 no messages about attaching, 2 nor about ends, 3 nor anything but calls.
  public var quiet = 0
  /// `-a`: where the result begins.
  public var column = 40
  /// `-P`: only calls that have to do with these paths.
  public var paths: [String] = []
  public var tampering: [Tampering] = []
  /// `--explain`: a sentence behind each call.
  public var explains = false
  public var form = Form.text
  /// `-c` counts instead of lines, `-C` as well as lines.
  public var counts = Counting.no
  /// `-S`
  public var sort = CountTable.Key.time

  public enum Counting: Sendable {
    case no, only, too
  }

  public init() {}
}

/// Calls by how they ended.
public struct StatusFilter: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }
  public static let successful = StatusFilter(rawValue: 1)
  public static let failed = StatusFilter(rawValue: 2)
  /// Cut off by an end or an exec of another thread, or by the tracer's going.
  public static let unfinished = StatusFilter(rawValue: 4)
  public static let unavailable = StatusFilter(rawValue: 8)
  public static let detached = StatusFilter(rawValue: 16)
  public static let all = StatusFilter(rawValue: 31)
}
