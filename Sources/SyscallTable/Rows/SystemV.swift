import LinuxABI

private let key = Parameter(
  "key", .word(.ipcKeys), .value(0), "the object's number for all processes; IPC_PRIVATE for a new one")
private let lives = "it lives until somebody removes it"

/// A command's argument: what it reads or writes, by name of the command; all others have none.
private func argument(_ codec: WordCodec, by index: Int, _ types: [String: ArgumentType]) -> ArgumentType {
  let commands = codec.fields.flatMap(\.values)
  return .selected(
    byParameter: index,
    Dictionary(commands.map { ($0.value, types[$0.name] ?? .address) }, uniquingKeysWith: { first, _ in first }),
    otherwise: .address)
}

private func answer(_ layout: StructureLayout) -> ArgumentType { .pointer(.structure(layout), .output) }
private func setting(_ layout: StructureLayout) -> ArgumentType { .pointer(.structure(layout), .input) }

private let unknownID = "no object has this id, or not any more, or the command is unknown"
private let removed = "the object was removed meanwhile"
private let denied = "the permissions of the object do not allow it"
private let getErrors: KeyValuePairs<String, String> = [
  "EACCES": denied,
  "EEXIST": "an object with the key exists, and IPC_CREAT and IPC_EXCL were both given",
  "ENOENT": "no object has the key, and IPC_CREAT was not given",
  "EINVAL": "the size or number is out of range, or larger than that of the object that exists",
  "ENOSPC": "the system's limit of such objects is reached",
]

