import Curriculum
import Lab
import SyscallTable

// Objects of the commands that list or check something without a session.

extension LessonResult {
  var object: JSONObject {
    var object = JSONObject()
    object.add("type", "verdict")
    object.add("file", file)
    if let id { object.add("lesson", id) }
    switch verdict {
    case .passed: object.add("verdict", "passed")
    case .skipped(let reason):
      object.add("verdict", "skipped")
      object.add("reason", reason)
    case .failed(let problems):
      object.add("verdict", "failed")
      object.add("problems", problems.map(\.description))
    }
    return object
  }
}

extension CheckReport {
  var object: JSONObject {
    var object = JSONObject()
    object.add("type", "summary")
    object.add("passed", passed)
    object.add("failed", failed)
    object.add("skipped", skipped)
    return object
  }
}

extension LessonList {
  var objects: [JSONObject] {
    library.entries.map { entry in
      var object = JSONObject()
      object.add("type", "lesson")
      object.add("file", entry.file)
      switch entry.lesson {
      case .success(let lesson):
        let record = progress[lesson.front.id.value]
        object.add("lesson", lesson.front.id.value)
        object.add("title", lesson.front.title)
        object.add("minutes", lesson.front.minutes)
        object.add("steps", lesson.steps.count)
        object.add("steps_done", record.map { $0.isFinished ? lesson.steps.count : $0.stepsDone } ?? 0)
        object.add("finished", record?.isFinished ?? false)
      case .failure(let errors): object.add("problems", errors.diagnostics.map(\.description))
      }
      return object
    }
  }
}

extension Syscall {
  var object: JSONObject {
    var object = JSONObject()
    object.add("type", "syscall")
    object.add("number", number)
    object.add("call", name)
    object.add("parameters", parameters.map(\.name))
    object.add("summary", summary)
    object.add("errors", errors.map(\.errno.name))
    return object
  }
}

extension BenchReport {
  /// The figures of `bench`, in picoseconds: whole numbers, since a function call takes less than two nanoseconds.
  var figures: JSONObject {
    let members = costs.map { cost in
      var object = JSONObject()
      object.add("kind", "\(cost.kind)")
      if !cost.name.isEmpty { object.add("call", cost.name) }
      object.add("what", cost.what)
      object.add("least_picoseconds", Int((cost.least * 1000).rounded()))
      object.add("median_picoseconds", Int((cost.median * 1000).rounded()))
      if let bytes = cost.bytes { object.add("bytes", bytes) }
      return object
    }
    var object = JSONObject()
    object.add("costs", members)
    return object
  }
}
