import Inspect

/// What the shell's `fds` and `pages` read, as a process of its own, so that it can be held against a whole lsof.
///
/// usage: inspect descriptors PID                prints how many were read
///        inspect pages PID ADDRESS BYTES        prints how many are in memory
let words = Array(CommandLine.arguments.dropFirst())
let proc = Proc()
if words.count == 2, words[0] == "descriptors", let pid = Int32(words[1]) {
  print(try proc.descriptors(pid).count)
} else if words.count == 4, words[0] == "pages", let pid = Int32(words[1]), let start = UInt64(words[2], radix: 16),
  let size = UInt64(words[3])
{
  print(try proc.residentPages(pid, in: start..<start + size)?.count ?? 0)
} else {
  fatalError("usage: inspect descriptors PID, or inspect pages PID ADDRESS BYTES")
}
