// What checks may ask of control groups, and what lessons on them may need.
extension LessonBridge {
  static let controlGroupFacts: [String: Fact] = [:]

  static let controlGroupOffers: [String: @Sendable (LessonBridge) -> String?] = [:]
}
