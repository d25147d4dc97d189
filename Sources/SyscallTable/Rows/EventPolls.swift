import LinuxABI

private let poll = Parameter.fd("the epoll descriptor", named: "epfd")
private let ready = Parameter(
  "events", .pointer(.structures(.epollEvent, .filled(parameter: 2)), .output), .supplied, "where what is ready goes")
private let most = Parameter("maxevents", .signed(bits: 32), .value(16), "how many entries events has")
private let milliseconds = Parameter(
  "timeout", .signed(bits: 32), .value(.max), "how many milliseconds; 0 only to look, -1 for ever")
private let mask = [
  Parameter(
    "sigmask", .pointer(.signalSet, .input), .value(0),
    "the signals held back meanwhile, put in place and taken back with the wait in one step; NULL to leave the mask"),
  .size("sigsetsize", "sizeof(sigset_t): 8", .value(8)),
]
private let notOpen = "epfd is not open"
private let wrong = "epfd is no epoll descriptor, or maxevents is not positive"
private let interrupted = "a signal handler ran before anything was ready"
private let unwritable = "events points to memory that cannot be written"

/// Rows for waiting with a list that the kernel keeps.
let epollRows: [Syscall] = [
  Syscall(
    213, "epoll_create", [Parameter("size", .signed(bits: 32), .value(1), "not used any more, but must be positive")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes an epoll descriptor: an empty list of descriptors to be waited for.",
    errors: ["EINVAL": "size is not positive", "EMFILE": "no descriptor is left below the limit (RLIMIT_NOFILE)"]),
  Syscall(
    291, "epoll_create1", [.flags(.epollFlags, "EPOLL_CLOEXEC, or nothing")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes an epoll descriptor that has flags from the start.",
    errors: ["EINVAL": "flags has an unknown bit", "EMFILE": "no descriptor is left below the limit (RLIMIT_NOFILE)"]),
  Syscall(
    233, "epoll_ctl",
    [
      poll,
      Parameter("op", .word(.epollOperations), .required, "EPOLL_CTL_ADD, EPOLL_CTL_MOD or EPOLL_CTL_DEL"),
      .fd("the descriptor to wait for"),
      Parameter(
        "event",
        .selected(
          byParameter: 1,
          [
            1: .pointer(.structure(.epollEvent), .input), 2: .address, 3: .pointer(.structure(.epollEvent), .input),
          ], otherwise: .pointer(.structure(.epollEvent), .input)), .value(0),
        "what to wait for, and what to be told then: {events=EPOLLIN, data={u64=5}}"),
    ],
    .zero, .descriptor, changes: [],
    "Puts a descriptor onto the list of an epoll descriptor, changes what is waited for, or takes it off.",
    errors: [
      "EBADF": "epfd or fd is not open",
      "EEXIST": "fd is on the list already",
      "ENOENT": "fd is not on the list",
      "EPERM": "a regular file or a directory is always ready, and cannot be waited for",
      "EINVAL": "epfd is no epoll descriptor, fd is epfd itself, or the operation or events are unknown",
      "ELOOP": "epoll descriptors would wait for each other in a circle",
      "EFAULT": "event points to memory that cannot be read",
    ]),
  Syscall(
    232, "epoll_wait", [poll, ready, most, milliseconds],
    .number, .descriptor, changes: [],
    "Waits until descriptors of the list are ready, and tells which, by what epoll_ctl was told to say.",
    errors: ["EBADF": notOpen, "EINVAL": wrong, "EINTR": interrupted, "EFAULT": unwritable]),
  Syscall(
    281, "epoll_pwait", [poll, ready, most, milliseconds] + mask,
    .number, .descriptor, changes: [],
    "Waits like epoll_wait, with another signal mask meanwhile.",
    errors: [
      "EBADF": notOpen, "EINVAL": "\(wrong), or sigsetsize is not 8", "EINTR": interrupted, "EFAULT": unwritable,
    ]),
  Syscall(
    441, "epoll_pwait2",
    [
      poll, ready, most,
      Parameter("timeout", .pointer(.structure(.timespec), .input), .value(0), "how long; NULL for ever"),
    ] + mask,
    .number, .descriptor, changes: [],
    "Waits like epoll_pwait, with a time in nanoseconds.",
    errors: [
      "EBADF": notOpen, "EINTR": interrupted, "EFAULT": unwritable,
      "EINVAL": "\(wrong), the time is negative or its tv_nsec not in 0 to 999999999, or sigsetsize is not 8",
    ]),
]
