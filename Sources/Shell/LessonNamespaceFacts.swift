// What checks may ask of namespaces, capabilities and mounts, and what lessons on them may need.
extension LessonBridge {
  static let namespaceFacts: [String: Fact] = [:]

  static let namespaceOffers: [String: @Sendable (LessonBridge) -> String?] = [:]
}
