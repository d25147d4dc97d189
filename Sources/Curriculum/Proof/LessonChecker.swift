/// Plays lessons as tests (`sysh check`): that every file is well formed, that links resolve, that solutions use only
/// what was taught, and everything that `LessonProof` proves in the lab.
public struct LessonChecker {
  /// Shell commands that every lesson may use without teaching them: the views, help, and the subject's own moves.
  public static let baseCommands: Set<String> = [
    "cat", "cgroup", "cont", "cow", "echo", "faults", "fds", "files", "fill", "help", "history", "interrupt", "key",
    "limits", "man", "maps", "ns", "pages", "peek", "poke", "regs", "signals", "smaps", "sockets", "status", "switch",
    "touch", "tree", "type", "vars", "why",
  ]

  let lab: any LessonLab
  let limit: Duration
  let baseCommands: Set<String>
  let clock: () -> Duration

  /// `limit` is for a whole lesson; that of a call is the lab's.
  public init(
    lab: any LessonLab, limit: Duration = .seconds(60), baseCommands: Set<String> = LessonChecker.baseCommands,
    clock: @escaping () -> Duration = MonotonicClock.now
  ) {
    self.lab = lab
    self.limit = limit * lab.slowness
    self.baseCommands = baseCommands
    self.clock = clock
  }

  /// Checks files, and directories with all that is in them. `tell` hears of each verdict as it comes.
  public func check(_ paths: [String], tell: (LessonResult) -> Void = { _ in }) -> CheckReport {
    var report = CheckReport()
    func add(_ result: LessonResult) {
      report.add(result)
      tell(result)
    }
    var files: [String] = []
    for path in paths {
      switch LessonFiles.list(path) {
      case .success(let listing):
        files += listing.lessons
        listing.orphans.forEach(add)
      case .failure(let problem): add(Self.failure(path, problem.message))
      }
    }
    let catalog = catalog(beside: files)
    for file in files { check(file, catalog).forEach(add) }
    return report
  }

  private static func failure(_ file: String, _ message: String) -> LessonResult {
    let place = Place(file: file, line: 1, column: 1)
    return LessonResult(file: file, id: nil, verdict: .failed([LessonDiagnostic(place, message)]))
  }

  /// Every lesson beside those checked, so that `after` can be followed from a single file too.
  private func catalog(beside files: [String]) -> LessonCatalog {
    var catalog = LessonCatalog()
    var seen = Set<String>()
    for directory in files.map(FilePath.directory) where seen.insert(directory).inserted {
      guard case .success(let listing) = LessonFiles.list(directory) else { continue }
      for file in listing.lessons where seen.insert(FilePath.plain(file)).inserted { read(file, into: &catalog) }
    }
    for file in files where seen.insert(FilePath.plain(file)).inserted { read(file, into: &catalog) }
    return catalog
  }

  private func read(_ file: String, into catalog: inout LessonCatalog) {
    guard case .success(let text) = TextFile.read(file) else { return }
    if let lesson = LessonParser(file: file).parseLeniently(text).lesson { catalog.add(lesson) }
  }

  // MARK: One lesson

  /// The verdict on a file, and behind it one on each question that was passed over.
  private func check(_ file: String, _ catalog: LessonCatalog) -> [LessonResult] {
    let text: String
    switch TextFile.read(file) {
    case .success(let read): text = read
    case .failure(let problem): return [Self.failure(file, problem.message)]
    }
    var skipped: [LessonResult] = []
    var (lesson, problems) = LessonParser(file: file, vocabulary: lab).parseLeniently(text)
    if let lesson {
      problems += staticProblems(of: lesson, catalog)
      if problems.isEmpty {
        if let reason = lesson.reasonToSkip(in: lab) {
          return [LessonResult(file: file, id: lesson.front.id.value, verdict: .skipped(reason))]
        }
        var proof = LessonProof(lesson: lesson, lab: lab, limit: limit, clock: clock)
        problems = proof.run()
        skipped = proof.skipped.map { question, reason in
          LessonResult(file: "\(file) \(question)", id: lesson.front.id.value, verdict: .skipped(reason))
        }
        lab.endAll()
      }
    }
    let id = lesson?.front.id.value
    return [LessonResult(file: file, id: id, verdict: problems.isEmpty ? .passed : .failed(problems.inOrder))] + skipped
  }

  /// What can be told without the lab.
  private func staticProblems(of lesson: Lesson, _ catalog: LessonCatalog) -> [LessonDiagnostic] {
    let duplicates = catalog.duplicates.filter { FilePath.plain($0.place.file) == FilePath.plain(lesson.file) }
    return duplicates + catalog.problems(of: lesson) + untaught(in: lesson, catalog)
      + LinkProof(lesson: lesson).problems
  }

  private func untaught(in lesson: Lesson, _ catalog: LessonCatalog) -> [LessonDiagnostic] {
    let words = catalog.taught(to: lesson.front)
    // A lesson may teach a name by its alias: exit, which runs exit_group.
    let taught = words.union(words.flatMap { lab.names(usedBy: $0) }).union(baseCommands)
    var problems: [LessonDiagnostic] = []
    for step in lesson.steps {
      guard case .attempt(let attempt) = step.activity else { continue }
      for line in attempt.solution {
        for name in lab.names(usedBy: line.value) where !taught.contains(name) {
          problems.append(
            LessonDiagnostic(
              line.place, "The solution uses \(name), which neither this lesson nor one before it teaches."))
        }
      }
    }
    return problems
  }
}

extension [LessonDiagnostic] {
  /// In the order of the file, each once.
  var inOrder: [LessonDiagnostic] {
    var seen = Set<LessonDiagnostic>()
    return filter { seen.insert($0).inserted }.sorted { $0.place < $1.place }
  }
}
