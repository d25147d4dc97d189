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
    "MOVE_MOUNT_BENEATH", "FSCONFIG_CMD_CREATE_EXCL", "STATMOUNT_SB_BASIC", "STATMOUNT_MNT_BASIC",
    "STATMOUNT_PROPAGATE_FROM", "STATMOUNT_MNT_ROOT", "STATMOUNT_MNT_POINT", "STATMOUNT_FS_TYPE",
    "STATMOUNT_MNT_NS_ID", "STATMOUNT_MNT_OPTS", "STATMOUNT_FS_SUBTYPE", "STATMOUNT_SB_SOURCE", "STATMOUNT_OPT_ARRAY",
    "STATMOUNT_OPT_SEC_ARRAY", "STATMOUNT_SUPPORTED_MASK", "STATMOUNT_MNT_UIDMAP", "STATMOUNT_MNT_GIDMAP",
    "LSMT_ROOT", "LISTMOUNT_REVERSE", "AT_HANDLE_MNT_ID_UNIQUE", "AT_HANDLE_CONNECTABLE", "AT_HANDLE_FID",
    "FAN_REPORT_FD_ERROR", "FAN_REPORT_MNT", "FAN_MARK_MNTNS", "FAN_PRE_ACCESS", "FAN_MNT_ATTACH", "FAN_MNT_DETACH",
    "IOCB_CMD_PREADX", "IORING_SETUP_NO_MMAP", "IORING_SETUP_REGISTERED_FD_ONLY", "IORING_SETUP_NO_SQARRAY",
    "IORING_SETUP_HYBRID_IOPOLL", "IORING_SETUP_CQE_MIXED", "IORING_FEAT_REG_REG_RING", "IORING_FEAT_RECVSEND_BUNDLE",
    "IORING_FEAT_MIN_TIMEOUT", "IORING_FEAT_RW_ATTR", "IORING_FEAT_NO_IOWAIT", "IORING_ENTER_ABS_TIMER",
    "IORING_ENTER_EXT_ARG_REG", "IORING_ENTER_NO_IOWAIT", "IORING_REGISTER_PBUF_STATUS", "IORING_REGISTER_NAPI",
    "IORING_UNREGISTER_NAPI", "IORING_REGISTER_CLOCK", "IORING_REGISTER_CLONE_BUFFERS",
    "IORING_REGISTER_SEND_MSG_RING", "IORING_REGISTER_ZCRX_IFQ", "IORING_REGISTER_RESIZE_RINGS",
    "IORING_REGISTER_MEM_REGION", "IORING_REGISTER_QUERY", "PID_FS_MAGIC", "BCACHEFS_SUPER_MAGIC",
  ]

  /// Constants that only the kernel's own sources have, and that strace names.
  private static let insideTheKernel: Set<String> = [
    "MSG_CMSG_COMPAT", "MSG_NO_SHARED_FRAGS", "MSG_PROBE", "MSG_SENDPAGE_NOTLAST",
    "BEFS_SUPER_MAGIC", "BFS_MAGIC", "CONFIGFS_MAGIC", "FAN_DIR_MODIFY", "FUSE_CTL_SUPER_MAGIC",
    "HFSPLUS_SUPER_MAGIC", "HFS_SUPER_MAGIC", "JFS_SUPER_MAGIC", "NTFS_SB_MAGIC", "QFMT_SHMEM", "ST_NOSYMFOLLOW",
    "ST_VALID", "SWAP_FLAG_DISCARD_ONCE", "SWAP_FLAG_DISCARD_PAGES", "UBIFS_SUPER_MAGIC", "UFS_MAGIC",
    "VXFS_SUPER_MAGIC", "ZFS_SUPER_MAGIC",
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
      unchecked.subtracting(Self.newerThanTheHeaders).subtracting(Self.insideTheKernel)
        .subtracting(systemConstantsNewerThanTheHeaders).subtracting(systemConstantsInsideTheKernel).isEmpty,
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
