extension Command {
  /// Views and commands of namespaces, capabilities and mounts.
  static var namespaces: [Command] {
    [
      Command(
        "ns", "[SUBJECT]", .text, .subjects,
        "Shows the eight namespaces of each subject, who shares them, and maps, numbers and names inside."
      ) { try $0.showNamespaces($1) },
      Command(
        "mounts", "[SUBJECT]", .text, .subjects,
        "Shows the mounts that a subject sees, with options and propagation, and marks what the last call made."
      ) { try $0.showMounts($1) },
      Command(
        "idmap", "[SUBJECT] [INSIDE]", .text, .subjects,
        "Has a subject write the maps of its user namespace, so that its ids are INSIDE there, 0 if not given."
      ) { try $0.mapIDs($1) },
      Command(
        "veth", "SUBJECT SUBJECT [ADDRESS ADDRESS]", .text, .subjects,
        "Has a subject join its network namespace and another's by a pair of devices, with addresses, and switch them on."
      ) { try $0.connect($1) },
      Command(
        "deny", "CALL... [ERRNO|SIGSYS]", .text, .denied,
        "Has the subject load a seccomp filter that refuses these calls, with EPERM if nothing else is said."
      ) { try $0.denyCalls($1) },
    ]
  }
}
