import Glibc
import Inspect
import LinuxABI
import Tracer

// A lab whose subjects live in a sandbox: what they and the programs that they execute do stays in it, so nothing needs
// to be asked.
extension Lab {
  /// What root of the sandbox is outside, when the shell is root: ids that own nothing. As root outside, a process would
  /// own /proc/sys, whatever its capabilities.
  static let firstSandboxID: UInt32 = 0x7ffd_0000

  public var isSandboxed: Bool { tracer.sandbox != nil }

  /// How many pid namespaces lie between the shell's and that in which subjects are born.
  var bornDepth: Int { isSandboxed ? 1 : 0 }

  /// The number of a subject where subjects are born: in a sandbox that is the one which they all see.
  public func number(of subject: LabSubject) -> Int32 {
    subject.numbers.all[safe: bornDepth] ?? subject.pid
  }

  /// Kinds of file systems that hold no files but the kernel's answers, or memory: the sandbox has its own of those that
  /// are needed.
  private static let hiddenTypes: Set<String> = [
    "proc", "sysfs", "devtmpfs", "devpts", "tmpfs", "ramfs", "cgroup", "cgroup2", "mqueue", "debugfs", "tracefs",
    "securityfs", "pstore", "bpf", "configfs", "fusectl", "hugetlbfs", "efivarfs", "nsfs", "autofs", "binfmt_misc",
    "rpc_pipefs", "selinuxfs",
  ]

  /// Whether the shell may hand out those ids: in a container its own map may not have them.
  private static var hasSandboxIDs: Bool {
    ((try? Proc().idMap(shellPid, group: false)) ?? []).contains {
      UInt64(firstSandboxID) >= UInt64($0.inside)
        && UInt64(firstSandboxID) + 65536 <= UInt64($0.inside) + UInt64($0.count)
    }
  }

  /// Makes the sandbox in which the next subject is born.
  func enterSandbox() throws(LabError) {
    let mounts = shellMounts.map { (Self.hiddenTypes.contains($0.type) && $0.point != "/" ? "-" : "+") + $0.point }
    let firstID = geteuid() == 0 && Self.hasSandboxIDs ? Self.firstSandboxID : 0
    if firstID > 0 { directory.give(to: firstID) }
    do {
      try tracer.enterSandbox(directory: directory.realPath, mounts: mounts, firstID: firstID)
    } catch {
      throw .noSandbox(error.sentence)
    }
    sandboxNamespaces = []
  }

  /// The namespaces of the sandbox are the lab's own: its process 1 does not show them, so a subject does.
  func noteSandbox(of subject: LabSubject) {
    guard isSandboxed, sandboxNamespaces.isEmpty else { return }
    let shells = proc.namespaces(Self.shellPid)
    for (kind, inode) in subject.namespaces.own where shells[kind] != inode {
      sandboxNamespaces.insert(Namespace(kind: kind, inode: inode))
    }
    ownNamespaces.formUnion(sandboxNamespaces)
  }
}

extension SandboxError {
  /// As the learner reads it.
  var sentence: String {
    let isRefused = [.notPermitted, .accessDenied, .noSpace].contains(errno)
    switch step {
    case .namespaces where isRefused, .ids where isRefused, .mounts where isRefused:
      return "This machine refuses user namespaces, which --sandbox needs: \(Self.switchOff)."
    case .namespaces, .ids: return "--sandbox needs namespaces, and the kernel refuses them: \(errno.message)."
    case .root:
      return
        "--sandbox shows the files by overlayfs, which cannot be laid over those of this machine: \(errno.message). A kernel from 5.11 on can, with CONFIG_OVERLAY_FS."
    case .mounts: return "What --sandbox mounts for its processes was refused: \(errno.message)."
    case .directory: return "The lab's directory could not be brought into the sandbox: \(errno.message)."
    case .identity: return "The sandbox's process could not become its own user: \(errno.message)."
    }
  }

  /// The setting that refuses, as far as it can be read, and how it is changed.
  private static var switchOff: String {
    let switches = [
      ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces is 0; root can raise it"),
      ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone is 0; root can set it to 1"),
      (
        "kernel/apparmor_restrict_unprivileged_userns", "1",
        "AppArmor restricts them; root can set sysctl kernel.apparmor_restrict_unprivileged_userns to 0, or allow them to sysh by a profile"
      ),
    ]
    let proc = Proc()
    return switches.first { (try? proc.setting($0.0)) == $0.1 }?.2
      ?? "a container's seccomp filter or a security module forbids them; a container needs to be started with leave to make them"
  }
}
