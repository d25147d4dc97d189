import Yams

/// Reads the keys between the two `---` lines that begin a lesson.
struct FrontMatterParser {
  static let version = 1
  private static let required = ["format", "id", "title", "minutes", "teaches"]
  private static let optional = ["after", "answers", "needs"]
  /// A lesson file is untrusted, and a YAML parser recurses.
  private static let longest = 4096
  private static let deepest = 16

  let source: SourceLines
  let problems: DiagnosticList
  let vocabulary: (any LessonVocabulary)?

  /// The number of the line that closes the front matter; nil when there is none.
  var lastLine: Int? {
    guard source[1] == "---" else { return nil }
    return (2..<max(source.lines.count + 1, 2)).first { source[$0] == "---" }
  }

  func parse() -> FrontMatter? {
    guard let lastLine else {
      let line = source[1] == "---" ? source.lines.count : 1
      problems.report(line, 1, "A lesson begins with its front matter between two lines of three dashes: ---.")
      return nil
    }
    let lines = source.lines[1..<(lastLine - 1)]
    let text = lines.joined(separator: "\n")
    guard text.utf8.count <= Self.longest, text.count(where: { "[{-?:".contains($0) }) <= Self.deepest * 16 else {
      problems.report(2, 1, "The front matter is longer than any lesson needs; keep it to its eight keys.")
      return nil
    }
    guard let mapping = mapping(in: text) else { return nil }
    return frontMatter(mapping)
  }

  // MARK: YAML

  private func mapping(in text: String) -> Node.Mapping? {
    do {
      guard let node = try compose(yaml: text) else {
        problems.report(2, 1, "The front matter is empty; it needs \(Self.required.joined(separator: ", ")).")
        return nil
      }
      if case .mapping(let mapping) = node { return mapping }
      problems.report(place(node), "The front matter is a list of keys, one a line: id: cow.")
    } catch let error as YamlError {
      report(error)
    } catch {
      problems.report(2, 1, "The front matter could not be read: \(error).")
    }
    return nil
  }

  private func report(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      problems.report(mark.line + 1, max(mark.column, 1), "The front matter is no YAML: \(problem).")
    case .duplicatedKeysInMapping(let duplicates, let context):
      for key in duplicates {
        // Yams tells where the mapping begins, not the key.
        let line = (2..<(lastLine ?? 2)).last { source[$0].hasPrefix(key + ":") } ?? context.mark.line + 1
        problems.report(line, 1, "The key \(key) stands here twice; keep one.")
      }
    default:
      problems.report(2, 1, "The front matter is no YAML.")
    }
  }

  private func place(_ node: Node) -> Place {
    Place(file: problems.file, line: (node.mark?.line ?? 1) + 1, column: node.mark?.column ?? 1)
  }

  // MARK: Keys

  private func frontMatter(_ mapping: Node.Mapping) -> FrontMatter? {
    let known = Self.required + Self.optional
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      if known.contains(name) {
        values[name] = value
      } else {
        let question = Nearest.question(name, among: known)
        problems.report(
          place(key), "Unknown key \"\(name)\".\(question) Known are \(known.joined(separator: ", ")).")
      }
    }
    for key in Self.required where values[key] == nil {
      problems.report(1, 1, "The front matter lacks the key \(key).")
    }
    checkVersion(values["format"])
    let id = identifier(values["id"])
    let title = string(values["title"], "title", example: "Copy-on-write")
    let minutes = minutes(values["minutes"])
    let teaches = words(values["teaches"], "teaches")
    let after = words(values["after"], "after")
    let answers = words(values["answers"], "answers")
    let needs = words(values["needs"], "needs")
    checkAnswers(answers)
    checkNeeds(needs)
    guard let id, let title, let minutes else { return nil }
    return FrontMatter(
      id: id, title: title.value, minutes: minutes, teaches: teaches, after: after, answers: answers, needs: needs)
  }

  private func checkVersion(_ node: Node?) {
    guard let node else { return }
    guard plain(node).flatMap({ Int($0) }) == Self.version else {
      problems.report(place(node), "This sysh reads format \(Self.version); write format: \(Self.version).")
      return
    }
  }

  private func identifier(_ node: Node?) -> Placed<String>? {
    guard let id = string(node, "id", example: "cow") else { return nil }
    let isRight =
      id.value.utf8.first.map { (97...122).contains($0) } ?? false
      && id.value.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    if isRight { return id }
    problems.report(id.place, "An id is a word of small letters, digits and dashes, as in cow.")
    return nil
  }

  private func minutes(_ node: Node?) -> Int? {
    guard let node else { return nil }
    if let minutes = plain(node).flatMap({ Int($0) }), (1...240).contains(minutes) { return minutes }
    problems.report(place(node), "minutes is a number from 1 to 240, as in minutes: 8.")
    return nil
  }

  private func string(_ node: Node?, _ key: String, example: String) -> Placed<String>? {
    guard let node else { return nil }
    if case .scalar(let scalar) = node, !scalar.string.isEmpty { return Placed(scalar.string, at: place(node)) }
    problems.report(place(node), "\(key) is a text, as in \(key): \(example).")
    return nil
  }

  /// `[fork, pagemap]`; one word may stand alone, and `program: java` is one.
  private func words(_ node: Node?, _ key: String) -> [Placed<String>] {
    guard let node else { return [] }
    let items: [Node]
    switch node {
    case .sequence(let sequence): items = Array(sequence)
    case .scalar, .mapping, .alias: items = [node]
    }
    return items.compactMap { item in
      if case .scalar(let scalar) = item, !scalar.string.isEmpty { return Placed(scalar.string, at: place(item)) }
      if key == "needs", case .mapping(let pair) = item, pair.count == 1, let (name, value) = pair.first,
        let name = name.string, let value = value.string
      {
        return Placed("\(name): \(value)", at: place(item))
      }
      problems.report(place(item), "\(key) is a list of words, as in \(key): [fork, pagemap].")
      return nil
    }
  }

  private func plain(_ node: Node) -> String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return nil }
    return scalar.string
  }

  private func checkAnswers(_ answers: [Placed<String>]) {
    for answer in answers where !(answer.value.first == "Q" && (Int(answer.value.dropFirst()).map { $0 > 0 } ?? false))
    {
      problems.report(answer.place, "\"\(answer.value)\" is no question; answers are written Q1, Q2 and so on.")
    }
  }

  private func checkNeeds(_ needs: [Placed<String>]) {
    guard let vocabulary else { return }
    for need in needs where !vocabulary.isKnown(capability: need.value) {
      problems.report(need.place, "sysh knows no capability \"\(need.value)\", so it cannot tell when to skip.")
    }
  }
}
