/// A setting as it is shown.
public struct SettingRow: Sendable {
  let name: String
  let value: String
  /// What it is before anybody sets it.
  let fallback: String
  /// `on or off`
  let choices: String
  let meaning: String

  public init(name: String, value: String, fallback: String, choices: String, meaning: String) {
    self.name = name
    self.value = value
    self.fallback = fallback
    self.choices = choices
    self.meaning = meaning
  }
}

extension Renderer {
  /// Settings: name, value, what else it may be, meaning. A value that somebody has changed stands out.
  public func settings(_ rows: [SettingRow]) -> [StyledLine] {
    let cells = rows.map { row -> [StyledLine] in
      let isChanged = row.value != row.fallback
      let note = isChanged ? "\(row.choices); \(row.fallback) by default" : row.choices
      return [
        StyledLine([.styled(row.name, .name)]),
        StyledLine([isChanged ? .styled(row.value, .changed) : .strong(row.value)]),
        StyledLine([.plain(row.meaning), .faint("  (\(note))")]),
      ]
    }
    return table(cells, [Column(), Column(), Column("", .wrapped)], least: 24)
  }
}
