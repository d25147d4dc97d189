// What checks may ask of the whole machine and of its processes, and what lessons on them may need.
extension LessonBridge {
  static let systemFacts: [String: Fact] = [:]

  static let systemOffers: [String: @Sendable (LessonBridge) -> String?] = [:]
}
