extension WordCodec {
  /// The options of `wait4` (`man 2 wait4`; the double underscore ones are Linux's own, `man 2 waitid`).
  public static let waitOptions = WordCodec(
    "wait option",
    flags: [
      Constant("WNOHANG", 0x1),
      Constant("WEXITED", 0x4),
      Constant("WSTOPPED", 0x2),
      Constant("WCONTINUED", 0x8),
      Constant("WNOWAIT", 0x100_0000),
      Constant("__WCLONE", 0x8000_0000),
      Constant("__WALL", 0x4000_0000),
      Constant("__WNOTHREAD", 0x2000_0000),
    ],
    aliases: [
      Constant("WUNTRACED", 0x2)
    ])
}
