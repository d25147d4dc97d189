import Glibc
import Tracer

/// Injected getpid calls per second through `Tracer.run`, which is what a typed call costs beyond its own work.
///
/// usage: injection [CALLS]    prints calls per second
func measure(calls: Int) throws -> Double {
  let tracer = try Tracer()
  let terminal = try LabTerminal()
  let subject = try tracer.launch(directory: "/", terminal: terminal.slave)
  let getpid = Request.call(RawCall(number: 39, arguments: []))
  let clock = ContinuousClock()
  let start = clock.now
  for _ in 0..<calls {
    let completion = try tracer.run(getpid, in: subject, patience: 1_000_000_000)
    guard completion.outcome == .returned(UInt64(subject.pid)) else { fatalError("getpid gave \(completion.outcome)") }
  }
  let spent = clock.now - start
  return Double(calls) / (Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
}

// SIGCHLD has to be blocked in the thread that traces, as sysh_signals_open does for the shell.
var childSignal = sigset_t()
sigemptyset(&childSignal)
sigaddset(&childSignal, SIGCHLD)
sigprocmask(SIG_BLOCK, &childSignal, nil)
let calls = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
print(Int(try measure(calls: calls)))
