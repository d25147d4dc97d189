extension LabSubject {
  /// Where a path that the subject would use is found from the shell: through its root and its working directory
  /// (`man 5 proc_pid_root`). /proc/self means whoever opens it, so the subject's number stands in its place.
  public func pathFromOutside(_ path: String) -> String {
    for own in ["/proc/self", "/proc/thread-self"] where path == own || path.hasPrefix(own + "/") {
      return "/proc/\(pid)" + path.dropFirst(own.count)
    }
    // Links of /proc to what lies below self.
    for link in ["net", "mounts"] where path == "/proc/\(link)" || path.hasPrefix("/proc/\(link)/") {
      return "/proc/\(pid)" + path.dropFirst("/proc".count)
    }
    return "/proc/\(pid)/" + (path.hasPrefix("/") ? "root" : "cwd/") + path
  }
}
