import Lab
import SyscallTable

/// The text of a saved program.
struct CProgramText {
  let script: CScript
  let names: CNames

  var text: String {
    let actors = script.actors.map(function).joined(separator: "\n")
    let main = self.main
    var pieces = needed(CStage.supervisor, by: main)
    let supervisor = pieces.map(\.text).joined(separator: "\n")
    let actorPieces = needed(CStage.actors, by: actors + supervisor + main)
    let actorText = actorPieces.map(\.text).joined(separator: "\n")
    pieces += actorPieces
    let shared = names.declarations(onStage: true)
    let variables = names.declarations(onStage: false)
    let stage = CStage.shared.replacing(
      "%SHARED%",
      with: shared.isEmpty
        ? ""
        : "    /* The session's variables that one process sets and another reads. */\n"
          + shared.joined(separator: "\n") + "\n")
    let body = [
      enumerations, stage, actorText,
      variables.isEmpty
        ? nil
        : "/* The session's variables. */\n"
          + variables.joined(separator: "\n") + "\n",
      "/* ---- The session: each process with its steps ---- */\n", prototypes, actors,
      "/* ---- The supervisor: whose turn it is, and whether the result is the session's ---- */\n", supervisor, main,
    ].compactMap(\.self).joined(separator: "\n")
    return head + includes(body, pieces.flatMap(\.headers)) + definitions(body) + "\n" + body
  }

  private var head: String {
    var lines = [
      "/*", " * A session of sysh, as a C program for Linux on x86-64. It makes the session's calls, in the same",
      " * processes and in the same order, and compares what each of them gives with what the session saw.", " *",
      " *     gcc -Wall -Wextra -o session session.c && ./session", " *",
      " * Exit status 0: every result was the session's. 1: some was not, or the program came to no end.",
    ]
    if !script.omissions.isEmpty {
      lines += [" *", " * Not in the program:"]
      lines += script.omissions.map {
        " *     " + CWords.comment($0.statement) + "\n *         " + CWords.comment($0.reason)
      }
    }
    return (lines + [" */", "#define _GNU_SOURCE", ""]).joined(separator: "\n")
  }

  private func includes(_ body: String, _ extra: [String]) -> String {
    var all = Set(CStage.headers).union(script.headers).union(extra)
    for name in names.constants.keys where CWords.mentions(body, name) {
      if let header = CHeaders.header(of: name) { all.insert(header) }
    }
    if body.contains("htons(") || body.contains("inet_addr(") { all.insert("arpa/inet.h") }
    if body.contains("if_nametoindex(") { all.insert("net/if.h") }
    if body.contains("makedev(") { all.insert("sys/sysmacros.h") }
    // Two headers say the same of MS_ and of mounts; each is there only where it is needed.
    return all.sorted().map { "#include <\($0)>\n" }.joined()
  }

  /// Names that the headers may not have.
  private func definitions(_ body: String) -> String {
    var lines: [String] = []
    for (name, value) in names.constants.sorted(by: { $0.key < $1.key }) where CWords.mentions(body, name) {
      if StandardNames.values[name] != nil {
        lines.append("#define \(name) \(value)L")
      } else if CHeaders.needsDefinition(name) {
        lines += ["#ifndef \(name)", "#define \(name) \(CWords.hexadecimal(value))", "#endif"]
      }
    }
    for row in SyscallTable.standard.rows where row.number > 334 && CWords.mentions(body, "SYS_\(row.name)") {
      lines += ["#ifndef SYS_\(row.name)", "#define SYS_\(row.name) \(row.number)", "#endif"]
    }
    if script.interrupts { lines.append("#define INTERRUPT 63") }
    return lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n"
  }

  private var enumerations: String {
    let all = script.actors.map(\.cName)
    let roots = max(1, script.actors.count { $0.maker == nil })
    return """
      enum { \((["nobody"] + all + ["PROCESSES"]).joined(separator: ", ")) };
      enum { STEPS = \(script.stepCount), ROOTS = \(roots), OMITTED = \(script.omissions.count) };

      static const char *const names[PROCESSES] = { \((["-"] + script.actors.map(\.name)).map { "\"\($0)\"" }.joined(separator: ", ")) };

      """
  }

  private var prototypes: String {
    script.actors.map { "static _Noreturn void run_\($0.cName)(void);\n" }.joined()
      + script.actors.filter(\.hasOwnStack).map {
        "\nstatic int begin_\($0.cName)(void *unused)\n{\n    (void)unused;\n    run_\($0.cName)();\n}\n"
      }.joined()
  }

