import CReadline
import Curriculum
import Inspect

/// What runs here: version, build, libraries, kernel. The build does not record a revision of git, so none is claimed.
public enum BuildFacts {
  public static let version = "0.1.0"

  /// For `sysh --version`, a fact a line.
  public static var lines: [String] {
    ["sysh \(version) (\(configuration) build, \(compiler), \(processor))", kernel, libraries]
  }

  /// A debug build needs Swift's libraries where they were when it was built.
  static var isDebug: Bool { configuration == "debug" }

  private static var configuration: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  /// The language version is all that a program can know of its compiler.
  private static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or newer"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private static var processor: String {
    #if arch(x86_64)
      "x86-64"
    #else
      "another processor"
    #endif
  }

  private static var kernel: String {
    let name = SystemName.own
    return "\(name.system) \(name.release) (\(name.version))"
  }

  private static var libraries: String {
    "readline \(String(cString: sysh_readline_version())), libcmark \(MarkdownLibrary.version)"
  }
}
