/// An error number as the kernel returns it, negated, in the result register of a failed call (`man 3 errno`).
///
/// A result is an error when it lies in -4095 ... -1 and in no other case: large unsigned results, addresses among
/// them, are successes (`MAX_ERRNO` in the kernel's `include/linux/err.h`).
public struct Errno: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The error in a raw result register, or nil when the call succeeded.
  public init?(result: UInt64) {
    let signed = Int64(bitPattern: result)
    guard (-4095 ... -1).contains(signed) else { return nil }
    self.init(rawValue: Int32(-signed))
  }

  /// Every symbolic name.
  public static var names: [String] {
    all.prefix { $0.number < 512 }.map(\.name)
  }

  /// The error that headers call `name` (`"ENOENT"`), or nil when there is none of that name.
  public init?(named name: String) {
    if let found = Self.all.first(where: { $0.name == name }) {
      self.init(rawValue: found.number)
    } else if name == "EWOULDBLOCK" || name == "EDEADLOCK" || name == "ENOTSUP" {
      self.init(rawValue: name == "EWOULDBLOCK" ? 11 : name == "EDEADLOCK" ? 35 : 95)
    } else {
      return nil
    }
  }

  private var row: (number: Int32, name: String, message: String)? {
    Self.all.first { $0.number == rawValue }
  }

  /// The symbolic name, `ENOENT`; `ERRNO_600` for a number that no header names, as strace writes it.
  public var name: String {
    row?.name ?? "ERRNO_\(rawValue)"
  }

  /// The C library's message for it, `No such file or directory`.
  public var message: String {
    row?.message ?? "Unknown error \(rawValue)"
  }
}

extension Errno {
  public static let notPermitted = Errno(rawValue: 1)
  public static let noEntry = Errno(rawValue: 2)
  public static let noProcess = Errno(rawValue: 3)
  public static let interrupted = Errno(rawValue: 4)
  public static let ioError = Errno(rawValue: 5)
  public static let badDescriptor = Errno(rawValue: 9)
  public static let wouldBlock = Errno(rawValue: 11)
  public static let outOfMemory = Errno(rawValue: 12)
  public static let deadlock = Errno(rawValue: 35)
  public static let badFormat = Errno(rawValue: 8)
  public static let noChild = Errno(rawValue: 10)
  public static let accessDenied = Errno(rawValue: 13)
  public static let badAddress = Errno(rawValue: 14)
  public static let busy = Errno(rawValue: 16)
  public static let exists = Errno(rawValue: 17)
  public static let crossDevice = Errno(rawValue: 18)
  public static let notDirectory = Errno(rawValue: 20)
  public static let isDirectory = Errno(rawValue: 21)
  public static let invalid = Errno(rawValue: 22)
  public static let tooManyFilesInSystem = Errno(rawValue: 23)
  public static let tooManyFiles = Errno(rawValue: 24)
  public static let notTerminal = Errno(rawValue: 25)
  public static let notSocket = Errno(rawValue: 88)
  public static let textBusy = Errno(rawValue: 26)
  public static let fileTooLarge = Errno(rawValue: 27)
  public static let noSpace = Errno(rawValue: 28)
  public static let illegalSeek = Errno(rawValue: 29)
  public static let readOnlyFileSystem = Errno(rawValue: 30)
  public static let tooManyLinks = Errno(rawValue: 31)
  public static let brokenPipe = Errno(rawValue: 32)
  public static let range = Errno(rawValue: 34)
  public static let nameTooLong = Errno(rawValue: 36)
  public static let noSyscall = Errno(rawValue: 38)
  public static let notEmpty = Errno(rawValue: 39)
  public static let linkLoop = Errno(rawValue: 40)
  public static let overflow = Errno(rawValue: 75)
  public static let destinationRequired = Errno(rawValue: 89)
  public static let notSupported = Errno(rawValue: 95)
  public static let addressInUse = Errno(rawValue: 98)
  public static let addressNotAvailable = Errno(rawValue: 99)
  public static let networkUnreachable = Errno(rawValue: 101)
  public static let connectionReset = Errno(rawValue: 104)
  public static let isConnected = Errno(rawValue: 106)
  public static let notConnected = Errno(rawValue: 107)
  public static let timedOut = Errno(rawValue: 110)
  public static let connectionRefused = Errno(rawValue: 111)
  public static let already = Errno(rawValue: 114)
  public static let inProgress = Errno(rawValue: 115)
}
