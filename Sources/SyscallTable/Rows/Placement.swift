import LinuxABI

private let badPointer = "an argument points outside the process's memory"
private func mode(_ name: String = "mode") -> Parameter {
  Parameter(name, .word(.memoryPolicies), .required, "from which nodes memory comes")
}
private func nodes(_ name: String, bits: Int, _ fallback: Parameter.Fallback, _ meaning: String) -> Parameter {
  Parameter(name, .pointer(.formatted(NodeMask(bits: bits)), .input), fallback, meaning)
}
private func bits(_ fallback: Parameter.Fallback) -> Parameter {
  .size("maxnode", "how many bits the mask has, plus 1", fallback)
}

/// Rows for where memory lies and who may touch it.
let placementRows: [Syscall] = [
  Syscall(
    237, "mbind",
    [
      .address("addr", "where the pages begin"), .size("len", "how many bytes they have"), mode(),
      nodes("nodemask", bits: 4, .value(0), "the nodes: [0x1] for node 0"), bits(.value(65)),
      .flags(.memoryMoves, "what happens to pages that are elsewhere"),
    ],
    .zero, .memory, changes: .mappings, "Says on which memory nodes the pages of a mapping shall lie.",
    errors: [
      "EFAULT": "no memory is mapped there, or nodemask cannot be read", "EINVAL": "mode, nodes or flags do not fit",
      "EIO": "MPOL_MF_STRICT was given and a page is elsewhere", "EPERM": "MPOL_MF_MOVE_ALL needs CAP_SYS_NICE",
    ]),
  Syscall(
    238, "set_mempolicy",
    [mode(), nodes("nodemask", bits: 2, .value(0), "the nodes: [0x1] for node 0"), bits(.value(65))],
    .zero, .memory, changes: .processes, "Says from which memory nodes the thread gets its new pages.",
    errors: ["EINVAL": "mode and nodes do not fit", "EFAULT": "nodemask cannot be read"]),
  Syscall(
    239, "get_mempolicy",
    [
      Parameter(
        "mode", .pointer(.scalar(.word(.memoryPolicies, bytes: 4)), .output), .supplied, "where the policy goes"),
      Parameter(
        "nodemask", .pointer(.formatted(NodeMask(bits: 2)), .output), .supplied, "where its nodes go"),
      bits(.value(1025)), .address("addr", "an address of the mapping that is asked about", .value(0)),
      .flags(.memoryPolicyQueries, "whose policy, or which nodes are allowed"),
    ],
    .zero, .memory, changes: [], "Returns from which memory nodes a thread or a mapping gets its pages.",
    errors: [
      "EINVAL": "flags do not fit, or maxnode is below the number of nodes that the kernel is built for",
      "EFAULT": badPointer,
    ]),
  Syscall(
    450, "set_mempolicy_home_node",
    [
      .address("start", "where the pages begin"), .size("len", "how many bytes they have"),
      .size("home_node", "the node to begin with"), .noFlags,
    ],
    .zero, .memory, changes: .mappings,
    "Says from which node the search for memory starts, in a mapping with a policy.",
    errors: [
      "EINVAL": "start is no page's beginning, or the node does not exist", "ENOENT": "the mapping has no policy",
    ]),
  Syscall(
    256, "migrate_pages",
    [
      Parameter("pid", .process, .value(0), "the process; 0 for the caller's"), bits(.value(65)),
      nodes("old_nodes", bits: 1, .required, "from which nodes: [0x1]"),
      nodes("new_nodes", bits: 1, .required, "to which nodes: [0x2]"),
    ],
    .number, .memory, changes: [], "Moves a process's pages from some memory nodes to others.",
    errors: [
      "EPERM": "the caller may not look into the process, or may not have memory on new_nodes (CAP_SYS_NICE)",
      "EINVAL": "none of the nodes may be used", "ESRCH": "there is no such process",
      "EFAULT": badPointer,
    ]),
  Syscall(
    279, "move_pages",
    [
      Parameter("pid", .process, .value(0), "the process; 0 for the caller's"),
      .size("count", "how many pages", .lengthOf(2)),
      Parameter("pages", .pointer(.array(.address, .parameter(1)), .input), .required, "an address in each: [p]"),
      Parameter(
        "nodes", .pointer(.array(.signed(bytes: 4), .parameter(1)), .input), .value(0),
        "where each shall lie; NULL only to ask"),
      Parameter(
        "status", .pointer(.formatted(PageStatus(count: 1)), .output), .supplied, "where the node or error of each goes"
      ),
      .flags(.pageMoves, "which pages may be moved"),
    ],
    .number, .memory, changes: [], "Moves single pages to memory nodes, or tells on which they lie.",
    errors: [
      "EPERM": "the caller may not look into the process, or MPOL_MF_MOVE_ALL lacks CAP_SYS_NICE",
      "ESRCH": "there is no such process",
      "ENODEV": "there is no such node", "EINVAL": "flags do not fit", "EFAULT": badPointer,
    ]),
  Syscall(
    216, "remap_file_pages",
    [
      .address("addr", "where in a shared mapping"), .size("size", "how many bytes"),
      Parameter("prot", .word(.protection), .value(0), "0"), .size("pgoff", "which page of the file comes there"),
      .flags(.filePageFlags, "MAP_NONBLOCK"),
    ],
    .zero, .memory, changes: .mappings,
    "Shows another part of a file inside a mapping; mmap with MAP_FIXED does it without this call.",
    errors: ["EINVAL": "addr is in no shared mapping, or prot is not 0"]),
  Syscall(
    325, "mlock2",
    [
      .address("addr", "where the pages begin"), .size("len", "how many bytes they have"),
      .flags(.lockFlags, "MLOCK_ONFAULT for pages only once they are touched"),
    ],
    .zero, .memory, changes: .mappings, "Keeps pages in memory, all at once or each when it is first touched.",
    errors: [
      "ENOMEM": "RLIMIT_MEMLOCK is reached, or nothing is mapped there", "EINVAL": "flags has an unknown bit",
      "EPERM": "RLIMIT_MEMLOCK is 0",
    ]),
  Syscall(
    329, "pkey_mprotect",
    [
      .address("addr", "where the pages begin"), .size("len", "how many bytes they have"),
      Parameter("prot", .word(.protection), .required, "what may be done with them"),
      Parameter("pkey", .signed(bits: 32), .required, "a key that pkey_alloc returned, or -1 for none"),
    ],
    .zero, .memory, changes: .mappings, "Sets what may be done with pages, and puts them under a protection key.",
    errors: [
      "EINVAL": "the key was not allocated", "ENOMEM": "nothing is mapped there",
      "EACCES": "the file behind the pages does not allow it",
    ]),
  Syscall(
    330, "pkey_alloc",
    [
      .noFlags,
      Parameter("access_rights", .word(.keyRights, bits: 64), .value(0), "what is forbidden at first"),
    ],
    .number, [], changes: [], "Takes one of the 15 protection keys that a process can put pages under.",
    errors: [
      "ENOSPC": "all are taken",
      "EINVAL": "flags or access_rights is wrong, or the processor has no protection keys",
    ]),
  Syscall(
    331, "pkey_free", [Parameter("pkey", .signed(bits: 32), .required, "the key")], .zero, [], changes: [],
    "Gives a protection key back; pages under it stay so.", errors: ["EINVAL": "the key was not allocated"]),
  Syscall(
    440, "process_madvise",
    [
      .fd("the process, as pidfd_open gave it", named: "pidfd"),
      Parameter(
        "iovec", .pointer(.structures(.iovec, .parameter(2)), .input), .required,
        "which of its memory: [{iov_base=p, iov_len=4096}]"),
      .size("vlen", "how many places that are", .lengthOf(1)),
      Parameter("advice", .word(.memoryAdvice), .required, "what will be done with it"), .noFlags,
    ],
    .number, .descriptor, changes: [], "Advises the kernel about another process's memory.",
    errors: [
      "EBADF": "pidfd stands for no process", "EINVAL": "that advice is not for others, or flags is not 0",
      "EPERM": "the memory is another process's, and the caller lacks CAP_SYS_NICE",
      "EACCES": "the caller may not look into that process", "ESRCH": "the process has ended",
      "EFAULT": "iovec cannot be read",
    ]),
  Syscall(
    448, "process_mrelease", [.fd("the process, as pidfd_open gave it", named: "pidfd"), .noFlags],
    .zero, .descriptor, changes: [],
    "Frees the memory of a process that has been killed, before it is gone.",
    errors: [
      "EBADF": "pidfd stands for no process", "EINVAL": "the process has not been killed, or flags is not 0",
      "EAGAIN": "its memory could not be locked", "ESRCH": "its memory is gone already",
    ]),
  Syscall(
    453, "map_shadow_stack",
    [
      .address("addr", "where; 0 for anywhere above 4 GB", .value(0)), .size("size", "how many bytes"),
      .flags(.shadowStackFlags, "whether a token to switch to it is put at its end"),
    ],
    .address, .memory, changes: .mappings, "Maps a shadow stack, where the processor keeps its own return addresses.",
    errors: [
      "EOPNOTSUPP": "the processor or the process has no shadow stacks", "EINVAL": "flags has an unknown bit",
      "ENOSPC": "size leaves no room for the token", "ENOSYS": "the kernel was built without it",
    ]),
  Syscall(
    462, "mseal",
    [.address("addr", "where the pages begin"), .size("len", "how many bytes they have"), .noFlags],
    .zero, .memory, changes: .mappings,
    "Seals a mapping: it can neither be changed nor unmapped for as long as the process lives.",
    errors: ["ENOMEM": "not all of it is mapped", "EINVAL": "addr is no page's beginning, or flags is not 0"]),
]
