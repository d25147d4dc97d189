import SyscallTable

// What is said about the way in which a line was typed, once.
extension Session {
  /// A command by the beginning of its name: says which one it is, the first time.
  ///
  /// Throws where the beginning is a variable's name, which somebody types to see its value.
  func explainAbbreviation(_ command: CommandStatement) throws(InputError) {
    guard let typed = command.abbreviation else { return }
    if let mistake = bareVariable(typed, command.nameRange) { throw mistake }
    if explainOnce(typed) { say("\(typed) is short for \(command.name).") }
  }

  /// What to say about a line that is a variable's name and nothing more; nil for other lines.
  func bareVariable(_ line: String, _ range: Range<Int>) -> InputError? {
    let name = line.trimmedSpaces
    guard let variable = lab.variables[name], !grammar.isKnown(name) else { return nil }
    return InputError(
      "\(name) is a variable, \(Int64(bitPattern: variable.word)) now, and no call or command.", at: range,
      advice: "help \(name) tells more of it, and vars shows all variables.")
  }

  /// `exit` alone ends the subject; whoever typed it to leave the shell learns how.
  func hintAtLeaving(_ call: CallStatement) {
    guard !isBatch, !isInLesson, call.name == "exit", call.arguments.isEmpty, call.subject == nil,
      result.outcome != nil, explainOnce("leaving the shell")
    else { return }
    say("exit is a syscall, so it ended the subject. quit or Ctrl-D ends the shell.")
  }

  /// A line of C that is a comment here, so nothing came of it.
  func hintAtDirectives(_ line: String) {
    guard ["#include", "#define"].contains(where: line.hasPrefix), explainOnce("#include") else { return }
    say("A line that begins with # is a comment. Flags and structures are known by the names that C's headers have.")
  }

  /// `help history`: two things have that name.
  func explainTypedLines() {
    say(
      "The lines that you type are another matter: Up and Down go through them, with something typed through those that begin so, and Ctrl-R looks for a part. They are kept for the next session, but for lines that begin with a blank. readline does that; ~/.inputrc sets its keys.",
      .plain)
    say(
      "A line with an open text or bracket goes on in the next one, and so does one that ends with a backslash; Ctrl-C drops them. The beginning of a command's name will do where no call begins so: hist. A line of the history is not called back by ! and a number: ! runs a program.",
      .plain)
  }
}
