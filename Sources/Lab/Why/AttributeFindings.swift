import CLinux
import Inspect
import LinuxABI
import SyscallTable

// Extended attributes: which the file has, and how large they are (`man 7 xattr`).
extension Explanation {
  func attribute(_ errno: Errno) -> Finding? {
    guard row.name.contains("xattr") else { return nil }
    switch errno.name {
    case "ENODATA": return missingAttribute()
    case "ERANGE": return smallBuffer()
    case "EOPNOTSUPP": return otherNamespace()
    default: return nil
    }
  }

  private var attributeName: String? {
    word("name").flatMap { subject.string(at: $0) }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// The file as the shell reaches it, and as it would be typed.
  private var attributed: (path: String, typed: String)? {
    if let argument = paths.first, let walk = walk(argument), case .found = walk.end {
      return (walk.reached, quoted(walk.reached))
    }
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd) else { return nil }
    return ("/proc/\(subject.pid)/fd/\(fd)", quoted(description.target))
  }

  private func missingAttribute() -> Finding? {
    guard let name = attributeName, let file = attributed else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let length = sysh_attribute_names(file.path, &bytes, bytes.count)
    let names = bytes.prefix(max(0, length)).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let known =
      names.isEmpty ? "it has none that listxattr would tell" : "it has \(names.prefix(6).joined(separator: ", "))"
    let finding = Finding(
      "The file has no attribute \(Escapes.quoted(Array(name.utf8))) that \(subject.name) may see; \(Escapes.harmless(known))."
    )
    return row.name.hasPrefix("remove")
      ? finding.mended(nil, "Nothing has to be done: what is not there need not be removed.")
      : finding.mended(
        "setxattr \(file.typed) \(Escapes.quoted(Array(name.utf8))) \"value\"", "gives it that attribute")
  }

  private func smallBuffer() -> Finding? {
    guard let file = attributed else { return nil }
    var room = word("size") ?? 0
    // struct xattr_args: the address, then the size.
    if row.name == "getxattrat", let bytes = word("args").flatMap({ subject.exactly(12, at: $0) }) {
      room = bytes[8..<12].littleEndianWord
    }
    let lists = row.name.contains("list")
    let needed =
      lists
      ? sysh_attribute_names(file.path, nil, 0) : attributeName.map { sysh_attribute(file.path, $0, nil, 0) } ?? -1
    let finding = Finding(
      "The buffer's size is \(room), and what the file has to tell needs \(needed > 0 ? "\(needed)" : "more"); a size of 0 asks how many."
    )
    return needed > 0 ? finding.mended(nil, "A size of \(needed), or more.") : finding
  }

  private func otherNamespace() -> Finding? {
    guard let name = attributeName else { return nil }
    let known = ["user.", "trusted.", "security.", "system."]
    let own = Escapes.quoted(Array("user.\(name.split(separator: ".").last ?? "name")".utf8))
    if known.contains(where: name.hasPrefix) {
      return Finding("The file system keeps no attributes of the kind \(Escapes.harmless(name)) for this file.").mended(
        nil, "A regular file or a directory of a disk's file system, and a name such as \(own).")
    }
    return Finding(
      "The name \(Escapes.quoted(Array(name.utf8))) has no namespace: names begin with user., trusted., security. or system."
    ).mended(nil, "\(own), which needs no privilege.")
  }
}
