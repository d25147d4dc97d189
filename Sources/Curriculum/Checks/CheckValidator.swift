/// Holds the names in a check against the facts that the lab knows, before anything runs.
struct CheckValidator {
  let vocabulary: any LessonVocabulary

  /// Every unknown name or wrong number of arguments, with its column.
  func problems(in expression: CheckExpression) -> [CheckSyntaxError] {
    expression.references.flatMap { problems(in: $0, isArgument: false) }
  }

  private func problems(in fact: FactReference, isArgument: Bool) -> [CheckSyntaxError] {
    // A variable need not exist before the lesson runs; a bare argument may be the name of a subject.
    guard !fact.isVariable(in: vocabulary), !(fact.isBare && isArgument) else { return [] }
    let nested = (fact.arguments ?? []).flatMap { argument in
      argument.references.flatMap { problems(in: $0, isArgument: true) }
    }
    guard let signature = vocabulary.signature(ofFact: fact.name) else {
      let question = Nearest.question(fact.name, among: vocabulary.factNames)
      return [CheckSyntaxError(column: fact.column, message: "There is no fact \"\(fact.name)\".\(question)")] + nested
    }
    return shape(of: fact, signature).map { [CheckSyntaxError(column: fact.column, message: $0)] + nested } ?? nested
  }

  private func shape(of fact: FactReference, _ signature: FactSignature) -> String? {
    let count = fact.arguments?.count ?? 0
    guard signature.arguments.contains(count) else {
      let (least, most) = (signature.arguments.lowerBound, signature.arguments.upperBound)
      let wanted = least == most ? "\(least)" : "\(least) to \(most)"
      return "\(fact.name) takes \(wanted) argument\(wanted == "1" ? "" : "s"), not \(count)."
    }
    guard let property = fact.property else {
      guard !signature.standsAlone else { return nil }
      return "Say which property of \(fact.name): \(signature.properties.joined(separator: ", "))."
    }
    guard !signature.properties.contains(property) else { return nil }
    let known =
      signature.properties.isEmpty
      ? "It has none." : "It has \(signature.properties.joined(separator: ", "))."
    return "\(fact.name) has no property \"\(property)\". \(known)"
  }
}
