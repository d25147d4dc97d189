extension WordCodec {
  /// The commands of `arch_prctl` (`man 2 arch_prctl`, arch/x86/include/uapi/asm/prctl.h).
  public static let processorCommands = WordCodec(
    "arch_prctl command",
    oneOf: [
      Constant("ARCH_SET_GS", 0x1001),
      Constant("ARCH_SET_FS", 0x1002),
      Constant("ARCH_GET_FS", 0x1003),
      Constant("ARCH_GET_GS", 0x1004),
      Constant("ARCH_GET_CPUID", 0x1011),
      Constant("ARCH_SET_CPUID", 0x1012),
    ])

  /// The flags of `getrandom` (`man 2 getrandom`).
  public static let randomFlags = WordCodec(
    "getrandom flag",
    flags: [
      Constant("GRND_NONBLOCK", 1),
      Constant("GRND_RANDOM", 2),
      Constant("GRND_INSECURE", 4),
    ])
}
