import CHeaders
import Testing

@testable import SyscallTable

/// The numbers of x86-64 up to Linux 6.18 (`arch/x86/entry/syscalls/syscall_64.tbl`), of which 337 to 423 are nobody's.
/// Debian's headers end with Linux 6.1.
enum KernelNumbers {
  /// Those that came after Linux 6.1.
  static let newer: [String: Int] = [
    "uretprobe": 335, "uprobe": 336, "cachestat": 451, "fchmodat2": 452, "map_shadow_stack": 453, "futex_wake": 454,
    "futex_wait": 455, "futex_requeue": 456, "statmount": 457, "listmount": 458, "lsm_get_self_attr": 459,
    "lsm_set_self_attr": 460, "lsm_list_modules": 461, "mseal": 462, "setxattrat": 463, "getxattrat": 464,
    "listxattrat": 465, "removexattrat": 466, "open_tree_attr": 467, "file_getattr": 468, "file_setattr": 469,
  ]
}

struct KernelNumberTests {
  @Test func everyNumberUpToLinux6_18HasARowAndNoOther() {
    let known = Set(0...336).union(424...469)
    #expect(Set(SyscallTable.standard.rows.map(\.number)) == known)
  }

  @Test func everyNameOfTheHeadersAndEveryNewerOneHasTheRowOfItsNumber() {
    let count = cheaders_count(CHEADERS_SYSCALLS)
    #expect(count > 350)
    var numbers = KernelNumbers.newer
    for index in 0..<count {
      let name = String(cString: cheaders_name(CHEADERS_SYSCALLS, index))
      let number = Int(cheaders_value(CHEADERS_SYSCALLS, index))
      #expect(numbers[name] ?? number == number, "\(name)")
      numbers[name] = number
    }
    for (name, number) in numbers { #expect(SyscallTable.standard[name]?.number == number, "\(name)") }
    #expect(numbers.count == SyscallTable.standard.rows.count)
  }
}
