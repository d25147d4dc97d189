import Glibc

/// Where the table goes.
struct Output {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let standardError = Output(descriptor: 2, name: "standard error")

  private let descriptor: Int32
  private let name: String

  private init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  init(file: String, appends: Bool = false) throws(Failure) {
    let descriptor = open(file, O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC) | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure(file) }
    self.init(descriptor: descriptor, name: file)
  }

  func write(_ text: String) throws(Failure) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure(name) }
      bytes = bytes.dropFirst(count)
    }
  }
}

extension Output.Failure {
  init(_ name: String) {
    self.init(description: "\(name) cannot be written: \(String(cString: strerror(errno))).")
  }
}
