import Glibc

// libFuzzer with one of the targets, named by SYSH_FUZZ_TARGET; `all` lists them. The arguments are libFuzzer's.

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

nonisolated(unsafe) private var target = FuzzTarget.line

let name = getenv("SYSH_FUZZ_TARGET").map { String(cString: $0) } ?? ""
let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
if name == "all" {
  print(names)
  exit(0)
}
guard let named = FuzzTarget(rawValue: name) else {
  print("SYSH_FUZZ_TARGET names one of \(names).")
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
