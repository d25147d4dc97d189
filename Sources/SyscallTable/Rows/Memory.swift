import LinuxABI

/// Rows for the memory map of a process.
let memoryRows: [Syscall] = [
  Syscall(
    9, "mmap",
    [
      .address("addr", "where the mapping should start; NULL lets the kernel choose", .value(0)),
      .size("length", "its length in bytes; the kernel rounds it up to whole pages"),
      Parameter("prot", .word(.protection, bits: 64), .required, "what may be done with the pages"),
      Parameter("flags", .word(.mappingFlags, bits: 64), .required, "shared or private, and where the pages come from"),
      Parameter("fd", .descriptor, .value(.max), "the file to map, or -1 with MAP_ANONYMOUS"),
      Parameter("offset", .hexadecimal, .value(0), "where in the file the mapping starts: a multiple of the page size"),
    ],
    .address, [.descriptor, .memory], changes: .mappings,
    "Makes a new mapping: memory of zeroes, or a file that appears as memory.",
    errors: [
      "EINVAL":
        "length is 0, offset or a fixed addr is not on a page boundary, or flags say neither shared nor private",
      "EACCES": "the file is not open for reading, or a writable shared mapping was asked of one not open for writing",
      "EBADF": "a file is to be mapped, but fd is not open",
      "ENODEV": "that kind of file cannot be mapped: a directory or a pipe, say",
      "ENOMEM": "the address space, the limit on it (RLIMIT_AS) or the number of mappings is used up",
      "EEXIST": "MAP_FIXED_NOREPLACE, and something is mapped in that range already",
      "EPERM": "the file system is mounted noexec, the file is sealed, or addr lies below what vm.mmap_min_addr allows",
    ]),
  Syscall(
    11, "munmap",
    [
      .address("addr", "where to start: a page boundary"),
      .size("length", "how many bytes; the kernel rounds it up to whole pages"),
    ],
    .zero, .memory, changes: .mappings,
    "Takes pages out of the memory map; touching them afterwards is a segmentation fault.",
    errors: [
      "EINVAL": "addr is not on a page boundary, or length is 0",
      "ENOMEM": "taking the middle out of a mapping leaves two, and the process has as many as it may have",
    ]),
  Syscall(
    10, "mprotect",
    [
      .address("addr", "where to start: a page boundary"),
      .size("len", "how many bytes; the kernel rounds it up to whole pages"),
      Parameter("prot", .word(.protection, bits: 64), .required, "what may be done with the pages from now on"),
    ],
    .zero, .memory, changes: .mappings,
    "Changes what may be done with mapped pages.",
    errors: [
      "EACCES": "write access was asked for a shared mapping of a file that was not opened for writing",
      "EINVAL": "addr is not on a page boundary, or prot has a bit that the kernel does not know",
      "ENOMEM": "part of the range is not mapped, or the change would split mappings beyond the limit",
    ]),
  Syscall(
    28, "madvise",
    [
      .address("addr", "where to start: a page boundary"),
      .size("length", "how many bytes"),
      Parameter("advice", .word(.memoryAdvice), .required, "how the pages will be used, or what to do with them"),
    ],
    .zero, .memory, changes: .mappings,
    "Tells the kernel how memory will be used, or has it drop, free or fill pages now.",
    errors: [
      "EINVAL":
        "addr is not on a page boundary, the advice is unknown, or it does not fit these pages (locked, shared)",
      "ENOMEM": "part of the range is not mapped",
      "EFAULT": "MADV_POPULATE could not fill a page: its access would be a fault",
      "EPERM": "the advice needs a privilege, as MADV_HWPOISON does, or would discard pages that are sealed (mseal)",
    ]),
  Syscall(
    25, "mremap",
    [
      .address("old_address", "where the mapping starts: a page boundary"),
      .size("old_size", "its length now"),
      .size("new_size", "the length that it should have"),
      Parameter("flags", .word(.remapFlags, bits: 64), .value(0), "whether it may move, and where to"),
      Parameter(
        "new_address", .presentIf(parameter: 3, hasAny: 0x6, .address), .value(0),
        "where to move it, with MREMAP_FIXED"),
    ],
    .address, .memory, changes: .mappings,
    "Grows, shrinks or moves a mapping, without copying its pages.",
    errors: [
      "ENOMEM": "it cannot grow where it is, and MREMAP_MAYMOVE was not given",
      "EFAULT": "the old range is not mapped, or covers mappings of several kinds",
      "EINVAL": "old_address is not on a page boundary, new_size is 0, or MREMAP_FIXED stands without MREMAP_MAYMOVE",
      "EAGAIN": "the mapping is locked, and growing it would pass RLIMIT_MEMLOCK",
    ]),
  Syscall(
    26, "msync",
    [
      .address("addr", "where to start: a page boundary"),
      .size("length", "how many bytes"),
      Parameter("flags", .word(.memorySyncFlags), .value(0x4), "MS_SYNC to wait for the disk, MS_ASYNC not to"),
    ],
    .zero, .memory, changes: [],
    "Writes the changed pages of a shared file mapping back to the file.",
    errors: [
      "ENOMEM": "part of the range is not mapped",
      "EINVAL": "addr is not on a page boundary, MS_SYNC and MS_ASYNC stand together, or a flag is unknown",
      "EBUSY": "MS_INVALIDATE, and part of the range is locked",
      "EIO": "the disk failed to take a page",
    ]),
  Syscall(
    27, "mincore",
    [
      .address("addr", "where to start: a page boundary"),
      .size("length", "how many bytes"),
      Parameter(
        "vec", .pointer(.array(.unsigned(bytes: 1), .derived(parameter: 1, divisor: 4096)), .output), .supplied,
        "where a byte a page goes, 1 for a page in memory"),
    ],
    .zero, .memory, changes: [],
    "Says which pages of a range are in memory, so that reading them would not wait for a disk.",
    errors: [
      "ENOMEM": "part of the range is not mapped",
      "EINVAL": "addr is not on a page boundary",
      "EFAULT": "vec points to memory that cannot be written",
    ]),
  Syscall(
    12, "brk",
    [.address("addr", "the new end of the heap; NULL only asks where it is", .value(0))],
    .address, .memory, changes: .mappings,
    "Moves the end of the heap and returns where it then is, which on failure is where it was: brk never fails openly."),
  Syscall(
    149, "mlock",
    [.address("addr", "where to start"), .size("len", "how many bytes")],
    .zero, .memory, changes: .mappings,
    "Brings pages into memory and keeps them there.",
    errors: [
      "ENOMEM": "part of the range is not mapped, or locking it would pass RLIMIT_MEMLOCK",
      "EPERM": "RLIMIT_MEMLOCK is 0 and the process may not lock memory (CAP_IPC_LOCK)",
      "EAGAIN": "some pages could not be brought in",
    ]),
  Syscall(
    150, "munlock",
    [.address("addr", "where to start"), .size("len", "how many bytes")],
    .zero, .memory, changes: .mappings,
    "Lets locked pages be evicted again; locks do not add up, so one munlock is enough.",
    errors: ["ENOMEM": "part of the range is not mapped"]),
  Syscall(
    151, "mlockall",
    [Parameter("flags", .word(.lockAllFlags), .required, "the pages of now, of the future, or as they are touched")],
    .zero, .memory, changes: .mappings,
    "Locks the whole memory of the process, present or future.",
    errors: [
      "EINVAL": "flags is 0, unknown, or MCL_ONFAULT alone",
      "ENOMEM": "the process's memory is larger than RLIMIT_MEMLOCK",
      "EPERM": "RLIMIT_MEMLOCK is 0 and the process may not lock memory (CAP_IPC_LOCK)",
    ]),
  Syscall(
    152, "munlockall", [], .zero, .memory, changes: .mappings,
    "Undoes mlock and mlockall for the whole memory of the process."),
]
