import LinuxABI

/// What an argument register means: enough to write it as text and to turn text into it.
///
/// The type says who fills memory behind a pointer (`Direction`), so the same row prints inputs before the call and
/// outputs after it, and supplies buffers that the learner leaves out.
public indirect enum ArgumentType: Sendable {
  /// A file descriptor (32 bits; -1 where none is meant).
  case descriptor
  /// A directory descriptor of an `*at` call: also `AT_FDCWD`.
  case directory
  /// A signed integer of 32 or 64 bits.
  case signed(bits: Int)
  /// An unsigned integer of 32 or 64 bits, printed in decimal.
  case unsigned(bits: Int)
  /// A number best read in hexadecimal: devices, masks, raw words.
  case hexadecimal
  /// Permission bits, printed in octal (`0644`).
  case permissions
  /// A word with named bits or values; `bits` is its width in the kernel's signature, 32 or 64.
  case word(WordCodec, bits: Int = 32)
  /// A process or thread id; a subject's name may stand for it.
  case process
  /// A user id or a group id; -1 prints as -1 (`man 2 chown`: leave as it is).
  case owner
  /// A signal number.
  case signal
  /// An address that the kernel does not read through (mmap's hint, brk).
  case address
  /// A pointer to memory that the call reads or writes.
  case pointer(Pointee, Direction)
  /// The type depends on another argument, by the value of its low 32 bits: fcntl and ioctl by command.
  case selected(byParameter: Int, [UInt64: ArgumentType], otherwise: ArgumentType)
  /// There only when another argument has any of `bits` (open's mode with O_CREAT); absent otherwise.
  case presentIf(parameter: Int, hasAny: UInt64, ArgumentType)
  /// No argument at all in this form of the call.
  case absent
  /// A word written in a way of its own: `makedev(0x8, 0x1)`.
  case special(SpecialWord)
}

/// Who fills the memory behind a pointer.
public enum Direction: Sendable {
  /// The caller; the kernel reads it.
  case input
  /// The kernel; the caller reads it afterwards.
  case output
  /// The caller fills it and the kernel changes it.
  case both
}

/// What a pointer points to.
public indirect enum Pointee: Sendable {
  /// A NUL-terminated pathname, printed whole.
  case path
  /// A NUL-terminated string.
  case string
  /// Bytes; how many is said by `count`.
  case bytes(Count)
  /// One value of a fixed size, printed in brackets: `[4096]`.
  case scalar(ScalarType)
  /// `count` values, printed in brackets: `[3, 4]`.
  case array(ScalarType, Count)
  /// A structure of fixed layout.
  case structure(StructureLayout)
  /// `count` structures.
  case structures(StructureLayout, Count)
  /// `count` buffers of a struct iovec array, each read or written whole (`man 2 readv`).
  case vector(Count)
  /// A NULL-terminated array of strings: `["cat", "-n"]`. The environment is shown as its address and a count
  /// (`man 2 execve`), whole when everything is asked for.
  case strings(environment: Bool)
  /// A set of signals, one bit each, in 8 bytes: `[INT TERM]` (`man 7 signal`).
  case signalSet
  /// A set of CPUs in `count` bytes: `[0 1]` (`man 2 sched_setaffinity`).
  case cpuSet(Count)
  /// `struct msghdr` with all that it points to (`man 2 sendmsg`).
  case message
  /// A socket address (`man 7 sockaddr`). How long it is stands in another parameter, by index: as a number where the
  /// caller gives the address, behind a `room` where the kernel does.
  case socketAddress(length: Int)
  /// A length of 4 bytes: how much room there is, and after the call how much was needed, `[128 => 16]`.
  case room
  /// `struct linux_dirent64` records up to the call's result (`man 2 getdents64`).
  case directoryEntries(Count)
  /// Memory written in a way of its own: a file handle, an asynchronous request.
  case special(SpecialMemory)
  /// Memory with a form of its own, described where it is written and read.
  case formatted(SpecialFormat)
  /// Something of sockets, of waiting for descriptors or of IPC.
  case network(NetworkPointee)
}

/// How many elements (or bytes) a pointer covers.
public enum Count: Sendable {
  case fixed(Int)
  /// The value of another parameter, by index. On output no more than the call's result is shown.
  case parameter(Int)
  /// The value of another parameter says how much there is room for, the call's result how many elements it filled.
  case filled(parameter: Int)
  /// The value of another parameter on output as well, whatever the result (mincore's vector has one byte a page:
  /// `divisor` 4096).
  case derived(parameter: Int, divisor: Int)
}

/// One parameter of a row.
public struct Parameter: Sendable {
  /// What stands for the argument when the learner leaves it out.
  public enum Fallback: Sendable {
    /// It has no sensible default; sysh asks for it by name.
    case required
    /// This word.
    case value(UInt64)
    /// The length in bytes (or in elements, for arrays) of the buffer given for another parameter.
    case lengthOf(Int)
    /// Memory in the subject: an output buffer (of the size that its type implies), or a zeroed input.
    case supplied
  }

  public let name: String
  public let type: ArgumentType
  public let fallback: Fallback
  /// One short clause for `help`.
  public let meaning: String

  public init(_ name: String, _ type: ArgumentType, _ fallback: Fallback = .required, _ meaning: String) {
    self.name = name
    self.type = type
    self.fallback = fallback
    self.meaning = meaning
  }
}
