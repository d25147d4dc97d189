import Glibc
import LinuxABI

extension Proc {
  /// Bytes of a process's memory through /proc/PID/mem (`man 5 proc_pid_mem`): fewer than `count` where it ends. The
  /// kernel reads shared pages there without copying them (`mm/memory.c`, access_remote_vm), which process_vm_readv does
  /// not. Permissions of mappings are not looked at.
  public func memory(_ pid: Int32, at address: UInt64, count: Int) throws(InspectError) -> [UInt8] {
    let handle = try Handle(path: path(pid, "mem"), flags: O_RDONLY)
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      let result = pread(handle.number, buffer.baseAddress, count, Int(bitPattern: UInt(address)))
      failure = result < 0 ? errno : 0
      initialized = max(result, 0)
    }
    guard failure == 0 else { throw .unreadable(path: handle.path, Errno(rawValue: failure)) }
    return bytes
  }
}
