// The memory map, and what a C library sets up before main.
extension CallExplainer {
  var memory: String? {
    switch line.name {
    case "mmap": return mapped
    case "munmap": return "gives back \(size(1)) of memory at \(self[0])"
    case "mprotect": return "makes \(size(1)) at \(self[0]) \(Self.access(self[2]))"
    case "mremap":
      let change = (argument(2) ?? 0) < (argument(1) ?? 0) ? "shrinks" : "grows"
      let moved = self[0] == line.result ? "where it is" : "and moves it to \(line.result)"
      return "\(change) \(size(1)) of memory at \(self[0]) to \(size(2)), \(moved)"
    case "brk":
      if isNull(0) { return "asks where the heap ends: at \(line.result)" }
      return self[0] == line.result
        ? "moves the end of the heap to \(self[0])" : "fails to move the end of the heap, which stays at \(line.result)"
    case "madvise":
      switch self[2] {
      case "MADV_DONTNEED": return "drops what is in \(size(1)) at \(self[0]); they read as fresh from now on"
      case "MADV_FREE": return "lets the kernel take \(size(1)) at \(self[0]) when it needs memory"
      case "MADV_HUGEPAGE": return "asks for large pages in \(size(1)) at \(self[0])"
      default: return "tells the kernel how \(size(1)) at \(self[0]) will be used: \(self[2])"
      }
    case "mlock", "mlock2": return "keeps \(size(1)) at \(self[0]) from leaving memory"
    case "msync": return "writes what changed in \(size(1)) at \(self[0]) back to the file"
    default: return nil
    }
  }

  private var mapped: String {
    let length = size(1)
    let flags = self[3]
    let place = Self.has("MAP_FIXED", flags) ? ", in place of what was at \(self[0])" : ""
    if Self.has("MAP_ANONYMOUS", flags) {
      if Self.has("MAP_STACK", flags) { return "asks for \(length) for a thread's stack" }
      if self[2] == "PROT_NONE" { return "reserves \(length) of address space, to be used later\(place)" }
      let shared = Self.has("MAP_SHARED", flags) ? "memory that its children will share" : "fresh memory"
      return "asks for \(length) of \(shared), \(Self.access(self[2]))\(place)"
    }
    let shared = Self.has("MAP_PRIVATE", flags) ? "private" : "shared with others"
    let start = self[5] == "0" || self[5].isEmpty ? "" : " from \(self[5]) on"
    let access = Self.access(self[2])
    let both = access.contains(" and ") ? "\(access), \(shared)" : "\(access) and \(shared)"
    return "maps \(length) of \(descriptor(4))\(start), \(both)\(place)"
  }

  static func access(_ protection: String) -> String {
    switch (has("PROT_READ", protection), has("PROT_WRITE", protection), has("PROT_EXEC", protection)) {
    case (_, true, true): "readable, writable and executable"
    case (_, true, false): "readable and writable"
    case (_, false, true): "readable and executable"
    case (true, false, false): "read-only"
    case (false, false, false): "out of reach"
    }
  }
}

extension CallExplainer {
  var starting: String? {
    switch line.name {
    case "arch_prctl":
      return self[0] == "ARCH_SET_FS" ? "sets where this thread keeps data of its own (the FS register)" : nil
    case "set_tid_address": return "asks that the end of this thread, \(line.result), be noted at \(self[0])"
    case "set_robust_list": return "tells the kernel where this thread lists the locks that it holds"
    case "rseq":
      return has("RSEQ_FLAG_UNREGISTER", 2) || self[2] == "1"
        ? "takes back the area that it shared with the kernel"
        : "shares an area with the kernel in which the thread sees its CPU"
    case "getrandom": return "takes \(Self.count(number ?? 0, "random byte", "random bytes")) from the kernel"
    case "prlimit64": return limited(resource: 1, new: 2, old: 3, process: self[0])
    case "getrlimit": return limited(resource: 0, new: nil, old: 1, process: "0")
    case "setrlimit": return limited(resource: 0, new: 1, old: nil, process: "0")
    case "futex": return slept
    case "prctl":
      switch self[0] {
      case "PR_SET_NAME": return "calls this thread \(plain(1))"
      case "PR_GET_NAME": return "asks what this thread is called: \(plain(1))"
      case "PR_SET_NO_NEW_PRIVS": return "gives up gaining rights from any program that it runs"
      case "PR_SET_PDEATHSIG": return "asks for \(self[1]) when its parent ends"
      default: return nil
      }
    case "uname": return "asks what system this is\(member("release", 0).map { ": \(Self.plain($0))" } ?? "")"
    case "sysinfo": return "asks for the system's memory and load"
    case "getrusage": return "asks for the time and memory that it has used"
    default: return nil
    }
  }

  private func limited(resource: Int, new: Int?, old: Int?, process: String) -> String {
    let whose = process == "0" ? "" : " of process \(process)"
    let what = Self.resource(self[resource])
    if let new, !isNull(new) { return "sets the limit on \(what)\(whose) to \(limit(new, self[resource]))" }
    guard let old else { return "asks for the limit on \(what)\(whose)" }
    return "asks for the limit on \(what)\(whose): \(limit(old, self[resource]))"
  }

  private func limit(_ index: Int, _ resource: String) -> String {
    guard let text = member("rlim_cur", index) else { return self[index] }
    if text.hasSuffix("INFINITY") { return "none" }
    // strace writes 8192*1024 for what is a whole number of KiB.
    let factors = text.split(separator: "*").compactMap { Int64($0) }
    guard !factors.isEmpty, factors.count < 3 else { return text }
    let (value, isTooLarge) = factors.reduce((Int64(1), false)) { product, factor in
      let (next, overflow) = product.0.multipliedReportingOverflow(by: factor)
      return (next, product.1 || overflow)
    }
    guard !isTooLarge else { return text }
    let counted: Set = ["RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING"]
    if counted.contains(resource) { return String(value) }
    switch resource {
    case "RLIMIT_CPU": return Self.count(value, "second", "seconds")
    case "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME": return String(value)
    default: return Self.size(value)
    }
  }

  private static func resource(_ name: String) -> String {
    switch name {
    case "RLIMIT_STACK": "the stack"
    case "RLIMIT_NOFILE": "open files"
    case "RLIMIT_AS": "the address space"
    case "RLIMIT_DATA": "the heap"
    case "RLIMIT_CORE": "core files"
    case "RLIMIT_CPU": "CPU time"
    case "RLIMIT_FSIZE": "the size of files"
    case "RLIMIT_NPROC": "the user's processes"
    case "RLIMIT_MEMLOCK": "locked memory"
    default: name
    }
  }

  private var slept: String? {
    let operation = self[1].split(separator: "|").first.map(String.init) ?? ""
    if operation.hasPrefix("FUTEX_WAIT") { return "slept until another thread woke it at \(self[0])" }
    if operation.hasPrefix("FUTEX_WAKE_OP") { return nil }
    guard operation.hasPrefix("FUTEX_WAKE"), let number else { return nil }
    let sleepers =
      switch number {
      case 0: "nobody"
      case 1: "one thread"
      default: "\(number) threads"
      }
    return "wakes whoever sleeps at \(self[0]): \(sleepers)"
  }
}
