// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither building nor testing sysh builds this, and with none of sysh's dependencies.
// `Sources` is a link to the engine's.
let package = Package(
  name: "sysh-benchmarks",
  targets: [
    .target(name: "CLinux"),
    .target(name: "LinuxABI"),
    .target(name: "Inspect", dependencies: ["CLinux", "LinuxABI"]),
    .target(name: "Tracer", dependencies: ["CLinux", "LinuxABI"]),
    .executableTarget(name: "injection", dependencies: ["Tracer"], path: "injection"),
    .executableTarget(name: "inspect", dependencies: ["Inspect"], path: "inspect"),
  ],
  swiftLanguageModes: [.v6]
)
