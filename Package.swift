// swift-tools-version: 6.2
import PackageDescription

// Formatting rules stand in .swift-format; `swift format lint --strict --recursive Sources Tests Package.swift` is clean.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A library target of ours. The order of the targets below is the order of the layers: each may use only those above it.
func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Fixtures and snapshots are read by their path in the checkout, so that a recorded one is written where git sees it.
func tests(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + [.byName(name: name), "TestSupport"],
    exclude: ["Fixtures"], swiftSettings: strict)
}

/// The fuzz targets: replayed as tests, or, for Tests/fuzz, with libFuzzer around them, which no other build can link.
let fuzzed: [Target.Dependency] = [
  "LinuxABI", "SyscallTable", "Tracer", "Inspect", "Lab", "Render", "Curriculum", "Shell",
]
let fuzzing: Target =
  Context.environment["SYSH_FUZZ"] == nil
  ? .testTarget(
    name: "FuzzTests", dependencies: fuzzed + ["TestSupport"], exclude: ["Driver", "corpus"], swiftSettings: strict)
  : .executableTarget(
    name: "fuzz", dependencies: fuzzed,
    path: "Tests/FuzzTests", exclude: ["corpus", "ReplayTests.swift"], swiftSettings: strict,
    linkerSettings: [.unsafeFlags(["-use-ld=lld"])])

let package = Package(
  name: "sysh",
  products: [.executable(name: "sysh", targets: ["sysh"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CLinux"),
    // Without pkgConfig: readline's .pc file defines feature macros, of which the package manager warns.
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(name: "CCMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
    module("LinuxABI"),
    module("SyscallTable", uses: ["LinuxABI"]),
    module("Tracer", uses: ["CLinux", "LinuxABI"]),
    module("Inspect", uses: ["CLinux", "LinuxABI"]),
    module("Trace", uses: ["CLinux", "LinuxABI", "SyscallTable", "Tracer", "Inspect"]),
    module("Lab", uses: ["CLinux", "LinuxABI", "SyscallTable", "Tracer", "Inspect"]),
    module("Render", uses: ["LinuxABI", "SyscallTable", "Tracer", "Inspect", "Lab"]),
    module("Curriculum", uses: ["CCMark", "Yams", "LinuxABI", "SyscallTable"]),
    module(
      "Shell",
      uses: [
        "CLinux", "CReadline", "LinuxABI", "SyscallTable", "Tracer", "Inspect", "Trace", "Lab", "Render", "Curriculum",
      ]),
    .executableTarget(
      name: "sysh",
      dependencies: ["Shell", "Trace", "Yams", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict,
      // lld: GNU ld warns of Foundation's own use of mktemp when everything is linked statically.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),

    // A program for tests to trace: one scene a word.
    .executableTarget(name: "scenes", path: "Tests/Scenes"),
    // C's own view of every constant, for the tests that hold ours against it.
    .target(name: "CHeaders", path: "Tests/CHeaders"),
    .target(name: "TestSupport", dependencies: ["CLinux"], path: "Tests/TestSupport", swiftSettings: strict),
    tests("LinuxABI", uses: ["CHeaders"]),
    tests("SyscallTable", uses: ["LinuxABI", "CHeaders"]),
    tests("Inspect", uses: ["LinuxABI"]),
    tests("Tracer", uses: ["CLinux", "LinuxABI"]),
    tests("Trace", uses: ["CHeaders", "CLinux", "LinuxABI", "SyscallTable", "Tracer", "Inspect", "sysh", "scenes"]),
    tests("Lab", uses: ["CLinux", "LinuxABI", "SyscallTable", "Tracer"]),
    tests("Render", uses: ["LinuxABI", "SyscallTable", "Tracer", "Inspect", "Lab"]),
    tests("Curriculum", uses: ["LinuxABI", "SyscallTable"]),
    tests("Shell", uses: ["CLinux", "LinuxABI", "Tracer", "Lab", "Curriculum", "sysh", "scenes"]),
    fuzzing,
  ],
  swiftLanguageModes: [.v6]
)
