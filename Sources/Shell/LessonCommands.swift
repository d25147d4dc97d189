import CLinux
import Curriculum
import Glibc
import Lab
import Render

/// What happens by itself while a lesson is checked nobody watches: only verdicts are printed.
private final class NoOutput: SessionOutput, Sendable {
  func show(_ lines: [StyledLine]) {}
  func showRendered(_ lines: [String]) {}
}

/// `sysh check` and `sysh lessons`.
public enum LessonCommands {
  private static let nowhere = NoOutput()

  /// Plays lessons as tests and prints, as it comes to know it, what failed, what was skipped and why, and the sum.
  /// `slowness`: by how much more time than usual everything has, 1 or more.
  public static func check(_ paths: [String], update: Bool, slowness: Int, _ options: Options) -> ExitStatus {
    guard let (bridge, output) = bridge(options) else { return .refused }
    bridge.session.lab.slowness = Int64(slowness)
    var targets = paths
    if targets.isEmpty {
      guard let path = StatePaths.lessons(options.lessons) else {
        complain("No lessons were found. SYSH_LESSONS or --lessons names their directory.")
        return .failed
      }
      targets = [path]
    }
    if update, !self.update(targets, bridge, output) { return .failed }
    let report = LessonChecker(lab: bridge).check(targets) { result in
      if options.isJSON { return output.showRendered([result.object.text]) }
      switch result.verdict {
      case .passed: output.show([StyledLine([.init("passed   ", .success), .init(result.file)])])
      case .skipped(let reason):
        output.show([StyledLine([.init("skipped  ", .changed), .init("\(result.file): \(reason)")])])
      case .failed(let problems):
        output.show([StyledLine([.init("failed   ", .failure), .init(result.file)])])
        output.show(problems.map { StyledLine("  \($0)") })
      }
    }
    if options.isJSON {
      output.showRendered([report.object.text])
    } else {
      output.show([StyledLine(report.summary, report.isFailure ? .failure : .success)])
    }
    bridge.endAll()
    return report.isFailure ? .failed : .done
  }

  private static func update(_ paths: [String], _ bridge: LessonBridge, _ output: StandardOutput) -> Bool {
    var good = true
    for path in paths {
      let files: [String]
      do {
        files = try LessonLibrary(path: path).entries.map(\.file)
      } catch {
        complain(error.message)
        return false
      }
      for file in files {
        do {
          let outcome = try LessonUpdater(lab: bridge).update(file: file)
          for place in outcome.changed { output.show([StyledLine("updated  \(place)", .changed)]) }
          for problem in outcome.problems { output.show([StyledLine("  \(problem)", .failure)]) }
        } catch {
          complain(error.message)
          good = false
        }
      }
    }
    return good
  }

  /// The lessons with the learner's progress.
  public static func list(_ options: Options) -> ExitStatus {
    guard let path = StatePaths.lessons(options.lessons) else {
      complain("No lessons were found. SYSH_LESSONS or --lessons names their directory.")
      return .failed
    }
    do {
      let library = try LessonLibrary(path: path)
      let loaded = try StatePaths.progress.map { try ProgressStore(path: $0).load() }
      let list = LessonList(library: library, progress: loaded?.records ?? [:])
      if options.isJSON {
        StandardOutput(theme: .plain).showRendered(list.objects.map(\.text))
      } else {
        StandardOutput(theme: options.theme).show(list.lines(Renderer(width: 100)))
      }
      return .done
    } catch {
      complain((error as? FileProblem)?.message ?? "\(error)")
      return .failed
    }
  }

  private static func bridge(_ options: Options) -> (LessonBridge, StandardOutput)? {
    _ = sysh_signals_open()
    let output = StandardOutput(theme: options.theme)
    return Batch.session(options, nowhere).map { (LessonBridge(session: $0, theme: .plain), output) }
  }
}
