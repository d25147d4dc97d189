import Lab
import SyscallTable

/// What `set` changes.
struct Settings {
  var stringLimit = 32
  var verbose = false
  var times = false
  var registers = false
  /// How many bytes of the lab's terminal are shown after one line.
  var outputLimit = 256 << 10
  var limits = LabLimits.ordinary

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
      ("output", size(UInt64(outputLimit)), "how much of what comes to the lab's terminal is shown after one line"),
      ("memory", size(limits.memory), "how much memory all subjects may have together"),
      ("disk", size(limits.disk), "how much the files that they make may take together"),
      ("descriptors", "\(limits.descriptors)", "how many descriptors they may have open together"),
      ("processor", "\(limits.processor)", "after how many seconds of processor time a program is held"),
    ]
  }

  /// The names of settings that are limits of the lab.
  static let limitNames: Set<String> = ["output", "memory", "disk", "descriptors", "processor"]

  /// As `set` takes it: `2G`, `1536M`, `64K`.
  private func size(_ bytes: UInt64) -> String {
    for (shift, letter) in [(30, "G"), (20, "M"), (10, "K")] where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(letter)"
    }
    return bytes >= 1 << 20 ? "\(bytes >> 20)M" : "\(bytes)"
  }

  /// Bytes. Throws `CommandProblem` for what is no size.
  private func bytes(_ text: String, _ name: String) throws(CommandProblem) -> UInt64 {
    let shifts: [Character: UInt64] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[Character($0.uppercased())] }
    guard let number = UInt64(shift == nil ? text : String(text.dropLast())), number > 0, number < 1 << 30 else {
      throw CommandProblem("\(name) is a size: a number with K, M or G.", advice: "set \(name) 512M")
    }
    return number << (shift ?? 0)
  }

  private func count(_ text: String, _ name: String) throws(CommandProblem) -> Int {
    guard let number = Int(text), (1...1_000_000_000).contains(number) else {
      throw CommandProblem("\(name) is a number from 1 on.", advice: "set \(name) 120")
    }
    return number
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
    case "strings":
      guard let limit = Int(value), (1...65536).contains(limit) else {
        throw CommandProblem("strings is a number of bytes from 1 to 65536.", advice: "set strings 80")
      }
      stringLimit = limit
    case "output": outputLimit = Int(try bytes(value, name))
    case "memory": limits.memory = try bytes(value, name)
    case "disk": limits.disk = try bytes(value, name)
    case "descriptors": limits.descriptors = try count(value, name)
    case "processor": limits.processor = try count(value, name)
    default:
      throw CommandProblem(
        "There is no setting called \(Escapes.harmless(name)).",
        advice: NearestName.advice(name, in: rows.map(\.name))
          ?? "There are \(rows.map(\.name).joined(separator: ", ")).")
    }
  }
}
