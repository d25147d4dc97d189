import Foundation
import LinuxABI
import Testing

import enum SyscallTable.Expectation
@testable import SyscallTable

/// What strace 6.1 printed for a program that makes every call of files, file systems, mounts, notifications and
/// asynchronous requests, with arguments that mean something and with some that do not (Fixtures/files.strace).
struct FileLogTests {
  /// Lines that are read, but of which something else is printed.
  private static let different: Set<String> = [
    // Entries that nobody could write to address 0.
    "getdents(4, NULL /* 0 entries */",
    // A class without a name stands behind the flags.
    "fanotify_init(0xc /* FAN_CLASS_??? */|",
    // Names that strace 6.1 does not know yet.
    "name_to_handle_at(AT_FDCWD, \"f\", {handle_bytes=128}, 0x8, 0x200 /* AT_??? */",
    "name_to_handle_at(AT_FDCWD, \"f\", {handle_bytes=129}, 0x7ffde2865b7c, AT_EMPTY_PATH|0x234",
    "name_to_handle_at(AT_FDCWD, \"f\", {handle_bytes=8}, 0x7ffffacbf0ac, AT_EMPTY_PATH|0x3",
    "fsmount(29, 0, MOUNT_ATTR_RDONLY",
    "move_mount(-1, NULL, 99", "fsconfig(29, 0x8 /* FSCONFIG_??? */", "io_uring_enter(99",
    "io_uring_setup(4, {flags=IORING_SETUP_IOPOLL|IORING_SETUP_SQPOLL|IORING_SETUP_SQ_AFF",
    "fanotify_mark(11, FAN_MARK_ADD, FAN_ACCESS|FAN_MODIFY", "fanotify_mark(11, 0, FAN_ACCESS",
    "io_uring_register(20, 0x18", "io_uring_register(20, 0x19",
    // Operations of a ring of which only the address is known here.
    "io_uring_register(20, IORING_REGISTER_PROBE", "io_uring_register(20, IORING_REGISTER_RESTRICTIONS",
    "io_uring_register(20, IORING_REGISTER_IOWQ_MAX_WORKERS", "io_uring_register(20, IORING_REGISTER_RING_FDS",
    "io_uring_register(20, IORING_REGISTER_BUFFERS_UPDATE", "io_uring_register(20, IORING_REGISTER_FILES2",
    "io_uring_register(20, IORING_REGISTER_PBUF_RING", "io_uring_register(20, IORING_REGISTER_ENABLE_RINGS",
    // Devices of which the table has no names.
    "ioctl(99, LOOP_GET_STATUS", "ioctl(99, LOOP_SET_STATUS64", "ioctl(99, LOOP_CONFIGURE", "ioctl(99, UFFDIO_API",
    "ioctl(99, TCGETS2", "ioctl(99, TCSETS2", "ioctl(99, TCGETA", "ioctl(99, TCSBRKP", "ioctl(99, TIOCGPKT",
    "ioctl(99, TIOCGICOUNT", "ioctl(99, FIOSETOWN", "ioctl(99, SIOC", "ioctl(99, TIOCSLCKTRMIOS",
    "ioctl(3, FS_IOC_GET_ENCRYPTION_POLICY", "fcntl(3, F_GETLK64", "fcntl(3, F_CANCELLK", "fcntl(3, F_SETLKW64",
    "ioctl(3, BTRFS_IOC_FILE_EXTENT_SAME", "ioctl(99, BTRFS_IOC_FILE_EXTENT_SAME",
  ]

  private func lines() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/files.strace"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init).filter { line in
      !Self.different.contains { line.hasPrefix($0) } && !line.contains("_IOC(")
    }
  }

  /// Whether the kernel filled memory, which is not there to be printed.
  private func isFilled(_ call: EncodedCall, _ outcome: CallOutcome) -> Bool {
    zip(call.row.parameters, call.words).contains { parameter, word in
      let type = parameter.type.resolved(call.words)
      guard type.isPrintedAfterwards, word != 0 else { return false }
      if case .returned = outcome { return true }
      // The address that strace shows instead was given as it is, unless both directions matter.
      if case .pointer(.special, .both) = type { return call.row.name != "io_setup" && outcome == .failed(.overflow) }
      return false
    }
  }

  @Test func everyLineIsReadAndWhatTheKernelReadsIsPrintedAgain() throws {
    var compared = 0
    for line in try lines() {
      do {
        let typed = try TypedLine(Array(line.utf8))
        let call = try typed.encoded()
        guard case .outcome(let outcome) = typed.expectation.flatMap(Expectation.init) else {
          Issue.record("\(line) has no result")
          continue
        }
        if isFilled(call, outcome) { continue }
        #expect(call.text(outcome) == line)
        compared += 1
      } catch {
        #expect(error.message.hasPrefix("This was cut short"), "\(line)\n\(error)")
      }
    }
    #expect(compared > 170, "\(compared)")
  }
}
