extension WordCodec {
  /// The flags of epoll_create1 (`man 2 epoll_create1`).
  public static let epollFlags = WordCodec(
    "epoll flag",
    flags: [
      Constant("EPOLL_CLOEXEC", 0x80000)
    ],
    family: "EPOLL_")

  /// What epoll_ctl does (`man 2 epoll_ctl`).
  public static let epollOperations = WordCodec(
    "epoll operation",
    oneOf: [
      Constant("EPOLL_CTL_ADD", 1),
      Constant("EPOLL_CTL_DEL", 2),
      Constant("EPOLL_CTL_MOD", 3),
    ])

  /// What epoll waits for and how (`man 2 epoll_ctl`).
  public static let epollEvents = WordCodec(
    "epoll event",
    flags: [
      Constant("EPOLLIN", 1),
      Constant("EPOLLPRI", 2),
      Constant("EPOLLOUT", 4),
      Constant("EPOLLERR", 8),
      Constant("EPOLLHUP", 0x10),
      Constant("EPOLLNVAL", 0x20),
      Constant("EPOLLRDNORM", 0x40),
      Constant("EPOLLRDBAND", 0x80),
      Constant("EPOLLWRNORM", 0x100),
      Constant("EPOLLWRBAND", 0x200),
      Constant("EPOLLMSG", 0x400),
      Constant("EPOLLRDHUP", 0x2000),
      Constant("EPOLLEXCLUSIVE", 0x10000000),
      Constant("EPOLLWAKEUP", 0x20000000),
      Constant("EPOLLONESHOT", 0x40000000),
      Constant("EPOLLET", 0x80000000),
    ])
}
