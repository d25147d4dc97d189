// What checks may ask of sockets and of waiting for several descriptors, and what lessons on them may need.
extension LessonBridge {
  static let socketFacts: [String: Fact] = [:]

  static let socketOffers: [String: @Sendable (LessonBridge) -> String?] = [:]
}
