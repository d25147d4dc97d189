import Glibc

/// The functions of libdw (elfutils) that a stack is walked with, looked up at run time: `-k` alone needs the library, and
/// sysh is built and runs without it.
///
/// Signatures are those of elfutils/libdwfl.h; Swift has no header to import them from.
struct StackLibrary {
  typealias Session = OpaquePointer
  typealias Module = OpaquePointer
  typealias Frame = OpaquePointer
  /// 0 to go on, another value to stop.
  typealias EachFrame = @convention(c) (Frame?, UnsafeMutableRawPointer?) -> CInt

  /// `Dwfl_Callbacks`, to which `begin` takes a pointer.
  struct Callbacks {
    var findElf: UnsafeMutableRawPointer?
    var findDebugInformation: UnsafeMutableRawPointer?
    var sectionAddress: UnsafeMutableRawPointer?
    var debugInformationPath: UnsafeMutableRawPointer?
  }

  typealias Begin = @convention(c) (UnsafeRawPointer) -> Session?
  typealias OnSession = @convention(c) (Session) -> Void
  typealias Report = @convention(c) (Session, pid_t) -> CInt
  typealias ReportEnd = @convention(c) (Session, UnsafeRawPointer?, UnsafeRawPointer?) -> CInt
  typealias Attach = @convention(c) (Session, pid_t, Bool) -> CInt
  typealias Frames = @convention(c) (Session, pid_t, EachFrame, UnsafeMutableRawPointer?) -> CInt
  typealias ProgramCounter =
    @convention(c) (Frame, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<Bool>?) -> Bool
  typealias ModuleAt = @convention(c) (Session, UInt64) -> Module?
  typealias Symbol =
    @convention(c) (
      Module, UInt64, UnsafeMutablePointer<UInt64>, UnsafeMutableRawPointer, UnsafeMutableRawPointer?,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> UnsafePointer<CChar>?
  typealias ModuleName =
    @convention(c) (
      Module, UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt64>, UnsafeMutableRawPointer?,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> UnsafePointer<CChar>?

  let begin: Begin
  let end: OnSession
  let reportBegin: OnSession
  let report: Report
  let reportEnd: ReportEnd
  let attach: Attach
  let frames: Frames
  let programCounter: ProgramCounter
  let module: ModuleAt
  let symbol: Symbol
  let moduleName: ModuleName
  let callbacks: Callbacks

  /// Nil where the library is not there.
  init?(named name: String = "libdw.so.1") {
    // Never closed: it is needed for as long as the trace goes on.
    guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
    func find<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(library, name).map { unsafeBitCast($0, to: type) }
    }
    guard let begin = find("dwfl_begin", as: Begin.self), let end = find("dwfl_end", as: OnSession.self),
      let reportBegin = find("dwfl_report_begin", as: OnSession.self),
      let report = find("dwfl_linux_proc_report", as: Report.self),
      let reportEnd = find("dwfl_report_end", as: ReportEnd.self),
      let attach = find("dwfl_linux_proc_attach", as: Attach.self),
      let frames = find("dwfl_getthread_frames", as: Frames.self),
      let programCounter = find("dwfl_frame_pc", as: ProgramCounter.self),
      let module = find("dwfl_addrmodule", as: ModuleAt.self),
      let symbol = find("dwfl_module_addrinfo", as: Symbol.self),
      let moduleName = find("dwfl_module_info", as: ModuleName.self),
      let findElf = dlsym(library, "dwfl_linux_proc_find_elf")
    else { return nil }
    self.begin = begin
    self.end = end
    self.reportBegin = reportBegin
    self.report = report
    self.reportEnd = reportEnd
    self.attach = attach
    self.frames = frames
    self.programCounter = programCounter
    self.module = module
    self.symbol = symbol
    self.moduleName = moduleName
    // What the files themselves hold is enough for walking and for names; the standard search for more would ask servers
    // for it (debuginfod).
    let none: @convention(c) () -> CInt = { -1 }
    callbacks = Callbacks(
      findElf: findElf, findDebugInformation: unsafeBitCast(none, to: UnsafeMutableRawPointer.self),
      sectionAddress: nil, debugInformationPath: nil)
  }
}
