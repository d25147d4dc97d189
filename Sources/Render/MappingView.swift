import Inspect

extension Renderer {
  /// A change of the memory map as a line with its mark.
  func mapping(_ change: MappingChange, _ owner: [Span]) -> [StyledLine] {
    switch change {
    case .added(let mapping):
      return marked(.added, owner + whole(mapping))
    case .removed(let mapping):
      return marked(.removed, owner + whole(mapping))
    case .resized(let from, let to):
      let size: [Span] = [.value(Words.size(from.size)), .plain(" → "), .value(Words.size(to.size))]
      let direction = from.start == to.start ? "" : ", at its low end"
      return marked(
        .changed,
        owner + [.value(Words.range(to)), .plain("  ")] + size
          + [.plain("  \(to.permissions)  \(to.shortName)\(direction)")])
    case .changed(let from, let to):
      var spans: [Span] = owner + [.value(Words.range(to)), .plain("  \(Words.size(to.size))  ")]
      if from.permissions != to.permissions {
        spans += [.value("\(from.permissions)"), .plain(" → "), .value("\(to.permissions)")]
      } else {
        spans.append(.plain("\(to.permissions)"))
      }
      if from.shortName != to.shortName {
        spans += [.plain("  "), .value(from.shortName), .plain(" → "), .value(to.shortName)]
      } else if from.permissions == to.permissions {
        spans.append(.plain("  \(to.shortName), mapped anew"))
      } else {
        spans.append(.plain("  \(to.shortName)"))
      }
      return marked(.changed, spans)
    }
  }

  private func whole(_ mapping: Mapping) -> [Span] {
    [
      .value(Words.range(mapping)),
      .plain("  \(Words.size(mapping.size))  \(mapping.permissions)  \(mapping.shortName)"),
    ]
  }
}

extension Mapping {
  /// The path, or what stands in for one.
  var shortName: String {
    switch path {
    case "": permissions.shared ? "shared" : "anonymous"
    case "/dev/zero (deleted)": "shared anonymous"
    case "/memfd:subject (deleted)": "the lab's code"
    default: path
    }
  }

  /// What it is, for those that are the same in every process; nil for files, whose path says it.
  var meaning: String? {
    switch path {
    case "": return permissions.shared ? "shared memory" : "anonymous memory"
    case "[stack]": return "the stack; it grows downwards"
    case "[heap]": return "the heap; brk moves its end"
    case "[vdso]": return "the kernel's code for telling time"
    case "[vvar]": return "the kernel's data for the vdso"
    case "[vvar_vclock]": return "clock data for the vdso"
    case "[vsyscall]": return "three old calls at a fixed address"
    case "/memfd:subject (deleted)": return "the lab's code page"
    case "/dev/zero (deleted)": return "shared anonymous memory"
    default: break
    }
    if path.hasPrefix("[anon:") { return "anonymous memory that has been given a name" }
    if path.hasPrefix("/SYSV") { return "System V shared memory" }
    if path.hasPrefix("/memfd:") { return "a file of memfd_create" }
    return nil
  }
}
