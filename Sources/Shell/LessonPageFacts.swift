import Curriculum
import Inspect
import Lab

// What checks may ask of memory and registers: `page(P2, p).exclusive`, `frame(P2, p)`, `faults(P2).minor`,
// `byte(P2, p)`, `register(P2, rax)`. The subject may be left out.
extension LessonBridge {
  static let pageProperties = ["present", "exclusive", "file", "swapped", "zero", "huge"]

  /// The page that an address lies in; by itself, whether it is in memory.
  func page(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    withPage(arguments) { page in
      switch property {
      case "exclusive": .boolean(page.isPresent && page.isExclusive)
      case "file": .boolean(page.isFile)
      case "swapped": .boolean(page.isSwapped)
      case "zero": .boolean(page.isZero)
      case "huge": .boolean(page.isHuge)
      default: .boolean(page.isPresent)
      }
    }
  }

  /// The number of its page frame. Absent when it is not in memory, and always for who lacks CAP_SYS_ADMIN: a lesson for
  /// ordinary users asks `page(…).exclusive`, which turns true for both when a shared page is copied.
  func frame(_ arguments: [FactValue]) -> FactAnswer {
    withPage(arguments) { page in page.frame.map { .integer(Int64($0)) } ?? .absent }
  }

  func faults(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    withSubject(arguments.first) { subject in
      guard let count = try? session.lab.faults(of: subject) else { return .problem("\(subject.name) has ended.") }
      return .value(.integer(Int64(clamping: property == "major" ? count.major : count.minor)))
    }
  }

  /// What a byte of memory is, absent when its page is not in memory: reading would bring one in.
  func byte(_ arguments: [FactValue]) -> FactAnswer {
    guard page(arguments, "present") == .value(.boolean(true)) else { return .value(.absent) }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard case .integer(let number) = arguments[arguments.count - 1],
        let byte = subject.bytes(at: UInt64(bitPattern: number), atMost: 1).first
      else { return .value(.absent) }
      return .value(.integer(Int64(byte)))
    }
  }

  /// A register as the last call of the subject left it.
  func register(_ arguments: [FactValue]) -> FactAnswer {
    guard case .string(let name) = arguments[arguments.count - 1] else {
      return .problem("register wants the name of a register: register(rax).")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let registers = try? subject.tracee.registers() else {
        return .problem("\(subject.name) is inside a call, so its registers cannot be read.")
      }
      guard let found = registers.named.first(where: { $0.name == name }) else {
        return .problem("There is no register called \(name).")
      }
      return .value(.integer(Int64(bitPattern: found.value)))
    }
  }

  private func withPage(_ arguments: [FactValue], _ body: (Page) -> FactValue) -> FactAnswer {
    guard case .integer(let number) = arguments[arguments.count - 1] else { return .problem("An address is a number.") }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let start = UInt64(bitPattern: number) & ~(Page.size - 1)
      guard Proc.userAddresses.contains(start) else { return .value(body(.absent)) }
      guard let pages = (try? session.lab.proc.residentPages(subject.pid, in: start..<start + Page.size)) ?? nil else {
        return .problem("The page table of \(subject.name) cannot be read.")
      }
      return .value(body(pages[start]))
    }
  }
}
