import CHeaders
import LinuxABI
import Testing

@testable import SyscallTable

/// Memory with a form of its own: records against the C headers, and what is typed for them.
struct RecordTests {
  /// Members and structures that Debian's headers do not have, or have under no name of their own.
  private static let newer: Set<String> = [
    "landlock_ruleset_attr.handled_access_net", "landlock_ruleset_attr.scoped", "landlock_net_port_attr",
  ]

  private var records: [Record] {
    func formats(_ type: ArgumentType) -> [any PointeeFormat] {
      switch type {
      case .selected(_, let cases, let otherwise): cases.values.flatMap(formats) + formats(otherwise)
      case .presentIf(_, _, let inner): formats(inner)
      case .pointer(.formatted(let special), _): [special.format]
      default: []
      }
    }
    return SyscallTable.standard.rows.flatMap(\.parameters).flatMap { formats($0.type) }.flatMap(\.records)
  }

  @Test func recordsLieInMemoryAsTheHeadersSay() {
    var extents: [String: (offset: Int, size: Int)] = [:]
    for index in 0..<cheaders_extent_count() {
      extents[String(cString: cheaders_extent_name(index))] = (
        Int(cheaders_extent_offset(index)), Int(cheaders_extent_size(index))
      )
    }
    var checked = 0
    for record in records where record.name != "bpf_attr" && record.name != "ptrace_syscall_info" {
      guard !Self.newer.contains(record.name) else { continue }
      for field in record.fields {
        let name = "\(record.name).\(field.name)"
        if case .bits(let shift, let width, _, _) = field.kind {
          #expect(cheaders_bits(name) == (1 << UInt64(width) - 1) << UInt64(shift), "\(name)")
        } else if !Self.newer.contains(name) {
          #expect(extents[name]?.offset == field.offset, "\(name)")
          #expect(extents[name]?.size == field.kind.size, "\(name)")
        }
        checked += 1
      }
    }
    #expect(checked > 80)
    #expect(cheaders_bits("user_desc.nothing") == 0)
    // Each command of bpf has a part of the union.
    for record in records where record.name == "bpf_attr" {
      #expect(record.total <= extents["bpf_attr"]?.size ?? 0)
    }
  }

  @Test(
    arguments: [
      ("sched_setattr 0 {size=48, polcy=1}", "polcy"), ("sched_setattr 0 {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}", "11"),
      ("sched_setattr 0 \"x\"", "\"x\""), ("modify_ldt 1 {seg_32bit=2}", "2"), ("modify_ldt 1 {contents=4}", "4"),
      ("capset {version=_LINUX_CAPABILITY_VERSION_3} {effectve=0}", "effectve"),
      ("capset {version=_LINUX_CAPABILITY_VERSION_3} 1<<CAP_NO", "CAP_NO"),
      ("capset {version=_LINUX_CAPABILITY_VERSION_3} [0]", "[0]"), ("mbind 0 4096 MPOL_BIND {0}", "{0}"),
      ("seccomp SECCOMP_SET_MODE_FILTER 0 {filter=[6]}", "6"),
      ("seccomp SECCOMP_SET_MODE_FILTER 0 {filter=[BPF_STMT(6)]}", "BPF_STMT(6)"),
      ("seccomp SECCOMP_SET_MODE_FILTER 0 {filter=[BPF_JUMP(6, 0, 256, 0)]}", "256"),
      ("seccomp SECCOMP_SET_MODE_FILTER 0 {fiter=0}", "fiter"), ("seccomp SECCOMP_SET_MODE_FILTER 0 [1]", "[1]"),
      ("bpf BPF_OBJ_GET {pathname=\"a\"...} 16", "\"a\"..."), ("bpf BPF_OBJ_GET_INFO_BY_FD {info=3} 16", "3"),
      ("landlock_create_ruleset {handled_access_fs=O_RDWR}", "O_RDWR"), ("personality CAP_KILL", "CAP_KILL"),
      ("ioprio_set IOPRIO_WHO_PROCESS 0 IOPRIO_PRIO_VALUE(O_RDWR, 1)", "O_RDWR"),
    ])
  func aMistakeInSuchMemoryIsPointedAt(line: String, at place: String) {
    let error = inputError(line) { () throws(InputError) in _ = try encode(line) }
    if let error { #expect(part(line, error) == place, "\(error.message)") }
  }

  @Test func aFilterBringsItsLength() throws {
    let call = try encode("seccomp SECCOMP_SET_MODE_FILTER 0 {filter=[BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)]}")
    #expect(call.placed(2)?.prefix(2) == [1, 0])
  }

  @Test func capabilitiesOfBothHalvesAreSet() throws {
    let call = try encode("capset {version=_LINUX_CAPABILITY_VERSION_3} {permitted=1<<CAP_KILL|1<<CAP_BPF}")
    #expect(call.placed(1) == [0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func bitsOfOneWordDoNotDisturbEachOther() throws {
    let call = try encode("modify_ldt 1 {seg_32bit=1, contents=2, useable=1}")
    #expect(call.placed(1)?[12] == 0b100_0101)
  }
}
