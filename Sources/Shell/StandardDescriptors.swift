import Glibc

/// Descriptors 0, 1 and 2 of this process.
public enum StandardDescriptors {
  /// Opens those that whoever started us had closed (`sysh >&-`): the next file to be opened would get the number, and what
  /// is meant for the screen would be written into it. Reading 0 and writing 1 and 2 still fail, with EBADF.
  public static func fill() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}
