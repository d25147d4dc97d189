import Glibc
import LinuxABI

@testable import Shell

/// The file of typed lines: whatever is in it, only what can be typed comes out, and a line that is added comes back.
func fuzzHistory(_ bytes: [UInt8]) {
  let file = unnamedFile()
  guard file >= 0 else { return }
  defer { close(file) }
  guard bytes.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == bytes.count else { return }
  let history = HistoryFile(path: "/proc/self/fd/\(file)")
  let lines = history.lines()
  for line in lines {
    must(
      !line.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f } && !line.isEmpty,
      "\(line.debugDescription) came back")
  }
  must(lines.count <= HistoryFile.limit, "\(lines.count) lines")
  let added = String(decoding: bytes.prefix(40), as: UTF8.self)
  guard (try? history.append(added)) != nil else { return must(false, "nothing can be added") }
  let again = history.lines()
  let isKept = !added.isEmpty && !added.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }
  must(
    again == (isKept ? lines + [added] : lines),
    "\(added.debugDescription) was added, and the end is \(again.suffix(2))")
}

/// A file that has no name and ends with its descriptor; -1 where there can be none.
private func unnamedFile() -> Int32 {
  // O_TMPFILE, which is O_DIRECTORY and a bit of its own.
  let flags = 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC
  let inMemory = open("/dev/shm", flags, 0o600)
  return inMemory >= 0 ? inMemory : open("/tmp", flags, 0o600)
}

/// The learner's file of settings.
func fuzzSettings(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  let (settings, problems) = SettingsFile.parse(text, from: "sysh.rc")
  must(problems.count <= 4, "\(problems.count) sentences")
  for problem in problems { mustBeHarmless(problem) }
  // Written by name and read again they are the same.
  let written = settings.rows.map { "set \($0.name) \($0.value)\n" }.joined()
  let again = SettingsFile.parse(written, from: "sysh.rc")
  must(again.problems.isEmpty && again.settings == settings, "\(written.debugDescription): \(again.problems)")
  // So does a file that came from another system.
  let elsewhere = SettingsFile.parse(text.replacing("\n", with: "\r\n"), from: "sysh.rc")
  must(text.utf8.contains(0x0d) || elsewhere.settings == settings, "carriage returns change the settings")
}
