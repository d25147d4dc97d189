import LinuxABI

private func identity(_ name: String, _ meaning: String, _ fallback: Parameter.Fallback = .required) -> Parameter {
  Parameter(name, .owner, fallback, meaning)
}
private func answer(_ name: String, _ meaning: String) -> Parameter {
  Parameter(name, .pointer(.scalar(.owner), .output), .supplied, meaning)
}
private let keep = Parameter.Fallback.value(0xffff_ffff)
private let refused: KeyValuePairs<String, String> = [
  "EPERM": "the caller has not the capability, and the id is none of its real, effective and saved ones",
  "EINVAL": "the id means nothing in this user namespace",
]

/// Rows for process groups and sessions, and for users and groups.
let userRows: [Syscall] = [
  Syscall(
    121, "getpgid", [Parameter("pid", .process, .value(0), "the process; 0 for the caller")], .process, .process,
    changes: [], "Returns the process group of a process.", errors: ["ESRCH": "there is no such process"]),
  Syscall(
    109, "setpgid",
    [
      Parameter("pid", .process, .value(0), "the process: the caller, as 0, or a child that has not run a program yet"),
      Parameter("pgid", .process, .value(0), "the process group; 0 for a new one with the id pid"),
    ],
    .zero, .process, changes: .processes,
    "Moves a process into a process group of its session, or makes it the leader of a new one.",
    errors: [
      "EACCES": "the child has run a program already",
      "EPERM": "the process leads a session, is in another session, or the group is not in this one",
      "ESRCH": "pid is neither the caller nor a child of it",
      "EINVAL": "pgid is negative",
    ]),
  Syscall(
    111, "getpgrp", [], .process, .process, changes: [], "Returns the caller's process group."),
  Syscall(
    124, "getsid", [Parameter("pid", .process, .value(0), "the process; 0 for the caller")], .process, .process,
    changes: [], "Returns the session of a process.", errors: ["ESRCH": "there is no such process"]),
  Syscall(
    112, "setsid", [], .process, .process, changes: .processes,
    "Makes a new session and process group with the caller as leader, and without a controlling terminal.",
    errors: ["EPERM": "the caller leads a process group already"]),
  Syscall(
    105, "setuid", [identity("uid", "the new user")], .zero, [], changes: .processes,
    "Sets the effective user id; with CAP_SETUID the real and the saved one too, for good.", errors: refused),
  Syscall(
    106, "setgid", [identity("gid", "the new group")], .zero, [], changes: .processes,
    "Sets the effective group id; with CAP_SETGID the real and the saved one too, for good.", errors: refused),
  Syscall(
    113, "setreuid",
    [
      identity("ruid", "the real user, or -1 to leave it", keep),
      identity("euid", "the effective user, or -1 to leave it", keep),
    ],
    .zero, [], changes: .processes, "Sets the real and the effective user id.", errors: refused),
  Syscall(
    114, "setregid",
    [
      identity("rgid", "the real group, or -1 to leave it", keep),
      identity("egid", "the effective group, or -1 to leave it", keep),
    ],
    .zero, [], changes: .processes, "Sets the real and the effective group id.", errors: refused),
  Syscall(
    117, "setresuid",
    [
      identity("ruid", "the real user, or -1 to leave it", keep),
      identity("euid", "the effective user, or -1 to leave it", keep),
      identity("suid", "the saved user, or -1 to leave it", keep),
    ],
    .zero, [], changes: .processes, "Sets the real, the effective and the saved user id.", errors: refused),
  Syscall(
    119, "setresgid",
    [
      identity("rgid", "the real group, or -1 to leave it", keep),
      identity("egid", "the effective group, or -1 to leave it", keep),
      identity("sgid", "the saved group, or -1 to leave it", keep),
    ],
    .zero, [], changes: .processes, "Sets the real, the effective and the saved group id.", errors: refused),
  Syscall(
    118, "getresuid",
    [
      answer("ruid", "where the real user goes"), answer("euid", "where the effective user goes"),
      answer("suid", "where the saved user goes"),
    ],
    .zero, [], changes: [], "Returns the real, the effective and the saved user id.",
    errors: ["EFAULT": "an argument points to memory that cannot be written"]),
  Syscall(
    120, "getresgid",
    [
      answer("rgid", "where the real group goes"), answer("egid", "where the effective group goes"),
      answer("sgid", "where the saved group goes"),
    ],
    .zero, [], changes: [], "Returns the real, the effective and the saved group id.",
    errors: ["EFAULT": "an argument points to memory that cannot be written"]),
  Syscall(
    115, "getgroups",
    [
      Parameter("size", .signed(bits: 32), .value(64), "for how many groups there is room; 0 only to ask their number"),
      Parameter("list", .pointer(.array(.owner, .filled(parameter: 0)), .output), .supplied, "where the groups go"),
    ],
    .number, [], changes: [], "Returns the supplementary groups and how many they are.",
    errors: [
      "EINVAL": "size is less than the number of groups, and not 0",
      "EFAULT": "list points to memory that cannot be written",
    ]),
]
