import Glibc
import Inspect
import SyscallTable

/// Where and when a saved session was made: what its header says.
struct Origin {
  /// `2026-11-26 14:03`, the time of the place.
  let date: String
  /// `Linux 6.18.5 x86_64`
  let kernel: String
  /// The user's name, or its id where the machine has no name for it.
  let user: String

  /// Here and now.
  static var here: Origin {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date =
      "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min))"
    let name = SystemName.own
    let kernel = "\(name.system) \(name.release) \(name.machine)"
    return Origin(date: date, kernel: Escapes.harmless(kernel), user: userName)
  }

  private static var userName: String {
    let id = geteuid()
    return getpwuid(id).map { Escapes.harmless(String(cString: $0.pointee.pw_name)) } ?? "user \(id)"
  }

  var sentence: String { "\(date), \(kernel), sysh \(BuildFacts.version)" }
}
