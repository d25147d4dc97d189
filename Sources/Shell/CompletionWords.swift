import Curriculum
import SyscallTable

/// Words that the user's own shell may offer behind `sysh learn`, `sysh quiz` and so on. They are found without a lab, so
/// that TAB works where ptrace does not.
public enum CompletionWords {
  public static var lessons: [String] { index.ids }

  public static var questions: [String] { index.questionIDs }

  public static var calls: [String] { SyscallTable.standard.names.sorted() }

  private static var index: LessonIndex { LessonIndex(directory: StatePaths.lessons(nil)) }
}
