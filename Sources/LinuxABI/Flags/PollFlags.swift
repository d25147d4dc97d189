/// What `poll` waits for and tells.
extension WordCodec {
  /// `events` and `revents` of `struct pollfd` (`man 2 poll`).
  public static let pollEvents = WordCodec(
    "poll event",
    flags: [
      Constant("POLLIN", 0x1),
      Constant("POLLPRI", 0x2),
      Constant("POLLOUT", 0x4),
      Constant("POLLERR", 0x8),
      Constant("POLLHUP", 0x10),
      Constant("POLLNVAL", 0x20),
      Constant("POLLRDNORM", 0x40),
      Constant("POLLRDBAND", 0x80),
      Constant("POLLWRNORM", 0x100),
      Constant("POLLWRBAND", 0x200),
      Constant("POLLMSG", 0x400),
      Constant("POLLREMOVE", 0x1000),
      Constant("POLLRDHUP", 0x2000),
      Constant("POLL_BUSY_LOOP", 0x8000),
    ])
}
