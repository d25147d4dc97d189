import Glibc

/// What the whole machine has, and how it promises memory: /proc/meminfo and /proc/sys/vm/overcommit_memory
/// (`man 5 proc_meminfo`, `Documentation/mm/overcommit-accounting.rst`). Sizes in bytes.
public struct SystemMemory: Hashable, Sendable {
  /// MemTotal and SwapTotal together.
  public let total: UInt64
  public let commitLimit: UInt64
  public let committed: UInt64
  /// 0 refuses what is plainly too much, 1 refuses nothing, 2 keeps to the limit.
  public let overcommit: Int
}

extension Proc {
  /// Throws when a file is missing or says something else.
  public func systemMemory() throws(InspectError) -> SystemMemory {
    let file = "\(root)/meminfo"
    let lines = KeyedLines(Cursor(try Handle(path: file, flags: O_RDONLY).contents()[...]))
    let setting = "\(root)/sys/vm/overcommit_memory"
    let text = String(decoding: try Handle(path: setting, flags: O_RDONLY).contents(), as: UTF8.self)
    guard let memory = lines.kilobytes("MemTotal"), let swap = lines.kilobytes("SwapTotal"),
      let limit = lines.kilobytes("CommitLimit"), let committed = lines.kilobytes("Committed_AS")
    else { throw .malformed(path: file, problem: "a size is missing") }
    guard let overcommit = Int(text.filter(\.isNumber)) else {
      throw .malformed(path: setting, problem: "it is not a number")
    }
    return SystemMemory(
      total: (memory + swap) * 1024, commitLimit: limit * 1024, committed: committed * 1024, overcommit: overcommit)
  }
}
