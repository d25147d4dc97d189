import LinuxABI

/// The commands of ioctl for sockets and network devices: what each takes as its third argument.
enum InterfaceCommands {
  private static func asks(_ layout: StructureLayout) -> ArgumentType {
    .pointer(.network(.interfaceRequest(layout)), .both)
  }

  private static func sets(_ layout: StructureLayout) -> ArgumentType {
    .pointer(.structure(layout), .input)
  }

  private static let number = ArgumentType.pointer(.scalar(.signed(bytes: 4)), .output)
  private static let numberInput = ArgumentType.pointer(.scalar(.signed(bytes: 4)), .input)

  private static let described: [String: ArgumentType] = [
    "FIOSETOWN": numberInput, "SIOCSPGRP": numberInput, "FIOGETOWN": number, "SIOCGPGRP": number,
    "SIOCATMARK": number, "SIOCOUTQNSD": number, "SIOCGIFENCAP": number, "SIOCSIFENCAP": numberInput,
    "SIOCGIFNAME": asks(.interfaceName), "SIOCGIFCONF": .pointer(.network(.interfaceList), .output),
    "SIOCGIFFLAGS": asks(.interfaceFlags), "SIOCSIFFLAGS": sets(.interfaceFlags),
    "SIOCGIFADDR": asks(.interfaceAddress), "SIOCSIFADDR": sets(.interfaceAddress),
    "SIOCGIFDSTADDR": asks(.interfaceDestination), "SIOCSIFDSTADDR": sets(.interfaceDestination),
    "SIOCGIFBRDADDR": asks(.interfaceBroadcast), "SIOCSIFBRDADDR": sets(.interfaceBroadcast),
    "SIOCGIFNETMASK": asks(.interfaceNetmask), "SIOCSIFNETMASK": sets(.interfaceNetmask),
    "SIOCGIFMETRIC": asks(.interfaceMetric), "SIOCSIFMETRIC": sets(.interfaceMetric),
    "SIOCGIFMTU": asks(.interfaceMTU), "SIOCSIFMTU": sets(.interfaceMTU), "SIOCSIFNAME": sets(.interfaceNewName),
    "SIOCSIFHWADDR": sets(.interfaceHardware), "SIOCGIFHWADDR": asks(.interfaceHardware),
    "SIOCADDMULTI": sets(.interfaceHardware), "SIOCDELMULTI": sets(.interfaceHardware),
    "SIOCSIFHWBROADCAST": sets(.interfaceHardware), "SIOCGIFSLAVE": asks(.interfaceSlave),
    "SIOCSIFSLAVE": sets(.interfaceSlave), "SIOCGIFINDEX": asks(.interfaceIndex),
    "SIOCGIFTXQLEN": asks(.interfaceQueue), "SIOCSIFTXQLEN": sets(.interfaceQueue),
    "SIOCGIFMAP": asks(.interfaceMap), "SIOCSIFMAP": sets(.interfaceMap),
    "SIOCBRADDBR": .pointer(.string, .input), "SIOCBRDELBR": .pointer(.string, .input),
  ]

  /// By name; commands of which strace tells only the address are among them.
  static let arguments: [String: ArgumentType] = {
    let names = WordCodec.interfaceCommands.fields.flatMap(\.values).map(\.name)
    return Dictionary(names.map { ($0, described[$0] ?? .address) }, uniquingKeysWith: { first, _ in first })
  }()
}
