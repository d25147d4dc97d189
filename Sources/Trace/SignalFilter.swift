import LinuxABI

/// Which signals are shown: `-e signal=`, names with or without SIG, `!`, `all`, `none`.
public struct SignalFilter: Hashable, Sendable {
  private var listed: Set<Int32>
  private var isOpen: Bool

  public static let all = SignalFilter(listed: [], isOpen: true)

  init(listed: Set<Int32>, isOpen: Bool) {
    self.listed = listed
    self.isOpen = isOpen
  }

  public func contains(_ signal: Int32) -> Bool {
    listed.contains(signal) != isOpen
  }
}

extension SignalFilter {
  public init(_ text: String) throws(CallSet.Mistake) {
    let inverted = text.hasPrefix("!")
    var listed: Set<Int32> = []
    var isOpen = false
    for word in text.drop(while: { $0 == "!" }).split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "all": isOpen = true
      case "none": break
      default:
        guard let signal = Signal(named: word.uppercased()) ?? Int32(word).map(Signal.init(rawValue:)) else {
          throw CallSet.Mistake(
            word: String(word), problem: "There is no signal called \(word)",
            advice: "Names are those of signals in the shell, as SIGCHLD or CHLD.")
        }
        listed.insert(signal.rawValue)
      }
    }
    self.init(listed: isOpen ? [] : listed, isOpen: isOpen != inverted)
  }
}
