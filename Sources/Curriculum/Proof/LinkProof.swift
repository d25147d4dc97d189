/// That the links of a lesson lead somewhere: headings of its own, and files beside it. The network is not asked.
struct LinkProof {
  let lesson: Lesson

  var problems: [LessonDiagnostic] {
    lesson.links.compactMap { link in problem(link.value).map { LessonDiagnostic(link.place, $0) } }
  }

  private func problem(_ url: String) -> String? {
    if url.hasPrefix("https://") || url.hasPrefix("http://") || url.hasPrefix("mailto:") { return nil }
    if url.isEmpty { return "This link leads nowhere; write its target." }
    if url.hasPrefix("#") {
      return lesson.anchors.contains(String(url.dropFirst())) ? nil : "No heading of this lesson is called \(url)."
    }
    if url.contains(":") {
      return "\"\(url)\" is no link that a reader can follow; a placeholder goes between backquotes."
    }
    if url.hasPrefix("/") { return "Link to \(url) by a path from this file; an absolute one differs by machine." }
    let path = Self.decoded(String(url.prefix { $0 != "#" && $0 != "?" }))
    let target = FilePath.join(FilePath.directory(lesson.file), path)
    return TextFile.exists(target) ? nil : "The link leads to \(path), and there is no such file beside the lesson."
  }

  /// `%20` to a space, and so on.
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
