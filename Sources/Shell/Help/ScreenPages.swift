// What the screen shows.
extension HelpPage {
  static let screen = [signs, colours, keys]

  private static let signs = HelpPage(
    ["signs", "+", "~", "-", "▒", "█", "░", "✗", "✓", "screen", "output", "^"], "what + ~ - and the blocks mean",
    [
      .row("close(9) = -1 ...", "the call as strace prints it, and what the kernel answered"),
      .row("  + ...", "new since the call"),
      .row("  ~ ...", "changed by it"),
      .row("  - ...", "gone since the call"),
      .row("  a sentence", "why it failed, found in the present state"),
      .row("P2  read(4, ...", "a call of another subject that has come back by itself"),
      .row("terminal│ ...", "what subjects wrote to the lab's terminal"),
      .row("open nmae", "a line with ^~~~ below it: where the mistake is"),
      .sentence("In pages and cow, a cell is a page of 4 KiB:"),
      .row("█", "in memory, and this process alone has it"),
      .row("▒", "in memory, and shared with other processes"),
      .row("·", "mapped and not in memory yet"),
      .sentence("The drawing has its own key below it, with file pages and swap. Nothing changed: nothing is printed."),
    ],
    examples: [
      HelpExample("fd = dup 0"), HelpExample("close fd"), HelpExample("close 99", "fails, and says why", .mistake),
    ], related: ["pages", "files", "colours"])

  private static let colours = HelpPage(
    ["colours", "colors", "colour", "color", "width", "plain"], "colours, and how to have none",
    [
      .sentence(
        "Colours only repeat what the text says. sysh --color never, the variable NO_COLOR and TERM=dumb switch them off, --color always keeps them in a pipe; sysh --plain writes no escape sequence at all."
      ),
      .sentence("Lines are broken at the width of the terminal, 100 columns in scripts."),
    ], related: ["signs"])

  private static let keys = HelpPage(
    ["keys", "keyboard", "Ctrl-C", "ctrl-c", "Ctrl-D", "ctrl-d", "TAB", "tab", "readline", "completion", "editing"],
    "keys at the prompt",
    [
      .row("TAB", "completes calls, commands, flags, files, lessons; twice lists what fits"),
      .row("Up, Down", "earlier lines; Ctrl-R searches them"),
      .row("Ctrl-C", "throws the half-typed line away, or breaks off await and lessons' waiting"),
      .row("Ctrl-D", "on an empty line: leaves the lesson, and then the shell, as quit does"),
      .row("Ctrl-A, Ctrl-E", "to the beginning and the end of the line"),
      .row("Ctrl-L", "a clear screen"),
      .sentence(
        "The keys are readline's, and ~/.inputrc changes them. key ^C is something else: it presses Ctrl-C on the lab's terminal, for the subjects."
      ),
    ], related: ["key", "type", "history", "quit"])
}