/// Rows for System V shared memory, semaphores and message queues.
let systemVRows: [Syscall] = [
  Syscall(
    29, "shmget",
    [
      key, .size("size", "how many bytes, rounded up to whole pages"),
      .flags(
        .shmFlags, "IPC_CREAT to make it, IPC_EXCL not to find it, and its permissions: IPC_CREAT|0600", named: "shmflg"
      ),
    ],
    .number, .ipc, changes: [],
    "Finds or makes a segment of shared memory and gives its id; \(lives).", errors: getErrors),
  Syscall(
    30, "shmat",
    [
      Parameter("shmid", .signed(bits: 32), .required, "the segment's id, from shmget"),
      .address("shmaddr", "where to map it; NULL to let the kernel choose", .value(0)),
      .flags(.attachFlags, "SHM_RDONLY not to write it, SHM_RND to round the address down", named: "shmflg"),
    ],
    .address, [.ipc, .memory], changes: .mappings,
    "Maps a segment of shared memory.",
    errors: [
      "EACCES": denied,
      "EINVAL": "no segment has this id, or not any more, or the address is not that of a page or taken",
      "ENOMEM": "there is no room for the mapping",
    ]),
  Syscall(
    67, "shmdt", [.address("shmaddr", "where it was mapped")],
    .zero, [.ipc, .memory], changes: .mappings,
    "Unmaps a segment of shared memory; the segment itself remains.",
    errors: ["EINVAL": "no segment is mapped with its beginning at this address"]),
  Syscall(
    31, "shmctl",
    [
      Parameter(
        "shmid", .signed(bits: 32), .required, "the segment's id; for SHM_STAT its place in the kernel's table"),
      Parameter("cmd", .word(.shmCommands), .required, "IPC_STAT to look, IPC_RMID to remove, and others"),
      Parameter(
        "buf",
        argument(
          .shmCommands, by: 1,
          [
            "IPC_STAT": answer(.shmidDs), "SHM_STAT": answer(.shmidDs), "SHM_STAT_ANY": answer(.shmidDs),
            "IPC_SET": setting(.shmidSet), "IPC_INFO": answer(.shminfo), "SHM_INFO": answer(.shmInfo),
          ]), .value(0), "what the command reads or writes"),
    ],
    .number, .ipc, changes: [],
    "Looks at a segment of shared memory, changes or removes it; one still mapped is removed when the last unmaps it.",
    errors: [
      "EINVAL": unknownID, "EACCES": denied,
      "EPERM": "only the owner, its maker and CAP_SYS_ADMIN change or remove it",
      "EFAULT": "buf points outside the process's memory",
    ]),
  Syscall(
    64, "semget",
    [
      key, Parameter("nsems", .signed(bits: 32), .value(1), "how many semaphores the set has"),
      .flags(.ipcFlags, "IPC_CREAT to make it, IPC_EXCL not to find it, and its permissions", named: "semflg"),
    ],
    .number, .ipc, changes: [],
    "Finds or makes a set of semaphores and gives its id; \(lives).", errors: getErrors),
  Syscall(65, "semop", semaphoreOperations, .number, .ipc, changes: [], semaphoreSummary, errors: semaphoreErrors),
  Syscall(
    220, "semtimedop",
    semaphoreOperations + [
      Parameter("timeout", .pointer(.structure(.timespec), .input), .value(0), "how long to wait; NULL for ever")
    ], .number, .ipc, changes: [], "Does what semop does, and waits no longer than a time.", errors: semaphoreErrors),
  Syscall(
    66, "semctl",
    [
      Parameter("semid", .signed(bits: 32), .required, "the set's id, from semget"),
      Parameter("semnum", .signed(bits: 32), .value(0), "which semaphore of the set; passed over where all are meant"),
      Parameter("cmd", .word(.semCommands), .required, "GETVAL, SETVAL, IPC_STAT, IPC_RMID and others"),
      Parameter(
        "arg",
        argument(
          .semCommands, by: 2,
          [
            "IPC_STAT": answer(.semidDs), "SEM_STAT": answer(.semidDs), "SEM_STAT_ANY": answer(.semidDs),
            "IPC_SET": setting(.semidSet), "IPC_INFO": answer(.seminfo), "SEM_INFO": answer(.seminfo),
            "GETALL": .pointer(.network(.untold(.unsigned(bytes: 2))), .output),
            "SETALL": .pointer(.network(.untold(.unsigned(bytes: 2))), .input),
          ]), .value(0), "a new value, or what the command reads or writes"),
    ],
    .number, .ipc, changes: [],
    "Looks at semaphores, sets them or removes the set.",
    errors: [
      "EINVAL": unknownID, "EACCES": denied,
      "EPERM": "only the owner, its maker and CAP_SYS_ADMIN change or remove it",
      "ERANGE": "a value is not in 0 to 32767", "EFAULT": "arg points outside the process's memory",
    ]),
  Syscall(
    68, "msgget",
    [
      key, .flags(.ipcFlags, "IPC_CREAT to make it, IPC_EXCL not to find it, and its permissions", named: "msgflg"),
    ],
    .number, .ipc, changes: [],
    "Finds or makes a message queue and gives its id; \(lives).",
    errors: [
      "EACCES": denied,
      "EEXIST": "an object with the key exists, and IPC_CREAT and IPC_EXCL were both given",
      "ENOENT": "no object has the key, and IPC_CREAT was not given",
      "ENOSPC": "the system's limit of such objects is reached",
    ]),
  Syscall(
    69, "msgsnd",
    [
      Parameter("msqid", .signed(bits: 32), .required, "the queue's id, from msgget"),
      Parameter(
        "msgp", .pointer(.network(.queueMessage(size: 2)), .input), .required,
        "the message: a positive type and a text, {mtype=1, mtext=\"a\"}"),
      .size("msgsz", "how long the text is", .lengthOf(1)),
      .flags(.queueFlags, "IPC_NOWAIT not to wait for room", named: "msgflg"),
    ],
    .zero, .ipc, changes: [],
    "Puts a message into a queue; waits while the queue is full.",
    errors: [
      "EINVAL": "no queue has this id, the type is not positive, or the text is longer than a message may be",
      "EACCES": denied, "EAGAIN": "the queue is full, and waiting was ruled out", "EIDRM": removed,
      "EINTR": "a signal handler ran before there was room", "EFAULT": "msgp points to memory that cannot be read",
    ]),
  Syscall(
    70, "msgrcv",
    [
      Parameter("msqid", .signed(bits: 32), .required, "the queue's id, from msgget"),
      Parameter("msgp", .pointer(.network(.queueMessage(size: 2)), .output), .supplied, "where the message goes"),
      .size("msgsz", "how long a text there is room for", .value(64)),
      Parameter(
        "msgtyp", .signed(bits: 64), .value(0),
        "0 for the first message, a type for the first of that type, -n for the lowest type up to n"),
      .flags(.queueFlags, "IPC_NOWAIT not to wait, MSG_NOERROR to cut what is too long, and others", named: "msgflg"),
    ],
    .number, .ipc, changes: [],
    "Takes a message out of a queue; waits while there is none of the type.",
    errors: [
      "ENOMSG": "no such message is there, and waiting was ruled out",
      "E2BIG": "the message is longer than msgsz, and MSG_NOERROR was not given",
      "EINVAL": "no queue has this id", "EACCES": denied, "EIDRM": removed,
      "EINTR": "a signal handler ran before a message came", "EFAULT": "msgp points to memory that cannot be written",
    ]),
  Syscall(
    71, "msgctl",
    [
      Parameter("msqid", .signed(bits: 32), .required, "the queue's id; for MSG_STAT its place in the kernel's table"),
      Parameter("cmd", .word(.msgCommands), .required, "IPC_STAT to look, IPC_RMID to remove, and others"),
      Parameter(
        "buf",
        argument(
          .msgCommands, by: 1,
          [
            "IPC_STAT": answer(.msqidDs), "MSG_STAT": answer(.msqidDs), "MSG_STAT_ANY": answer(.msqidDs),
            "IPC_SET": setting(.msqidSet), "IPC_INFO": answer(.msginfo), "MSG_INFO": answer(.msginfo),
          ]), .value(0), "what the command reads or writes"),
    ],
    .number, .ipc, changes: [],
    "Looks at a message queue, changes or removes it; who waits there is woken with EIDRM.",
    errors: [
      "EINVAL": unknownID, "EACCES": denied,
      "EPERM": "only the owner, its maker and CAP_SYS_ADMIN change or remove it",
      "EFAULT": "buf points outside the process's memory",
    ]),
]

private let semaphoreOperations: [Parameter] = [
  Parameter("semid", .signed(bits: 32), .required, "the set's id, from semget"),
  Parameter(
    "sops", .pointer(.structures(.sembuf, .parameter(2)), .input), .required,
    "what to do, all of it or nothing: [{sem_num=0, sem_op=-1, sem_flg=SEM_UNDO}]"),
  Parameter("nsops", .unsigned(bits: 32), .lengthOf(1), "how many operations"),
]
private let semaphoreSummary =
  "Adds to semaphores, or subtracts and waits until none would fall below 0; 0 waits for a semaphore to be 0."
private let semaphoreErrors: KeyValuePairs<String, String> = [
  "EAGAIN": "it would have to wait, and that was ruled out or took too long",
  "EFBIG": "sem_num is not in the set",
  "EINVAL": "no set has this id, or nsops is 0",
  "E2BIG": "there are more operations than the system's limit",
  "EACCES": denied, "EIDRM": removed,
  "EINTR": "a signal handler ran first: this call is never taken up again",
  "ERANGE": "a semaphore would rise above 32767", "EFAULT": "sops or timeout points to memory that cannot be read",
]
