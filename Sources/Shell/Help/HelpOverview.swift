import Render
import SyscallTable

// What `help` without a name shows: where to begin, on one screen, and the lists behind it.
extension Session {
  func showOverview() {
    heading("Type a system call, as words or as C. What is left out is filled in.")
    call("fd = open \"/etc/hostname\"     read fd     close(fd)")
    heading("Look at what is there")
    topic("fds files vars", "descriptors, what they lead to, your names for results")
    topic("maps pages peek poke", "memory: mappings, single pages, bytes")
    topic("tree signals status", "processes, what signals do, who waits for what")
    topic("ns caps limits sockets", "isolation, rights, limits, connections")
    heading("Learn")
    topic("learn tour", "the first lesson; learn lists all, quiz asks questions")
    topic("explain", "the last call, argument by argument; explain LINE any strace line")
    topic("why  undo  save FILE", "a failure's cause; take back; keep the session", only: ["why", "undo", "save"])
    topic("quit", "or Ctrl-D")
    heading("Help on one thing")
    topic("help open", "a call; help open flags one of its arguments; man open the manual")
    topic("help EACCES", "an errno, a flag, a signal, a structure, a sign on the screen, a number")
    topic("help calls", "all \(lab.table.rows.count) system calls")
    topic("help commands", "all \(Command.all.count) commands")
    heading("Help on ideas")
    for (title, pages) in [
      ("typing", HelpPage.grammar), ("the screen", HelpPage.screen), ("practice", HelpPage.practice),
    ] {
      let gap = String(repeating: " ", count: 12 - title.count)
      show(
        renderer.wrap(
          [.init(title), .init(gap), .init(pages.map(\.name).joined(separator: " "), .name)], indent: 14,
          firstIndent: 2))
    }
  }

  private func heading(_ text: String) {
    show(renderer.wrap([.init(text, .heading)], indent: 2, firstIndent: 0))
  }

  private func call(_ text: String) {
    show(renderer.wrap([.init(text, .call)], indent: 4, firstIndent: 2))
  }

  /// `only`: the names that have to be commands here.
  private func topic(_ left: String, _ right: String, only names: [String] = []) {
    guard names.allSatisfy({ Command.named($0) != nil }) else { return }
    let gap = String(repeating: " ", count: max(2, 24 - left.count))
    show(renderer.wrap([.init(left, .name), .init(gap), .init(right)], indent: 26, firstIndent: 2))
  }

  /// `help calls`
  func listCalls() {
    let groups: [(String, Categories)] = [
      ("Files", .file), ("Descriptors", .descriptor), ("Memory", .memory), ("Processes", .process),
      ("Signals", .signal), ("Sockets", .network),
    ]
    var shown: Set<String> = []
    for (title, category) in groups {
      let names = lab.table.rows.filter { $0.categories.contains(category) && !shown.contains($0.name) }.map(\.name)
      shown.formUnion(names)
      list(title, names)
    }
    list("Others", lab.table.rows.map(\.name).filter { !shown.contains($0) })
    list("Names of the C library", lab.table.aliases.map(\.name))
    say("help NAME explains one; syscall NUMBER ARGUMENT... makes any call by its number.")
  }

  private func list(_ title: String, _ names: [String]) {
    guard !names.isEmpty else { return }
    show(
      renderer.wrap(
        [.init("\(title): ", .strong), .init(names.sorted().joined(separator: " "))], indent: 2, firstIndent: 0))
  }

  /// `help commands`
  func listCommands() {
    let width = Command.all.map(\.name.count).max() ?? 0
    for command in Command.all {
      let gap = String(repeating: " ", count: width + 2 - command.name.count)
      show(
        renderer.wrap(
          [.init(command.name, .name), .init(gap), .init(command.summary)], indent: width + 4, firstIndent: 2))
    }
    say("help NAME tells how one is typed, with examples.")
  }
}
