import LinuxABI

private let badPointer = "an argument points outside the process's memory"
private let ruleset = Parameter.fd("the ruleset", named: "ruleset_fd")
private let attribute = Parameter("attr", .word(.securityAttributes), .required, "which of the module's attributes")

/// Rows by which a process gives up rights, or learns which modules watch over them.
let securityRows: [Syscall] = [
  Syscall(
    317, "seccomp",
    [
      Parameter(
        "op", .word(.filterOperations), .required,
        "what to do; SECCOMP_SET_MODE_STRICT leaves read, write, exit and rt_sigreturn, and SIGKILL follows all others"),
      Parameter(
        "flags",
        byEach(of: .filterOperations, at: 0) { name in
          name == "SECCOMP_SET_MODE_FILTER" ? .word(.filterFlags) : .hexadecimal
        }, .value(0), "for whom the filter is, and what becomes of refused calls"),
      Parameter(
        "args",
        byEach(of: .filterOperations, at: 0) { name in
          switch name {
          case "SECCOMP_SET_MODE_FILTER": .pointer(.formatted(FilterProgram()), .input)
          case "SECCOMP_GET_ACTION_AVAIL": .pointer(.scalar(.word(.filterActions, bytes: 4)), .input)
          case "SECCOMP_GET_NOTIF_SIZES": .pointer(.structure(.notificationSizes), .output)
          default: .address
          }
        }, .value(0), "the filter, or what the operation needs"),
    ],
    .number, [], changes: .processes,
    "Has a program decide about each later syscall of the process: allowed, refused with an errno, or deadly.",
    errors: [
      "EACCES": "it needs no_new_privs (prctl) or CAP_SYS_ADMIN",
      "EINVAL": "op or flags is unknown, or the filter is wrong",
      "EOPNOTSUPP": "the kernel has no such action", "EFAULT": badPointer,
    ]),
  Syscall(
    444, "landlock_create_ruleset",
    [
      Parameter(
        "attr", .pointer(.formatted(Record.ruleset), .input), .value(0), "what is forbidden unless a rule allows it"),
      .size("size", "how many bytes attr has", .lengthOf(0)),
      .flags(.rulesetFlags, "LANDLOCK_CREATE_RULESET_VERSION only to ask for the version"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a set of landlock's rules, as a descriptor; or returns which version the kernel has.",
    errors: [
      "EINVAL": "flags, size or an access is unknown", "E2BIG": "attr has more than the kernel knows",
      "ENOMSG": "attr forbids nothing", "EOPNOTSUPP": "landlock is not active", "EFAULT": badPointer,
    ]),
  Syscall(
    445, "landlock_add_rule",
    [
      ruleset, Parameter("rule_type", .word(.ruleTypes), .required, "what the rule is about"),
      Parameter(
        "rule_attr",
        byEach(of: .ruleTypes, at: 1, otherwise: .address) { name in
          .pointer(.formatted(name == "LANDLOCK_RULE_NET_PORT" ? Record.portRule : Record.pathRule), .input)
        }, .required, "what is allowed where"),
      .noFlags,
    ],
    .zero, .descriptor, changes: [], "Adds a rule to a set: what is allowed below a directory, or at a port.",
    errors: [
      "EBADF": "a descriptor is not open", "EBADFD": "ruleset_fd is no ruleset",
      "EINVAL": "the rule allows what the set does not handle", "ENOMSG": "the rule allows nothing",
      "EFAULT": badPointer,
    ]),
  Syscall(
    446, "landlock_restrict_self",
    [ruleset, .flags(.restrictionFlags, "what of refusals goes into the audit log")],
    .zero, .descriptor, changes: .processes, "Puts the process and its children under a set of rules, for good.",
    errors: [
      "EPERM": "it needs no_new_privs (prctl) or CAP_SYS_ADMIN", "EBADF": "ruleset_fd is not open",
      "E2BIG": "there are 16 sets above the process already", "EINVAL": "flags has an unknown bit",
    ]),
  Syscall(
    459, "lsm_get_self_attr",
    [
      attribute, .address("ctx", "where the answers go, or NULL only to ask for their size", .value(0)),
      Parameter("size", .pointer(.room, .both), .required, "how many bytes there are: [256]"),
      .flags(.securityQueryFlags, "LSM_FLAG_SINGLE for the module that ctx names"),
    ],
    .number, [], changes: [], "Returns an attribute of the process from every security module that has it.",
    errors: [
      "EOPNOTSUPP": "no module has that attribute", "E2BIG": "size is too small: it says now what is needed",
      "EINVAL": "attr or flags is wrong", "EFAULT": badPointer,
    ]),
  Syscall(
    460, "lsm_set_self_attr",
    [
      attribute, .address("ctx", "a struct lsm_ctx with the new value"),
      Parameter("size", .unsigned(bits: 32), .required, "how many bytes it has"), .noFlags,
    ],
    .zero, [], changes: .processes, "Sets an attribute of the process in a security module.",
    errors: [
      "EOPNOTSUPP": "the module has no such attribute", "EINVAL": "ctx, size or flags is wrong",
      "E2BIG": "size is above a page", "EFAULT": badPointer,
    ]),
  Syscall(
    461, "lsm_list_modules",
    [
      Parameter(
        "ids", .pointer(.formatted(AnsweredList(families: [.securityModules], width: 8, room: 32)), .output), .supplied,
        "where their numbers go"),
      Parameter("size", .pointer(.room, .both), .required, "how many bytes there are: [256]"), .noFlags,
    ],
    .number, [], changes: [], "Returns which security modules the kernel runs.",
    errors: [
      "E2BIG": "size is too small: it says now what is needed", "EINVAL": "flags is not 0", "EFAULT": badPointer,
    ]),
]
