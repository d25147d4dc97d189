import SyscallTable

/// What `set` changes.
struct Settings {
  var stringLimit = 32
  var verbose = false
  var times = false
  var registers = false
  /// What is shown below the line that is being typed; no setting of a lesson's.
  var signature = true

  /// Name, present value, meaning.
  var rows: [(name: String, value: String, meaning: String)] {
    [
      ("strings", "\(stringLimit)", "how many bytes of a text are shown"),
      (
        "registers", registers ? "on" : "off",
        "show the registers of each call on both sides of the boundary"
      ),
      ("verbose", verbose ? "on" : "off", "show structures and directory entries whole"),
      ("times", times ? "on" : "off", "show how long each call was in the kernel, in seconds"),
      ("signature", signature ? "on" : "off", "show below the line which argument of the call is being typed"),
    ]
  }

  mutating func set(_ name: String, _ value: String) throws(CommandProblem) {
    switch name {
    case "verbose":
      guard value == "on" || value == "off" else {
        throw CommandProblem("verbose is on or off.", advice: "set verbose on")
      }
      verbose = value == "on"
    case "times":
      guard value == "on" || value == "off" else {
        throw CommandProblem("times is on or off.", advice: "set times on")
      }
      times = value == "on"
    case "registers":
      guard value == "on" || value == "off" else {
        throw CommandProblem("registers is on or off.", advice: "set registers on")
      }
      registers = value == "on"
    case "signature":
      guard value == "on" || value == "off" else {
        throw CommandProblem("signature is on or off.", advice: "set signature off")
      }
      signature = value == "on"
    case "strings":
      guard let limit = Int(value), (1...65536).contains(limit) else {
        throw CommandProblem("strings is a number of bytes from 1 to 65536.", advice: "set strings 80")
      }
      stringLimit = limit
    default:
      throw CommandProblem(
        "There is no setting called \(Escapes.harmless(name)).",
        advice: NearestName.advice(name, in: rows.map(\.name))
          ?? "There are \(rows.map(\.name).joined(separator: ", ")).")
    }
  }
}
