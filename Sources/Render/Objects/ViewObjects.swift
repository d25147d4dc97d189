import Inspect
import Lab
import LinuxABI
import SyscallTable

// What views show, as objects: the figures behind the drawings.
extension Renderer {
  /// The kernel's first two tables: descriptors of each subject, and the open file descriptions that they lead to.
  public func object(_ model: DescriptorModel, subjects: [String]) -> JSONObject {
    let tables = DescriptorTables(model)
    var labels: Set<String> = []
    let descriptors = subjects.flatMap { subject in
      tables.entries(of: subject).map { entry in
        labels.insert(entry.label)
        var object = JSONObject()
        object.add("subject", subject)
        object.add("fd", entry.number)
        object.add("close_on_exec", entry.closeOnExec)
        object.add("label", entry.label)
        return object
      }
    }
    var object = JSONObject()
    object.add("descriptors", descriptors)
    let known = model.descriptions.values.filter { labels.contains($0.label) }
    object.add("descriptions", known.sorted { ($0.label.count, $0.label) < ($1.label.count, $1.label) }.map(\.object))
    return object
  }

  /// A memory map.
  public func object(_ map: MemoryMap) -> JSONObject {
    var object = JSONObject()
    object.add("mappings", map.mappings.map(\.object))
    return object
  }

  /// Pages of relatives: only those that are in memory or swapped, at most 4096 of each.
  public func object(_ report: PageReport) -> JSONObject {
    let limit = 4096
    var object = JSONObject()
    object.add("start", report.range.lowerBound)
    object.add("end", report.range.upperBound)
    object.add("page_size", Page.size)
    let rows = report.rows.map { row in
      var pages: [JSONObject] = []
      var count = 0
      row.pages.forEach(in: report.range) { address, page in
        count += 1
        guard pages.count < limit else { return }
        var object = JSONObject()
        object.add("address", address)
        object.add("kind", PageGrid.Kind(page).meaning)
        if let before = row.before { object.add("changed", before[address] != page) }
        pages.append(object)
      }
      var object = JSONObject()
      object.add("subject", row.subject)
      object.add("present", count)
      object.add("pages", pages)
      return object
    }
    object.add("rows", rows)
    return object
  }

  /// Parentage of the subjects.
  public func object(_ roots: [ProcessNode]) -> JSONObject {
    var object = JSONObject()
    object.add("processes", roots.map(\.object))
    return object
  }

  public func object(_ variables: Variables) -> JSONObject {
    let members = variables.all.map { variable in
      var object = JSONObject()
      object.add("name", variable.name)
      object.add("kind", "\(variable.kind)")
      object.add("value", Int64(bitPattern: variable.word))
      if let subject = variable.subject { object.add("subject", subject) }
      if let length = variable.length { object.add("length", length) }
      return object
    }
    var object = JSONObject()
    object.add("variables", members)
    return object
  }
}

extension ProcessNode {
  fileprivate var object: JSONObject {
    var object = JSONObject()
    object.add("subject", name)
    object.add("pid", pid)
    object.add("command", command)
    object.add("state", "\(state)")
    object.add("session", session)
    object.add("group", group)
    object.add("threads", threads)
    if isThread { object.add("thread", true) }
    if let waitStatus { object.add("wait_status", waitStatus) }
    if let outsideParent { object.add("outside_parent", outsideParent.pid) }
    object.add("children", children.map(\.object))
    return object
  }
}
