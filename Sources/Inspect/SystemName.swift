import Glibc

/// What the kernel calls itself and the machine (`man 2 uname`).
public struct SystemName: Sendable {
  /// `Linux`
  public let system: String
  /// `6.18.5`, with whatever its builder added.
  public let release: String
  /// When and how the kernel was built.
  public let version: String
  /// `x86_64`
  public let machine: String

  /// Of the kernel that runs. uname can only fail with EFAULT, for memory that is not there, and this is.
  public static var own: SystemName {
    var names = utsname()
    uname(&names)
    return SystemName(
      system: text(names.sysname), release: text(names.release), version: text(names.version),
      machine: text(names.machine))
  }

  /// The characters of a fixed array up to the first 0.
  private static func text<Field>(_ field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
