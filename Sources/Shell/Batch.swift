import CLinux
import Glibc
import Lab
import LinuxABI
import Render

/// Runs lines without a prompt: a file, a pipe, `-c`. They read exactly as if they had been typed.
public enum Batch {
  /// A session in which nobody types; nil when the machine refuses, which has been said then.
  static func session(_ options: Options, _ output: any SessionOutput) -> Session? {
    do {
      let session = Session(lab: try Lab(sandboxed: options.isSandboxed), output: output, width: 100)
      session.isBatch = true
      session.isUnguarded = options.isUnguarded
      if let blindness = session.lab.blindness { session.say(blindness, .changed) }
      return session
    } catch {
      complain(error.sentence)
      return nil
    }
  }

  /// Runs the lines that `next` gives until it gives none.
  static func run(_ options: Options, _ next: @escaping () -> String?) -> ExitStatus {
    guard options.isJSON else { return run(options, StandardOutput(theme: options.theme), next) }
    let output = ObjectOutput()
    let status = run(options, output, next)
    output.end(status)
    return status
  }

  private static func run(
    _ options: Options, _ output: any SessionOutput, _ next: @escaping () -> String?
  ) -> ExitStatus {
    let signals = sysh_signals_open()
    guard let session = session(options, output) else { return .refused }
    var status = ExitStatus.done
    var lines = NumberedStatements(session.grammar, next)
    while !session.wantsQuit, let statement = lines.next() {
      let result = session.execute(statement.text)
      if result.misunderstood {
        status = .misunderstood
      } else if result.failed, status == .done {
        status = .failed
      }
      if let opened = statement.opened {
        session.say("The input ends here; what is open was opened in line \(opened).", .failure)
      }
      if let ended = interruption(signals) { return ended }
      if output.failure != 0 { break }
    }
    session.takeEvents()
    session.sumUpLog()
    session.reportBlocked()
    if session.mayStillPrint { session.takeTerminalOutput(patience: 20_000_000) }
    session.lab.endAll()
    return ending(output, status)
  }

  /// Results that nobody got are no success. A reader that had enough, as `head` does, needs no sentence.
  private static func ending(_ output: any SessionOutput, _ status: ExitStatus) -> ExitStatus {
    guard output.failure != 0 else { return status }
    if output.failure != EPIPE {
      complain("What came out cannot be written: \(String(cString: strerror(output.failure))).")
    }
    return status == .done ? .failed : status
  }

  /// Whether a signal asks us to end.
  static func interruption(_ signals: Int32) -> ExitStatus? {
    while true {
      let signal = sysh_signals_next(signals)
      if signal == 0 { return nil }
      if [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(signal) { return .interrupted }
    }
  }

  /// `sysh -c 'CMD; CMD'`
  public static func run(commands: String, _ options: Options) -> ExitStatus {
    var lines = commands.lines(keepingEmpty: true).map(String.init).makeIterator()
    return run(options) { lines.next() }
  }

  /// `sysh FILE`
  public static func run(file: String, _ options: Options) -> ExitStatus {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      complain("\(file) cannot be read: \(String(cString: strerror(errno))).")
      return .misunderstood
    }
    defer { close(descriptor) }
    var reader = LineReader(descriptor)
    return run(options) { reader.next() }
  }

  /// `... | sysh`
  public static func runStandardInput(_ options: Options) -> ExitStatus {
    var reader = LineReader(0)
    return run(options) { reader.next() }
  }
}
