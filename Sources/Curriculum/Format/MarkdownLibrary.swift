import CCMark

/// The library that reads Markdown.
public enum MarkdownLibrary {
  /// Of the library that is loaded, `0.30.2`.
  public static var version: String {
    String(cString: cmark_version_string())
  }
}
