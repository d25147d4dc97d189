import LinuxABI

private func set(_ name: String, _ meaning: String) -> Parameter {
  Parameter(name, .pointer(.network(.descriptorSet(count: 0)), .both), .value(0), meaning)
}

private let count = Parameter(
  "nfds", .signed(bits: 32), .required, "one more than the highest descriptor in the sets: so many bits are looked at")
private let sets = [
  set("readfds", "descriptors to be read: [3 4]; afterwards those that are ready"),
  set("writefds", "descriptors to be written"),
  set("exceptfds", "descriptors on which something unusual may come, such as urgent data"),
]
private let interrupted = "a signal handler ran first: this call is never taken up again, whatever SA_RESTART says"
private let badSets = "a set or the time lies outside the process's memory"
private let closed = "a set has a descriptor that is not open"

/// Rows for waiting with sets of descriptors.
let selectRows: [Syscall] = [
  Syscall(
    23, "select",
    [count] + sets + [
      Parameter(
        "timeout", .pointer(.structure(.timeval), .input), .value(0),
        "how long; the time left goes there; NULL for ever")
    ],
    .number, .descriptor, changes: [],
    "Waits until a descriptor of one of three sets is ready, and leaves only those that are ready in the sets.",
    errors: [
      "EBADF": closed, "EINTR": interrupted, "EFAULT": badSets,
      "EINVAL": "nfds is negative, or the time is",
    ]),
  Syscall(
    270, "pselect6",
    [count] + sets + [
      Parameter(
        "timeout", .pointer(.structure(.timespec), .input), .value(0),
        "how long; the time left goes there; NULL for ever"),
      Parameter(
        "sigmask", .pointer(.network(.maskAndSize), .input), .value(0),
        "the signals held back meanwhile, and the size of the mask: {sigmask=[TERM], sigsetsize=8}; NULL to leave the mask"
      ),
    ],
    .number, .descriptor, changes: [],
    "Waits like select, with another signal mask meanwhile, so that no signal slips in before the wait.",
    errors: [
      "EBADF": closed, "EINTR": interrupted, "EFAULT": badSets,
      "EINVAL": "nfds or the time is negative, its tv_nsec not in 0 to 999999999, or sigsetsize is not 8",
    ]),
]
