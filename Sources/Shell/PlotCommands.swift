import Glibc
import Lab
import Render
import SyscallTable

extension Command {
  /// Views and commands of measurements that are drawn.
  static var plots: [Command] {
    [
      Command(
        "plot", "[WHAT | save FILE.svg [replace] | table]", .text, .plots,
        "Measures something and draws it: plot waiting, plot write, plot fork, plot throttle. Alone it lists what there is."
      ) { try $0.plot($1) }
    ]
  }
}

// `plot`: measurements that are drawn.
extension Session {
  private static let topics: [(words: String, meaning: String)] = [
    ("waiting", "select, poll and epoll_wait against the number of descriptors, 10 to 10,000"),
    ("select poll epoll", "the same, with those of them that are named"),
    ("write", "one write against its size, 1 byte to 1 MiB: into a file, and into /dev/null"),
    ("fork [MIB]", "fork against resident memory, 1 to 512 MiB or less: in small pages, and in huge ones"),
    ("throttle", "CPU time against the clock, in a control group with a limit and without; it needs root, as a rule"),
  ]

  /// The words that can follow `plot`, for completion.
  static var plotWords: [(word: String, meaning: String)] {
    let words = topics.flatMap { words, meaning in
      words.split(separator: " ").filter { !$0.hasPrefix("[") }.map { (String($0), meaning) }
    }
    return words + [("save", "keeps the last one as a picture: FILE.svg"), ("table", "the figures of the last one")]
  }

  func plot(_ command: CommandStatement) throws {
    let words = command.rest.split(separator: " ").map(String.init)
    guard let first = words.first else { return listPlots() }
    switch first {
    case "save": try savePlot(command)
    case "table":
      guard words.count == 1 else { throw InputError("plot table takes nothing more.", at: command.restRange) }
      show(renderer.plotTable(try lastPlot(), glyphs: Self.glyphs))
    default: try measure(topic(words, command))
    }
  }

  /// What can be plotted, with a sentence on how.
  func listPlots() {
    let width = Self.topics.map(\.words.count).max() ?? 0
    for (words, meaning) in Self.topics {
      let gap = String(repeating: " ", count: width - words.count + 2)
      show(renderer.wrap([.init("  plot \(words)", .call), .init(gap + meaning)], indent: width + 9, firstIndent: 0))
    }
    say(
      "Each is measured now, in a subject of its own, in a few seconds. plot save FILE.svg keeps the last one, plot table shows its figures."
    )
  }

  private func topic(_ words: [String], _ command: CommandStatement) throws(InputError) -> PlotTopic {
    if words == ["waiting"] { return .waiting(PlotTopic.waitingCalls) }
    if words == ["write"] { return .write }
    if words[0] == "fork", words.count <= 2 {
      guard let most = words.count == 2 ? Int(words[1]) : PlotTopic.forkSizes.last, PlotTopic.forkSizes.contains(most)
      else {
        throw InputError(
          "fork is plotted up to 1, 2, 4 and so on to 512 MiB.", at: command.restRange, advice: "plot fork 64")
      }
      return .fork(upTo: most)
    }
    if words == ["throttle"] { return .throttle }
    if words.allSatisfy(PlotTopic.waitingCalls.contains) { return .waiting(words) }
    let known = Self.topics.flatMap { $0.words.split(separator: " ").map(String.init) } + ["save", "table"]
    let wrong = words.first { !known.contains($0) } ?? command.rest
    throw InputError(
      "There is no plot of \(Escapes.harmless(wrong)).", at: command.restRange,
      advice: NearestName.advice(wrong, in: known) ?? "plot alone lists what there is.")
  }

  private func measure(_ topic: PlotTopic) throws {
    defer { output.showProgress(nil) }
    let watcher = PlotWatcher(
      progress: { [unowned self] in
        let text = "measuring: \($0)   (Ctrl-C shows what is there by then)"
        output.showProgress(String(text.prefix(max(20, renderer.width - 1))))
      },
      isInterrupted: Self.isInterrupted)
    let plot = try lab.plot(topic, watcher)
    output.showProgress(nil)
    // Nothing that undo would have to measure once more, but a lesson is to notice.
    result.changedSomething = true
    show(renderer.plot(plot, glyphs: Self.glyphs))
  }

  /// `plot save FILE.svg`, in the directory in which the shell was started.
  private func savePlot(_ command: CommandStatement) throws {
    let rest = command.rest.dropFirst("save".count).trimmedSpaces
    let isQuoted = rest.hasPrefix("\"")
    let name = rest.dropFirst(isQuoted ? 1 : 0).prefix { $0 != (isQuoted ? "\"" : " ") }
    let words = rest.dropFirst(name.count + (isQuoted ? 2 : 0)).split(separator: " ")
    guard name.hasSuffix(".svg"), name.count > 4, words.isEmpty || words == ["replace"] else {
      throw InputError(
        "plot save wants the name of a file that ends in .svg, and nothing more but replace.", at: command.restRange,
        advice: "plot save waiting.svg")
    }
    let plot = try lastPlot()
    let home = name.hasPrefix("~/") ? getenv("HOME").map { String(cString: $0) } : nil
    let path = home.map { $0 + name.dropFirst() } ?? String(name)
    try permitWriting(path)
    try OwnFile.write(PlotSVG.text(plot), to: path, replacing: !words.isEmpty, by: "plot save")
    result.changedSomething = true
    say("\(Escapes.harmless(path)) holds the plot \(plot.name) now.")
  }

  /// A line of a lesson that is not one of sysh's is nobody's wish but its author's.
  private func permitWriting(_ path: String) throws(CommandProblem) {
    guard isForeign, !isUnguarded else { return }
    let wish = "This line of the lesson would write the file \(Escapes.harmless(path))"
    if !confirm("\(wish).") {
      throw CommandProblem(
        "\(wish), so it was not made.", advice: isBatch ? "sysh check --unguarded runs such lines." : nil)
    }
  }

  func lastPlot() throws(CommandProblem) -> Plot {
    guard let plot = lab.lastPlot else { throw CommandProblem("Nothing was plotted yet.", advice: "plot waiting") }
    return plot
  }

  /// Whether Ctrl-C, or a signal that asks us to end, waits to be taken: the shell blocks them and reads them between
  /// commands (`man 2 signalfd`), so the kernel still has them pending.
  private static func isInterrupted() -> Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return [SIGINT, SIGTERM, SIGHUP].contains { sigismember(&pending, $0) == 1 }
  }

  /// ASCII unless the locale says that the terminal has UTF-8 (`man 7 locale`: the first that is set counts).
  static var glyphs: PlotGlyphs {
    let names: [String] = ["LC_ALL", "LC_CTYPE", "LANG"]
    let values = names.compactMap { name in getenv(name).map { String(cString: $0).lowercased() } }
    let locale = values.first { !$0.isEmpty } ?? ""
    return locale.contains("utf-8") || locale.contains("utf8") ? .unicode : .ascii
  }
}
