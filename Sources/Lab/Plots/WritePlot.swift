import LinuxABI
import Tracer

/// What a write costs against its size: into a file whose pages are in memory, and into /dev/null, which takes nothing and
/// so shows what the crossing alone costs.
struct WritePlot {
  static let sizes: [UInt64] = [
    1, 4, 16, 64, 256, 1024, 4096, 16 << 10, 64 << 10, 256 << 10, 1 << 20,
  ]
  static let file = "file"
  static let null = "/dev/null"

  private let subject: PlotSubject

  init(in subject: PlotSubject) {
    self.subject = subject
  }

  static var plot: Plot {
    var plot = Plot(
      "write", title: "One write of more and more bytes", x: .init("bytes in the write", .bytes, .doublings),
      y: .init("time a call", .nanoseconds, .decades))
    plot.series = [Plot.Series(file), Plot.Series(null)]
    plot.method =
      "The file is rewritten from its start by pwrite64, so that it does not grow; its pages are in memory, and no write waits for a disk."
    return plot
  }

  func measure(into plot: inout Plot) throws(PlotStop) {
    subject.tell("opening files")
    let largest = Self.sizes[Self.sizes.count - 1]
    let buffer = try subject.memory(largest)
    try subject.touch(buffer, pages: largest / 4096)
    try subject.write(Array(Self.file.utf8) + [0], at: buffer)
    // AT_FDCWD; O_RDWR|O_CREAT|O_EXCL.
    let file = try subject.call("openat", UInt64(bitPattern: -100), buffer, 0o302, 0o600)
    try subject.call("unlinkat", UInt64(bitPattern: -100), buffer, 0)
    try subject.write(Array(Self.null.utf8) + [0], at: buffer)
    // O_WRONLY.
    let null = try subject.call("openat", UInt64(bitPattern: -100), buffer, 1)
    for size in Self.sizes {
      subject.tell("write, \(size) bytes")
      for (name, descriptor) in [(Self.file, file), (Self.null, null)] {
        let call = subject.raw("pwrite64", [descriptor, buffer, size, 0])
        plot.add(try subject.measure("pwrite64", .call(call), x: Double(size)), to: name)
      }
    }
  }

  static func conclude(_ plot: inout Plot) {
    guard let one = plot.value(of: file, at: 1), let page = plot.value(of: file, at: 4096), one > 0 else { return }
    let ratio = page / one
    plot.notes.append(
      "4096 bytes in one write take \(tenths(ratio)) times as long as a single byte. Byte by byte they would take 4096 times as long."
    )
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((max(0, value) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