  private func function(_ actor: CScript.Actor) -> String {
    var lines: [String] = []
    var usesResult = false
    for step in actor.steps {
      let all = step.lines + step.comparison
      if all.contains(where: { CWords.mentions($0, "result") }) { usesResult = true }
      let declares = step.lines.dropFirst().contains { CWords.isDeclaration($0) }
      if !lines.isEmpty { lines.append("") }
      lines.append("    " + all[0])
      if declares { lines.append("    {") }
      lines += all.dropFirst().map { (declares ? "        " : "    ") + $0 }
      if declares { lines.append("    }") }
    }
    let start = usesResult ? ["    long result;", ""] : []
    let interrupt =
      script.interrupts && actor.maker == nil
      ? [
        "    /* For calls that the session broke off. */",
        "    sigaction(INTERRUPT, &(struct sigaction){ .sa_handler = handler }, NULL);",
      ]
      : []
    return
      (["static _Noreturn void run_\(actor.cName)(void)", "{"] + start + ["    enter(\(actor.cName));"] + interrupt
      + (lines.isEmpty ? [] : [""]) + lines + ["", "    \(actor.isFiltered ? "filtered_rest" : "rest")();", "}", ""])
      .joined(separator: "\n")
  }

  private var main: String {
    (["int main(void)", "{", "    prepare();"] + script.events.map { "    " + $0 } + ["    return finish();", "}", ""])
      .joined(separator: "\n")
  }

  /// The pieces that a text mentions, and those that they mention in turn.
  private func needed(_ pieces: [CStage.Piece], by text: String) -> [CStage.Piece] {
    var chosen: Set<Int> = []
    var mentioned = text
    while true {
      let more = pieces.indices.filter { index in
        !chosen.contains(index)
          && (pieces[index].names.isEmpty || pieces[index].names.contains { CWords.mentions(mentioned, $0) })
      }
      if more.isEmpty { break }
      chosen.formUnion(more)
      mentioned += more.map { pieces[$0].text }.joined()
    }
    return pieces.indices.filter(chosen.contains).map { pieces[$0] }
  }
}

extension CWords {
  /// Whether a text has this name as a word of its own, outside of text literals and comments.
  static func mentions(_ text: String, _ name: String) -> Bool {
    let bytes = Array(text.utf8)
    let wanted = Array(name.utf8)
    var index = 0
    var inText = false
    while index < bytes.count {
      let byte = bytes[index]
      if inText {
        if byte == 0x5c { index += 1 } else if byte == 0x22 || byte == 0x0a { inText = false }
        index += 1
      } else if byte == 0x22 {
        inText = true
        index += 1
      } else if byte == 0x2f, index + 1 < bytes.count, bytes[index + 1] == 0x2a {
        index += 2
        while index + 1 < bytes.count, bytes[index] != 0x2a || bytes[index + 1] != 0x2f { index += 1 }
        index += 2
      } else if isWord(byte) {
        var end = index
        while end < bytes.count, isWord(bytes[end]) { end += 1 }
        if end - index == wanted.count, bytes[index..<end].elementsEqual(wanted) { return true }
        index = end
      } else {
        index += 1
      }
    }
    return false
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte == 0x5f }

  /// Whether a line declares something, so that it wants a block.
  static func isDeclaration(_ line: String) -> Bool {
    ["char ", "int ", "long ", "unsigned ", "struct ", "static ", "pid_t ", "socklen_t ", "sigset_t ", "siginfo_t "]
      .contains {
        line.hasPrefix($0)
      }
  }
}

extension Session {
  /// The present session as a C program. What is not in it is said.
  func savedProgram() throws -> String {
    let entries = journal.entries[journal.start(before: journal.entries.count)...]
    let late = transcript.turns.flatMap(\.events).compactMap { event -> CallReport? in
      guard case .call(let report) = event, report.blockedFor != nil else { return nil }
      return report
    }
    var functions: [String: UInt64] = [:]
    for name in ["handler", "restorer"] where lab.variables[name] == nil {
      functions[name] = lab.value(ofVariable: name)
    }
    var earlier: CNames?
    var script = CScript()
    for _ in 0..<2 {
      let builder = CScriptBuilder(entries, grammar, late: late, functions: functions, after: earlier)
      builder.build()
      (earlier, script) = (builder.names, builder.script)
    }
    guard let names = earlier, script.stepCount > 0 else {
      throw CommandProblem("Nothing was done yet that a C program could do.")
    }
    for omission in script.omissions {
      say("Not in the program: \(Escapes.harmless(omission.statement)) (\(Escapes.harmless(omission.reason))).")
    }
    return CProgramText(script: script, names: names).text
  }
}
