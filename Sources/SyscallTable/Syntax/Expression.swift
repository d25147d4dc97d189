/// An argument as it was written, before any type is known.
public struct Expression: Hashable, Sendable {
  public indirect enum Kind: Hashable, Sendable {
    case integer(UInt64)
    /// Bytes after escapes. `elided`: `...` followed, so that this is only the beginning of the text.
    case string([UInt8], elided: Bool)
    /// A variable, a constant or a subject.
    case name(String)
    /// `$P2`: the subject's process id. `$rsp`: a register of the current subject.
    case subject(String)
    case prefix(Operator, Expression)
    case infix(Operator, Expression, Expression)
    /// `{name=value, ...}`; members without a name are taken in order, `...` is left out.
    case structure([Member])
    case array([Expression])
    /// `htons(80)`, `makedev(8, 1)`.
    case call(String, [Expression])
    /// An argument under a name, as strace writes those of clone: `flags=SIGCHLD`.
    case named(String, Expression)
  }

  public struct Member: Hashable, Sendable {
    public let name: String?
    public let value: Expression
    /// Of the name, or of the value where there is none.
    public let range: Range<Int>

    public init(name: String?, value: Expression, range: Range<Int>) {
      self.name = name
      self.value = value
      self.range = range
    }
  }

  public enum Operator: String, Hashable, Sendable {
    case or = "|"
    case and = "&"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case left = "<<"
    case right = ">>"
    case complement = "~"

    /// As in C.
    var precedence: Int {
      switch self {
      case .or: 1
      case .and: 2
      case .left, .right: 3
      case .plus, .minus: 4
      case .times: 5
      case .complement: 6
      }
    }
  }

  public let kind: Kind
  /// UTF-8 offsets in the line.
  public let range: Range<Int>

  public init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}
