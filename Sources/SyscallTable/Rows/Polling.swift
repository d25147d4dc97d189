import LinuxABI

extension StructureLayout {
  /// `struct pollfd` (`man 2 poll`). strace shows `revents` with the result, and no events of an entry whose fd is
  /// negative, which the kernel passes over.
  static let pollfd = StructureLayout(
    "pollfd", size: 8,
    [
      Field("fd", at: 0, .descriptor),
      Field("events", at: 4, .word(.pollEvents, bytes: 2)),
      Field("revents", at: 6, .word(.pollEvents, bytes: 2)),
    ])
}

private let descriptors = Parameter(
  "fds", .pointer(.structures(.pollfd, .parameter(1)), .both), .required,
  "what to wait for: [{fd=3, events=POLLIN}]; a negative fd is passed over")
private let count = Parameter("nfds", .unsigned(bits: 32), .lengthOf(0), "how many entries fds has")
private let tooMany = "nfds is more than RLIMIT_NOFILE allows"
private let badDescriptors = "fds points outside the process's memory"
private let interrupted = "a signal handler ran first: this call is never taken up again, whatever SA_RESTART says"

/// Rows for waiting on several descriptors at once.
let pollingRows: [Syscall] = [
  Syscall(
    7, "poll",
    [
      descriptors, count,
      Parameter("timeout", .signed(bits: 32), .value(.max), "how many milliseconds; 0 only to look, -1 for ever"),
    ],
    .number, .descriptor, changes: [],
    "Waits until one of several descriptors is ready, and tells which are and for what.",
    errors: ["EINTR": interrupted, "EINVAL": tooMany, "EFAULT": badDescriptors]),
  Syscall(
    271, "ppoll",
    [
      descriptors, count,
      Parameter(
        "tmo_p", .pointer(.structure(.timespec), .input), .value(0), "how long; the time left goes there; NULL for ever"
      ),
      Parameter(
        "sigmask", .pointer(.signalSet, .input), .value(0),
        "the signals held back meanwhile, put in place and taken back with the wait in one step; NULL to leave the mask"
      ),
      .size("sigsetsize", "sizeof(sigset_t): 8", .value(8)),
    ],
    .number, .descriptor, changes: [],
    "Waits like poll, with another signal mask meanwhile, so that no signal slips in before the wait.",
    errors: [
      "EINTR": interrupted, "EFAULT": badDescriptors,
      "EINVAL": "\(tooMany), the time is negative or its tv_nsec not in 0 to 999999999, or sigsetsize is not 8",
    ]),
]
