import Glibc

/// The functions that led to a call, innermost first, as strace's `-k` writes them:
/// ` > /usr/lib/x86_64-linux-gnu/libc.so.6(write+0x10) [0xf8350]`.
///
/// What a process has mapped is read when its first stack is walked, and again after it mapped something else.
final class StackWalker {
  private let library: StackLibrary
  private var sessions: [Int32: StackLibrary.Session] = [:]
  /// Processes whose maps have changed since.
  private var stale: Set<Int32> = []
  /// libdw keeps the address of this.
  private let callbacks: UnsafeMutablePointer<StackLibrary.Callbacks>

  init(_ library: StackLibrary) {
    self.library = library
    callbacks = .allocate(capacity: 1)
    callbacks.initialize(to: library.callbacks)
  }

  deinit {
    sessions.values.forEach { library.end($0) }
    callbacks.deallocate()
  }

  /// The stack of a thread that is stopped and traced by this thread. Empty where nothing can be found out.
  func lines(of thread: Int32, in process: Int32) -> [String] {
    guard let session = session(process) else { return [] }
    let walk = Walk(library, session)
    withExtendedLifetime(walk) {
      _ = library.frames(
        session, thread,
        { frame, context in
          guard let frame, let context else { return 1 }
          return Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue().add(frame)
        }, Unmanaged.passUnretained(walk).toOpaque())
    }
    return walk.lines
  }

  func mapsChanged(_ process: Int32) {
    stale.insert(process)
  }

  /// The process runs another program, or is gone.
  func forget(_ process: Int32) {
    if let session = sessions.removeValue(forKey: process) { library.end(session) }
    stale.remove(process)
  }

  private func session(_ process: Int32) -> StackLibrary.Session? {
    if let session = sessions[process] {
      if stale.remove(process) != nil { report(session, process) }
      return session
    }
    guard let session = library.begin(callbacks) else { return nil }
    report(session, process)
    // It need not stop the threads: they are stopped by us.
    guard library.attach(session, process, true) == 0 else {
      library.end(session)
      return nil
    }
    stale.remove(process)
    sessions[process] = session
    return session
  }

  private func report(_ session: StackLibrary.Session, _ process: Int32) {
    library.reportBegin(session)
    _ = library.report(session, process)
    _ = library.reportEnd(session, nil, nil)
  }
}

/// One stack, while it is walked.
private final class Walk {
  private(set) var lines: [String] = []
  private let library: StackLibrary
  private let session: StackLibrary.Session

  init(_ library: StackLibrary, _ session: StackLibrary.Session) {
    self.library = library
    self.session = session
  }

  /// A stack that is damaged may have no end.
  private static let limit = 256

  func add(_ frame: StackLibrary.Frame) -> CInt {
    var address: UInt64 = 0
    var isExact = false
    guard library.programCounter(frame, &address, &isExact), lines.count < Self.limit else { return 1 }
    lines.append(line(address, isExact: isExact))
    return 0
  }

  private func line(_ address: UInt64, isExact: Bool) -> String {
    // Behind a call that never returns another function begins: what counts is where the call stands.
    let inside = isExact ? address : address &- 1
    guard let module = library.module(session, inside) else { return " > ?() [0x\(String(address, radix: 16))]" }
    var start: UInt64 = 0
    let name = library.moduleName(module, nil, &start, nil, nil, nil, nil, nil).map { String(cString: $0) } ?? "?"
    var offset: UInt64 = 0
    // Elf64_Sym.
    var entry = (UInt64(0), UInt64(0), UInt64(0))
    var function = ""
    if let found = library.symbol(module, inside, &offset, &entry, nil, nil, nil) {
      let distance = offset &+ (address &- inside)
      function = "\(Self.readable(String(cString: found)))+0x\(String(distance, radix: 16))"
    }
    return " > \(name)(\(function)) [0x\(String(address &- start, radix: 16))]"
  }

  private typealias Demangle =
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UnsafeMutablePointer<CInt>?
    ) -> UnsafeMutablePointer<CChar>?

  /// C++ names as they stand in the source, where the C++ library is among our own.
  private static func readable(_ name: String) -> String {
    guard name.hasPrefix("_Z"), let function = dlsym(nil, "__cxa_demangle") else { return name }
    guard let text = unsafeBitCast(function, to: Demangle.self)(name, nil, nil, nil) else { return name }
    defer { free(text) }
    return String(cString: text)
  }
}
