import Lab

extension Command {
  /// Views and commands of sockets and of waiting for several descriptors.
  static var sockets: [Command] {
    [
      Command(
        "sockets", "[SUBJECT]", .text, .subjects,
        "Shows the subjects' sockets: who has each, state, queues, addresses, and where the other end is."
      ) { try $0.showSockets($1) },
      Command(
        "epoll", "[FD]", .values, .polls,
        "Shows what an epoll descriptor waits for, what of it is ready, and what epoll_wait would tell."
      ) { try $0.showEpoll($1) },
    ]
  }
}

extension Session {
  /// `sockets [SUBJECT]`: of all subjects when none is named.
  func showSockets(_ command: CommandStatement) throws {
    for subject in lab.living where subject.runsByItself {
      lab.look(at: subject)
    }
    let isAll = command.subject == nil && command.rest.isEmpty
    show(renderer.sockets(lab.socketTable(of: isAll ? nil : [try viewed(command).name])))
  }

  /// `epoll [FD]`: all epoll descriptors of the subject when none is named.
  func showEpoll(_ command: CommandStatement) throws {
    let subject = try viewed(
      CommandStatement(
        name: command.name, nameRange: command.nameRange, subject: command.subject, rest: "",
        restRange: command.restRange, arguments: [], expectation: nil))
    guard let first = command.arguments.first else {
      let all = lab.epollDescriptors(of: subject)
      guard !all.isEmpty else {
        throw CommandProblem("\(subject.name) has no epoll descriptor.", advice: "ep = epoll_create1 makes one.")
      }
      for fd in all { if let list = lab.epollList(fd, of: subject) { show(renderer.epoll(list)) } }
      return
    }
    let fd = Int32(truncatingIfNeeded: try lab.evaluate(first))
    guard let list = lab.epollList(fd, of: subject) else {
      let what = lab.descriptors.description(of: fd, in: subject.name).map { "leads to \($0.target)" }
      throw CommandProblem(
        "fd \(fd) of \(subject.name) \(what ?? "is not open").",
        advice: "epoll wants a descriptor that epoll_create1 gave.")
    }
    show(renderer.epoll(list))
  }
}
