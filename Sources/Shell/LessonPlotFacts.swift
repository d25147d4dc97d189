// What checks may ask of measurements that are drawn, and what lessons on them may need.
extension LessonBridge {
  static let plotFacts: [String: Fact] = [:]

  static let plotOffers: [String: @Sendable (LessonBridge) -> String?] = [:]
}
