extension Command {
  /// Views and commands of the whole machine and of its processes.
  static var system: [Command] {
    [
      Command(
        "limits", "[SUBJECT]", .text, .subjects,
        "Shows a subject's resource limits, how much of each it uses, and what it meets at the limit."
      ) { try $0.showLimits($1) },
      Command(
        "caps", "[SUBJECT]", .text, .subjects, "Shows a subject's capabilities by name, and which calls they allow."
      ) { try $0.showCapabilities($1) },
      Command(
        "mem", "[SUBJECT]", .text, .subjects,
        "Shows a subject's memory as tools count it: VSZ, RSS, PSS, swap, page tables."
      ) { try $0.showMemoryUse($1) },
      Command("free", "", .text, .nothing, "Shows the machine's memory as free does, and where each column comes from.")
      {
        session, _ in try session.showFreeMemory()
      },
      Command(
        "load", "", .text, .nothing,
        "Shows the load, processor times and pressure, since boot or since the command was last given."
      ) { session, _ in try session.showLoad() },
      Command(
        "interrupts", "", .text, .nothing,
        "Shows interrupts by processor, softirqs and context switches, since boot or since the command was last given."
      ) { session, _ in try session.showInterrupts() },
      Command(
        "sysctl", "NAME | NAME=VALUE", .text, .parameters,
        "Reads or writes a kernel parameter by the subject's own calls; a prefix such as net.core lists what is below."
      ) { try $0.kernelParameter($1) },
      Command(
        "ps", "[tree] [all]", .text, .words([["tree", "all"], ["all"]]),
        "Lists the machine's processes as ps aux does, the subjects marked."
      ) { try $0.showProcesses($1) },
    ]
  }
}
