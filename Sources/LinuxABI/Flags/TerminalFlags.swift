extension WordCodec {
  /// How a terminal treats what is typed, `c_iflag` (`man 3 termios`).
  public static let terminalInput = WordCodec(
    "terminal input flag",
    flags: [
      Constant("IGNBRK", 0x1),
      Constant("BRKINT", 0x2),
      Constant("IGNPAR", 0x4),
      Constant("PARMRK", 0x8),
      Constant("INPCK", 0x10),
      Constant("ISTRIP", 0x20),
      Constant("INLCR", 0x40),
      Constant("IGNCR", 0x80),
      Constant("ICRNL", 0x100),
      Constant("IUCLC", 0x200),
      Constant("IXON", 0x400),
      Constant("IXANY", 0x800),
      Constant("IXOFF", 0x1000),
      Constant("IMAXBEL", 0x2000),
      Constant("IUTF8", 0x4000),
    ])

  /// How a terminal treats what is written, `c_oflag` (`man 3 termios`). The delays are fields.
  public static let terminalOutput = WordCodec(
    "terminal output flag",
    fields: [
      Field(mask: 0x100, [Constant("NL0", 0x0), Constant("NL1", 0x100)]),
      Field(
        mask: 0x600, [Constant("CR0", 0x0), Constant("CR1", 0x200), Constant("CR2", 0x400), Constant("CR3", 0x600)]),
      Field(
        mask: 0x1800,
        [Constant("TAB0", 0x0), Constant("TAB1", 0x800), Constant("TAB2", 0x1000), Constant("TAB3", 0x1800)]),
      Field(mask: 0x2000, [Constant("BS0", 0x0), Constant("BS1", 0x2000)]),
      Field(mask: 0x4000, [Constant("VT0", 0x0), Constant("VT1", 0x4000)]),
      Field(mask: 0x8000, [Constant("FF0", 0x0), Constant("FF1", 0x8000)]),
    ],
    flags: [
      Constant("OPOST", 0x1),
      Constant("OLCUC", 0x2),
      Constant("ONLCR", 0x4),
      Constant("OCRNL", 0x8),
      Constant("ONOCR", 0x10),
      Constant("ONLRET", 0x20),
      Constant("OFILL", 0x40),
      Constant("OFDEL", 0x80),
    ],
    aliases: [
      Constant("XTABS", 0x1800)
    ])

  /// The line itself, `c_cflag` (`man 3 termios`). Speed and character size are fields.
  public static let terminalControl = WordCodec(
    "terminal control flag",
    fields: [
      Field(
        mask: 0x100f,
        [
          Constant("B0", 0x0),
          Constant("B50", 0x1),
          Constant("B75", 0x2),
          Constant("B110", 0x3),
          Constant("B134", 0x4),
          Constant("B150", 0x5),
          Constant("B200", 0x6),
          Constant("B300", 0x7),
          Constant("B600", 0x8),
          Constant("B1200", 0x9),
          Constant("B1800", 0xa),
          Constant("B2400", 0xb),
          Constant("B4800", 0xc),
          Constant("B9600", 0xd),
          Constant("B19200", 0xe),
          Constant("B38400", 0xf),
          Constant("B57600", 0x1001),
          Constant("B115200", 0x1002),
          Constant("B230400", 0x1003),
          Constant("B460800", 0x1004),
          Constant("B500000", 0x1005),
          Constant("B576000", 0x1006),
          Constant("B921600", 0x1007),
          Constant("B1000000", 0x1008),
          Constant("B1152000", 0x1009),
          Constant("B1500000", 0x100a),
          Constant("B2000000", 0x100b),
          Constant("B2500000", 0x100c),
          Constant("B3000000", 0x100d),
          Constant("B3500000", 0x100e),
          Constant("B4000000", 0x100f),
        ]),
      Field(mask: 0x30, [Constant("CS5", 0x0), Constant("CS6", 0x10), Constant("CS7", 0x20), Constant("CS8", 0x30)]),
    ],
    flags: [
      Constant("CSTOPB", 0x40),
      Constant("CREAD", 0x80),
      Constant("PARENB", 0x100),
      Constant("PARODD", 0x200),
      Constant("HUPCL", 0x400),
      Constant("CLOCAL", 0x800),
      Constant("CMSPAR", 0x4000_0000),
      Constant("CRTSCTS", 0x8000_0000),
    ])

  /// The line discipline, `c_lflag`: editing, echo and signals from keys (`man 3 termios`).
  public static let terminalLocal = WordCodec(
    "terminal local flag",
    flags: [
      Constant("ISIG", 0x1),
      Constant("ICANON", 0x2),
      Constant("XCASE", 0x4),
      Constant("ECHO", 0x8),
      Constant("ECHOE", 0x10),
      Constant("ECHOK", 0x20),
      Constant("ECHONL", 0x40),
      Constant("NOFLSH", 0x80),
      Constant("IEXTEN", 0x8000),
      Constant("ECHOCTL", 0x200),
      Constant("ECHOPRT", 0x400),
      Constant("ECHOKE", 0x800),
      Constant("FLUSHO", 0x1000),
      Constant("PENDIN", 0x4000),
      Constant("TOSTOP", 0x100),
      Constant("EXTPROC", 0x1_0000),
    ])

  /// What TCFLSH throws away (`man 2 ioctl_tty`).
  public static let terminalQueues = WordCodec(
    "terminal queue",
    oneOf: [
      Constant("TCIFLUSH", 0),
      Constant("TCOFLUSH", 1),
      Constant("TCIOFLUSH", 2),
    ])

  /// What TCXONC does to the flow (`man 2 ioctl_tty`).
  public static let terminalFlow = WordCodec(
    "flow action",
    oneOf: [
      Constant("TCOOFF", 0),
      Constant("TCOON", 1),
      Constant("TCIOFF", 2),
      Constant("TCION", 3),
    ])
}
