import CHeaders
import Foundation
import LinuxABI
import Testing

@testable import struct LinuxABI.Errno

/// Every constant that we wrote down, held against the C headers of this machine.
struct ConstantTests {
  /// Constants that Linux 6.1's headers (Debian 12) do not have yet. Newer headers check some of them; none may join
  /// the list unnoticed.
  private static let newerThanTheHeaders: Set<String> = [
    "AT_EXECVE_CHECK", "FALLOC_FL_ALLOCATE_RANGE", "FALLOC_FL_WRITE_ZEROES", "F_CREATED_QUERY", "F_DUPFD_QUERY",
    "F_SEAL_EXEC",
    "MADV_GUARD_INSTALL", "MADV_GUARD_REMOVE", "MAP_ABOVE4G", "MAP_DROPPABLE", "MFD_EXEC", "MFD_NOEXEC_SEAL",
    "SCM_PIDFD", "SO_PASSPIDFD", "SO_PEERPIDFD", "SCM_SECURITY", "PIDFD_SIGNAL_PROCESS_GROUP", "PIDFD_SIGNAL_THREAD",
    "PIDFD_SIGNAL_THREAD_GROUP", "PIDFD_THREAD", "RWF_ATOMIC", "RWF_DONTCACHE", "RWF_NOAPPEND", "SCHED_EXT",
    "SUID_DUMP_DISABLE", "SUID_DUMP_ROOT",
    "SUID_DUMP_USER", "STATX_ATTR_WRITE_ATOMIC", "STATX_DIO_READ_ALIGN",
    "STATX_MNT_ID_UNIQUE", "STATX_SUBVOL", "STATX_WRITE_ATOMIC",
  ]

  /// Constants that only the kernel's own sources have, and that strace names.
  private static let insideTheKernel: Set<String> = [
    "MSG_CMSG_COMPAT", "MSG_NO_SHARED_FRAGS", "MSG_PROBE", "MSG_SENDPAGE_NOTLAST",
  ]

  private func headers(_ kind: cheaders_kind) -> [String: UInt64] {
    var all: [String: UInt64] = [:]
    for index in 0..<cheaders_count(kind) {
      all[String(cString: cheaders_name(kind, index))] = cheaders_value(kind, index)
    }
    return all
  }

  @Test func everyConstantHasTheValueOfTheHeaders() {
    let headers = headers(CHEADERS_FLAGS).merging(headers(CHEADERS_SIGNALS)) { flag, _ in flag }
    var unchecked: Set<String> = []
    for codec in everyCodec {
      for constant in codec.constants {
        if let value = headers[constant.name] {
          #expect(constant.value == value, "\(constant.name), \(codec.noun)")
        } else {
          unchecked.insert(constant.name)
        }
      }
    }
    #expect(
      unchecked.subtracting(Self.newerThanTheHeaders).subtracting(Self.insideTheKernel).isEmpty,
      "these were not checked")
  }

  @Test func everyCodecOfTheSourcesIsOnTheList() throws {
    let flags = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/LinuxABI/Flags")
    var declared = 0
    for file in try FileManager.default.contentsOfDirectory(at: flags, includingPropertiesForKeys: nil) {
      declared += try String(contentsOf: file, encoding: .utf8).components(separatedBy: " = WordCodec(").count - 1
    }
    #expect(declared == everyCodec.count)
  }

  @Test func everyErrnoHasTheNumberOfTheHeaders() {
    let headers = headers(CHEADERS_ERRNOS)
    for row in Errno.all where row.number < 512 {
      #expect(headers[row.name] == UInt64(row.number), "\(row.name)")
    }
    for (name, number) in headers {
      #expect(Errno(named: name)?.rawValue == Int32(number), "\(name)")
    }
  }

  @Test func everyErrnoHasTheMessageOfTheLibrary() {
    for row in Errno.all where row.number < 512 {
      #expect(row.message == String(cString: strerror(row.number)), "\(row.name)")
    }
  }

  @Test func everySignalHasTheNumberOfTheHeaders() {
    var headers = headers(CHEADERS_SIGNALS)
    #expect(headers.removeValue(forKey: "SIGRTMIN") == 32)
    #expect(headers.count == 31)
    for (name, number) in headers {
      #expect(Signal(named: name)?.rawValue == Int32(number), "\(name)")
      #expect(Signal(rawValue: Int32(number)).name == name)
    }
  }

  @Test func realTimeSignalsAreCountedFromTheKernelsFirst() {
    #expect(Signal(named: "SIGRT_2")?.rawValue == 34)
    #expect(Signal(rawValue: 64).name == "SIGRT_32")
  }
}
