import Glibc

// libFuzzer with one of the targets, named by SYSH_FUZZ_TARGET. The arguments are libFuzzer's.

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

nonisolated(unsafe) private var target = FuzzTarget.line

guard let name = getenv("SYSH_FUZZ_TARGET"), let named = FuzzTarget(rawValue: String(cString: name)) else {
  print("SYSH_FUZZ_TARGET names one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")).")
  exit(2)
}
target = named
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(
  runDriver(&count, &arguments) { bytes, count in
    target(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
  })
